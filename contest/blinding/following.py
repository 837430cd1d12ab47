"""Following what is known: a pen name or an alias that is written down later is looked for in every copy it touches.

A copy keeps a digest of what it was scanned for. A sweep of every minute holds it against what the database
knows now, so that a change counts whatever way it came in. A job then scans words, pages and pictures again;
what it finds anew takes the approval away (docs/decisions/0081-following-what-is-known.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import Flask
from sqlalchemy import ColumnElement, and_, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from contest.blinding.heartbeat import AT_ONCE, LEASE, Heartbeat
from contest.blinding.known import digest_of, known_of_many
from contest.blinding.letters import tell_of_withdrawal
from contest.blinding.models import BlindAsset, BlindCopy, Code, Finding
from contest.blinding.pages import findings_on_pages, printed_pages
from contest.blinding.pictures import keep, read_before, read_file
from contest.blinding.places import stands_within
from contest.blinding.scanning import Scanner, rescan, scanner_for
from contest.blinding.services import CHANGEABLE, hold, note_new_file, withdraw
from contest.blinding.shown import shown_lines
from contest.blinding.types import BlindState, FindingState, Place
from contest.db import db, utc_now
from contest.jobs import enqueue, task
from contest.seasons.models import Round, Season
from contest.seasons.types import BlindMode, RoundState, Stage
from contest.settings import Settings
from contest.storage import current_store
from contest.submissions.models import Entry
from contest.submissions.types import EntryStatus

TASK: Final = "blinding.follow_known"


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """One copy that this job scans again."""

    copy_id: int
    entry_id: int
    season_id: int
    public_id: str


def init_following(_app: Flask, _settings: Settings) -> None:
    """Be there: the sweep below is known to the queue as soon as this module is."""


def outdated(session: Session, *, now: datetime, most: int) -> list[int]:
    """Entries whose people or outlets are known otherwise than when their copy was scanned; at most ``most``.

    One statement, and four for every 500 copies of seasons that are not published yet.
    """
    rows = session.execute(
        select(BlindCopy.entry_id, BlindCopy.known_digest)
        .join(Entry, Entry.id == BlindCopy.entry_id)
        .join(Season, Season.id == Entry.season_id)
        .where(_waits(now), Entry.status == EntryStatus.ACCEPTED, Season.stage != Stage.PUBLISHED)
        .order_by(BlindCopy.id)
    ).all()
    known = known_of_many(session, entry_ids=[row.entry_id for row in rows])
    return [row.entry_id for row in rows if digest_of(known[row.entry_id]) != row.known_digest][:most]


def _waits(now: datetime) -> ColumnElement[bool]:
    """Nobody is at it, or whoever was fell silent."""
    free = or_(BlindCopy.known_heard.is_(None), BlindCopy.known_heard < now - LEASE)
    return and_(BlindCopy.state.in_(CHANGEABLE), free)


@task("blinding.sweep_known", every_minute=True)
def sweep_known() -> None:
    """Wake a scan for each copy whose people or outlets changed, and hide what has an open finding."""
    now = utc_now()
    for taken in list(_found_out(db.session)):
        _withdraw_found(db.session, taken, now=now)
    waiting = outdated(db.session, now=now, most=AT_ONCE)
    db.session.commit()
    for entry_id in waiting:
        enqueue(TASK, entry_id=entry_id)


@task(TASK)
def follow(entry_id: int) -> None:
    """Scan one copy for what is known now; harmless when it is up to date or another job is at it."""
    session = db.session
    taken = _claim(session, entry_id=entry_id, now=utc_now())
    if taken is None:
        session.commit()
        return
    scanner = scanner_for(session, entry_id=entry_id)
    _in_words(session, taken, scanner)
    session.commit()
    _on_pages(session, taken, scanner)
    session.commit()
    is_whole = _in_pictures(session, taken, scanner)
    done: dict[str, object] = {"known_digest": digest_of(scanner.known)} if is_whole else {}
    session.execute(update(BlindCopy).where(BlindCopy.id == taken.copy_id).values(known_heard=None, **done))
    session.commit()


def _claim(session: Session, *, entry_id: int, now: datetime) -> Taken | None:
    copy_id = session.execute(
        update(BlindCopy)
        .where(BlindCopy.entry_id == entry_id, _waits(now))
        .values(known_heard=now)
        .returning(BlindCopy.id)
    ).scalar_one_or_none()
    if copy_id is None:
        return None
    row = session.execute(select(Entry.season_id, Entry.public_id).where(Entry.id == entry_id)).one()
    session.commit()
    return Taken(copy_id=copy_id, entry_id=entry_id, season_id=row.season_id, public_id=row.public_id)


def _in_words(session: Session, taken: Taken, scanner: Scanner) -> None:
    """Title, text, note, captions, and the lines beside the work where the category shows them."""
    now = utc_now()
    copy = hold(session, season_id=taken.season_id, public_id=taken.public_id)
    if copy.state not in CHANGEABLE:
        return
    rescan(session, copy_id=copy.id)
    shown = shown_lines(session, entry_id=taken.entry_id, scanner=scanner)
    lines = {"outlet_line": shown.outlet, "author_line": shown.authors}
    if (copy.outlet_line, copy.author_line) != (shown.outlet, shown.authors) and not is_over(session, taken.entry_id):
        session.execute(update(BlindCopy).where(BlindCopy.id == copy.id).values(**lines))
        note_new_file(session, copy_id=copy.id, now=now)
        withdraw(session, copy, by=None, now=now, why="known")
    _withdraw_found(session, taken, now=now)


def _on_pages(session: Session, taken: Taken, scanner: Scanner) -> None:
    """Words printed on pages; what stands under a box, or was met at the same place before, is not new."""
    pages = printed_pages(session, copy_id=taken.copy_id)
    met, painted = _met_on_pages(session, taken.copy_id)
    session.commit()
    found = findings_on_pages(current_store(), pages, scanner, copy_id=taken.copy_id)
    new = [
        each
        for each in found
        if (each["asset_id"], each["start"], each["end"], each["is_known"]) not in met
        and (each["asset_id"], each["start"], each["end"], True) not in met
        and not stands_within(_boxes(each), painted[_asset(each)])
    ]
    if new:
        session.execute(insert(Finding), new)
        _withdraw_found(session, taken, now=utc_now())


def _boxes(values: Mapping[str, object]) -> Sequence[Mapping[str, int]]:
    boxes = values["boxes"]
    return boxes if isinstance(boxes, list) else []


def _asset(values: Mapping[str, object]) -> int:
    return int(str(values["asset_id"]))


def _met_on_pages(
    session: Session, copy_id: int
) -> tuple[set[tuple[Any, ...]], Mapping[int, Sequence[Mapping[str, int]]]]:
    """The places of findings on pages, decided or not; and what is painted over on each page."""
    rows = session.execute(
        select(Finding.asset_id, Finding.start, Finding.end, Finding.is_known).where(
            Finding.blind_copy_id == copy_id, Finding.place == Place.PAGE
        )
    )
    met = {(row.asset_id, row.start, row.end, row.is_known) for row in rows}
    painted = session.execute(select(BlindAsset.id, BlindAsset.boxes).where(BlindAsset.blind_copy_id == copy_id))
    return met, {row.id: row.boxes for row in painted}


def _in_pictures(session: Session, taken: Taken, scanner: Scanner) -> bool:
    """Read again what was read before; False when a file became another one meanwhile, so that all is done anew."""
    if scanner.mode is BlindMode.OPEN:
        return True
    pictures = read_before(session, copy_id=taken.copy_id)
    session.commit()
    is_whole = True
    here = update(BlindCopy).where(BlindCopy.id == taken.copy_id)
    for picture in pictures:
        beat = Heartbeat(session, lambda _percent, now: here.values(known_heard=now))
        read = read_file(current_store(), picture.key, picture.kind, progress=beat.tell)
        is_whole &= keep(session, read, scanner, copy_id=taken.copy_id, picture=picture)
        _withdraw_found(session, taken, now=utc_now())
        session.commit()
    return is_whole


def _withdraw_found(session: Session, taken: Taken, *, now: datetime) -> None:
    """Take the approval back when anything is open; once every round of the work is closed only say so."""
    copy = hold(session, season_id=taken.season_id, public_id=taken.public_id)
    if copy.state is not BlindState.APPROVED and copy.first_by is None:
        return
    open_now = select(func.count()).where(Finding.blind_copy_id == copy.id, Finding.state == FindingState.OPEN)
    if not session.execute(open_now).scalar_one():
        return
    if is_over(session, taken.entry_id):
        entry = {"entry_id": taken.entry_id, "version": copy.version}
        tell_of_withdrawal(session, **entry, why="known", now=now, still_shown=True)
        return
    withdraw(session, copy, by=None, now=now, why="known")


def is_over(session: Session, entry_id: int) -> bool:
    """Whether the work has been judged and no round that it is in can be judged any more."""
    states = session.scalars(
        select(Round.state).join(Code, Code.round_id == Round.id).where(Code.entry_id == entry_id)
    ).all()
    return bool(states) and all(state == RoundState.CLOSED for state in states)


def _found_out(session: Session) -> Iterator[Taken]:
    """Approved copies with an open finding that a judge may still meet: a later round drew their codes."""
    live = exists().where(Code.entry_id == BlindCopy.entry_id, Code.round_id == Round.id, Round.state != "closed")
    is_open = exists().where(Finding.blind_copy_id == BlindCopy.id, Finding.state == FindingState.OPEN)
    for row in session.execute(
        select(BlindCopy.id, BlindCopy.entry_id, Entry.season_id, Entry.public_id)
        .join(Entry, Entry.id == BlindCopy.entry_id)
        .where(BlindCopy.state == BlindState.APPROVED, is_open, live)
    ).all():
        yield Taken(copy_id=row.id, entry_id=row.entry_id, season_id=row.season_id, public_id=row.public_id)
