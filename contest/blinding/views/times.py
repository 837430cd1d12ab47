"""Edits in time of sound and film: mute, cut, cover, blur, and take one off again."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from contest.access import allow
from contest.accounts.types import Role
from contest.blinding import retiming, timing
from contest.blinding.forms import EditForm, PlainForm
from contest.blinding.views.blueprint import back, bp, checked, hold
from contest.blinding.views.desk import show_desk
from contest.db import db
from contest.errors import Refused
from contest.jobs import enqueue
from contest.web.shell import received_at


@bp.post("/<public_id>/tep/<asset_id>/doan")
@allow(Role.SECRETARY)
def add_edit(public_id: str, asset_id: str) -> ResponseReturnValue:
    """Note one more edit; a job makes the new file, and until then judges get none."""
    form = EditForm()
    if not form.validate_on_submit():
        return show_desk(public_id, 422, edits={asset_id: form})
    try:
        row_id = timing.add_edit(
            db.session,
            hold(public_id),
            public_id=asset_id,
            edit=form.edit(),
            by=current_user.id,
            now=received_at(),
        )
    except Refused as error:
        db.session.rollback()
        form.form_errors.append(str(error.message))
        return show_desk(public_id, error.status, edits={asset_id: form})
    return _sent(public_id, asset_id, row_id)


@bp.post("/<public_id>/tep/<asset_id>/doan/<edit_id>/go")
@allow(Role.SECRETARY)
def remove_edit(public_id: str, asset_id: str, edit_id: str) -> ResponseReturnValue:
    """Take one edit off; what it hid is there again in the new file."""
    checked(PlainForm())
    row_id = timing.remove_edit(
        db.session, hold(public_id), public_id=asset_id, edit_id=edit_id, by=current_user.id, now=received_at()
    )
    return _sent(public_id, asset_id, row_id)


def _sent(public_id: str, asset_id: str, row_id: int) -> ResponseReturnValue:
    db.session.commit()
    enqueue(retiming.TASK, asset_id=row_id)
    flash(_("Đã ghi chỗ sửa. Máy đang tạo tệp mới; có thể thêm chỗ sửa khác ngay."), "good")
    return back(public_id, f"tep-{asset_id}")
