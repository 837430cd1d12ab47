"""What judging tells the season's board: how far the open round is. By numbers alone, no code and no mark."""

from __future__ import annotations

from datetime import datetime

from flask import Flask
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from contest.accounts.types import Role
from contest.judging.models import Assignment, GapCase, ScoreSheet
from contest.judging.types import AssignmentState, GapState, SheetState
from contest.seasons.board import BoardPart, Duty, Figure, add_source
from contest.seasons.models import Round
from contest.seasons.types import RoundState, SeasonHead
from contest.settings import Settings
from contest.visibility import out_of_contest
from contest.web.figures import number


def init_season_board(_app: Flask, _settings: Settings) -> None:
    """Tell the season's board of the round that is open."""
    add_source(round_on_board)


def round_on_board(session: Session, season: SeasonHead, now: datetime) -> BoardPart:  # noqa: ARG001 - a source's shape
    """Sheets submitted of sheets due, of works still in the contest, and gaps nobody has settled. Two statements."""
    of_open = (Round.season_id == season.id) & (Round.state == RoundState.OPEN)
    due, sent = _sheets(session, of_open)
    if not due:
        return BoardPart()
    gaps = _open_gaps(session, of_open)
    figures = (
        Figure(label=_("Phiếu chấm đã gửi"), value=sent, of=due, position=30),
        Figure(label=_("Chênh lệch chờ xử lý"), value=gaps, alert=bool(gaps), position=31),
    )
    if not gaps:
        return BoardPart(figures=figures)
    text = _("%(count)s trường hợp chênh lệch điểm chờ xử lý", count=number(gaps))
    duty = Duty(text=text, endpoint="council.home", audience=frozenset({Role.CHAIR, Role.SECRETARY}), position=30)
    return BoardPart(figures=figures, duties=(duty,))


def _sheets(session: Session, of_open: ColumnElement[bool]) -> tuple[int, int]:
    """How many sheets the open round waits for in all, and how many are in."""
    due, sent = session.execute(
        select(func.count(Assignment.id), func.count(ScoreSheet.id))
        .join(Round, Round.id == Assignment.round_id)
        .join(
            ScoreSheet,
            (ScoreSheet.assignment_id == Assignment.id) & (ScoreSheet.state == SheetState.SUBMITTED),
            isouter=True,
        )
        .where(
            of_open,
            Assignment.state == AssignmentState.ACTIVE,
            Assignment.code_id.not_in(out_of_contest(Round.id)),
        )
    ).one()
    return due, sent


def _open_gaps(session: Session, of_open: ColumnElement[bool]) -> int:
    return session.execute(
        select(func.count())
        .select_from(GapCase)
        .join(Round, Round.id == GapCase.round_id)
        .where(of_open, GapCase.state == GapState.OPEN)
    ).scalar_one()
