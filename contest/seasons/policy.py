"""A round's rule for turning judges' totals into one, as the season keeps it.

Pure. The JSON shape stands in ``Round.policy``; decimals are strings there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final


class Method(StrEnum):
    """How the totals of the judges become one."""

    MEAN = "mean"
    TRIMMED_MEAN = "trimmed_mean"
    MEDIAN = "median"
    SUM = "sum"


class Rounding(StrEnum):
    """What happens to a half at the last place: to the even neighbour, or away from zero."""

    HALF_EVEN = "half_even"
    HALF_UP = "half_up"


class OnDeviation(StrEnum):
    """What a gap between judges leads to."""

    FLAG = "flag"
    THIRD_JUDGE_OFFICIAL = "third_judge_official"
    THIRD_JUDGE_MEAN = "third_judge_mean"
    PANEL_RECONCILE = "panel_reconcile"


@dataclass(frozen=True, kw_only=True, slots=True)
class AggregationPolicy:
    """A round's rule for results.

    ``trim_from``: with fewer totals than this a trimmed mean is a plain mean.
    ``max_spread`` and ``max_dev_from_mean`` are the largest gaps still accepted, in points: a
    rule written «a difference of 20 or more» with whole points is a ``max_spread`` of 19.
    """

    method: Method = Method.MEAN
    trim_from: int = 5
    places: int = 2
    rounding: Rounding = Rounding.HALF_EVEN
    min_judges: int = 1
    max_spread: Decimal | None = None
    max_dev_from_mean: Decimal | None = None
    on_deviation: OnDeviation = OnDeviation.FLAG


_ENUMS: Final[Mapping[str, type[StrEnum]]] = {"method": Method, "rounding": Rounding, "on_deviation": OnDeviation}
_DECIMALS: Final = ("max_spread", "max_dev_from_mean")
_NUMBERS: Final = ("trim_from", "places", "min_judges")


def policy_from_json(value: Mapping[str, Any]) -> AggregationPolicy:
    """Read a policy; what is absent keeps its default.

    Errors: ValueError for an unknown key, an unknown name or something that is no number.
    """
    fields: dict[str, Any] = {}
    for key, raw in value.items():
        if key in _ENUMS:
            fields[key] = _ENUMS[key](raw)
        elif key in _DECIMALS:
            fields[key] = None if raw is None else _decimal(raw)
        elif key in _NUMBERS:
            fields[key] = int(raw)
        else:
            raise ValueError(key)
    return AggregationPolicy(**fields)


def _decimal(raw: object) -> Decimal:
    try:
        return Decimal(str(raw))
    except InvalidOperation:
        raise ValueError(raw) from None
