"""Asking for a blind copy and taking it up: what waits, who is at it, and the dossier it is made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, delete, insert, select, update
from sqlalchemy.orm import Session

from contest.blinding.errors import NotAccepted
from contest.blinding.heartbeat import AT_ONCE, is_free
from contest.blinding.models import BlindAsset, BlindCopy, Finding
from contest.blinding.services import NO_APPROVAL
from contest.blinding.types import BlindState
from contest.seasons.models import Category
from contest.submissions.models import Entry, StoredFile
from contest.submissions.types import EntryStatus, FilePurpose, FileState


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceFile:
    """A file of the dossier that judges are to see."""

    id: int
    key: str
    purpose: FilePurpose
    position: int
    caption: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """One entry to make a blind copy of."""

    copy_id: int
    entry_id: int
    entry_version: int
    title: str
    body: str
    files: tuple[SourceFile, ...]


def request_copies(session: Session, *, now: datetime, entry_id: int | None = None) -> list[int]:
    """Start a blind copy for every accepted entry without one, or for this one; return the entries."""
    here = [] if entry_id is None else [Entry.id == entry_id]
    waiting = list(
        session.scalars(
            select(Entry.id)
            .join(BlindCopy, BlindCopy.entry_id == Entry.id, isouter=True)
            .where(Entry.status == EntryStatus.ACCEPTED, BlindCopy.id.is_(None), *here)
            .order_by(Entry.id)
        )
    )
    if waiting:
        rows = [{"entry_id": each, "state": BlindState.PREPARING, "updated_at": now} for each in waiting]
        session.execute(insert(BlindCopy), rows)
    return waiting


def restart(session: Session, *, entry_id: int, now: datetime) -> None:
    """Make the blind copy anew from the dossier as it is now; edits and decisions on it are dropped.

    Errors: NotAccepted.
    """
    if not _is_accepted(session, entry_id=entry_id):
        raise NotAccepted
    session.execute(
        update(BlindCopy)
        .where(BlindCopy.entry_id == entry_id)
        .values(
            state=BlindState.PREPARING,
            progress=0,
            error="",
            version=BlindCopy.version + 1,
            known_heard=None,
            **NO_APPROVAL,
            updated_at=now,
        )
    )
    copy_id = session.execute(select(BlindCopy.id).where(BlindCopy.entry_id == entry_id)).scalar_one()
    session.execute(delete(Finding).where(Finding.blind_copy_id == copy_id))
    session.execute(delete(BlindAsset).where(BlindAsset.blind_copy_id == copy_id))


def _is_accepted(session: Session, *, entry_id: int) -> bool:
    status = session.execute(select(Entry.status).where(Entry.id == entry_id)).scalar_one_or_none()
    return status == EntryStatus.ACCEPTED


def waiting_for_copies(session: Session, *, now: datetime) -> Sequence[int]:
    """Entries whose blind copy nobody makes now, the oldest first; as many as one sweep wakes."""
    return session.scalars(
        select(BlindCopy.entry_id)
        .where(BlindCopy.state == BlindState.PREPARING, is_free(BlindCopy.progress, BlindCopy.updated_at, now=now))
        .order_by(BlindCopy.id)
        .limit(AT_ONCE)
    ).all()


def claim(session: Session, *, entry_id: int, now: datetime) -> Job | None:
    """Take an entry that waits, or whose worker fell silent; None when there is nothing to take."""
    taken = session.execute(
        update(BlindCopy)
        .where(
            BlindCopy.entry_id == entry_id,
            BlindCopy.state == BlindState.PREPARING,
            is_free(BlindCopy.progress, BlindCopy.updated_at, now=now),
        )
        .values(progress=1, mode=_mode_of(entry_id), updated_at=now)
        .returning(BlindCopy.id)
    ).scalar_one_or_none()
    if taken is None:
        return None
    return _job(session, entry_id)


def _mode_of(entry_id: int) -> ScalarSelect[str]:
    """How blind the entry's category is now: the copy is made and scanned for that, whatever is changed later."""
    return (
        select(Category.blind_mode)
        .join(Entry, Entry.category_id == Category.id)
        .where(Entry.id == entry_id)
        .scalar_subquery()
    )


def _job(session: Session, entry_id: int) -> Job:
    row = session.execute(
        select(BlindCopy.id.label("copy_id"), Entry.version, Entry.title, Entry.body)
        .join(Entry, Entry.id == BlindCopy.entry_id)
        .where(Entry.id == entry_id)
    ).one()
    files = session.execute(
        select(StoredFile.id, StoredFile.key, StoredFile.purpose, StoredFile.position, StoredFile.caption)
        .where(
            StoredFile.entry_id == entry_id,
            StoredFile.state == FileState.VERIFIED,
            StoredFile.purpose.in_([FilePurpose.WORK, FilePurpose.SCRIPT]),
        )
        .order_by(StoredFile.position, StoredFile.id)
    )
    return Job(
        copy_id=row.copy_id,
        entry_id=entry_id,
        entry_version=row.version,
        title=row.title,
        body=row.body,
        files=tuple(
            SourceFile(
                id=file.id,
                key=file.key,
                purpose=FilePurpose(file.purpose),
                position=file.position,
                caption=file.caption,
            )
            for file in files
        ),
    )
