"""The second look, with a judge's eyes, and the approval below it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from contest.access import allow, current_season
from contest.accounts.types import Role
from contest.blinding import approving, queries, services
from contest.blinding.desk import find_clean_file, read_desk
from contest.blinding.forms import ApproveForm, PlainForm
from contest.blinding.views.blueprint import back, bp, checked, file_link, hold
from contest.db import db
from contest.errors import ContestError
from contest.web.shell import received_at


@bp.get("/<public_id>/xem-truoc")
@allow(Role.SECRETARY)
def preview(public_id: str) -> ResponseReturnValue:
    """The work exactly as a judge will see it, by the template of the judge's desk."""
    return _preview(public_id)


def _preview(public_id: str, status: int = 200, form: ApproveForm | None = None) -> ResponseReturnValue:
    found = read_desk(db.session, season_id=current_season().id, public_id=public_id)
    page = render_template(
        "blinding/preview.html",
        desk=found,
        approve=form or ApproveForm(formdata=None, version=found.version),
        is_first=found.first_id == current_user.id,
    )
    return page, status


@bp.get("/<public_id>/xem-truoc/tep/<file_id>")
@allow(Role.SECRETARY)
def preview_file(public_id: str, file_id: str) -> ResponseReturnValue:
    """A clean file at the place where the judge's desk has it."""
    found = find_clean_file(db.session, season_id=current_season().id, public_id=public_id, file_id=file_id)
    return redirect(file_link(found.key, found.content_type, "bai-xem-truoc"))


@bp.post("/<public_id>/duyet")
@allow(Role.SECRETARY)
def approve(public_id: str) -> ResponseReturnValue:
    """Let judges see the copy, and go to the next entry."""
    form = ApproveForm()
    if not form.validate_on_submit():
        return _preview(public_id, 422, form)
    try:
        done = approving.approve(
            db.session,
            hold(public_id),
            expected=form.expected(),
            looked=form.looked.data,
            by=current_user.id,
            now=received_at(),
        )
    except ContestError as error:
        db.session.rollback()
        form.form_errors.append(str(error.message))
        return _preview(public_id, error.status, form)
    db.session.commit()
    if done is approving.Approval.FIRST:
        flash(_("Đã ghi lần duyệt thứ nhất. Giám khảo chưa thấy bài này cho đến khi thư ký khác duyệt."), "good")
    else:
        flash(_("Đã duyệt bản kín. Giám khảo được phân công sẽ thấy bài này bằng mã phách."), "good")
    following = queries.next_to_do(db.session, season_id=current_season().id, by=current_user.id, after=public_id)
    return back(following) if following else redirect(url_for("blinding.queue"))


@bp.post("/<public_id>/thu-hoi")
@allow(Role.SECRETARY)
def withdraw(public_id: str) -> ResponseReturnValue:
    """Take an approval back: the work leaves every judge's desk at once."""
    checked(PlainForm())
    services.withdraw(db.session, hold(public_id), by=current_user.id, now=received_at(), why="secretary")
    db.session.commit()
    flash(_("Đã thu hồi. Giám khảo không còn thấy bài này cho đến khi được duyệt lại."), "good")
    return back(public_id)
