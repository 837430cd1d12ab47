"""Instants as people in Việt Nam read them.

Instants come in as aware datetimes of any zone and are shown in Asia/Ho_Chi_Minh.
``closes_at`` is always the first instant that is too late: a contest that closes at
00:00:00 on the 21st takes entries up to 23:59:59 on the 20th, and that second is what is shown.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

Language = Literal["vi", "en"]

HANOI: Final = ZoneInfo("Asia/Ho_Chi_Minh")
_DECREE_PADDED_MONTHS = 2
_DECREE_PADDED_DAYS = 9


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeLeft:
    """A duration cut into whole days, hours, minutes and seconds; all zero when it is over."""

    days: int
    hours: int
    minutes: int
    seconds: int

    @property
    def is_over(self) -> bool:
        """Whether nothing is left."""
        return not (self.days or self.hours or self.minutes or self.seconds)


def in_hanoi(instant: datetime) -> datetime:
    """The instant on a Vietnamese clock. Raises ValueError for a datetime without a zone."""
    if instant.tzinfo is None:
        message = "an instant needs a time zone"
        raise ValueError(message)
    return instant.astimezone(HANOI)


def date_vi(day: datetime | date) -> str:
    """«20/11/2023»."""
    local = in_hanoi(day) if isinstance(day, datetime) else day
    return f"{local.day:02d}/{local.month:02d}/{local.year:04d}"


def time_vi(instant: datetime, *, seconds: bool = False) -> str:
    """«20:41», or «20:41:05» with seconds."""
    local = in_hanoi(instant)
    clock = f"{local.hour:02d}:{local.minute:02d}"
    return f"{clock}:{local.second:02d}" if seconds else clock


def datetime_vi(instant: datetime, *, seconds: bool = False) -> str:
    """«20:41 20/11/2023»."""
    return f"{time_vi(instant, seconds=seconds)} {date_vi(instant)}"


def date_of_document(day: datetime | date) -> str:
    """«ngày 05 tháng 02 năm 2023»: days under 10 and months 1 and 2 take a zero (NĐ 30/2020)."""
    local = in_hanoi(day) if isinstance(day, datetime) else day
    day_text = f"{local.day:02d}" if local.day <= _DECREE_PADDED_DAYS else str(local.day)
    padded = local.month <= _DECREE_PADDED_MONTHS
    return (
        f"ngày {day_text} tháng {local.month:02d} năm {local.year}"
        if padded
        else (f"ngày {day_text} tháng {local.month} năm {local.year}")
    )


def last_valid_second(closes_at: datetime) -> datetime:
    """The last whole second that is still in time, in the zone of ``closes_at``."""
    whole = closes_at.replace(microsecond=0)
    return whole if closes_at.microsecond else whole - timedelta(seconds=1)


def closing_after(last_second: datetime) -> datetime:
    """The first instant that is too late when ``last_second`` is the last one in time."""
    return last_second.replace(microsecond=0) + timedelta(seconds=1)


def deadline_vi(closes_at: datetime) -> str:
    """«23:59:59 20/11/2023»: the last second in which a request is still accepted."""
    return datetime_vi(last_valid_second(closes_at), seconds=True)


def time_left(closes_at: datetime, now: datetime) -> TimeLeft:
    """What is left until ``closes_at``, rounded down to a second; zero when it has passed."""
    whole = max(0, int((closes_at - now).total_seconds()))
    minutes, seconds = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    return TimeLeft(days=days, hours=hours, minutes=minutes, seconds=seconds)


def remaining(closes_at: datetime, now: datetime, language: Language = "vi") -> str:
    """«còn 3 ngày 4 giờ»: the two largest units that are not nothing; «đã hết hạn» at the end."""
    left = time_left(closes_at, now)
    if left.is_over:
        return "đã hết hạn" if language == "vi" else "closed"
    counts = (left.days, left.hours, left.minutes, left.seconds)
    first = next(place for place, count in enumerate(counts) if count)
    shown = [(counts[place], place) for place in range(first, min(first + 2, 4)) if counts[place]]
    parts = " ".join(_amount(count, place, language) for count, place in shown)
    return f"còn {parts}" if language == "vi" else f"{parts} left"


def _amount(count: int, place: int, language: Language) -> str:
    if language == "vi":
        return f"{count} {('ngày', 'giờ', 'phút', 'giây')[place]}"
    unit = ("day", "hour", "minute", "second")[place]
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
