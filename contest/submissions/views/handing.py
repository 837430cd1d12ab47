"""Handing in and after: where an entry stands, the last look, withdrawal, deletion."""

from __future__ import annotations

import secrets
from dataclasses import replace

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from contest.access import allow, current_season
from contest.db import db
from contest.storage import current_store
from contest.storage.types import ObjectKey
from contest.submissions.errors import RulesNotMet, StaleDraft
from contest.submissions.forms import SubmitForm, WithdrawForm
from contest.submissions.receipts import covers, receipts_of
from contest.submissions.screening_log import decisions_of, standing_request
from contest.submissions.services import delete_draft, is_editable, respond_by
from contest.submissions.submitting import may_withdraw, readiness, submit, withdraw
from contest.submissions.types import OPEN_TO_ENTRANT, EntryHead, EntryStatus
from contest.submissions.views.blueprint import TYPISTS, bp, category_of, own_entry, title_or_none
from contest.submissions.views.chosen import chosen_words
from contest.web.shell import received_at


@bp.get("/bai-du-thi/<public_id>")
@allow(*TYPISTS)
def entry(public_id: str) -> ResponseReturnValue:
    """Where one entry stands and what comes next."""
    head = own_entry(public_id)
    if head.status is EntryStatus.DRAFT and head.number is None:
        return redirect(url_for("submissions.edit", public_id=public_id))
    ready = readiness(db.session, season=current_season(), head=head, now=received_at())
    receipts = receipts_of(db.session, head.id)
    until = respond_by(db.session, head)
    return render_template(
        "submissions/entry.html",
        head=head,
        dossier=ready.dossier,
        category=category_of(head.category_id),
        chosen=chosen_words(ready.dossier.content),
        receipts=receipts,
        has_newer=bool(receipts) and not covers(receipts[0], head, ready.dossier.files),
        decisions=decisions_of(db.session, head.id),
        asked=standing_request(db.session, head),
        can_edit=is_editable(head, current_season(), until, received_at()),
        can_withdraw=may_withdraw(head, current_season()),
        form=WithdrawForm(formdata=None),
    )


@bp.get("/bai-du-thi/<public_id>/nop")
@allow(*TYPISTS)
def review(public_id: str) -> ResponseReturnValue:
    """The last look: what is missing, each with a link to its field, or the one button."""
    head = own_entry(public_id)
    if head.status not in OPEN_TO_ENTRANT:
        return redirect(url_for("submissions.entry", public_id=public_id))
    return _review_page(head)


@bp.post("/bai-du-thi/<public_id>/nop")
@allow(*TYPISTS)
def hand_in(public_id: str) -> ResponseReturnValue:
    """Hand in; the same page's button pressed twice gives the same receipt."""
    head = own_entry(public_id)
    form = SubmitForm()
    try:
        receipt = submit(
            db.session,
            season=current_season(),
            entry_id=head.id,
            version=form.known_version(),
            key=form.known_key() or secrets.token_hex(16),
            by=current_user.id,
            received_at=received_at(),
        )
    except RulesNotMet:
        db.session.rollback()
        return _review_page(head, status=422)
    except StaleDraft as stale:
        db.session.rollback()
        flash(_("Hồ sơ vừa thay đổi sau khi trang này được mở. Hãy xem lại rồi nộp."), "warn")
        return _review_page(stale.head, status=409)
    db.session.commit()
    flash(_("Đã nhận hồ sơ. Hãy giữ biên nhận này."), "good")
    return redirect(url_for("submissions.receipt", public_id=public_id, revision=receipt.revision))


@bp.post("/bai-du-thi/<public_id>/rut")
@allow(*TYPISTS)
def take_back(public_id: str) -> ResponseReturnValue:
    """Withdraw a received work."""
    head = own_entry(public_id)
    form = WithdrawForm()
    if not form.validate():
        flash(next(iter(form.reason.errors), _("Hãy ghi lại lý do.")), "bad")
        return redirect(url_for("submissions.entry", public_id=public_id))
    withdraw(
        db.session,
        season=current_season(),
        entry_id=head.id,
        by=current_user.id,
        reason=form.reason.data or "",
        now=received_at(),
    )
    db.session.commit()
    flash(_("Đã rút tác phẩm khỏi cuộc thi."), "good")
    return redirect(url_for("submissions.entry", public_id=public_id))


@bp.post("/bai-du-thi/<public_id>/xoa")
@allow(*TYPISTS)
def throw_away(public_id: str) -> ResponseReturnValue:
    """Delete a draft that was never handed in."""
    keys = delete_draft(db.session, entry_id=own_entry(public_id).id, by=current_user.id, now=received_at())
    db.session.commit()
    for key in keys:
        current_store().delete(ObjectKey(key))
    flash(_("Đã xóa bản nháp."), "good")
    return redirect(url_for("submissions.mine"))


def _review_page(head: EntryHead, status: int = 200) -> ResponseReturnValue:
    ready = readiness(db.session, season=current_season(), head=head, now=received_at())
    receipts = receipts_of(db.session, head.id)
    page = render_template(
        "submissions/review.html",
        head=head,
        asked=standing_request(db.session, head),
        has_newer=not receipts or not covers(receipts[0], head, ready.dossier.files),
        can_mend=is_editable(replace(head, status=EntryStatus.SUBMITTED), current_season(), None, received_at()),
        ready=ready,
        dossier=ready.dossier,
        category=category_of(head.category_id),
        chosen=chosen_words(ready.dossier.content),
        form=SubmitForm(formdata=None, data={"version": head.version, "key": secrets.token_hex(16)}),
        title=title_or_none(head),
    )
    return page, status
