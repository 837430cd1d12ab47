"""The life of a message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class NoticeState(StrEnum):
    """``SENDING`` is a claim: the row is one worker's until it is sent or given back."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """One mail, ready to go: one recipient, plain text, an absolute link or none."""

    notice_id: int
    to: str
    subject: str
    body: str
    link: str
    message_id: str
    season: str = ""
    """The name of the contest that writes; empty where it is about an account."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """A message as its reader lists it."""

    public_id: str
    subject: str
    body: str
    link: str
    created_at: datetime
    is_read: bool
