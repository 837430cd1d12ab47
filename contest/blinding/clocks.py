"""Moments of a sound or film as people write them: 4:07, 1:02:03, 0:12.5."""

from __future__ import annotations

import re
from typing import Final

_WRITTEN: Final = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,5})(?:[.,](\d{1,3}))?")


def clock(milliseconds: int) -> str:
    """Minutes and seconds, hours when there are any, tenths and finer only when there are any."""
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    whole = f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
    return f"{whole}.{rest:03d}".rstrip("0") if rest else whole


def milliseconds_of(written: str) -> int | None:
    """Read a moment; None when it is none."""
    found = _WRITTEN.fullmatch(written.strip())
    if found is None:
        return None
    hours, minutes, seconds, rest = found.groups()
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds)
    return whole * 1000 + int((rest or "0").ljust(3, "0"))
