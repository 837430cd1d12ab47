"""What is removed and what is never touched."""

from __future__ import annotations

import io
import os
from datetime import timedelta

import pytest
from sqlalchemy import String
from sqlalchemy.orm import Session

from contest import tables
from contest.db import Base, utc_now
from contest.storage import house
from contest.storage.folder import FolderStore
from contest.storage.house import abort_abandoned, key_columns, remove_orphans
from contest.storage.types import FileStore, ObjectKey, UploadPlan, new_key
from contest.storage_commands import audit
from tests import factories

LATER = timedelta(days=2)


def stored(store: FileStore, key: ObjectKey | None = None, content: bytes = b"x") -> ObjectKey:
    key = key or new_key()
    store.put(key, io.BytesIO(content), content_type="text/plain")
    return key


def file_row(session: Session, key: str, **values: object) -> None:
    season = factories.season(session)
    owner = factories.person(session)
    entry = factories.entry(session, season, factories.category(session, season), owner)
    factories.stored_file(session, entry, owner, key=key, **values)
    session.commit()


def test_every_column_that_holds_a_key_is_known() -> None:
    """A room that keeps keys under another name or length would lose its objects to the sweep."""
    assert tables.TABLE_MODULES
    known = {f"{column.table.name}.{column.name}" for column in key_columns()}
    assert {"stored_file.key", "blind_asset.key", "blind_asset.poster_key"} <= known
    suspicious = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String)
        and any(word in column.name for word in ("object", "blob", "storage", "poster", "thumb", "preview"))
    }
    assert suspicious <= known


def test_an_object_without_a_row_is_removed_only_when_old(session: Session, store: FileStore) -> None:
    kept, orphan = stored(store), stored(store)
    file_row(session, kept)
    remove_orphans(session, store, now=utc_now())
    assert store.exists(orphan)
    remove_orphans(session, store, now=utc_now() + LATER)
    assert not store.exists(orphan)
    assert store.exists(kept)


def test_the_keys_of_a_blind_copy_are_no_orphans(session: Session, folder_store: FolderStore) -> None:
    asset, poster = stored(folder_store), stored(folder_store)
    season = factories.season(session)
    owner = factories.person(session)
    entry = factories.entry(session, season, factories.category(session, season), owner)
    factories.blind_asset(session, factories.blind_copy(session, entry), key=asset, poster_key=poster)
    session.commit()
    assert remove_orphans(session, folder_store, now=utc_now() + LATER) == 0


def test_a_broken_sweep_that_forgets_a_table_is_noticed(
    session: Session, folder_store: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The broken variant of the test above: without the table's columns, the object is lost."""
    asset = stored(folder_store)
    season = factories.season(session)
    owner = factories.person(session)
    entry = factories.entry(session, season, factories.category(session, season), owner)
    factories.blind_asset(session, factories.blind_copy(session, entry), key=asset)
    session.commit()
    known = [column for column in key_columns() if column.table.name != "blind_asset"]
    monkeypatch.setattr(house, "key_columns", lambda: known)
    assert remove_orphans(session, folder_store, now=utc_now() + LATER) == 1


def rows_naming_objects_in_json(session: Session, store: FolderStore) -> None:
    """A film's strip and rates, and a published photo, whose keys stand in JSON columns alone."""
    strip, pieces, listed, photo = (stored(store) for _ in range(4))
    season = factories.season(session)
    owner = factories.person(session)
    entry = factories.entry(session, season, factories.category(session, season), owner)
    rates = [{"bandwidth": 1, "key": pieces, "list_key": listed}]
    copy = factories.blind_copy(session, entry)
    factories.blind_asset(session, copy, key=None, sides={"of": "0" * 32, "strip": strip, "rates": rates})
    factories.published_work(session, season, media=[{"kind": "image", "key": photo, "poster_key": None}])
    session.commit()


def test_keys_in_json_are_no_orphans(session: Session, folder_store: FolderStore) -> None:
    rows_naming_objects_in_json(session, folder_store)
    assert remove_orphans(session, folder_store, now=utc_now() + LATER) == 0
    assert list(audit(session, folder_store, hashes=True)) == []


def test_a_broken_sweep_that_does_not_look_into_json_is_noticed(
    session: Session, folder_store: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows_naming_objects_in_json(session, folder_store)
    monkeypatch.setattr(house, "json_columns", list)
    assert remove_orphans(session, folder_store, now=utc_now() + LATER) == 4


def test_a_lost_piece_of_a_film_is_told(session: Session, folder_store: FolderStore) -> None:
    rows_naming_objects_in_json(session, folder_store)
    for found in list(folder_store.list_objects()):
        folder_store.delete(found.key)
    lost = list(audit(session, folder_store, hashes=False))
    assert sorted(line.rsplit(" ", 1)[0] for line in lost) == [
        *["thiếu tệp: blind_asset.sides"] * 3,
        "thiếu tệp: published_work.media",
    ]


def test_an_upload_nobody_waits_for_is_aborted_only_when_old(session: Session, store: FileStore) -> None:
    waited, forgotten = new_key(), new_key()
    plan = UploadPlan(size=10, part_size=5 * 1024 * 1024)
    upload = store.begin_upload(waited, plan, content_type="text/plain")
    store.begin_upload(forgotten, plan, content_type="text/plain")
    file_row(session, waited, state="uploading", upload_id=upload)
    abort_abandoned(session, store, now=utc_now())
    assert forgotten in {found.key for found in store.list_uploads()}
    abort_abandoned(session, store, now=utc_now() + LATER)
    pending = {found.key for found in store.list_uploads()}
    assert forgotten not in pending
    assert waited in pending


def test_a_body_whose_writer_died_is_removed_when_old(folder_store: FolderStore) -> None:
    left = folder_store.root / "incoming" / "0123"
    left.write_bytes(b"half")
    now = utc_now()
    assert folder_store.remove_leftovers(older_than=now - timedelta(days=1)) == 0
    os.utime(left, (0, 0))
    assert folder_store.remove_leftovers(older_than=now - timedelta(days=1)) == 1
    assert not left.exists()


def test_the_audit_names_what_differs_and_changes_nothing(session: Session, folder_store: FolderStore) -> None:
    good, lost, changed, orphan = (
        stored(folder_store, content=b"good"),
        new_key(),
        stored(folder_store),
        stored(folder_store),
    )
    sha = "770e607624d689265ca6c44884d0807d9b054d23c473c106c72be9de08b7376c"
    file_row(session, good, sha256=sha)
    file_row(session, lost)
    file_row(session, changed, sha256="0" * 64)
    file_row(session, new_key(), state="uploading")
    before = {found.key for found in folder_store.list_objects()}
    problems = "\n".join(audit(session, folder_store, hashes=True))
    assert f"thiếu tệp: stored_file.key {lost}" in problems
    assert f"tệp không có dòng: {orphan}" in problems
    assert f"{changed}" in problems
    assert len(problems.splitlines()) == 3
    assert {found.key for found in folder_store.list_objects()} == before
