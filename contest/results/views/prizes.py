"""The prize table and the works proposed for it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from contest.access import allow, current_season
from contest.accounts.types import Role
from contest.db import db
from contest.errors import Refused
from contest.results import awards, queries
from contest.results.errors import NotRanked
from contest.results.forms import AwardForm
from contest.results.views.blueprint import READERS, bp, last_round
from contest.web.shell import received_at


@bp.get("/giai-thuong")
@allow(*READERS)
def prizes() -> ResponseReturnValue:
    """The prize table with the works proposed for it."""
    return _prizes_page(AwardForm())


def _prizes_page(form: AwardForm, status: int = 200) -> ResponseReturnValue:
    season = current_season()
    rounds = queries.rounds_of(db.session, season_id=season.id)
    last = last_round()
    table = queries.prizes_of(db.session, season_id=season.id)
    lines = queries.prize_lines(db.session, round_id=last.id)
    state = queries.find_release(db.session, season_id=season.id)
    form.offer(() if state is not None and state.unmasked_at else table)
    page = render_template(
        "results/prizes.html",
        rounds=rounds,
        last=last,
        prizes=table,
        lines=lines,
        form=form,
        ties=awards.proposals(lines, table)[1],
        release=state,
    )
    return page, status


@bp.post("/giai-thuong/de-xuat")
@allow(Role.CHAIR, Role.SECRETARY)
def propose_prizes() -> ResponseReturnValue:
    """Fill the prize table by rank."""
    season = current_season()
    last = last_round()
    ties = awards.propose(db.session, season_id=season.id, round_id=last.id, by=current_user.id, now=received_at())
    db.session.commit()
    if ties:
        flash(_("Đã đề xuất giải theo thứ hạng. Còn tác phẩm bằng điểm cần chọn tay, xem bên dưới."), "warn")
    else:
        flash(_("Đã đề xuất giải theo thứ hạng."), "good")
    return redirect(url_for("results.prizes"))


@bp.post("/giai-thuong/thay-doi")
@allow(Role.CHAIR)
def change_award() -> ResponseReturnValue:
    """Give one work another prize with a reason."""
    season = current_season()
    last = last_round()
    form = AwardForm()
    form.offer(queries.prizes_of(db.session, season_id=season.id))
    if not form.validate_on_submit():
        return _prizes_page(form, 422)
    try:
        awards.change_award(
            db.session,
            season_id=season.id,
            round_id=last.id,
            code=form.code.data or "",
            prize_id=form.prize_id(),
            reason=form.reason.data or "",
            by=current_user.id,
            now=received_at(),
        )
    except Refused as refusal:
        db.session.rollback()
        field = form.code if isinstance(refusal, NotRanked) else form.prize
        field.errors = [refusal.message]
        return _prizes_page(form, refusal.status)
    db.session.commit()
    flash(_("Đã thay đổi giải và ghi lý do vào sổ. Danh sách mới cần hai người xác nhận lại."), "good")
    return redirect(url_for("results.prizes"))
