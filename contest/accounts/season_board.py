"""What the people of a season tell its board: which offices nobody holds yet."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from flask import Flask
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.accounts.models import Membership
from contest.accounts.types import ROLE_NAMES, Role
from contest.seasons.board import BoardPart, Duty, add_source
from contest.seasons.types import SeasonHead, Stage
from contest.settings import Settings

NEEDED: Final = (Role.ORGANIZER, Role.SECRETARY, Role.CHAIR, Role.JUDGE)
BEFORE_JUDGING: Final = frozenset({Stage.SETUP, Stage.ENTRY, Stage.SCREENING})


def init_season_board(_app: Flask, _settings: Settings) -> None:
    """Tell the season's board of offices without anybody."""
    add_source(offices_on_board)


def offices_on_board(session: Session, season: SeasonHead, now: datetime) -> BoardPart:  # noqa: ARG001 - a source's shape
    """The offices that must be filled before judging and are not. One statement, none once judging has begun."""
    if season.stage not in BEFORE_JUDGING:
        return BoardPart()
    held = set(session.scalars(select(Membership.role).where(Membership.season_id == season.id).distinct()))
    empty = [str(ROLE_NAMES[role]) for role in NEEDED if role not in held]
    if not empty:
        return BoardPart()
    text = _("Chưa có ai nhận vai trò: %(roles)s. Hãy mời.", roles=", ".join(empty))
    return BoardPart(
        duties=(Duty(text=text, endpoint="accounts.people", audience=frozenset({Role.ORGANIZER}), position=5),)
    )
