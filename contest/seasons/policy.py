"""A round's policy as the season writes it: the fields of ``judging.totals.AggregationPolicy``, decimals as text.

The words stand here again because the floors forbid to look up; ``tests/seasons`` compares them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from contest.seasons.documents import plain
from contest.seasons.tables import Table


class Method(StrEnum):
    """How the totals of the judges become one."""

    MEAN = "mean"
    TRIMMED_MEAN = "trimmed_mean"
    MEDIAN = "median"
    SUM = "sum"


class Rounding(StrEnum):
    """What happens to a half at the last place."""

    HALF_EVEN = "half_even"
    HALF_UP = "half_up"


class OnDeviation(StrEnum):
    """What a gap between judges leads to."""

    FLAG = "flag"
    THIRD_JUDGE_OFFICIAL = "third_judge_official"
    THIRD_JUDGE_MEAN = "third_judge_mean"
    PANEL_RECONCILE = "panel_reconcile"


LADDER_WORDS: Final = ("median", "highest", "chair")
"""Steps of a tie-break ladder besides the keys of criteria."""
HIGHEST_TOTAL: Final = 100_000


def read_policy(table: Table) -> Mapping[str, Any]:
    """The policy of a round as JSON; absent limits are absent keys."""
    limits = {key: table.decimal(key, HIGHEST_TOTAL) for key in ("max_spread", "max_dev_from_mean")}
    policy: dict[str, Any] = {
        "method": str(table.choice("method", Method, Method.MEAN)),
        "trim_from": table.whole("trim_from", 3, 99, 5),
        "places": table.whole("places", 0, 4, 2),
        "rounding": str(table.choice("rounding", Rounding, Rounding.HALF_EVEN)),
        "min_judges": table.whole("min_judges", 1, 99, 1),
        "on_deviation": str(table.choice("on_deviation", OnDeviation, OnDeviation.FLAG)),
    }
    table.close()
    return policy | {key: plain(limit) for key, limit in limits.items() if limit is not None}
