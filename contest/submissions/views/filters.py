"""How templates say the words of entries."""

from __future__ import annotations

from decimal import Decimal

from flask import Flask

from contest.settings import Settings
from contest.submissions.rules_files import clock
from contest.submissions.types import (
    CHANNEL_NAMES,
    OUTCOME_NAMES,
    PURPOSE_NAMES,
    STATUS_NAMES,
    STATUS_TONES,
    Channel,
    EntryStatus,
    FilePurpose,
    Outcome,
)
from contest.text.dates import date_of_document


def init_submissions(app: Flask, _settings: Settings) -> None:
    """Give the templates the words of statuses, channels, purposes and outcomes."""
    app.jinja_env.filters.update(
        entry_status=lambda status: STATUS_NAMES[EntryStatus(status)],
        entry_tone=lambda status: STATUS_TONES[EntryStatus(status)],
        entry_channel=lambda channel: CHANNEL_NAMES[Channel(channel)],
        file_purpose=lambda purpose: PURPOSE_NAMES[FilePurpose(purpose)],
        outcome_name=lambda outcome: OUTCOME_NAMES[Outcome(outcome)],
        play_time=play_time,
        web_address=web_address,
        document_date=date_of_document,
    )


def play_time(seconds: Decimal) -> str:
    """«61:05»."""
    return clock(seconds)


def web_address(typed: str) -> str:
    """An address that opens a page and does nothing else; what is no web address leads nowhere."""
    return typed if typed.lower().startswith(("http://", "https://")) else "#"
