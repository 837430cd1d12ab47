"""The reasons people give for acts that others will ask about."""

from __future__ import annotations

from typing import Final

from contest.judging.errors import ReasonMissing

SHORTEST_REASON: Final = 5
"""Letters: enough that «x» is not a reason."""


def check_reason(reason: str) -> str:
    """The reason without outer blanks. Errors: ReasonMissing."""
    text = reason.strip()
    if sum(char.isalnum() for char in text) < SHORTEST_REASON:
        raise ReasonMissing
    return text
