"""Why a file cannot be used: the words both sides of the sandbox share.

Child-side code raises `Refusal`; the parent turns it into `CannotProcess` (errors.py).
"""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """One fact about a refused file; each has its sentence in `errors.MESSAGES`."""

    EMPTY = "empty"
    UNKNOWN_TYPE = "unknown-type"
    OLD_WORD = "old-word"
    LEGACY_ENCODING = "legacy-encoding"
    NOT_ITS_NAME = "not-its-name"
    ACTIVE = "active"
    POLYGLOT = "polyglot"
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    TOO_MANY_PIXELS = "too-many-pixels"
    TOO_MANY_PAGES = "too-many-pages"
    TOO_MANY_TRACKS = "too-many-tracks"
    BOMB = "bomb"
    TOO_SLOW = "too-slow"
    CRASHED = "crashed"
    NO_ROOM = "no-room"
    NOTHING_INSIDE = "nothing-inside"
    NO_WORDS = "no-words"


class Refusal(Exception):
    """Child side: this file cannot be used, for `reason`; `detail` is for the log only."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
