"""Making a blind copy: one job an entry, its state in the database, taken up again after a crash.

Unlike other tasks this one commits after every file: an hour of film must not hold the database's one
write lock, and what is done need not be done twice (docs/decisions/0024-blind-copy-job.md).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Final

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from contest.blinding.cleaning import CleanedFile, clean_file, file_text
from contest.blinding.copy_jobs import Job, SourceFile, claim, request_copies, waiting_for_copies
from contest.blinding.heartbeat import Heartbeat
from contest.blinding.known import digest_of
from contest.blinding.models import BlindAsset, BlindCopy, Finding
from contest.blinding.pages import findings_on_pages, printed_pages
from contest.blinding.pictures import read_pictures
from contest.blinding.scanning import Scanner, rescan, scanner_for
from contest.blinding.services import withdraw_outdated
from contest.blinding.shown import shown_lines
from contest.blinding.taking_over import made_before
from contest.blinding.types import BlindState, Place
from contest.db import db, utc_now
from contest.jobs import enqueue, task
from contest.storage import current_store
from contest.text.folding import clean_line, clean_text, fold
from contest.text.styled import StyledText, joined

TASK: Final = "blinding.prepare"
log = logging.getLogger(__name__)

_CLEANED: Final = 60  # percent of the job; the rest is reading what the pictures say
_POSITIONS: Final = 1000  # places kept for the pages of one file
_OPENING: Final = 160  # letters by which a document is known to be the typed text again


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


def _carry_out(session: Session, job: Job) -> None:
    texts: list[StyledText] = []
    done = set(session.scalars(select(BlindAsset.source_file_id).where(BlindAsset.blind_copy_id == job.copy_id)))
    session.commit()
    for number, file in enumerate(job.files):
        if file.id in done:
            continue
        beat = _heartbeat(session, job, **_percent(number, len(job.files)))
        before = made_before(session, file_id=file.id)
        session.commit()
        cleaned = before or clean_file(current_store(), file.key, progress=beat.tell)
        if cleaned.text and not cleaned.assets:
            texts.append(StyledText(cleaned.text, cleaned.emphasis))
        else:
            _keep_assets(session, job, file, cleaned)
    scanner = scanner_for(session, entry_id=job.entry_id)
    _find_on_pages(session, job, scanner)
    beat = _heartbeat(session, job, first=_CLEANED, last=99)
    read_pictures(session, current_store(), scanner, copy_id=job.copy_id, beat=beat)
    _finish(session, job, texts, scanner)
    session.commit()


def _heartbeat(session: Session, job: Job, *, first: int, last: int) -> Heartbeat:
    here = update(BlindCopy).where(BlindCopy.id == job.copy_id)
    return Heartbeat(
        session, lambda percent, now: here.values(progress=percent, updated_at=now), first=first, last=last
    )


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
    waiting = waiting_for_copies(session, now=now)
    session.commit()
    for entry_id in waiting:
        enqueue(TASK, entry_id=entry_id)
