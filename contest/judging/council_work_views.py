"""One work as the council handles it: its judges, its sheets, its gap."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from contest.access import allow, current_roles, current_season
from contest.accounts.types import READ_DOSSIERS, Role
from contest.db import db
from contest.errors import ContestError, NotVisible
from contest.judging import adjusting, letters, panels
from contest.judging.council_views import READERS, STAFF
from contest.judging.forms import NOBODY, HandForm, ReasonForm, SettleForm
from contest.judging.messages import mark_writer
from contest.judging.one_work import OneWork, Viewer, get_one_work
from contest.judging.reopening import reopen_sheet
from contest.judging.rights import sheets_in_hand
from contest.judging.round_heads import get_round
from contest.judging.rulings import rule_on_sheet
from contest.judging.settling import settle_gap
from contest.judging.types import RoundHead
from contest.web.shell import received_at

bp = Blueprint("council_work", __name__, url_prefix="/mua/<season_slug>/hoi-dong")


def _round(ordinal: int) -> RoundHead:
    return get_round(db.session, current_season().id, ordinal)


@bp.get("/vong-<int(max=99):ordinal>/bai/<code>")
@allow(*READERS)
def work(ordinal: int, code: str) -> ResponseReturnValue:
    """One work: who marks it, what is in, what to do about a gap."""
    return _work_page(ordinal, code)


def _work_page(
    ordinal: int, code: str, *, error: str = "", typed: str = "", agreed: str = "", status: int = 200
) -> ResponseReturnValue:
    head = _round(ordinal)
    judges = panels.judge_names(db.session, head.season_id)
    names = panels.names_on(db.session, head.id, judges)
    viewer = Viewer(id=current_user.id, knows_authors=_knows_authors())
    found = get_one_work(db.session, head, code=code, names=names, able=judges, viewer=viewer)
    hand = HandForm(formdata=None, reason=_back_to("add_judge", typed))
    hand.offer(found.may_be_added)
    hand.reason.id = "hand-reason"  # the page has several reasons; each label needs its own field
    page = render_template(
        "judging/one_work.html",
        round=head,
        work=found,
        names=names,
        hand=hand,
        settle=SettleForm(formdata=None, reason=_back_to("settle", typed), agreed=agreed),
        typed=(request.path, typed),
        staff=bool(current_roles() & set(STAFF)),
        chair=Role.CHAIR in current_roles(),
        knows_authors=viewer.knows_authors,
        in_hand=_in_hand(head, found),
        error=error,
        mark=mark_writer(),
    )
    return page, status


def _knows_authors() -> bool:
    return bool(current_user.is_admin or current_roles() & READ_DOSSIERS)


def _back_to(view: str, typed: str) -> str:
    """The page has several reasons: what was typed goes back to the form that was sent, and to no other."""
    return typed if request.endpoint == f"{bp.name}.{view}" else ""


def _in_hand(head: RoundHead, found: OneWork) -> frozenset[int]:
    """The judges of the work about whose sheets the viewer may decide."""
    judges = [one.judge_id for one in found.judges]
    if not current_roles() & set(STAFF):
        return frozenset()
    return sheets_in_hand(db.session, season_id=head.season_id, by=current_user.id, judge_ids=judges)


def _act(
    ordinal: int, code: str, act: Callable[[], object], done: str, *, typed: str = "", agreed: str = ""
) -> ResponseReturnValue:
    """Do one thing to the work and come back; a refusal shows on the page with what was typed."""
    try:
        act()
    except NotVisible:
        raise
    except ContestError as refusal:
        db.session.rollback()
        return _work_page(ordinal, code, error=str(refusal.message), typed=typed, agreed=agreed, status=refusal.status)
    db.session.commit()
    flash(done, "good")
    return redirect(url_for("council_work.work", ordinal=ordinal, code=code))


@bp.post("/vong-<int(max=99):ordinal>/bai/<code>/them")
@allow(*STAFF)
def add_judge(ordinal: int, code: str) -> ResponseReturnValue:
    """Give the work one more judge."""
    form = HandForm()
    form.offer(panels.judge_names(db.session, current_season().id))
    if not form.validate_on_submit():
        return _work_page(ordinal, code, error=_("Hãy chọn giám khảo và ghi lý do."), typed=form.text(), status=422)

    def act() -> None:
        adjusting.assign_by_hand(
            db.session,
            round_=_round(ordinal),
            code=code,
            judge_id=form.judge_id(),
            by=current_user.id,
            reason=form.text(),
            now=received_at(),
        )

    return _act(ordinal, code, act, _("Đã thêm giám khảo cho bài này."), typed=form.text())


@bp.post("/vong-<int(max=99):ordinal>/bai/<code>/bo/<int:judge_id>")
@allow(*STAFF)
def remove_judge(ordinal: int, code: str, judge_id: int) -> ResponseReturnValue:
    """Take a judge off the work, and perhaps give it to another in the same breath."""
    form = HandForm()
    form.offer({NOBODY: "", **panels.judge_names(db.session, current_season().id)})
    if not form.validate_on_submit():
        return _work_page(ordinal, code, error=_("Hãy chọn giám khảo và ghi lý do."), typed=form.text(), status=422)

    def act() -> None:
        head, by, reason, now = _round(ordinal), current_user.id, form.text(), received_at()
        adjusting.remove_by_hand(db.session, round_=head, code=code, judge_id=judge_id, by=by, reason=reason, now=now)
        if form.judge_id() != NOBODY:
            adjusting.assign_by_hand(
                db.session, round_=head, code=code, judge_id=form.judge_id(), by=by, reason=reason, now=now
            )

    return _act(ordinal, code, act, _("Đã đổi phân công."), typed=form.text())


@bp.post("/vong-<int(max=99):ordinal>/bai/<code>/mo-lai/<int:judge_id>")
@allow(*STAFF)
def reopen(ordinal: int, code: str, judge_id: int) -> ResponseReturnValue:
    """Unlock one judge's sheet."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return _work_page(ordinal, code, error=_("Lý do quá dài. Hãy rút gọn."), typed=form.text(), status=422)
    head = _round(ordinal)

    def act() -> None:
        reason, now = form.text(), received_at()
        reopened = reopen_sheet(
            db.session,
            round_=head,
            code=code,
            judge_id=judge_id,
            by=current_user.id,
            reason=reason,
            now=now,
            knows_authors=_knows_authors(),
        )
        if reopened:
            link = url_for("judging.desk", ordinal=ordinal, code=code)
            letters.announce_reopening(
                db.session, round_=head, code=code, judge_id=judge_id, reason=reason, link=link, now=now
            )

    return _act(ordinal, code, act, _("Đã mở lại phiếu. Giám khảo có thể sửa và gửi lại."), typed=form.text())


