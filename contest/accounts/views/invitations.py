"""An invitation seen from the other side: read by GET, accepted by POST."""

from __future__ import annotations

from flask import flash, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from contest.access import Audience, allow
from contest.accounts.doors import limit_links
from contest.accounts.errors import LinkSpent
from contest.accounts.forms import AccountForm
from contest.accounts.invitations import accept_as, accept_as_new, has_account
from contest.accounts.queries import season_name, season_slug
from contest.accounts.tokens import Link, look_at
from contest.accounts.types import ROLE_NAMES, Role, TokenPurpose
from contest.accounts.views.blueprint import bp
from contest.accounts.views.registration import account_page, new_account, read_account_form
from contest.accounts.views.sign_in import begin_session, role_page
from contest.db import db
from contest.web.shell import received_at


@bp.get("/loi-moi/<token>")
@allow(Audience.PUBLIC)
@limit_links
def invitation(token: str) -> ResponseReturnValue:
    """What one is invited to, and the one way on: accept, sign in first, or make an account."""
    link = look_at(db.session, token, purpose=TokenPurpose.INVITE, now=received_at())
    if not current_user.is_authenticated and has_account(db.session, link.email):
        session["next"] = url_for("accounts.invitation", token=token)
    return _page(AccountForm(), link, token)


@bp.post("/loi-moi/<token>")
@allow(Audience.PUBLIC)
@limit_links
def accept(token: str) -> ResponseReturnValue:
    """Accept with the account that is signed in."""
    if not current_user.is_authenticated:
        raise LinkSpent
    now = received_at()
    link = look_at(db.session, token, purpose=TokenPurpose.INVITE, now=now)
    accept_as(db.session, link=link, person_id=current_user.id, email=current_user.email, now=now)
    db.session.commit()
    flash(_("Bạn đã nhận vai trò %(role)s.", role=ROLE_NAMES[link.role]) if link.role else "", "good")
    return redirect(_to_work(link))


@bp.post("/loi-moi/<token>/tai-khoan")
@allow(Audience.PUBLIC)
@limit_links
def accept_with_new_account(token: str) -> ResponseReturnValue:
    """Make the invited person's account, with the role."""
    link, form = read_account_form(token, TokenPurpose.INVITE)
    _leave_out(form, link)
    if not form.validate_on_submit():
        return _page(form, link, token), 422
    person_id = accept_as_new(db.session, link=link, account=new_account(form), now=received_at())
    db.session.commit()
    begin_session(person_id, 0, remember=False)
    flash(_("Tài khoản đã sẵn sàng. Chào mừng bạn!"), "good")
    return redirect(_to_work(link))


def _to_work(link: Link) -> str:
    """Where the work of the accepted role begins."""
    slug = season_slug(db.session, link.season_id or 0)
    return role_page(link.role, slug) if link.role and slug else url_for("accounts.profile")


def _leave_out(form: AccountForm, link: Link) -> None:
    """Take out what whoever is invited is not asked: the agency, which the inviter names, and works of one's own."""
    if "organisation" in form:
        del form.organisation
    if "publication" in form and link.role is not Role.JOURNALIST:
        del form.publication


def _page(form: AccountForm, link: Link, token: str) -> str:
    _leave_out(form, link)
    if current_user.is_authenticated:
        way = "accept" if current_user.email == link.email else "other"
    else:
        way = "sign_in" if has_account(db.session, link.email) else "new"
    return account_page(
        "accounts/invitation.html",
        form,
        link,
        token,
        way=way,
        invited_to=season_name(db.session, link.season_id or 0),
        role=ROLE_NAMES[link.role] if link.role else "",
    )
