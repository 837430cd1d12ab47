"""A judge's own marks side by side: where this work stands among the judge's own, and how marks spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from contest.blinding.types import EntryCode
from contest.judging.types import Desk, QueueRow, RubricRow, SheetState

BINS = 10
"""Columns of the little picture beside a criterion."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """A judge's queue in numbers, and what comes next."""

    total: int
    submitted: int
    drafts: int
    next_code: EntryCode | None

    @property
    def left(self) -> int:
        """Works whose sheet is not in."""
        return self.total - self.submitted


@dataclass(frozen=True, kw_only=True, slots=True)
class Rung:
    """One of the judge's own works on the ladder; works of one total share a place."""

    place: int
    code: EntryCode
    total: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnPlace:
    """Where a work stands among the judge's own: the ladder, this work's running total and place.

    ``others`` are the totals of the other works, apart by blanks, for the page's script.
    """

    rungs: Sequence[Rung]
    running: Decimal
    place: int | None
    others: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Spread:
    """How the judge's marks of one criterion spread: counts from lowest to highest; ``own`` is this mark's bin."""

    counts: Sequence[int]
    own: int


def progress_of(queue: Sequence[QueueRow], *, after: str = "") -> Progress:
    """Count a queue; next is the first work not sent after ``after``, then from the start."""
    codes = [row.code for row in queue]
    start = codes.index(EntryCode(after)) + 1 if after in codes else 0
    rest = [row for row in (*queue[start:], *queue[:start]) if row.state is not SheetState.SUBMITTED]
    waiting = [row for row in rest if row.code != after]
    return Progress(
        total=len(queue),
        submitted=sum(1 for row in queue if row.state is SheetState.SUBMITTED),
        drafts=sum(1 for row in queue if row.state is SheetState.DRAFT),
        next_code=waiting[0].code if waiting else None,
    )


def neighbours(queue: Sequence[QueueRow], code: str) -> tuple[EntryCode | None, EntryCode | None]:
    """The works before and after one in the judge's order."""
    codes = [row.code for row in queue]
    at = codes.index(EntryCode(code))
    return codes[at - 1] if at else None, codes[at + 1] if at + 1 < len(codes) else None


def own_ladder(queue: Sequence[QueueRow], category_id: int) -> Sequence[Rung]:
    """The judge's complete sheets of a category from the highest total down."""
    complete = [(row.total, row.code) for row in queue if row.total is not None and row.category_id == category_id]
    totals = sorted((total for total, _code in complete), reverse=True)
    return [
        Rung(place=totals.index(total) + 1, code=code, total=total)
        for total, code in sorted(complete, key=lambda pair: (-pair[0], pair[1]))
    ]


def own_place(desk: Desk, queue: Sequence[QueueRow]) -> OwnPlace:
    """The judge's own ladder as seen from one desk."""
    rungs = own_ladder(queue, desk.category_id)
    return OwnPlace(
        rungs=rungs,
        running=sum((row.mark * row.rule.weight for row in desk.rubric if row.mark is not None), Decimal(0)),
        place=next((rung.place for rung in rungs if rung.code == desk.code), None),
        others=" ".join(str(rung.total) for rung in rungs if rung.code != desk.code),
    )


def spreads(desk: Desk, marks: Mapping[int, Sequence[tuple[Decimal, int]]]) -> Mapping[int, Spread]:
    """The picture of every criterion of a rubric, by criterion id."""
    return {row.id: _spread(row, marks.get(row.id, ())) for row in desk.rubric}


def _spread(row: RubricRow, marks: Sequence[tuple[Decimal, int]]) -> Spread:
    counts = [0] * BINS
    for points, count in marks:
        counts[_bin(points, row.rule.max_points)] += count
    return Spread(counts=counts, own=-1 if row.mark is None else _bin(row.mark, row.rule.max_points))


def _bin(points: Decimal, top: Decimal) -> int:
    return min(int(points * BINS / top), BINS - 1) if top else 0
