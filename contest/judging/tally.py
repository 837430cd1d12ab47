"""A sheet's marks in one short text beside it, so that a ranking of thousands reads one row a sheet.

Pure. The text is criterion ids and marks in hundredths in turn, by criterion: «12,850,13,700».
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

_MEANS_KEPT: Final = 8192
"""Means kept: a thousand works share a few hundred sums."""


def tally_text(marks: Mapping[int, Decimal]) -> str:
    """The marks of one sheet, by criterion id. A mark has at most two decimals."""
    return ",".join(f"{criterion},{int(mark.scaleb(2))}" for criterion, mark in sorted(marks.items()))


def tallied_means(tallies: Iterable[str]) -> Mapping[int, Decimal]:
    """Criterion id to the exact mean of the marks, in points, over the sheets of one work."""
    sheets = [tally.split(",") for tally in tallies if tally]
    # Sheets of one work hold the same criteria in the same order, but where the rubric was mended in between.
    if len({len(sheet) for sheet in sheets}) == 1 and all(sheet[::2] == sheets[0][::2] for sheet in sheets):
        columns = zip(*[map(int, sheet[1::2]) for sheet in sheets], strict=True)
        return {
            int(criterion): _mean(sum(marks), len(marks))
            for criterion, marks in zip(sheets[0][::2], columns, strict=True)
        }
    marked: dict[str, list[int]] = {}
    for sheet in sheets:
        for criterion, hundredths in zip(sheet[::2], sheet[1::2], strict=True):
            marked.setdefault(criterion, []).append(int(hundredths))
    return {int(criterion): _mean(sum(marks), len(marks)) for criterion, marks in marked.items()}


def counted_marks(tallies: Iterable[str]) -> Mapping[int, Sequence[tuple[int, int]]]:
    """Criterion id to its marks, in hundredths, each with how often it was given in these sheets."""
    counts: Counter[tuple[str, str]] = Counter()
    for sheet in (tally.split(",") for tally in tallies if tally):
        counts.update(zip(sheet[::2], sheet[1::2], strict=True))
    found: dict[int, list[tuple[int, int]]] = {}
    for (criterion, hundredths), count in counts.items():
        found.setdefault(int(criterion), []).append((int(hundredths), count))
    return found


@lru_cache(_MEANS_KEPT)
def _mean(hundredths: int, sheets: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2) / sheets
