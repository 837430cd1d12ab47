"""What a backup looks like on the disk, and what is refused; none of it depends on the database."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from contest.backup_commands import backup_command, restore_command
from contest.db import begin_writing
from contest.migrate import migrate
from contest.settings import Settings
from contest.storage import new_key
from contest.storage.folder import store_from as folder_store
from contest.storage.types import ObjectKey
from tests import factories
from tests.backup.conftest import Run

SHA256SUM = shutil.which("sha256sum") or "sha256sum"


@pytest.fixture
def installation(tmp_path: Path) -> Settings:
    """A small installation on SQLite with one file."""
    place = tmp_path / "here"
    place.mkdir()
    return Settings(secret_key="s", instance=place, testing=True, rate_limits=False)


@pytest.fixture
def copy(installation: Settings, run: Run, tmp_path: Path) -> Path:
    """A backup of it."""
    migrate(installation.database)
    store, key, body = folder_store(installation), new_key(), b"a file"
    store.put(key, io.BytesIO(body), content_type="text/plain")
    engine = create_engine(installation.database)
    begin_writing()
    with Session(engine) as own:
        season, owner = factories.season(own), factories.person(own)
        entry = factories.entry(own, season, factories.category(own, season), owner)
        factories.stored_file(own, entry, owner, key=key, sha256=hashlib.sha256(body).hexdigest())
        own.commit()
    engine.dispose()
    assert run(installation, backup_command, str(tmp_path / "copy")).exit_code == 0
    return tmp_path / "copy"


def objects_of(folder: Path) -> list[Path]:
    """The objects of a backup."""
    return [path for path in (folder / "objects").rglob("*") if path.is_file()]


def empty(installation: Settings, place: Path) -> Settings:
    """An empty installation beside it."""
    place.mkdir()
    return replace(installation, instance=place)


def test_its_fingerprints_are_read_by_sha256sum(copy: Path) -> None:
    done = subprocess.run([SHA256SUM, "-c", "SHA256SUMS"], cwd=copy, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.count("OK")) == (0, 2), done.stdout + done.stderr


def test_the_next_backup_shares_what_it_need_not_copy(copy: Path, installation: Settings, run: Run) -> None:
    second = copy.with_name("second")
    assert run(installation, backup_command, str(second), "--previous", str(copy)).exit_code == 0
    ((first_file,), (second_file,)) = objects_of(copy), objects_of(second)
    assert first_file.stat().st_ino == second_file.stat().st_ino
    first_file.chmod(0o600)
    first_file.write_bytes(b"rot")
    third = copy.with_name("third")
    assert run(installation, backup_command, str(third), "--previous", str(copy)).exit_code == 0
    assert objects_of(third)[0].read_bytes() == b"a file"


def test_a_backup_never_overwrites(copy: Path, installation: Settings, run: Run) -> None:
    again = run(installation, backup_command, str(copy))
    assert (again.exit_code, "thư mục mới" in again.output) == (1, True)
    assert not copy.with_name(f".{copy.name}.unfinished").exists()


def test_a_loss_of_before_is_told_and_the_rest_is_kept(copy: Path, installation: Settings, run: Run) -> None:
    store = folder_store(installation)
    for found in list(store.list_objects()):
        store.delete(found.key)
    taken = run(installation, backup_command, str(copy.with_name("second")))
    assert (taken.exit_code, "Kho không có tệp" in taken.output) == (1, True)
    assert (copy.with_name("second") / "contest.db").is_file()


def damaged(copy: Path, what: str) -> None:
    """Spoil one thing of a backup."""
    about = json.loads((copy / "backup.json").read_text("utf-8"))
    if what == "an object":
        (path,) = objects_of(copy)
        path.chmod(0o600)
        path.write_bytes(b"a fine")
    elif what == "a missing object":
        objects_of(copy)[0].unlink()
    elif what == "the database":
        with (copy / "contest.db").open("r+b") as file:
            file.seek(5000)
            file.write(b"x")
    elif what == "its list":
        (copy / "SHA256SUMS").write_text("", encoding="ascii")
    elif what == "unfinished":
        (copy / "backup.json").unlink()
    else:
        (copy / "backup.json").write_text(json.dumps(about | {"database": "postgresql"}), encoding="utf-8")


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("an object", "đã hỏng"),
        ("a missing object", "thiếu tệp"),
        ("the database", "đã hỏng"),
        ("its list", "đã bị sửa"),
        ("unfinished", "không phải là một bản sao lưu trọn vẹn"),
        ("another kind", "DATABASE_URL"),
    ],
)
def test_a_damaged_backup_is_refused_before_a_byte_is_written(
    copy: Path, installation: Settings, run: Run, what: str, words: str
) -> None:
    damaged(copy, what)
    there = empty(installation, copy.with_name("there"))
    refused = run(there, restore_command, str(copy))
    assert (refused.exit_code, words in refused.output) == (1, True), refused.output
    assert not (there.instance / "contest.db").exists()
    assert list(folder_store(there).list_objects()) == []


def test_an_interrupted_restore_is_begun_again_but_nothing_foreign_is_overwritten(
    copy: Path, installation: Settings, run: Run
) -> None:
    there = empty(installation, copy.with_name("there"))
    (left,) = objects_of(copy)
    folder_store(there).put(ObjectKey(left.name), io.BytesIO(left.read_bytes()), content_type="text/plain")
    assert run(there, restore_command, str(copy)).exit_code == 0
    other = empty(installation, copy.with_name("other"))
    folder_store(other).put(new_key(), io.BytesIO(b"of somebody else"), content_type="text/plain")
    refused = run(other, restore_command, str(copy))
    assert (refused.exit_code, "Kho tệp không trống" in refused.output) == (1, True)


def test_a_journal_left_beside_is_never_read_into_a_restored_database(
    copy: Path, installation: Settings, run: Run
) -> None:
    there = empty(installation, copy.with_name("there"))
    (there.instance / "contest.db-wal").write_bytes(b"of another database")
    refused = run(there, restore_command, str(copy))
    assert (refused.exit_code, "contest.db-wal" in refused.output) == (1, True)
