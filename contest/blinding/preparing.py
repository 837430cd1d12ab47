"""Making a blind copy: one job an entry, its state in the database, taken up again after a crash.

Unlike other tasks this one commits after every file: an hour of film must not hold the database's one
write lock, and what is done need not be done twice (docs/decisions/0024-blind-copy-job.md).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ScalarSelect, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from contest.blinding.cleaning import CleanedFile, clean_file, file_text
from contest.blinding.errors import NotAccepted
from contest.blinding.heartbeat import Heartbeat
from contest.blinding.known import digest_of
from contest.blinding.models import BlindAsset, BlindCopy, Finding
from contest.blinding.pages import findings_on_pages, printed_pages
from contest.blinding.pictures import read_pictures
from contest.blinding.scanning import Scanner, rescan, scanner_for
from contest.blinding.services import NO_APPROVAL, withdraw_outdated
from contest.blinding.shown import shown_lines
from contest.blinding.taking_over import made_before
from contest.blinding.types import BlindState, Place
from contest.db import db, utc_now
from contest.jobs import enqueue, task
from contest.seasons.models import Category
from contest.storage import current_store
from contest.submissions.models import Entry, StoredFile
from contest.submissions.types import EntryStatus, FilePurpose, FileState
from contest.text.folding import clean_line, clean_text, fold
from contest.text.styled import StyledText, joined

TASK: Final = "blinding.prepare"
log = logging.getLogger(__name__)

LEASE: Final = timedelta(minutes=10)
"""A job that has not been heard of for so long died; another may take its entry."""
AT_ONCE: Final = 50
"""Wake-ups a sweep gives: the queue must not fill with copies of the same orders."""
_CLEANED: Final = 60  # percent of the job; the rest is reading what the pictures say
_POSITIONS: Final = 1000  # places kept for the pages of one file
_OPENING: Final = 160  # letters by which a document is known to be the typed text again


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
    if not is_accepted(session, entry_id=entry_id):
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


def is_accepted(session: Session, *, entry_id: int) -> bool:
    """Whether the entry's dossier is accepted now."""
    status = session.execute(select(Entry.status).where(Entry.id == entry_id)).scalar_one_or_none()
    return status == EntryStatus.ACCEPTED


@task(TASK)
def prepare(entry_id: int) -> None:
    """Make one blind copy, or go on with it; harmless when it is done or another is at it."""
    session = db.session
    request_copies(session, now=utc_now(), entry_id=entry_id)
    job = claim(session, entry_id=entry_id, now=utc_now())
    session.commit()
    if job is None:
        return
    try:
        _carry_out(session, job)
    except Exception:
        session.rollback()
        log.exception("blind copy of entry %s", entry_id)
        _fail(session, job, "")
        session.commit()


