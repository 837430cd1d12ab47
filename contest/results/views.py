"""Pages of the results: ranking, prizes, release. For the chair, the secretariat and the organizers."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from contest.access import allow, current_roles, current_season
from contest.accounts.types import READ_DOSSIERS, Role
from contest.db import db
from contest.errors import ContestError, Refused
from contest.results import awards, exports, queries, release, services
from contest.results.errors import NotRanked, OwnSheetsMissing
from contest.results.forms import AwardForm, ConfirmForm, TieForm
from contest.results.lines import SLOT, mark_text, prize_names, ranking_rows, sheet_text
from contest.results.standings import rank_round, refuse_early_reader
from contest.results.types import CategoryRanking, Reader, RoundHead
from contest.web.navigation import NavItem
from contest.web.shell import received_at
from contest.web.tables import csv_response, xlsx_response

bp = Blueprint("results", __name__, url_prefix="/mua/<season_slug>/ket-qua-cham")
_READERS = (Role.CHAIR, Role.SECRETARY, Role.ORGANIZER)
_ANSWERS = {"csv": csv_response, "xlsx": xlsx_response}
NAVIGATION = (
    NavItem(
        endpoint="results.overview",
        label=_l("Kết quả"),
        icon="medal",
        audience=frozenset(_READERS),
        position=60,
    ),
)


@bp.context_processor
def _words() -> dict[str, object]:
    return {
        "roles": current_roles,
        "marks": mark_text,
        "sheet_total": sheet_text,
        "rows": ranking_rows,
        "slot": SLOT,
        "prize_names": prize_names,
        "has_ties": lambda rankings: any(work.tied for ranking in rankings for work in ranking.works),
        "prize_list": lambda keys, names: ", ".join(names[int(key)] for key in keys),
    }


@bp.get("/")
@allow(*_READERS)
def overview() -> ResponseReturnValue:
    """Go to the ranking of the latest round that has begun."""
    rounds = queries.rounds_of(db.session, season_id=current_season().id)
    if not rounds:
        return render_template("results/no_rounds.html")
    begun = [one for one in rounds if one.state != "planned"]
    return redirect(url_for("results.ranking", ordinal=(begun or rounds[:1])[-1].ordinal))


@bp.get("/vong-<int:ordinal>")
@allow(*_READERS)
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
    page = render_template(
        "results/ranking.html",
        rounds=rounds,
        round=of,
        rankings=rankings,
        uncounted=() if hidden else queries.uncounted_sheets(db.session, round_id=of.id, reader=_reader()),
        hidden=hidden,
        blockers=services.blockers(of, rankings),
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
@allow(*_READERS)
def export_sheets(ordinal: int, kind: str) -> ResponseReturnValue:
    """The score summary, one line a sheet, by code; judges are numbered, not named."""
    season = current_season()
    of = queries.get_round(db.session, season_id=season.id, ordinal=ordinal)
    table = exports.sheets_table(db.session, of, reader=_reader())
    return _ANSWERS[kind](f"tong-hop-diem-{season.slug}-vong-{ordinal}", *table)


@bp.get("/giai-thuong")
@allow(*_READERS)
def prizes() -> ResponseReturnValue:
    """The prize table with the works proposed for it."""
    return _prizes_page(AwardForm())


def _prizes_page(form: AwardForm, status: int = 200) -> ResponseReturnValue:
    season = current_season()
    rounds = queries.rounds_of(db.session, season_id=season.id)
    last = _last_round()
    table = queries.prizes_of(db.session, season_id=season.id)
    lines = queries.prize_lines(db.session, round_id=last.id)
    form.offer(table)
    page = render_template(
        "results/prizes.html",
        rounds=rounds,
        last=last,
        prizes=table,
        lines=lines,
        form=form,
        ties=awards.proposals(lines, table)[1],
        release=queries.find_release(db.session, season_id=season.id),
    )
    return page, status


@bp.post("/giai-thuong/de-xuat")
@allow(Role.CHAIR, Role.SECRETARY)
def propose_prizes() -> ResponseReturnValue:
    """Fill the prize table by rank."""
    season = current_season()
    last = _last_round()
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
    last = _last_round()
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


@bp.get("/cong-bo")
@allow(*_READERS)
def release_page() -> ResponseReturnValue:
    """The checklist to release: what is done, what comes next, who does it."""
    season = current_season()
    last = _last_round()
    lines = queries.prize_lines(db.session, round_id=last.id)
    digest = awards.prize_digest(lines)
    state = queries.find_release(db.session, season_id=season.id)
    unmasked = state is not None and state.unmasked_at is not None
    waiting = unmasked and state is not None and state.published_at is None
    of_round = {"season_id": season.id, "round_id": last.id}
    return render_template(
        "results/release.html",
        last=last,
        state=state,
        digest=digest,
        prizes=queries.prizes_of(db.session, season_id=season.id),
        lines=[line for line in lines if line.prize_id is not None],
        winners=release.winners(db.session, **of_round) if unmasked else (),
        unasked=release.winners_without_consent(db.session, **of_round) if waiting else (),
        form=ConfirmForm(digest=digest),
    )


@bp.post("/cong-bo/xac-nhan")
@allow(Role.CHAIR, Role.ORGANIZER)
def confirm_list() -> ResponseReturnValue:
    """One of the two confirmations of the prize list."""
    season = current_season()
    form = ConfirmForm()
    if not form.validate_on_submit():
        return redirect(url_for("results.release_page"))
    last = _last_round()
    count = release.confirm_list(
        db.session,
        season_id=season.id,
        round_id=last.id,
        digest=form.digest.data or "",
        by=current_user.id,
        now=received_at(),
    )
    db.session.commit()
    flash(_("Đã xác nhận lần %(count)s.", count=count), "good")
    return redirect(url_for("results.release_page"))


@bp.post("/cong-bo/ghep-phach")
@allow(Role.SECRETARY, Role.ORGANIZER)
def unmask() -> ResponseReturnValue:
    """Open the winners' codes."""
    season = current_season()
    last = _last_round()
    release.unmask(db.session, season_id=season.id, round_id=last.id, by=current_user.id, now=received_at())
    db.session.commit()
    flash(_("Đã ghép phách. Danh sách đạt giải nay có tên tác giả."), "good")
    return redirect(url_for("results.release_page"))


@bp.post("/cong-bo/cong-bo")
@allow(Role.ORGANIZER)
def publish() -> ResponseReturnValue:
    """Put the winners on the public site."""
    season = current_season()
    last = _last_round()
    count = release.publish(db.session, season_id=season.id, round_id=last.id, by=current_user.id, now=received_at())
    db.session.commit()
    flash(_("Đã công bố %(count)s tác phẩm đạt giải trên trang công khai.", count=count), "good")
    return redirect(url_for("results.release_page"))


@bp.get("/cong-bo/danh-sach-giai.<any(csv,xlsx):kind>")
@allow(*_READERS)
def export_winners(kind: str) -> ResponseReturnValue:
    """The prize list: by code before unmasking, by name after."""
    season = current_season()
    last = _last_round()
    table = exports.prize_table(db.session, season_id=season.id, round_id=last.id)
    return _ANSWERS[kind](f"danh-sach-giai-{season.slug}", *table)


def _last_round() -> RoundHead:
    return queries.get_last_round(db.session, season_id=current_season().id)


def _reader() -> Reader:
    return Reader(id=current_user.id, knows_authors=current_user.is_admin or bool(current_roles() & READ_DOSSIERS))
