"""Cleaning a draft's files for its author to look at: asked for by hand, once for each content, one file at a time.

What is made is what judges would get: the blind copy takes it over when the work is accepted and the bytes
are still the same (docs/decisions/0083-early-files.md).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from contest.blinding.cleaning import clean_file
from contest.blinding.early_models import EarlyFile
from contest.blinding.errors import LookTooLate
from contest.blinding.heartbeat import AT_ONCE, Heartbeat, is_free
from contest.blinding.known import digest_of, known_of
from contest.blinding.pages import PrintedPage, findings_on_pages
from contest.blinding.pictures import Picture, findings_in, read_file, same_words
from contest.blinding.scanning import Scanner, scanner_for
from contest.blinding.types import AssetKind
from contest.db import db, utc_now
from contest.jobs import enqueue, task
from contest.seasons.types import BlindMode
from contest.storage import current_store, new_key
from contest.submissions.models import Entry, StoredFile
from contest.submissions.types import EntryStatus, FilePurpose, FileState

TASK: Final = "blinding.early_files"
log = logging.getLogger(__name__)
_CLEANED: Final = 60  # percent of one file; the rest is reading what its pictures say
_OPEN: Final = (EntryStatus.DRAFT, EntryStatus.SUBMITTED, EntryStatus.SUPPLEMENT)
"""While an entrant may still mend something, or be asked to."""
_SHOWN: Final = ("place", "kind", "matched", "excerpt", "moment")


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """One file to be made, or read again."""

    id: int
    entry_id: int
    key: str
    sha256: str
    assets: Sequence[Mapping[str, Any]]
    """What was made of the same bytes before: it is only read again."""


def ask(session: Session, *, entry_id: int, now: datetime) -> int:
    """Order what is not made yet of an entry's files, what failed, and what was read for other names; return how many.

    Errors: LookTooLate once the dossier is decided.
    """
    status = session.execute(select(Entry.status).where(Entry.id == entry_id)).scalar_one()
    if status not in _OPEN:
        raise LookTooLate
    digest = digest_of(known_of(session, entry_id=entry_id))
    rows = session.execute(
        select(StoredFile.id, EarlyFile.id.label("early_id"), EarlyFile.state, EarlyFile.known_digest)
        .join(EarlyFile, EarlyFile.file_id == StoredFile.id, isouter=True)
        .where(*of_entry(entry_id))
    ).all()
    new = [row.id for row in rows if row.early_id is None]
    again = [
        row.early_id for row in rows if row.state == "failed" or (row.state == "done" and row.known_digest != digest)
    ]
    if new:
        session.execute(insert(EarlyFile), [{"file_id": each, "state": "waiting"} for each in new])
    session.execute(update(EarlyFile).where(EarlyFile.id.in_(again)).values(state="waiting", progress=0, heard=now))
    return len(new) + len(again)


def of_entry(entry_id: int) -> tuple[Any, ...]:
    """Which stored files judges would get something of."""
    return (
        StoredFile.entry_id == entry_id,
        StoredFile.state == FileState.VERIFIED,
        StoredFile.purpose.in_([FilePurpose.WORK, FilePurpose.SCRIPT]),
    )


@task(TASK)
def make(entry_id: int) -> None:
    """Make what waits of one entry, file after file; harmless when nothing waits."""
    session = db.session
    while (order := claim(session, entry_id=entry_id, now=utc_now())) is not None:
        session.commit()
        try:
            _carry_out(session, order)
        except Exception:
            session.rollback()
            log.exception("early file %s", order.id)
            session.execute(update(EarlyFile).where(EarlyFile.id == order.id).values(state="failed"))
        session.commit()
    session.commit()


def claim(session: Session, *, entry_id: int, now: datetime) -> Order | None:
    """Take the first file that waits, or whose worker fell silent."""
    free = is_free(EarlyFile.progress, EarlyFile.heard, now=now)
    waiting = (
        select(EarlyFile.id)
        .join(StoredFile, StoredFile.id == EarlyFile.file_id)
        .where(StoredFile.entry_id == entry_id, EarlyFile.state == "waiting", free)
        .order_by(StoredFile.position, StoredFile.id)
        .limit(1)
        .scalar_subquery()
    )
    taken = session.execute(
        update(EarlyFile)
        .where(EarlyFile.id == waiting, EarlyFile.state == "waiting", free)
        .values(progress=1, heard=now)
        .returning(EarlyFile.id, EarlyFile.file_id, EarlyFile.assets, EarlyFile.source_digest)
    ).one_or_none()
    if taken is None:
        return None
    file = session.execute(select(StoredFile.key, StoredFile.sha256).where(StoredFile.id == taken.file_id)).one()
    is_same = bool(file.sha256) and taken.source_digest == file.sha256
    return Order(
        id=taken.id,
        entry_id=entry_id,
        key=file.key,
        sha256=file.sha256 or "",
        assets=taken.assets if is_same else (),
    )


def _carry_out(session: Session, order: Order) -> None:
    scanner = scanner_for(session, entry_id=order.entry_id)
    session.commit()
    made: dict[str, Any] = {}
    if not order.assets:
        beat = _heartbeat(session, order, first=1, last=_CLEANED)
        cleaned = clean_file(current_store(), order.key, progress=beat.tell)
        assets = [asdict(each) | {"public_id": new_key()[:12]} for each in cleaned.assets]
        made = {"text": cleaned.text, "emphasis": list(cleaned.emphasis), "source_digest": order.sha256}
    else:
        assets = [dict(each) for each in order.assets]
    signs = list(_signs(session, order, assets, scanner))
    session.execute(
        update(EarlyFile)
        .where(EarlyFile.id == order.id)
        .values(
            **made,
            assets=assets,
            signs=signs,
            known_digest=digest_of(scanner.known),
            state="done",
            progress=100,
            heard=None,
        )
    )


def _signs(
    session: Session, order: Order, assets: list[dict[str, Any]], scanner: Scanner
) -> Iterator[dict[str, object]]:
    """What stands on pages and in pixels. Each asset learns whether it was read, so that the page can say so."""
    pages = [
        PrintedPage(asset_id=number, source_key=order.key, number=number, text=asset["text_layer"])
        for number, asset in enumerate(assets)
        if asset["kind"] == AssetKind.PAGE and asset["text_layer"]
    ]
    printed = findings_on_pages(current_store(), pages, scanner, copy_id=0)
    yield from (_told(number, values) for values in printed for number in [int(str(values["asset_id"]))])
    for number, asset in enumerate(assets):
        if asset["key"] is None or scanner.mode is BlindMode.OPEN:
            continue
        share = (100 - _CLEANED) / len(assets)
        first, last = (int(_CLEANED + share * place) for place in (number, number + 1))
        beat = _heartbeat(session, order, first=first, last=last)
        read = read_file(current_store(), asset["key"], AssetKind(asset["kind"]), progress=beat.tell)
        asset["reading"] = read.state
        here = [values for values in printed if values["asset_id"] == number]
        picture = Picture(
            asset_id=number,
            key=asset["key"],
            kind=AssetKind(asset["kind"]),
            printed=frozenset(same_words(str(values["matched"])) for values in here),
        )
        yield from (_told(number, values) for values in findings_in(read, scanner, copy_id=0, picture=picture))


def _told(number: int, values: Mapping[str, object]) -> dict[str, object]:
    return {"asset": number} | {name: values.get(name) for name in _SHOWN}


def _heartbeat(session: Session, order: Order, *, first: int, last: int) -> Heartbeat:
    here = update(EarlyFile).where(EarlyFile.id == order.id)
    return Heartbeat(session, lambda percent, now: here.values(progress=percent, heard=now), first=first, last=last)


@task("blinding.sweep_early_files", every_minute=True)
def sweep() -> None:
    """Wake what a crash or a full queue left waiting."""
    session = db.session
    free = is_free(EarlyFile.progress, EarlyFile.heard, now=utc_now())
    waiting = session.scalars(
        select(StoredFile.entry_id)
        .join(EarlyFile, EarlyFile.file_id == StoredFile.id)
        .where(EarlyFile.state == "waiting", free)
        .group_by(StoredFile.entry_id)
        .order_by(func.min(EarlyFile.id))
        .limit(AT_ONCE)
    ).all()
    session.commit()
    for entry_id in waiting:
        enqueue(TASK, entry_id=entry_id)
