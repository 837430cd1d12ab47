"""The council's pages: how far judging is, who marks what, gaps, and the closing of a round."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from contest.access import allow, current_roles, current_season
from contest.accounts.types import Role
from contest.db import db
from contest.errors import ContestError, NotVisible
from contest.judging import letters, panels, rounds
from contest.judging.assigning import run_assignment
from contest.judging.board import PAGE, board_page, category_progress, gap_rows, judge_progress
from contest.judging.closing import works_without_a_way
from contest.judging.forms import MembersForm, ReasonForm
from contest.judging.heat import heat_rows
from contest.judging.messages import mark_writer
from contest.judging.outstanding import outstanding, sentences
from contest.judging.queries import full_points
from contest.judging.round_heads import get_round, rounds_of
from contest.judging.staffing import panel_views, works_that_lack_judges
from contest.judging.types import RoundHead
from contest.web.navigation import NavItem
from contest.web.shell import received_at

bp = Blueprint("council", __name__, url_prefix="/mua/<season_slug>/hoi-dong")
STAFF = (Role.CHAIR, Role.SECRETARY)
LAST_PAGE = 10_000
"""A page number beyond this is a joke, and no database takes any number at all."""
READERS = (*STAFF, Role.ORGANIZER)
NAVIGATION = (
    NavItem(
        endpoint="council.home",
        label=_l("Hội đồng chấm"),
        icon="panel",
        audience=frozenset(READERS),
        position=50,
    ),
)


def _round(ordinal: int) -> RoundHead:
    return get_round(db.session, current_season().id, ordinal)


@bp.get("/")
@allow(*READERS)
def home() -> ResponseReturnValue:
    """Go to the board of the round that is open, else of the latest one that has works to come."""
    found = rounds_of(db.session, current_season().id)
    if not found:
        return render_template("judging/no_rounds.html")
    begun = [one for one in found if one.is_open] or [one for one in found if one.state != "planned"] or found[:1]
    return redirect(url_for("council.board", ordinal=begun[-1].ordinal))


@bp.get("/vong-<int(max=99):ordinal>")
@allow(*READERS)
def board(ordinal: int) -> ResponseReturnValue:
    """Progress of a round: who is late, what is missing, which gaps are open."""
    return _board_page(ordinal, ReasonForm(formdata=None))


def _board_page(ordinal: int, form: ReasonForm, *, error: str = "", status: int = 200) -> ResponseReturnValue:
    found = rounds_of(db.session, current_season().id)
    head = next((one for one in found if one.ordinal == ordinal), None)
    if head is None:
        raise NotVisible
    names = panels.names_on(db.session, head.id, panels.judge_names(db.session, head.season_id))
    waits = outstanding(db.session, head.id) if head.is_open else None
    staff = bool(current_roles() & set(STAFF))
    closes = head.is_open and staff
    page = render_template(
        "judging/board.html",
        round=head,
        rounds=found,
        categories=category_progress(db.session, head),
        judges=judge_progress(db.session, head, names),
        gaps=gap_rows(db.session, head, viewer_id=current_user.id),
        lacks=works_that_lack_judges(db.session, head) if head.is_open else (),
        unseen=waits.unseen if waits else 0,
        faults=rounds.readiness_faults(db.session, head.id) if head.state == "planned" else (),
        form=form,
        error=error,
        staff=staff,
        closes=closes,
        without_way=works_without_a_way(db.session, head) if closes else (),
        left=sentences(waits) if closes and waits else [],
        mark=mark_writer(),
    )
    return page, status


@bp.post("/vong-<int(max=99):ordinal>/mo")
@allow(*STAFF)
def open_round(ordinal: int) -> ResponseReturnValue:
    """Let the judges begin."""
    head = _round(ordinal)
    try:
        rounds.open_round(db.session, round_=head, by=current_user.id, now=received_at())
        letters.announce_opening(
            db.session, round_=head, link=url_for("judging.queue", ordinal=ordinal), now=received_at()
        )
    except ContestError as refusal:
        return _back_to_board(ordinal, refusal)
    db.session.commit()
    flash(_("Vòng chấm đã mở. Giám khảo thấy bài của mình ngay bây giờ."), "good")
    return redirect(url_for("council.board", ordinal=ordinal))


@bp.post("/vong-<int(max=99):ordinal>/khoa")
@allow(*STAFF)
def close_round(ordinal: int) -> ResponseReturnValue:
    """End the round; with something outstanding only for a stated reason."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return _board_page(ordinal, form, status=422)
    try:
        rounds.close_round(
            db.session, round_=_round(ordinal), by=current_user.id, reason=form.text(), now=received_at()
        )
    except ContestError as refusal:
        return _back_to_board(ordinal, refusal)
    db.session.commit()
    flash(_("Vòng chấm đã khóa. Không phiếu nào còn thay đổi được."), "good")
    return redirect(url_for("council.board", ordinal=ordinal))


