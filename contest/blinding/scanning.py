"""The scan of one blind copy: findings follow its words as they change.

A finding that the secretary set aside stays set aside while the same words stand in the same place of
the sentence; every other one is looked at anew after each change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from contest.blinding.identities import Known
from contest.blinding.known import known_of
from contest.blinding.matching import Match, scan
from contest.blinding.models import BlindAsset, BlindCopy, Finding
from contest.blinding.tolerant import scan_read
from contest.blinding.types import IN_PIXELS, AssetState, FindingState, Place
from contest.seasons.models import Category
from contest.seasons.types import BlindMode
from contest.submissions.models import Entry

UNDECIDED: Final[dict[str, object]] = {
    "state": FindingState.OPEN,
    "reason": "",
    "resolved_by": None,
    "resolved_at": None,
}
_AROUND: Final = 60  # characters of context on each side
_LONGEST: Final = 300  # of what is kept as matched


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """One text of a blind copy that a judge would read."""

    place: Place
    text: str
    asset_id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Scanner:
    """What one entry's texts are held against."""

    known: Known
    mode: BlindMode

    def matches(self, text: str) -> list[Match]:
        """Find what names somebody; in an open category nothing is to be hidden."""
        if self.mode is BlindMode.OPEN:
            return []
        return scan(text, self.known, outlet_is_visible=self.mode is BlindMode.SEMI)

    def read_matches(self, text: str) -> list[Match]:
        """As `matches`, for a text that was read from a picture, with faults."""
        if self.mode is BlindMode.OPEN:
            return []
        return scan_read(text, self.known, outlet_is_visible=self.mode is BlindMode.SEMI)


def scanner_for(session: Session, *, entry_id: int) -> Scanner:
    """Gather what is known of an entry and how blind its copy was made, or its category is while there is none."""
    mode = session.execute(
        select(func.coalesce(BlindCopy.mode, Category.blind_mode))
        .select_from(Entry)
        .join(Category, Category.id == Entry.category_id)
        .join(BlindCopy, BlindCopy.entry_id == Entry.id, isouter=True)
        .where(Entry.id == entry_id)
    ).scalar_one()
    return Scanner(known=known_of(session, entry_id=entry_id), mode=BlindMode(mode))


def excerpt(text: str, start: int, end: int) -> str:
    """The words around a place, for a list."""
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    return ("…" if first else "") + " ".join(text[first:last].split()) + ("…" if last < len(text) else "")


def finding_values(copy_id: int, passage: Passage, match: Match) -> dict[str, object]:
    """The columns of a new, open finding."""
    return {
        "blind_copy_id": copy_id,
        "asset_id": passage.asset_id,
        "place": passage.place,
        "kind": match.sort,
        "start": match.start,
        "end": match.end,
        "matched": match.matched[:_LONGEST],
        "excerpt": excerpt(passage.text, match.start, match.end),
        "proposal": match.proposal,
        "is_known": match.is_known,
        "state": FindingState.OPEN,
        "reason": "",
        "boxes": [],
    }


def rescan(session: Session, *, copy_id: int) -> int:
    """Look for findings in title, text, note and captions again; return how many are open now.

    A finding that is still there keeps its row. Those in pictures and film are left as they are: their
    words do not change.
    """
    entry_id = session.execute(select(BlindCopy.entry_id).where(BlindCopy.id == copy_id)).scalar_one()
    scanner = scanner_for(session, entry_id=entry_id)
    before = _Before(session, copy_id)
    new: list[dict[str, object]] = []
    still_open = 0
    for passage in passages(session, copy_id=copy_id):
        for match in scanner.matches(passage.text):
            values = finding_values(copy_id, passage, match)
            same, is_open = before.take(values)
            still_open += is_open
            if same is None:
                new.append(values)
            else:
                moved = {name: values[name] for name in ("start", "end", "excerpt", "kind", "is_known")}
                moved |= UNDECIDED if is_open else {}
                session.execute(update(Finding).where(Finding.id == same).values(moved))
    session.execute(delete(Finding).where(Finding.id.in_(before.left())))
    if new:
        session.execute(insert(Finding), new)
    return still_open + len(new)


class _Before:
    """The undecided and set-aside findings of the last scan, to be met again one by one.

    What was set aside as a mere sign is undecided again once it is known whom it names.
    """

    def __init__(self, session: Session, copy_id: int) -> None:
        self.aside: dict[tuple[object, ...], list[tuple[int, bool]]] = defaultdict(list)
        self.open: dict[tuple[object, ...], list[int]] = defaultdict(list)
        rows = session.execute(
            select(
                Finding.id,
                Finding.place,
                Finding.asset_id,
                Finding.matched,
                Finding.excerpt,
                Finding.state,
                Finding.is_known,
            )
            .where(
                Finding.blind_copy_id == copy_id,
                Finding.place.not_in(IN_PIXELS),
                Finding.state != FindingState.REPLACED,
            )
            .order_by(Finding.start.desc(), Finding.id.desc())
        )
        for row in rows:
            words = (row.place, row.asset_id, row.matched)
            if row.state == FindingState.DISMISSED:
                self.aside[*words, row.excerpt].append((row.id, row.is_known))
            else:
                self.open[words].append(row.id)

    def take(self, values: dict[str, object]) -> tuple[int | None, bool]:
        """Take the row of the same finding, and tell whether it is open; (None, False) for a new one."""
        words = (values["place"], values["asset_id"], values["matched"])
        if self.aside[*words, values["excerpt"]]:
            one, was_known = self.aside[*words, values["excerpt"]].pop()
            return one, bool(values["is_known"]) and not was_known
        if self.open[words]:
            return self.open[words].pop(), True
        return None, False

    def left(self) -> list[int]:
        """Rows of what is no longer there."""
        aside = [one for pool in self.aside.values() for one, _known in pool]
        return aside + [each for ids in self.open.values() for each in ids]


def passages(session: Session, *, copy_id: int) -> Iterator[Passage]:
    """Every text of the copy that a judge would read, in order."""
    copy = session.execute(
        select(BlindCopy.blind_title, BlindCopy.blind_text, BlindCopy.note_to_judges).where(BlindCopy.id == copy_id)
    ).one()
    yield Passage(place=Place.TITLE, text=copy.blind_title or "")
    yield Passage(place=Place.TEXT, text=copy.blind_text or "")
    yield Passage(place=Place.NOTE, text=copy.note_to_judges)
    captions = session.execute(
        select(BlindAsset.id, BlindAsset.caption)
        .where(BlindAsset.blind_copy_id == copy_id, BlindAsset.caption != "", BlindAsset.state != AssetState.LEFT_OUT)
        .order_by(BlindAsset.position, BlindAsset.id)
    )
    for asset in captions:
        yield Passage(place=Place.CAPTION, text=asset.caption, asset_id=asset.id)


def replaced(text: str, spans: Sequence[tuple[int, int, str]]) -> str:
    """Put each proposal in the place of its span; spans do not overlap."""
    for start, end, proposal in sorted(spans, reverse=True):
        text = text[:start] + proposal + text[end:]
    return text
