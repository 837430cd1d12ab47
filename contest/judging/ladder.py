"""A judge's own marks side by side: where this work stands among the judge's own, and how marks spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from contest.blinding.types import EntryCode
from contest.judging.tally import counted_marks
from contest.judging.types import Desk, OwnRung, RubricRow, SheetState

BINS = 10
"""Columns of the little picture beside a criterion."""
COLUMN, HEIGHT = 8, 20
"""Width of a column with its gap, and height of the picture."""
AROUND = 3
"""Rungs shown above and below a work on the ladder."""
SCALE = 10_000
"""A total as a whole number of these parts of a point, as the database keeps it."""


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
    """Where a work stands among the judge's own: the rungs around it, their count, its total and place.

    ``others`` are the totals of the other works, apart by blanks, for the page's script.
    """

    rungs: Sequence[Rung]
    count: int
    running: Decimal
    place: int | None
    others: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Spread:
    """How the judge's marks of one criterion spread: columns from low to high as the path of an SVG.

    ``own`` is the column this mark stands in, or empty. The picture is ``BINS * COLUMN`` by ``HEIGHT``.
    """

    counts: Sequence[int]
    columns: str
    own: str


class Queued(Protocol):
    """What the order and progress of a queue need of a row."""

    @property
    def code(self) -> EntryCode:
        """The blind code."""

    @property
    def state(self) -> str | None:
        """The state of the sheet; None before the first save."""


def progress_of(queue: Sequence[Queued], *, after: str = "") -> Progress:
    """Count a queue; next is the first work not sent after ``after``, then from the start."""
    start = next((place for place, row in enumerate(queue, 1) if row.code == after), 0)
    rest = (*queue[start:], *queue[:start])
    unsent = (row.code for row in rest if row.state != SheetState.SUBMITTED and row.code != after)
    states = [row.state for row in queue]
    return Progress(
        total=len(queue),
        submitted=states.count(SheetState.SUBMITTED),
        drafts=states.count(SheetState.DRAFT),
        next_code=next(unsent, None),
    )


def neighbours(queue: Sequence[Queued], code: str) -> tuple[EntryCode | None, EntryCode | None]:
    """The works before and after one in the judge's order."""
    at = next(place for place, row in enumerate(queue) if row.code == code)
    before = queue[at - 1].code if at else None
    return before, queue[at + 1].code if at + 1 < len(queue) else None


def own_place(desk: Desk, queue: Sequence[OwnRung]) -> OwnPlace:
    """The judge's own ladder as seen from one desk: a few rungs above and below."""
    category = desk.category_id
    complete = sorted(
        [(-row.total, row.code) for row in queue if row.category_id == category and row.total is not None]
    )
    totals = [-total for total, _code in complete]
    at = next((place for place, (_total, code) in enumerate(complete) if code == desk.code), None)
    start = max(0, (at if at is not None else 0) - AROUND)
    shown = complete[start : start + 2 * AROUND + 1]
    return OwnPlace(
        rungs=[Rung(place=totals.index(-total) + 1, code=code, total=_points(-total)) for total, code in shown],
        count=len(complete),
        running=sum((row.mark * row.rule.weight for row in desk.rubric if row.mark is not None), Decimal(0)),
        place=None if at is None else totals.index(totals[at]) + 1,
        others=" ".join(f"{total / SCALE:g}" for place, total in enumerate(totals) if place != at),
    )


def _points(total: int) -> Decimal:
    return Decimal(total) / SCALE


def spreads(desk: Desk, queue: Sequence[OwnRung]) -> Mapping[int, Spread]:
    """The picture of every criterion of a rubric over the judge's own sheets of the category, by criterion id."""
    category = desk.category_id
    marks = counted_marks([row.tally for row in queue if row.category_id == category and row.tally])
    return {row.id: _spread(row, marks.get(row.id, ())) for row in desk.rubric}


def _spread(row: RubricRow, marks: Sequence[tuple[int, int]]) -> Spread:
    """Marks in hundredths of a point, so that thousands are counted in whole numbers."""
    top = int(row.rule.max_points * 100)
    counts = [0] * BINS
    for hundredths, count in marks:
        counts[_bin(hundredths, top)] += count
    largest = max(*counts, 1)
    columns = [heights[(HEIGHT - 2) * count // largest] for heights, count in zip(_COLUMNS, counts, strict=True)]
    own = "" if row.mark is None else columns[_bin(int(row.mark * 100), top)]
    return Spread(counts=counts, columns="".join(columns), own=own)


def _column(place: int, height: int) -> str:
    """One column; an empty one still shows a line to stand on."""
    return f"M{place * COLUMN} {HEIGHT}v-{height}h{COLUMN - 2}v{height}z"


_COLUMNS = [[_column(place, height) for height in range(1, HEIGHT)] for place in range(BINS)]
"""Every column there can be: a page draws fifty."""


def _bin(hundredths: int, top: int) -> int:
    return min(hundredths * BINS // top, BINS - 1) if top else 0
