"""A sheet's marks in one short text beside it, so that a ranking of thousands reads one row a sheet.

Pure. The text is criterion ids and marks in hundredths in turn, by criterion: «12,850,13,700».
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal


def tally_text(marks: Mapping[int, Decimal]) -> str:
    """The marks of one sheet, by criterion id. A mark has at most two decimals."""
    return ",".join(f"{criterion},{int(mark.scaleb(2))}" for criterion, mark in sorted(marks.items()))


def tallied_means(tallies: Iterable[str]) -> Mapping[int, Decimal]:
    """Criterion id to the exact mean of the marks, in points, over the sheets of one work."""
    sums: dict[str, int] = {}
    counts: dict[str, int] = {}
    for tally in tallies:
        numbers = iter(tally.split(",") if tally else ())
        for criterion, hundredths in zip(numbers, numbers, strict=True):
            sums[criterion] = sums.get(criterion, 0) + int(hundredths)
            counts[criterion] = counts.get(criterion, 0) + 1
    return {int(one): Decimal(total).scaleb(-2) / counts[one] for one, total in sums.items()}
