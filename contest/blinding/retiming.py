"""Carrying out the edits of a sound or film: a job, because film takes its time. Always from the clean base."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Update, delete, select, update
from sqlalchemy.orm import Session

from contest.blinding.film import put
from contest.blinding.heartbeat import AT_ONCE, Heartbeat, is_free
from contest.blinding.identities import Sort
from contest.blinding.models import BlindAsset, BlindCopy, Finding
from contest.blinding.pictures import Picture, Read, keep, read_file, same_words
from contest.blinding.scanning import scanner_for
from contest.blinding.services import note_new_file
from contest.blinding.timing import edit_of
from contest.blinding.types import AssetKind, AssetState, FindingState, Place, Reading
from contest.db import db, utc_now
from contest.jobs import enqueue, task
from contest.media.edit import Edit, edit
from contest.media.errors import CannotProcess
from contest.media.sandbox import scratch
from contest.media.types import Kind
from contest.seasons.types import BlindMode
from contest.storage import FileStore, ObjectKey, current_store

TASK: Final = "blinding.edit_file"
log = logging.getLogger(__name__)
_EDITED: Final = 70  # percent of the job; the rest is reading the new film
_KINDS: Final = {AssetKind.AUDIO: Kind.AUDIO, AssetKind.VIDEO: Kind.VIDEO}


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """One file to be made anew, with the edits as they were when it was taken."""

    asset_id: int
    copy_id: int
    round: int
    kind: AssetKind
    base_key: str
    base_poster_key: str | None
    base_facts: dict[str, Any]
    edits: tuple[Edit, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """What judges will get: keys of the store, bytes, whole seconds."""

    key: str
    poster_key: str | None
    size: int
    duration_seconds: int | None


@task(TASK)
def carry_out(asset_id: int) -> None:
    """Make one edited file; harmless when nothing waits, or another job is at it."""
    session = db.session
    job = claim(session, asset_id=asset_id, now=utc_now())
    session.commit()
    if job is None:
        return
    try:
        made = _made(session, job)
    except CannotProcess as refusal:
        _refuse(session, job, str(refusal.message))
        session.commit()
        return
    beat = _heartbeat(session, job, first=_EDITED, last=99)
    read = read_file(current_store(), made.key, job.kind, progress=beat.tell)
    if _show(session, job, made):
        _find_again(session, job, made, read)
        session.commit()
    else:
        session.commit()
        _throw_away(current_store(), job, made)


def claim(session: Session, *, asset_id: int, now: datetime) -> Job | None:
    """Take a file that waits for its edits, or whose job fell silent; None when there is nothing to take."""
    row = session.execute(
        update(BlindAsset)
        .where(
            BlindAsset.id == asset_id,
            BlindAsset.state == AssetState.NEEDS_CLEAN,
            BlindAsset.base_key.is_not(None),
            is_free(BlindAsset.edit_progress, BlindAsset.edit_heard, now=now),
        )
        .values(edit_progress=1, edit_heard=now)
        .returning(
            BlindAsset.blind_copy_id,
            BlindAsset.edit_round,
            BlindAsset.kind,
            BlindAsset.base_key,
            BlindAsset.base_poster_key,
            BlindAsset.base_facts,
            BlindAsset.edits,
        )
    ).one_or_none()
    if row is None:
        return None
    return Job(
        asset_id=asset_id,
        copy_id=row.blind_copy_id,
        round=row.edit_round,
        kind=AssetKind(row.kind),
        base_key=row.base_key or "",
        base_poster_key=row.base_poster_key,
        base_facts=row.base_facts,
        edits=tuple(edit_of(each) for each in row.edits),
    )


def _made(session: Session, job: Job) -> Made:
    """Edit in the sandbox and store what comes out; without edits the clean base itself is shown again."""
    if not job.edits:
        return Made(
            key=job.base_key,
            poster_key=job.base_poster_key,
            size=job.base_facts["size"],
            duration_seconds=job.base_facts["duration_seconds"],
        )
    store = current_store()
    beat = _heartbeat(session, job, first=1, last=_EDITED)
    with store.local_file(ObjectKey(job.base_key)) as source, scratch() as folder:
        result = edit(source, folder, kind=_KINDS[job.kind], edits=job.edits, progress=beat.tell)
        main, *sides = result.files
        return Made(
            key=put(store, main),
            poster_key=put(store, sides[0]) if sides else None,
            size=main.path.stat().st_size,
            duration_seconds=int(result.duration.to_integral_value()),
        )


def _heartbeat(session: Session, job: Job, *, first: int, last: int) -> Heartbeat:
    here = _mine(job)
    return Heartbeat(
        session, lambda percent, now: here.values(edit_progress=percent, edit_heard=now), first=first, last=last
    )


def _mine(job: Job) -> Update:
    """The file, if its edits are still those of the job and nobody left it out or sent another."""
    return update(BlindAsset).where(
        BlindAsset.id == job.asset_id,
        BlindAsset.edit_round == job.round,
        BlindAsset.state == AssetState.NEEDS_CLEAN,
        BlindAsset.base_key == job.base_key,
    )


def _show(session: Session, job: Job, made: Made) -> bool:
    """Give the new file to the copy; False when somebody changed the edits meanwhile."""
    values = {
        "state": AssetState.READY,
        "key": made.key,
        "poster_key": made.poster_key,
        "size": made.size,
        "duration_seconds": made.duration_seconds,
        "reading": Reading.WAITING,
        "note": "",
        "edit_progress": None,
        "edit_heard": None,
    }
    shown = session.execute(_mine(job).values(**values).returning(BlindAsset.id)).scalar_one_or_none()
    if shown is not None:
        note_new_file(session, copy_id=job.copy_id, now=utc_now())
    return shown is not None


def _refuse(session: Session, job: Job, sentence: str) -> None:
    """Say why the edits could not be carried out; they stay listed, to be taken off or changed."""
    session.execute(_mine(job).values(note=sentence, edit_progress=None, edit_heard=None))


def _find_again(session: Session, job: Job, made: Made, read: Read) -> None:
    """Hold what was found in the old film against the new one; what was set aside is not asked about twice.

    What is not seen any more was covered or cut: settled by the edit. What could not be looked for stays open.
    """
    here = (Finding.asset_id == job.asset_id, Finding.place == Place.FRAME)
    rows = session.execute(select(Finding.id, Finding.matched, Finding.kind, Finding.state).where(*here)).all()
    aside = {same_words(row.matched) for row in rows if row.state == FindingState.DISMISSED}
    before = [row for row in rows if row.state == FindingState.OPEN and _was_looked_for(read, row.kind)]
    unsure = {same_words(row.matched) for row in rows if row.state == FindingState.OPEN and row not in before}
    entry_id = session.execute(select(BlindCopy.entry_id).where(BlindCopy.id == job.copy_id)).scalar_one()
    scanner = scanner_for(session, entry_id=entry_id)
    picture = Picture(asset_id=job.asset_id, key=made.key, kind=job.kind, printed=frozenset(aside | unsure))
    if job.kind is AssetKind.VIDEO and scanner.mode is not BlindMode.OPEN:
        keep(session, read, scanner, copy_id=job.copy_id, picture=picture)
    _settle(session, here, before, known=rows)


def _was_looked_for(read: Read, kind: str) -> bool:
    """Whether the new film was read to the end for what the finding is made of: codes always, letters if it could."""
    return read.state is Reading.READ or (read.state is Reading.CODES_ONLY and kind == Sort.CODE)


def _settle(
    session: Session,
    here: Sequence[ColumnElement[bool]],
    before: Sequence[Row[*tuple[Any, ...]]],
    *,
    known: Sequence[Row[*tuple[Any, ...]]],
) -> None:
    """A finding that was met again has a new row; the others are settled."""
    now = session.execute(select(Finding.matched).where(*here, Finding.id.not_in([row.id for row in known]))).scalars()
    met = {same_words(each) for each in now.all()}
    again = [row.id for row in known if row.state != FindingState.DISMISSED and same_words(row.matched) in met]
    gone = [row.id for row in before if row.id not in again]
    session.execute(delete(Finding).where(Finding.id.in_(again)))
    session.execute(
        update(Finding).where(Finding.id.in_(gone)).values(state=FindingState.REPLACED, resolved_at=utc_now())
    )


def _throw_away(store: FileStore, job: Job, made: Made) -> None:
    for key in (made.key, made.poster_key):
        if key is not None and key not in (job.base_key, job.base_poster_key):
            store.delete(ObjectKey(key))


@task("blinding.sweep_edits", every_minute=True)
def sweep_edits() -> None:
    """Wake edits that a crash left waiting."""
    session = db.session
    waiting = session.scalars(
        select(BlindAsset.id)
        .where(
            BlindAsset.state == AssetState.NEEDS_CLEAN,
            is_free(BlindAsset.edit_progress, BlindAsset.edit_heard, now=utc_now()),
        )
        .order_by(BlindAsset.id)
        .limit(AT_ONCE)
    ).all()
    session.commit()
    for asset_id in waiting:
        enqueue(TASK, asset_id=asset_id)
