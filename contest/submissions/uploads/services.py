"""The steps of an upload that write. None of them holds a transaction while the store is asked."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from contest.ledger.services import record
from contest.seasons.locks import hold_season
from contest.settings import UploadLimits
from contest.storage.errors import PartsMissing, UploadGone
from contest.storage.types import FileStore, ObjectKey, StoredObject, StoredPart, UploadId
from contest.submissions.models import StoredFile
from contest.submissions.types import FileState
from contest.submissions.uploads.queries import find_resumable, usage
from contest.submissions.uploads.quotas import check_room
from contest.submissions.uploads.types import Announced, FileId, FilePublicId, OpenEntry, PendingFile


def reserve(
    session: Session,
    *,
    entry: OpenEntry,
    season_id: int,
    person_id: int,
    said: Announced,
    limits: UploadLimits,
) -> PendingFile | None:
    """Lock what is counted and see whether the file fits; the same file begun before comes back.

    Until the caller commits, nobody else in the season is told that there is room. Errors: NoRoom, TooManyOpen.
    """
    hold_count(session, season_id=season_id)
    before = find_resumable(session, entry, said)
    if before is None:
        check_usage(session, entry=entry, season_id=season_id, person_id=person_id, said=said, limits=limits)
    return before


def hold_count(session: Session, *, season_id: int) -> None:
    """Let nobody else in the season count what is taken until the transaction ends.

    Two people, or two tabs, that ask at once must not both get the last place of the season, the person or the entry.
    """
    hold_season(session, season_id)


def check_usage(
    session: Session, *, entry: OpenEntry, season_id: int, person_id: int, said: Announced, limits: UploadLimits
) -> None:
    """See whether the file fits into what is left. Errors: NoRoom, TooManyOpen."""
    taken = usage(session, entry_id=entry.id, person_id=person_id, season_id=season_id)
    check_room(said.size, taken, limits)


def begin(
    session: Session,
    *,
    entry: OpenEntry,
    person_id: int,
    said: Announced,
    key: ObjectKey,
    upload_id: UploadId | None,
    now: datetime,
) -> FilePublicId:
    """Write the row of a file whose bytes are to come, or have come already (``upload_id`` None)."""
    last = session.scalar(select(func.max(StoredFile.position)).where(StoredFile.entry_id == entry.id))
    public_id = FilePublicId(secrets.token_hex(8))
    session.execute(
        insert(StoredFile).values(
            public_id=public_id,
            entry_id=entry.id,
            purpose=said.purpose,
            document_key=said.document_key,
            position=(last or 0) + 1,
            name=said.name,
            key=key,
            upload_id=upload_id,
            size=said.size,
            state=FileState.UPLOADING if upload_id else FileState.CHECKING,
            facts={"fingerprint": said.fingerprint} if said.fingerprint else {},
            uploaded_by=person_id,
            created_at=now,
        )
    )
    return public_id


def begin_again(session: Session, *, file: PendingFile, key: ObjectKey, upload_id: UploadId) -> None:
    """Give a file whose parts the store dropped a new place there; another tab that did so first is left alone."""
    session.execute(
        update(StoredFile)
        .where(StoredFile.id == file.id, StoredFile.upload_id == file.upload_id)
        .values(key=key, upload_id=upload_id)
    )


def held_parts(store: FileStore, file: PendingFile) -> tuple[StoredPart, ...]:
    """The parts that need not be sent again.

    All of them when the object is made already: by another tab, or by a worker that died before it
    could say so. Errors: UploadGone, StoreUnavailable.
    """
    if file.upload_id is not None:
        try:
            held = store.list_parts(file.key, file.upload_id)
        except UploadGone:
            if not store.exists(file.key):
                raise
        else:
            return tuple(part for part in held if part.size == file.plan.size_of(part.number))
    numbers = range(1, file.plan.count + 1)
    return tuple(StoredPart(number=number, size=file.plan.size_of(number), etag="-") for number in numbers)


def assemble(store: FileStore, file: PendingFile) -> StoredObject:
    """Let the store make the object of the parts it truly holds; what the browser claims is not asked.

    Twice is harmless, also when a worker died between the store's answer and our commit.
    Errors: PartsMissing, UploadGone, StoreUnavailable.
    """
    if file.upload_id is None:
        return store.facts(file.key)
    try:
        parts = store.list_parts(file.key, file.upload_id)
    except UploadGone:
        if not store.exists(file.key):
            raise
        return store.facts(file.key)
    if file.plan.missing(parts):
        raise PartsMissing
    return store.complete_upload(file.key, file.upload_id, parts)


def mark_received(session: Session, *, file_id: FileId) -> None:
    """The store has the object; from here on it waits for its check, its announced size among it."""
    session.execute(
        update(StoredFile)
        .where(StoredFile.id == file_id, StoredFile.state == FileState.UPLOADING)
        .values(state=FileState.CHECKING, upload_id=None)
    )


def remove(session: Session, *, file: PendingFile, season_id: int, person_id: int, now: datetime) -> None:
    """Take a file out of the dossier; the caller lets the store forget it after the commit."""
    session.execute(delete(StoredFile).where(StoredFile.id == file.id))
    record(
        session,
        action="file.remove",
        subject=f"file:{file.public_id}",
        payload={"entry": file.entry_id, "size": file.size, "state": file.state},
        at=now,
        actor_id=person_id,
        season_id=season_id,
    )


def forget(store: FileStore, file: PendingFile) -> None:
    """Remove the bytes of a file that has no row any more. A crash before this leaves an orphan for the sweep."""
    if file.upload_id is not None:
        store.abort_upload(file.key, file.upload_id)
    store.delete(file.key)


def give_up(session: Session, *, file: PendingFile, reason: str) -> None:
    """Close an upload that nobody came back for, and say so on its line."""
    session.execute(
        update(StoredFile)
        .where(StoredFile.id == file.id, StoredFile.state == FileState.UPLOADING)
        .values(state=FileState.REFUSED, refusal=reason, upload_id=None)
    )
