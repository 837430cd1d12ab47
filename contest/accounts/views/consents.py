"""What one agreed to: seen, given and withdrawn with one button each."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from contest.access import Audience, allow
from contest.accounts import consents as rules
from contest.accounts.types import ConsentPurpose
from contest.accounts.views.blueprint import bp
from contest.db import db
from contest.errors import NotVisible
from contest.web.shell import chosen_language, received_at


@bp.get("/tai-khoan/dong-y")
@allow(Audience.SIGNED_IN)
def consents() -> ResponseReturnValue:
    """Each purpose, its words, and what I said."""
    lines = rules.consents_of(db.session, current_user.id)
    return render_template("accounts/consents.html", lines=lines, words_in=chosen_language(), required=rules.REQUIRED)


@bp.post("/tai-khoan/dong-y/<purpose>")
@allow(Audience.SIGNED_IN)
def give_consent(purpose: str) -> ResponseReturnValue:
    """Agree to one purpose."""
    rules.give(db.session, person_id=current_user.id, purposes=[_known(purpose)], now=received_at())
    db.session.commit()
    flash(_("Đã ghi sự đồng ý của bạn."), "good")
    return redirect(url_for("accounts.consents"))


@bp.post("/tai-khoan/dong-y/<purpose>/rut")
@allow(Audience.SIGNED_IN)
def withdraw_consent(purpose: str) -> ResponseReturnValue:
    """Withdraw one purpose: as easy as giving it."""
    rules.withdraw(db.session, person_id=current_user.id, purpose=_known(purpose), now=received_at())
    db.session.commit()
    flash(_("Đã rút lại sự đồng ý. Ban Tổ chức ngừng dùng dữ liệu cho việc này."), "good")
    return redirect(url_for("accounts.consents"))


def _known(purpose: str) -> ConsentPurpose:
    try:
        return ConsentPurpose(purpose)
    except ValueError as error:
        raise NotVisible from error
