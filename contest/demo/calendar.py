"""The demonstration's clock: the contest of 2023 moved by whole days, so that its phase is now.

The works keep their dates of 2023, and so does the window in which they had to appear. What people do
with them (enter, screen, mark, confirm) happens in the weeks around the day the demonstration is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from contest.text.dates import HANOI, in_hanoi


class Phase(StrEnum):
    """How far the demonstration has come."""

    ENTRY = "entry"
    SCREENING = "screening"
    PRELIMINARY = "preliminary"
    FINAL = "final"
    PUBLISHED = "published"

    def reaches(self, other: Phase) -> bool:
        """Whether this phase is the other one or a later one."""
        order = list(Phase)
        return order.index(self) >= order.index(other)


TODAY: Final = {
    Phase.ENTRY: date(2023, 10, 9),
    Phase.SCREENING: date(2023, 10, 19),
    Phase.PRELIMINARY: date(2023, 10, 28),
    Phase.FINAL: date(2023, 11, 8),
    Phase.PUBLISHED: date(2023, 12, 6),
}
"""The day of 2023 on which the demonstration stands in each phase."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Calendar:
    """Days of 2023 as the days they are moved to. ``now`` is the true instant."""

    phase: Phase
    now: datetime

    @property
    def shift(self) -> timedelta:
        """By how many whole days everything is moved."""
        return in_hanoi(self.now).date() - TODAY[self.phase]

    def at(self, day: date, hour: int = 9, minute: int = 0) -> datetime:
        """A moment of 2023 in Hà Nội as the UTC instant it is moved to."""
        return datetime.combine(day + self.shift, time(hour, minute), tzinfo=HANOI).astimezone(UTC)

    def moved(self, instant: datetime) -> datetime:
        """An instant of 2023 at the same time of day."""
        return instant + self.shift

    def is_past(self, day: date) -> bool:
        """Whether a day of 2023 is over; what happens in the demonstration happened before today."""
        return day < TODAY[self.phase]
