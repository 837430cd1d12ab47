"""A backup taken while people work is whole, and a restore of it lacks nothing that was acknowledged before."""

from __future__ import annotations

import json
import shutil
from typing import IO

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from contest import backup, backup_database, create_app
from contest.db import begin_writing, reading
from contest.ledger.services import verify
from contest.settings import Settings
from contest.storage import current_store
from contest.storage.folder import FolderStore
from contest.storage.types import ObjectKey
from contest.submissions.models import Entry, StoredFile
from tests.backup.conftest import Site
from tests.backup.people import Act, Work, at_work
from tests.conftest import Database


def backed_up_under_load(site: Site) -> list[Act]:
    """Take a backup while everybody works; the acts acknowledged before it and still there after it."""
    work = site.work
    with at_work(work):
        work.until(30)
        before = list(work.acknowledged)
        taken = site.back_up()
        kept = [act for act in before if act.public_id not in work.given_up]
        work.until(len(work.acknowledged) + 10)
    assert taken.exit_code == 0, taken.output
    assert len(kept) >= 10
    return kept


def nothing_is_lost(acts: list[Act], elsewhere: Settings) -> None:
    """What must hold in a restored installation."""
    engine = create_engine(elsewhere.database)
    app = create_app(elsewhere)
    bodies = {act.public_id: act.body for act in acts}
    try:
        with app.app_context(), reading(), Session(engine) as session:
            assert verify(session).holds
            rows = session.execute(select(Entry.public_id, StoredFile.key).join(StoredFile)).all()
            stored = {row.public_id: _content(row.key) for row in rows}
    finally:
        engine.dispose()
    assert {name: stored.get(name) for name in bodies} == bodies


def _content(key: str) -> bytes:
    with current_store().open(ObjectKey(key)) as stream:
        return stream.read()


def test_a_backup_under_load_is_restored_with_all_that_was_acknowledged(site: Site) -> None:
    acts = backed_up_under_load(site)
    restored = site.restore()
    assert (restored.exit_code, "0 chỗ lệch" in restored.output) == (0, True), restored.output
    nothing_is_lost(acts, site.elsewhere)
    about = json.loads((site.copy / "backup.json").read_text("utf-8"))
    assert (about["problems"], about["ledger_entries"] > 30) == ([], True)
    again = site.restore()
    assert (again.exit_code, "trống" in again.output) == (1, True)


@pytest.mark.any_database
def test_a_broken_backup_that_copies_the_file_alone_is_noticed(
    site: Site, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What ``cp contest.db`` does while the site runs: the newest acts stand in the journal beside it."""
    if database.template is None:
        pytest.skip("PostgreSQL has no file that could be copied alone")
    monkeypatch.setattr(backup_database, "_copy_online", shutil.copyfile)
    acts = backed_up_under_load(site)
    site.restore()
    with pytest.raises(AssertionError):
        nothing_is_lost(acts, site.elsewhere)


def removed_between(work: Work, monkeypatch: pytest.MonkeyPatch) -> Act:
    """Have a draft and its object removed after the database was copied, before its object is."""
    for number in range(4):
        work.act(number)
    gone = max(work.acknowledged, key=lambda act: act.key)
    really = FolderStore.open

    def removing(store: FolderStore, key: ObjectKey, *, start: int = 0) -> IO[bytes]:
        if gone.public_id not in work.given_up:
            begin_writing()
            work.give_up(gone)
        return really(store, key, start=start)

    monkeypatch.setattr(FolderStore, "open", removing)
    return gone


def test_what_is_removed_meanwhile_is_in_neither_half(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = removed_between(site.work, monkeypatch)
    taken = site.back_up()
    assert taken.exit_code == 0, taken.output
    assert site.restore().exit_code == 0
    nothing_is_lost([act for act in site.work.acknowledged if act is not gone], site.elsewhere)


def test_a_broken_backup_that_never_looks_again_is_noticed(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "_TRIES", 0)
    gone = removed_between(site.work, monkeypatch)
    taken = site.back_up()
    assert (taken.exit_code, gone.key in taken.output) == (1, True)
    restored = site.restore()
    assert (restored.exit_code, f"thiếu tệp: stored_file.key {gone.key}" in restored.output) == (1, True)