def _back_to_board(ordinal: int, refusal: ContestError) -> ResponseReturnValue:
    if isinstance(refusal, NotVisible):
        raise refusal
    db.session.rollback()
    return _board_page(ordinal, ReasonForm(), error=str(refusal.message), status=refusal.status)


@bp.get("/vong-<int(max=99):ordinal>/loai-<int:category_id>")
@allow(*READERS)
def heat(ordinal: int, category_id: int) -> ResponseReturnValue:
    """Judge × work of one category; ``?an-ten=1`` shows judges by number, for a screen in the room."""
    head = _round(ordinal)
    page = min(max(1, request.args.get("trang", 1, type=int)), LAST_PAGE)
    nameless = request.args.get("an-ten") == "1"
    categories = category_progress(db.session, head)
    if category_id not in {one.category_id for one in categories}:
        raise NotVisible
    rows, count = board_page(db.session, head, category_id=category_id, viewer_id=current_user.id, page=page)
    names = panels.names_on(db.session, head.id, panels.judge_names(db.session, head.season_id))
    full = full_points(db.session, round_id=head.id, category_id=category_id)
    return render_template(
        "judging/heat.html",
        round=head,
        categories=categories,
        category_id=category_id,
        heat=heat_rows(rows, names, full, nameless=nameless),
        page=page,
        pages=-(-count // PAGE),
        count=count,
        nameless=nameless,
        mark=mark_writer(),
    )


@bp.get("/vong-<int(max=99):ordinal>/tieu-ban")
@allow(*READERS)
def staffing(ordinal: int) -> ResponseReturnValue:
    """Panels and assignment of a round."""
    return _staffing_page(ordinal)


def _staffing_page(ordinal: int, *, error: str = "", status: int = 200) -> ResponseReturnValue:
    head = _round(ordinal)
    names = panels.judge_names(db.session, head.season_id)
    views = panel_views(db.session, head, panels.names_on(db.session, head.id, names))
    lacks = works_that_lack_judges(db.session, head)
    page = render_template(
        "judging/staffing.html",
        round=head,
        rounds=rounds_of(db.session, head.season_id),
        panels=views,
        names=names,
        lacks=[lack for lack in lacks if not lack.has_empty_panel],
        unstaffed=[lack for lack in lacks if lack.has_empty_panel],
        staff=bool(current_roles() & set(STAFF)),
        error=error,
    )
    return page, status


@bp.post("/vong-<int(max=99):ordinal>/tieu-ban/<int:category_id>")
@allow(*STAFF)
def set_members(ordinal: int, category_id: int) -> ResponseReturnValue:
    """Make the ticked judges the panel of a category."""
    form = MembersForm()
    form.offer(panels.judge_names(db.session, current_season().id))
    if not form.validate_on_submit():
        return _staffing_page(ordinal, error=_("Danh sách giám khảo đã đổi. Hãy chọn lại."), status=422)

    def act() -> None:
        panels.set_members(
            db.session,
            round_=_round(ordinal),
            category_id=category_id,
            judge_ids=form.judge_ids(),
            chair_id=form.chair_id(),
            by=current_user.id,
            now=received_at(),
        )

    return _staff(ordinal, act, _("Đã lưu tiểu ban."))


@bp.post("/vong-<int(max=99):ordinal>/phan-cong")
@allow(*STAFF)
def assign(ordinal: int) -> ResponseReturnValue:
    """Compute conflicts anew and share the works out evenly."""
    head = _round(ordinal)
    try:
        outcome = run_assignment(db.session, round_=head, by=current_user.id, now=received_at())
    except ContestError as refusal:
        db.session.rollback()
        return _staffing_page(ordinal, error=str(refusal.message), status=refusal.status)
    db.session.commit()
    if outcome.added or outcome.removed:
        flash(
            _(
                "Đã phân công: thêm %(added)d lượt giao bài, bớt %(removed)d lượt.",
                added=outcome.added,
                removed=outcome.removed,
            ),
            "good",
        )
    else:
        flash(_("Phân công đã cân bằng, không có gì phải đổi."), "info")
    return redirect(url_for("council.staffing", ordinal=ordinal))


def _staff(ordinal: int, act: Callable[[], object], done: str) -> ResponseReturnValue:
    try:
        act()
    except NotVisible:
        raise
    except ContestError as refusal:
        db.session.rollback()
        return _staffing_page(ordinal, error=str(refusal.message), status=refusal.status)
    db.session.commit()
    flash(done, "good")
    return redirect(url_for("council.staffing", ordinal=ordinal))