def claim(session: Session, *, entry_id: int, now: datetime) -> Job | None:
    """Take an entry that waits, or whose worker fell silent; None when there is nothing to take."""
    taken = session.execute(
        update(BlindCopy)
        .where(
            BlindCopy.entry_id == entry_id,
            BlindCopy.state == BlindState.PREPARING,
            or_(BlindCopy.progress == 0, BlindCopy.updated_at < now - LEASE),
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


def _carry_out(session: Session, job: Job) -> None:
    texts: list[StyledText] = []
    done = set(session.scalars(select(BlindAsset.source_file_id).where(BlindAsset.blind_copy_id == job.copy_id)))
    session.commit()
    for number, file in enumerate(job.files):
        if file.id in done:
            continue
        beat = Heartbeat(session, copy_id=job.copy_id, **_percent(number, len(job.files)))
        before = made_before(session, file_id=file.id)
        session.commit()
        cleaned = before or clean_file(current_store(), file.key, progress=beat.tell)
        if cleaned.text and not cleaned.assets:
            texts.append(StyledText(cleaned.text, cleaned.emphasis))
        else:
            _keep_assets(session, job, file, cleaned)
    scanner = scanner_for(session, entry_id=job.entry_id)
    _find_on_pages(session, job, scanner)
    beat = Heartbeat(session, copy_id=job.copy_id, first=_CLEANED, last=99)
    read_pictures(session, current_store(), scanner, copy_id=job.copy_id, beat=beat)
    _finish(session, job, texts, scanner)
    session.commit()


def _percent(number: int, count: int) -> dict[str, int]:
    """The stretch of the job's progress in which one file is cleaned."""
    return {"first": 1 + _CLEANED * number // count, "last": 1 + _CLEANED * (number + 1) // count}


def _keep_assets(session: Session, job: Job, file: SourceFile, cleaned: CleanedFile) -> None:
    rows = [
        asset.columns()
        | {
            "blind_copy_id": job.copy_id,
            "source_file_id": file.id,
            "position": file.position * _POSITIONS + index,
            "caption": clean_text(file.caption) if index == 0 else "",
        }
        for index, asset in enumerate(cleaned.assets)
    ]
    session.execute(insert(BlindAsset), rows)
    session.execute(update(BlindCopy).where(BlindCopy.id == job.copy_id).values(updated_at=utc_now()))
    session.commit()


def _finish(session: Session, job: Job, texts: list[StyledText], scanner: Scanner) -> None:
    """Give the copy to the secretary. ``scanner`` is what its pictures were read for, which may be older than now."""
    told = joined(_text_parts(session, job, texts))
    shown = shown_lines(session, entry_id=job.entry_id, scanner=scanner)
    session.execute(
        update(BlindCopy)
        .where(BlindCopy.id == job.copy_id, BlindCopy.state == BlindState.PREPARING)
        .values(
            state=BlindState.READY,
            blind_title=clean_line(job.title)[:300] or None,
            blind_text=told.text,
            emphasis=list(told.looks),
            outlet_line=shown.outlet,
            author_line=shown.authors,
            progress=100,
            error="",
            entry_version=job.entry_version,
            known_digest=digest_of(scanner.known),
            known_heard=None,
            updated_at=utc_now(),
        )
    )
    rescan(session, copy_id=job.copy_id)


def _find_on_pages(session: Session, job: Job, scanner: Scanner) -> None:
    """Look for names printed on pages, while no transaction is open, and keep where they stand."""
    pages = printed_pages(session, copy_id=job.copy_id)
    session.commit()
    values = findings_on_pages(current_store(), pages, scanner, copy_id=job.copy_id)
    session.execute(delete(Finding).where(Finding.blind_copy_id == job.copy_id, Finding.place == Place.PAGE))
    if values:
        session.execute(insert(Finding), values)


def _text_parts(session: Session, job: Job, texts: list[StyledText]) -> Iterator[StyledText]:
    """The typed text; then documents that are not that text again; a page's own words only when alone.

    A document that is the typed text word for word stands in its place: it knows what was bold.
    """
    body = clean_text(job.body)
    told = fold(body)
    again = next((each for each in texts if told and fold(each.text) == told), None)
    if body:
        yield again or StyledText(body)
    for each in texts:
        if not told or fold(each.text[:_OPENING]) not in told:
            yield each
    if not body and not texts:
        layers = session.scalars(
            select(BlindAsset.text_layer)
            .where(BlindAsset.blind_copy_id == job.copy_id, BlindAsset.text_layer != "")
            .order_by(BlindAsset.position, BlindAsset.id)
        )
        yield from (StyledText(file_text(layer)) for layer in layers)


def _fail(session: Session, job: Job, error: str) -> None:
    session.execute(
        update(BlindCopy)
        .where(BlindCopy.id == job.copy_id)
        .values(state=BlindState.FAILED, error=error, updated_at=utc_now())
    )


@task("blinding.sweep", every_minute=True)
def sweep() -> None:
    """Start what was accepted, wake what waits, withdraw what no longer holds."""
    session = db.session
    now = utc_now()
    withdraw_outdated(session, now=now)
    request_copies(session, now=now)
    session.commit()
    waiting = session.scalars(
        select(BlindCopy.entry_id)
        .where(
            BlindCopy.state == BlindState.PREPARING,
            or_(BlindCopy.progress == 0, BlindCopy.updated_at < now - LEASE),
        )
        .order_by(BlindCopy.id)
        .limit(AT_ONCE)
    ).all()
    session.commit()
    for entry_id in waiting:
        enqueue(TASK, entry_id=entry_id)
