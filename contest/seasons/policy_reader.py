"""Reading a round's policy from a season's document, every fault named by line and key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from contest.seasons.documents import plain
from contest.seasons.policy import Method, OnDeviation, Rounding
from contest.seasons.tables import Table

TIE_BREAK_WORDS: Final = ("median", "highest", "chair")
"""Steps of a tie-break besides the keys of criteria."""
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
