"""What the outbox tells the season's board."""

from __future__ import annotations

from datetime import datetime

from flask import Flask
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.accounts.types import Role
from contest.notices.models import Notice
from contest.notices.types import NoticeState
from contest.seasons.board import BoardPart, Duty, add_source
from contest.seasons.types import SeasonHead
from contest.settings import Settings
from contest.web.figures import number


def init_season_board(_app: Flask, _settings: Settings) -> None:
    """Tell the season's board of mails that nobody got."""
    add_source(mails_on_board)


def mails_on_board(session: Session, season: SeasonHead, now: datetime) -> BoardPart:  # noqa: ARG001 - a source's shape
    """Mails given up. One statement."""
    given_up = select(func.count()).where(Notice.state == NoticeState.FAILED, Notice.season_id == season.id)
    count = session.scalar(given_up) or 0
    if not count:
        return BoardPart()
    text = _("%(count)s thư không gửi được", count=number(count))
    duty = Duty(text=text, endpoint="notices.season_undelivered", audience=frozenset({Role.ORGANIZER}), position=70)
    return BoardPart(duties=(duty,))
