"""Files of a blind copy: cover, leave out, caption, replace."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from contest.access import allow
from contest.accounts.types import Role
from contest.blinding import deciding_files, replacing
from contest.blinding.forms import BoxForm, CaptionForm, PlainForm, ReplacementForm
from contest.blinding.views.blueprint import back, bp, checked, hold, paint, same
from contest.db import db
from contest.jobs import enqueue
from contest.media.boxes import Box
from contest.storage import current_store, new_key
from contest.web.shell import received_at


@bp.post("/<public_id>/tep/<asset_id>/che")
@allow(Role.SECRETARY)
def add_box(public_id: str, asset_id: str) -> ResponseReturnValue:
    """Paint one more box over a picture."""
    form = BoxForm()
    if not form.validate_on_submit():
        flash(_("Khung che chưa đúng. Hãy vẽ lại khung trên ảnh."), "bad")
        return back(public_id, f"tep-{asset_id}")
    return _boxes(public_id, asset_id, form.box())


@bp.post("/<public_id>/tep/<asset_id>/bo-che")
@allow(Role.SECRETARY)
def clear_boxes(public_id: str, asset_id: str) -> ResponseReturnValue:
    """Take all boxes off a picture; what they covered is open again."""
    checked(PlainForm())
    return _boxes(public_id, asset_id, None)


def _boxes(public_id: str, asset_id: str, more: Box | None) -> ResponseReturnValue:
    copy = hold(public_id)
    plan = deciding_files.plan_boxes(db.session, copy, public_id=asset_id, more=more)
    (picture,) = paint([plan])
    copy = same(copy, hold(public_id))
    deciding_files.keep_boxes(db.session, copy, picture, by=current_user.id, now=received_at())
    db.session.commit()
    return back(public_id, f"tep-{asset_id}")


@bp.post("/<public_id>/tep/<asset_id>/bo")
@allow(Role.SECRETARY)
def leave_out(public_id: str, asset_id: str) -> ResponseReturnValue:
    """Keep a file from the judges."""
    checked(PlainForm())
    deciding_files.leave_out(db.session, hold(public_id), public_id=asset_id, by=current_user.id, now=received_at())
    db.session.commit()
    return back(public_id, f"tep-{asset_id}")


@bp.post("/<public_id>/tep/<asset_id>/lay-lai")
@allow(Role.SECRETARY)
def take_back(public_id: str, asset_id: str) -> ResponseReturnValue:
    """Show a file again that was left out."""
    checked(PlainForm())
    deciding_files.take_back(db.session, hold(public_id), public_id=asset_id, by=current_user.id, now=received_at())
    db.session.commit()
    return back(public_id, f"tep-{asset_id}")


@bp.post("/<public_id>/tep/<asset_id>/chu-thich")
@allow(Role.SECRETARY)
def save_caption(public_id: str, asset_id: str) -> ResponseReturnValue:
    """Keep a caption; it is scanned like the text."""
    form = CaptionForm()
    if not form.validate_on_submit():
        flash(" ".join(map(str, form.caption.errors)), "bad")
        return back(public_id, f"tep-{asset_id}")
    deciding_files.save_caption(
        db.session,
        hold(public_id),
        public_id=asset_id,
        caption=form.caption.data or "",
        by=current_user.id,
        now=received_at(),
    )
    db.session.commit()
    return back(public_id, f"tep-{asset_id}")


@bp.post("/<public_id>/tep/<asset_id>/thay")
@allow(Role.SECRETARY)
def replace_file(public_id: str, asset_id: str) -> ResponseReturnValue:
    """Take a clean file in the place of this one; a job cleans it again before anybody sees it."""
    form = ReplacementForm()
    if not form.validate_on_submit():
        flash(" ".join(map(str, form.file.errors)), "bad")
        return back(public_id, f"tep-{asset_id}")
    deciding_files.asset_of(db.session, hold(public_id), public_id=asset_id)
    db.session.rollback()
    key = new_key()
    current_store().put(key, form.file.data.stream, content_type="application/octet-stream")
    row_id = deciding_files.take_replacement(
        db.session, hold(public_id), public_id=asset_id, upload_key=key, by=current_user.id, now=received_at()
    )
    db.session.commit()
    enqueue(replacing.TASK, asset_id=row_id)
    flash(_("Đã nhận tệp thay thế. Máy đang làm sạch; hãy tải lại trang sau ít phút."), "good")
    return back(public_id, f"tep-{asset_id}")
