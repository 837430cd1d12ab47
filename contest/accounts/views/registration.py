"""Registration, and a new password for whoever forgot theirs. Links are read by GET and used by POST only."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from contest.access import Audience, allow
from contest.accounts import passwords
from contest.accounts.consents import current_wording
from contest.accounts.doors import limit_links, limit_mails
from contest.accounts.forms import AccountForm, EmailForm, NewPasswordForm
from contest.accounts.queries import organisation_names
from contest.accounts.registration import (
    NewAccount,
    begin_registration,
    begin_reset,
    complete_registration,
    complete_reset,
)
from contest.accounts.tokens import Link, look_at
from contest.accounts.types import ConsentPurpose, TokenPurpose
from contest.accounts.views.blueprint import bp
from contest.accounts.views.sign_in import begin_session
from contest.db import db, reading
from contest.notices.views import outbox_is_open
from contest.settings import Settings
from contest.web.addresses import is_local
from contest.web.shell import chosen_language, received_at


@bp.get("/dang-ky")
@allow(Audience.PUBLIC)
def register() -> ResponseReturnValue:
    """The first step: an address."""
    return render_template("accounts/register.html", form=EmailForm())


@bp.post("/dang-ky")
@allow(Audience.PUBLIC)
@limit_mails
def send_registration() -> ResponseReturnValue:
    """Mail the second step; the answer is the same whoever has the address."""
    form = EmailForm()
    if not form.validate_on_submit():
        return render_template("accounts/register.html", form=form), 422
    begin_registration(db.session, email=form.address(), key=secret_key(), now=received_at())
    db.session.commit()
    return redirect(url_for("accounts.mail_sent"))


@bp.get("/quen-mat-khau")
@allow(Audience.PUBLIC)
def forgot() -> ResponseReturnValue:
    """Ask for a new password."""
    return render_template("accounts/forgot.html", form=EmailForm())


@bp.post("/quen-mat-khau")
@allow(Audience.PUBLIC)
@limit_mails
def send_reset() -> ResponseReturnValue:
    """Mail a link for a new password; the answer is the same whoever has the address."""
    form = EmailForm()
    if not form.validate_on_submit():
        return render_template("accounts/forgot.html", form=form), 422
    begin_reset(db.session, email=form.address(), key=secret_key(), now=received_at())
    db.session.commit()
    return redirect(url_for("accounts.mail_sent", viec="mat-khau"))


@bp.get("/da-gui-thu")
@allow(Audience.PUBLIC)
def mail_sent() -> ResponseReturnValue:
    """Look into your mailbox; ``?viec=mat-khau`` says that the letter was about a password."""
    again = "accounts.forgot" if request.args.get("viec") == "mat-khau" else "accounts.register"
    return render_template("accounts/mail_sent.html", again=url_for(again), kept=outbox_is_open())


@bp.get("/dang-ky/<token>")
@allow(Audience.PUBLIC)
@limit_links
def complete(token: str) -> ResponseReturnValue:
    """The second step: who you are, a password, consents."""
    link = look_at(db.session, token, purpose=TokenPurpose.CONFIRM, now=received_at())
    return account_page("accounts/complete.html", AccountForm(), link, token)


@bp.post("/dang-ky/<token>")
@allow(Audience.PUBLIC)
@limit_links
def make_account(token: str) -> ResponseReturnValue:
    """Make the account and sign in."""
    link, form = read_account_form(token, TokenPurpose.CONFIRM)
    if not form.validate_on_submit():
        return account_page("accounts/complete.html", form, link, token), 422
    account = new_account(form)
    person_id = complete_registration(db.session, link=link, account=account, now=received_at())
    db.session.commit()
    target = session.get("next")
    begin_session(person_id, 0, remember=False)
    flash(_("Tài khoản đã sẵn sàng. Chào mừng bạn!"), "good")
    return redirect(str(target) if is_local(target) else url_for("accounts.profile"))


@bp.get("/dat-lai-mat-khau/<token>")
@allow(Audience.PUBLIC)
@limit_links
def reset(token: str) -> ResponseReturnValue:
    """The form for a new password."""
    link = look_at(db.session, token, purpose=TokenPurpose.RESET, now=received_at())
    return render_template("accounts/reset.html", form=NewPasswordForm(), link=link, token=token)


@bp.post("/dat-lai-mat-khau/<token>")
@allow(Audience.PUBLIC)
@limit_links
def set_new_password(token: str) -> ResponseReturnValue:
    """Set the password; every session ends, and one signs in with the new one."""
    now = received_at()
    with reading():
        link = look_at(db.session, token, purpose=TokenPurpose.RESET, now=now)
        db.session.rollback()
    form = NewPasswordForm()
    form.personal = (link.email,)
    if not form.validate_on_submit():
        return render_template("accounts/reset.html", form=form, link=link, token=token), 422
    encoded = passwords.hash_password(form.password.data or "")
    complete_reset(db.session, link=link, password_hash=encoded, now=now)
    db.session.commit()
    flash(_("Đã đặt mật khẩu mới. Hãy đăng nhập."), "good")
    return redirect(url_for("accounts.sign_in"))


def secret_key() -> str:
    """The installation's key, from which links are derived."""
    settings: Settings = current_app.extensions["contest.settings"]
    return settings.secret_key


def read_account_form(token: str, purpose: TokenPurpose) -> tuple[Link, AccountForm]:
    """The link and the filled form, read without holding the write lock. Errors: LinkSpent."""
    with reading():
        link = look_at(db.session, token, purpose=purpose, now=received_at())
        organisations = organisation_names(db.session)
        db.session.rollback()
    form = AccountForm()
    form.offer(organisations)
    form.personal = (link.email, form.full_name.data or "")
    return link, form


def new_account(form: AccountForm) -> NewAccount:
    """Plain values of a valid form, with the password hashed; call it before the first write."""
    encoded = passwords.hash_password(form.password.data or "")
    return NewAccount(profile=form.profile(), password_hash=encoded, consents=form.consents())


def account_page(template: str, form: AccountForm, link: Link, token: str, **more: object) -> str:
    """The page of a form for a new account."""
    if "organisation" in form:
        form.offer(organisation_names(db.session))
    language = chosen_language()
    words = {purpose.value: current_wording(purpose).text(language) for purpose in ConsentPurpose}
    return render_template(template, form=form, link=link, token=token, words=words, **more)
