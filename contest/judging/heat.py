"""The heat map judge × work: every total as a shade of the scale, so that an odd one is seen at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from contest.blinding.types import EntryCode
from contest.judging.board import BoardRow
from contest.judging.types import GapState

SHADES = 6
"""Shades of the map; 0 is no shade."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HeatCell:
    """One square. ``state``: none, draft, submitted, or absent where the judge does not mark the work."""

    state: str
    total: Decimal | None
    heat: int
    is_third: bool
    counts: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class HeatLine:
    """One work on the map."""

    code: EntryCode
    cells: Sequence[HeatCell]
    value: Decimal | None
    spread: Decimal | None
    gap: GapState | None
    hidden: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class HeatMap:
    """The judges' names, or numbers, and the works."""

    judges: Sequence[str]
    lines: Sequence[HeatLine]


_ABSENT = HeatCell(state="absent", total=None, heat=0, is_third=False)


def heat_rows(rows: Sequence[BoardRow], names: Mapping[int, str], full: Decimal, *, nameless: bool) -> HeatMap:
    """The map of one page of the board; judges by given name, or by number in that order."""
    marking = {judge_id for row in rows for judge_id in row.cells}
    order = [judge_id for judge_id in names if judge_id in marking]
    order += sorted(marking - set(order))
    return HeatMap(
        judges=[f"GK {place}" if nameless else names.get(judge, f"#{judge}") for place, judge in enumerate(order, 1)],
        lines=[_line(row, order, full) for row in rows],
    )


def _line(row: BoardRow, order: Sequence[int], full: Decimal) -> HeatLine:
    cells = [
        HeatCell(
            state=cell.state,
            total=cell.total,
            heat=_shade(cell.total, full) if cell.counts else 0,
            is_third=cell.is_third,
            counts=cell.counts,
        )
        if (cell := row.cells.get(judge_id))
        else _ABSENT
        for judge_id in order
    ]
    return HeatLine(code=row.code, cells=cells, value=row.value, spread=row.spread, gap=row.gap, hidden=row.hidden)


def _shade(total: Decimal | None, full: Decimal) -> int:
    """The upper half of the scale has five shades, the lower half one: marks live in the upper half."""
    if total is None or not full:
        return 0
    half = full / 2
    return 1 if total < half else min(SHADES, 2 + int((total - half) * (SHADES - 1) / half))
