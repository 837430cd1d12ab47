"""Accounts of the whole house, for administrators."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from contest.access import Audience, allow
from contest.accounts.disabling import PAGE, account_of, accounts, disable_account, enable_account
from contest.accounts.people_forms import DoorForm
from contest.accounts.types import ROLE_NAMES
from contest.accounts.views.blueprint import bp
from contest.accounts.views.people import page_number
from contest.db import db
from contest.errors import ContestError
from contest.web.shell import received_at

CLOSED = "khoa"


@bp.get("/quan-tri/tai-khoan")
@allow(Audience.ADMIN)
def all_accounts() -> ResponseReturnValue:
    """Every account, searched by name or address."""
    search, state = request.args.get("tim", "")[:200], request.args.get("trang-thai", "")
    page = page_number()
    found, total = accounts(db.session, search=search, only_closed=state == CLOSED, page=page)
    return render_template(
        "accounts/all_accounts.html",
        found=found,
        total=total,
        page=page,
        pages=max(1, -(-total // PAGE)),
        search=search,
        state=CLOSED if state == CLOSED else "",
        states=[(CLOSED, _("Đang khóa"))],
    )


@bp.get("/quan-tri/tai-khoan/<int:person_id>")
@allow(Audience.ADMIN)
def one_account(person_id: int) -> ResponseReturnValue:
    """One account: who, roles everywhere, when it was closed and why."""
    return _page(person_id, DoorForm())


@bp.post("/quan-tri/tai-khoan/<int:person_id>/khoa")
@allow(Audience.ADMIN)
def disable(person_id: int) -> ResponseReturnValue:
    """Close the account and sign the person out everywhere."""
    told = _("Đã khóa tài khoản và kết thúc mọi phiên đăng nhập của người này.")
    return _turn(person_id, disable_account, told)


@bp.post("/quan-tri/tai-khoan/<int:person_id>/mo-lai")
@allow(Audience.ADMIN)
def enable(person_id: int) -> ResponseReturnValue:
    """Open the account again."""
    return _turn(person_id, enable_account, _("Đã mở lại tài khoản. Người này đăng nhập bằng mật khẩu cũ."))


def _turn(person_id: int, act: Callable[..., bool], told: str) -> ResponseReturnValue:
    """Close or open the account; a refusal shows on its page with the reason that was typed."""
    form = DoorForm()
    if not form.validate_on_submit():
        return _page(person_id, form), 422
    try:
        changed = act(
            db.session, person_id=person_id, by=current_user.id, reason=form.reason.data or "", now=received_at()
        )
    except ContestError as refusal:
        db.session.rollback()
        form.form_errors.append(str(refusal))
        return _page(person_id, form), refusal.status
    db.session.commit()
    if changed:
        flash(told, "good")
    return redirect(url_for("accounts.one_account", person_id=person_id))


def _page(person_id: int, form: DoorForm) -> str:
    return render_template(
        "accounts/one_account.html",
        account=account_of(db.session, person_id=person_id),
        form=form,
        role_names=ROLE_NAMES,
        is_self=person_id == current_user.id,
    )
