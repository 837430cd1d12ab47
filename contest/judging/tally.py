"""A sheet's marks in one short text beside it, so that a ranking of thousands reads one row a sheet.

Pure. The text is criterion ids and marks in hundredths in turn, by criterion: «12,850,13,700». All sheets of one
work come as one text again, each with its total in ten-thousandths before it: «800000/12,850;760000/12,700».
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

_MEANS_KEPT: Final = 8192
"""Means kept: a thousand works share a few hundred sums."""
_WORKS_KEPT: Final = 4096
"""Works whose sheets are kept as read, about a kilobyte each: whoever opens a ranking opens it again."""
BETWEEN_SHEETS: Final = ";"
OF_REGULAR: Final = "/"
OF_THIRD: Final = "!"
"""After the total of a judge called in over a gap, instead of ``OF_REGULAR``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetsOfCode:
    """The submitted sheets of one work that count. Units: totals in ten-thousandths, highest first; means in points.

    ``third`` is the total of the judge called in over a gap; ``means`` are by criterion id, over all sheets.
    """

    regular: tuple[int, ...]
    third: int | None
    means: Mapping[int, Decimal]


def tally_text(marks: Mapping[int, Decimal]) -> str:
    """The marks of one sheet, by criterion id. A mark has at most two decimals."""
    return ",".join(f"{criterion},{int(mark.scaleb(2))}" for criterion, mark in sorted(marks.items()))


@lru_cache(_WORKS_KEPT)
def sheets_of_code(sheets: str) -> SheetsOfCode:
    """Read the sheets of one work from one text, in which they stand in any order."""
    third: int | None = None
    regular: list[int] = []
    tallies = []
    for sheet in sheets.split(BETWEEN_SHEETS):
        total, mark, tally = sheet.partition(OF_REGULAR)
        if not mark:
            total, _, tally = sheet.partition(OF_THIRD)
            third = int(total)
        else:
            regular.append(int(total))
        tallies.append(tally)
    regular.sort(reverse=True)
    return SheetsOfCode(regular=tuple(regular), third=third, means=tallied_means(tallies))


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
    marks = ",".join(filter(None, tallies)).split(",")
    counts = Counter(zip(marks[::2], marks[1::2], strict=True)) if marks != [""] else {}
    found: dict[int, list[tuple[int, int]]] = {}
    for (criterion, hundredths), count in counts.items():
        found.setdefault(int(criterion), []).append((int(hundredths), count))
    return found


@lru_cache(_MEANS_KEPT)
def _mean(hundredths: int, sheets: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2) / sheets
