"""When the two rounds of the demonstration run, and who sits on which panel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from contest.demo.cast import JUDGES

_EVERYBODY: Final = tuple(range(len(JUDGES)))
_PRESS: Final = (0, 1, 2, 3)
_BROADCAST: Final = (3, 4, 5, 6)
_PICTURES: Final = (1, 5, 6)


@dataclass(frozen=True, kw_only=True, slots=True)
class JuryPlan:
    """When a round runs and who sits on the panel of each press type (places in ``JUDGES``)."""

    ordinal: int
    opens: date
    first_evening: date
    last_evening: date
    closes: date
    panels: Mapping[str, Sequence[int]]


PRELIMINARY: Final = JuryPlan(
    ordinal=1,
    opens=date(2023, 10, 23),
    first_evening=date(2023, 10, 23),
    last_evening=date(2023, 10, 30),
    closes=date(2023, 10, 31),
    panels={
        "print": _PRESS,
        "online": _PRESS,
        "multimedia": _PRESS,
        "radio": _BROADCAST,
        "television": _BROADCAST,
        "photo": _PICTURES,
        "citizen": _PICTURES,
    },
)
FINAL: Final = JuryPlan(
    ordinal=2,
    opens=date(2023, 11, 1),
    first_evening=date(2023, 11, 2),
    last_evening=date(2023, 11, 11),
    closes=date(2023, 11, 12),
    panels=dict.fromkeys(PRELIMINARY.panels, _EVERYBODY),
)
