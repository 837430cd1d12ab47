"""One folder that holds everything an installation needs to begin again, taken while the site is in use.

    contest.db | contest.dump   the database as it was at one moment
    objects/whole/ab/cd/<key>   every object that a row of it needs, laid out as in the folder store
    SHA256SUMS                  fingerprints of the above, as sha256sum(1) reads them
    backup.json                 when, what, the head of the record, the fingerprint of SHA256SUMS; written last

The database is copied first: an object that came later is not needed, and one that a later act removed makes the copy
be taken once more. The folder appears under its name only when it is whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select, text

from contest.backup_database import FILES, BackupProblem, copied_database, kind_of
from contest.ledger.services import Verification, verify
from contest.needed import needed_keys
from contest.settings import Settings
from contest.storage.disk import sync_folder, write_whole
from contest.storage.errors import ObjectMissing
from contest.storage.types import CHUNK, FileStore, ObjectKey
from contest.submissions.models import StoredFile
from contest.submissions.types import FileState

SUMS: Final = "SHA256SUMS"
ABOUT: Final = "backup.json"
_TRIES: Final = 5
"""How often the database is copied anew because an object was removed meanwhile; then the object is simply lost."""


@dataclass(frozen=True, kw_only=True, slots=True)
class About:
    """What a backup says of itself.

    ``problems`` were there before it: an object that the store has lost or that changed, a record whose chain is
    broken. A backup is taken all the same, and says so.
    """

    made_at: str
    database: str
    revision: str
    ledger_entries: int
    ledger_head: str
    objects: int
    size: int
    problems: tuple[str, ...]
    sums: str


@dataclass(kw_only=True, slots=True)
class _Objects:
    """The objects of a backup while it is taken: those there already are not copied again."""

    root: Path
    store: FileStore
    previous: Path | None
    known: Mapping[str, str]
    """Fingerprints in the previous backup, by the name of the file there."""
    sums: dict[ObjectKey, str] = field(default_factory=dict)

    def bring(self, key: ObjectKey) -> str:
        """Copy one object, unless it is there, and return its fingerprint. Errors: ObjectMissing."""
        if key not in self.sums:
            target = self.root / path_of(key)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.sums[key] = self._shared(key, target) or self._copied(key, target)
        return self.sums[key]

    def drop(self, key: ObjectKey) -> None:
        """Remove one that turned out not to be needed."""
        (self.root / path_of(key)).unlink()
        del self.sums[key]

    def _shared(self, key: ObjectKey, target: Path) -> str | None:
        """Take the file of the previous backup, where one disk holds both and it is what it was."""
        known = self.known.get(str(path_of(key)))
        if known is None or self.previous is None:
            return None
        with suppress(OSError):
            os.link(self.previous / path_of(key), target)
            if _fingerprint(target) == known:
                return known
            target.unlink()
        return None

    def _copied(self, key: ObjectKey, target: Path) -> str:
        digest = hashlib.sha256()
        with self.store.open(key) as stream, target.open("xb") as out:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        target.chmod(0o400)
        return digest.hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Copied:
    """What was found in the copied database, and beside it."""

    revision: str
    record: Verification
    needed: frozenset[ObjectKey]
    lost: tuple[ObjectKey, ...]
    changed: tuple[ObjectKey, ...]

    def problems(self) -> Iterator[str]:
        """What an operator should know, a sentence each."""
        if not self.record.holds:
            yield f"Sổ ghi bị đứt tại dòng {self.record.broken_at}."
        yield from (f"Kho không có tệp {key} mà cơ sở dữ liệu cần." for key in self.lost)
        yield from (f"Tệp {key} không còn như lúc nhận (mã băm khác)." for key in self.changed)


def take_backup(settings: Settings, store: FileStore, target: Path, *, previous: Path | None, now: datetime) -> About:
    """Back the installation up into the new folder ``target``; objects of ``previous`` are shared, not copied.

    Errors: BackupProblem.
    """
    if target.exists():
        raise BackupProblem(f"Đã có {target}. Mỗi bản sao lưu cần một thư mục mới.")
    if previous is not None and not (previous / ABOUT).is_file():
        raise BackupProblem(f"{previous} không phải là một bản sao lưu trọn vẹn.")
    unfinished = target.with_name(f".{target.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        unfinished.mkdir(mode=0o700, parents=True)
        about = _fill(settings, store, unfinished, previous=previous, now=now)
        write_whole(unfinished / ABOUT, json.dumps(asdict(about), indent=2).encode())
        unfinished.rename(target)
        sync_folder(target.parent)
    except OSError as error:
        raise BackupProblem(f"Không ghi được bản sao lưu: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return about


def read_about(folder: Path) -> About:
    """What a backup says of itself. Errors: BackupProblem when there is none, or an unfinished one."""
    try:
        told = json.loads((folder / ABOUT).read_text("utf-8"))
        return About(**{**told, "problems": tuple(told["problems"])})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BackupProblem(f"{folder} không phải là một bản sao lưu trọn vẹn (thiếu {ABOUT}).") from error


def proved_files(folder: Path, about: About) -> Iterator[tuple[str, Path]]:
    """Every file of a backup with its name there, each after its fingerprint was compared. Errors: BackupProblem."""
    sums = _sums_of(folder / SUMS)
    if _fingerprint(folder / SUMS) != about.sums:
        raise BackupProblem(f"{folder / SUMS} đã bị sửa; hãy dùng một bản sao lưu khác.")
    for name, digest in sums.items():
        path = folder / name
        if not path.is_file():
            raise BackupProblem(f"Bản sao lưu thiếu tệp {path}; hãy dùng một bản khác.")
        if _fingerprint(path) != digest:
            raise BackupProblem(f"Tệp {path} đã hỏng (mã băm khác); hãy dùng một bản sao lưu khác.")
        yield name, path


def path_of(key: str) -> Path:
    """Where an object stands below a backup: as in the folder store, so that it can serve as one."""
    return Path("objects", "whole", key[:2], key[2:4], key)


def _fill(settings: Settings, store: FileStore, folder: Path, *, previous: Path | None, now: datetime) -> About:
    known = {} if previous is None else _sums_of(previous / SUMS)
    objects = _Objects(root=folder, store=store, previous=previous, known=known)
    copied = _copy_once(settings, objects)
    for _attempt in range(_TRIES):
        if not copied.lost:
            break
        copied = _copy_once(settings, objects)
    for unneeded in objects.sums.keys() - copied.needed:
        objects.drop(unneeded)
    return About(
        made_at=now.isoformat(),
        database=kind_of(settings.database),
        revision=copied.revision,
        ledger_entries=copied.record.entries,
        ledger_head=copied.record.head,
        objects=len(objects.sums),
        size=sum((folder / path_of(key)).stat().st_size for key in objects.sums),
        problems=tuple(copied.problems()),
        sums=_write_sums(folder, FILES[kind_of(settings.database)], objects.sums),
    )


def _copy_once(settings: Settings, objects: _Objects) -> _Copied:
    """Copy the database over any earlier copy, then bring what its rows need."""
    for old in objects.root.glob(f"{FILES[kind_of(settings.database)]}*"):
        old.unlink()
    with copied_database(settings.database, objects.root) as session:
        rows = select(StoredFile.key, StoredFile.sha256).where(StoredFile.state == FileState.VERIFIED)
        proved = {row.key: row.sha256 for row in session.execute(rows)}
        needed = frozenset(key for _column, key in needed_keys(session))
        lost, changed = [], []
        for key in sorted(needed):
            try:
                digest = objects.bring(key)
            except ObjectMissing:
                lost.append(key)
                continue
            if digest != proved.get(key, digest):
                changed.append(key)
        return _Copied(
            revision=session.execute(text("SELECT version_num FROM alembic_version")).scalar_one(),
            record=verify(session),
            needed=needed,
            lost=tuple(lost),
            changed=tuple(changed),
        )


def _write_sums(folder: Path, database: str, sums: Mapping[ObjectKey, str]) -> str:
    """Write SHA256SUMS; its own fingerprint."""
    lines = [f"{_fingerprint(folder / database)}  {database}\n"]
    lines += [f"{digest}  {path_of(key)}\n" for key, digest in sorted(sums.items())]
    write_whole(folder / SUMS, "".join(lines).encode("ascii"))
    return _fingerprint(folder / SUMS)


def _sums_of(path: Path) -> dict[str, str]:
    """Fingerprint by name. Errors: BackupProblem."""
    try:
        lines = path.read_text("ascii").splitlines()
        return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    except (OSError, ValueError) as error:
        raise BackupProblem(f"Không đọc được {path}.") from error


def _fingerprint(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