@bp.post("/vong-<int(max=99):ordinal>/bai/<code>/khong-tinh/<int:judge_id>")
@allow(*STAFF)
def leave_out(ordinal: int, code: str, judge_id: int) -> ResponseReturnValue:
    """Leave one judge's sheet out of the result."""
    return _rule(ordinal, code, judge_id, counts=False)


@bp.post("/vong-<int(max=99):ordinal>/bai/<code>/tinh-lai/<int:judge_id>")
@allow(*STAFF)
def count_again(ordinal: int, code: str, judge_id: int) -> ResponseReturnValue:
    """Let a sheet that was left out count again."""
    return _rule(ordinal, code, judge_id, counts=True)


def _rule(ordinal: int, code: str, judge_id: int, *, counts: bool) -> ResponseReturnValue:
    form = ReasonForm()
    if not form.validate_on_submit():
        return _work_page(ordinal, code, error=_("Lý do quá dài. Hãy rút gọn."), typed=form.text(), status=422)

    def act() -> None:
        rule_on_sheet(
            db.session,
            round_=_round(ordinal),
            code=code,
            judge_id=judge_id,
            counts=counts,
            by=current_user.id,
            reason=form.text(),
            now=received_at(),
        )

    done = _("Phiếu được tính lại.") if counts else _("Phiếu không được tính nữa. Lý do đã ghi vào sổ.")
    return _act(ordinal, code, act, done, typed=form.text())


@bp.post("/vong-<int(max=99):ordinal>/bai/<code>/cham-lan-ba")
@allow(Role.CHAIR)
def call_third(ordinal: int, code: str) -> ResponseReturnValue:
    """Call one more judge over a gap."""

    def act() -> None:
        adjusting.call_third_judge(db.session, round_=_round(ordinal), code=code, by=current_user.id, now=received_at())

    return _act(ordinal, code, act, _("Đã giao bài cho giám khảo thứ ba."))


@bp.post("/vong-<int(max=99):ordinal>/bai/<code>/chenh-lech")
@allow(Role.CHAIR)
def settle(ordinal: int, code: str) -> ResponseReturnValue:
    """End a gap case with a note, and the agreed total where the panel agrees on one."""
    form = SettleForm()
    agreed = form.agreed.data or ""
    if not form.validate_on_submit():
        error = _("Lý do quá dài. Hãy rút gọn.")
        return _work_page(ordinal, code, error=error, typed=form.text(), agreed=agreed, status=422)

    def act() -> None:
        settle_gap(
            db.session,
            round_=_round(ordinal),
            code=code,
            agreed=form.total(),
            note=form.text(),
            by=current_user.id,
            now=received_at(),
        )

    return _act(ordinal, code, act, _("Đã xử lý chênh lệch và ghi vào sổ."), typed=form.text(), agreed=agreed)
