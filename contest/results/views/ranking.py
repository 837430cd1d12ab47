"""The ranking of a round: who leads, what is tied, what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from contest.access import allow, current_roles, current_season
from contest.accounts.types import READ_DOSSIERS, Role
from contest.db import db
from contest.errors import ContestError
from contest.results import exports, queries, services
from contest.results.errors import OwnSheetsMissing
from contest.results.forms import TieForm
from contest.results.sheets import uncounted_sheets
from contest.results.standings import rank_round, refuse_early_reader
from contest.results.types import CategoryRanking, Reader
from contest.results.views.blueprint import ANSWERS, READERS, bp
from contest.web.shell import received_at


@bp.get("/")
@allow(*READERS)
def overview() -> ResponseReturnValue:
    """Go to the ranking of the latest round that has begun."""
    rounds = queries.rounds_of(db.session, season_id=current_season().id)
    if not rounds:
        return render_template("results/no_rounds.html")
    begun = [one for one in rounds if one.state != "planned"]
    return redirect(url_for("results.ranking", ordinal=(begun or rounds[:1])[-1].ordinal))


@bp.get("/vong-<int:ordinal>")
@allow(*READERS)
def ranking(ordinal: int) -> ResponseReturnValue:
    """The ranking of a round: who opens it wants to know who leads, what is tied and what is missing."""
    return _ranking_page(ordinal, TieForm())


def _ranking_page(ordinal: int, form: TieForm, status: int = 200) -> ResponseReturnValue:
    season = current_season()
    rounds = queries.rounds_of(db.session, season_id=season.id)
    of = queries.get_round(db.session, season_id=season.id, ordinal=ordinal)
    rankings: Sequence[CategoryRanking] = ()
    hidden = ""
    try:
        refuse_early_reader(db.session, of, viewer_id=current_user.id)
        rankings = rank_round(db.session, of)
    except OwnSheetsMissing as refusal:
        hidden = str(refusal.message)
    unseen = services.unseen_codes(db.session, of)
    page = render_template(
        "results/ranking.html",
        rounds=rounds,
        round=of,
        rankings=rankings,
        uncounted=() if hidden else uncounted_sheets(db.session, round_id=of.id, reader=_reader()),
        hidden=hidden,
        unseen=unseen,
        blockers=services.blockers(of, rankings, unseen),
        form=form,
    )
    return page, status


@bp.post("/vong-<int:ordinal>/thu-tu")
@allow(Role.CHAIR)
def decide_tie(ordinal: int) -> ResponseReturnValue:
    """Put tied works in order."""
    form = TieForm()
    if not form.validate_on_submit():
        return _ranking_page(ordinal, form, 422)
    try:
        services.decide_tie(
            db.session,
            season_id=current_season().id,
            ordinal=ordinal,
            codes=form.ordered(),
            reason=form.reason.data or "",
            by=current_user.id,
            now=received_at(),
        )
    except ContestError as error:
        db.session.rollback()
        form.codes.errors = [error.message]
        return _ranking_page(ordinal, form, error.status)
    db.session.commit()
    flash(_("Đã xếp thứ tự và ghi vào sổ."), "good")
    return redirect(url_for("results.ranking", ordinal=ordinal))


@bp.post("/vong-<int:ordinal>/xac-nhan")
@allow(Role.CHAIR)
def confirm_round(ordinal: int) -> ResponseReturnValue:
    """Freeze the ranking of a closed round."""
    services.confirm_round(
        db.session, season_id=current_season().id, ordinal=ordinal, by=current_user.id, now=received_at()
    )
    db.session.commit()
    flash(_("Kết quả vòng đã được xác nhận và khóa lại."), "good")
    return redirect(url_for("results.ranking", ordinal=ordinal))


@bp.get("/vong-<int:ordinal>/tong-hop.<any(csv,xlsx):kind>")
@allow(*READERS)
def export_sheets(ordinal: int, kind: str) -> ResponseReturnValue:
    """The score summary, one line a sheet, by code; judges are numbered, not named."""
    season = current_season()
    of = queries.get_round(db.session, season_id=season.id, ordinal=ordinal)
    table = exports.sheets_table(db.session, of, reader=_reader())
    return ANSWERS[kind](f"tong-hop-diem-{season.slug}-vong-{ordinal}", *table)


def _reader() -> Reader:
    return Reader(id=current_user.id, knows_authors=current_user.is_admin or bool(current_roles() & READ_DOSSIERS))
