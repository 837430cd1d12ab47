"""The season's board.

For the organizer and the secretary, first thing in the morning: who waits for them, what is late,
what comes next. They fear to miss something.
"""

from __future__ import annotations

from typing import Final

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from contest.access import allow, current_roles, current_season
from contest.accounts.types import Role
from contest.db import db
from contest.errors import NotVisible
from contest.seasons.board import Duty, board_of
from contest.seasons.forms import ActForm
from contest.seasons.stages import BY_HAND, StageNotReady, WrongStep, move_stage, next_step
from contest.seasons.types import Stage
from contest.seasons.views.blueprint import STAFF, bp
from contest.seasons.words import STAGE_WORDS
from contest.web.shell import received_at

DONE_AT: Final = {
    Stage.PRELIMINARY: "council.home",
    Stage.FINAL: "council.home",
    Stage.RESULTS: "results.overview",
}
"""Where the act that brings a later stage is done."""


@bp.get("/mua/<season_slug>/dieu-hanh")
@allow(*STAFF)
def board() -> ResponseReturnValue:
    """Phase, numbers, what to do next."""
    return _board_page()


def _board_page(status: int = 200, refusal: str = "") -> ResponseReturnValue:
    season, session, now = current_season(), db.session, received_at()
    page = render_template(
        "seasons/board.html",
        board=board_of(session, season, now=now),
        step=next_step(session, season.id, now=now),
        stages=STAGE_WORDS,
        may_move=_may_move(),
        by_hand=BY_HAND,
        done_at=DONE_AT,
        may_open=_may_open,
        refusal=refusal,
    )
    return page, status


def _may_open(duty: Duty) -> bool:
    return bool(current_user.is_admin) or bool(duty.audience & current_roles())


def _may_move() -> bool:
    return bool(current_user.is_admin) or Role.ORGANIZER in current_roles()


@bp.post("/mua/<season_slug>/dieu-hanh/giai-doan")
@allow(Role.ORGANIZER)
def move() -> ResponseReturnValue:
    """Take the season one stage on."""
    season = current_season()
    wanted = request.form.get("to", "")
    if not ActForm().validate_on_submit() or wanted not in BY_HAND:
        raise NotVisible
    try:
        move_stage(db.session, season_id=season.id, to=Stage(wanted), actor_id=current_user.id, now=received_at())
    except (StageNotReady, WrongStep) as refused:
        db.session.rollback()
        return _board_page(refused.status, str(refused.message))
    db.session.commit()
    flash(_("Mùa giải đã chuyển giai đoạn."), "good")
    return redirect(url_for("seasons.board"))
