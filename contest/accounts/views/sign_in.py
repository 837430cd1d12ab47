"""Sign-in and sign-out."""

from __future__ import annotations

import secrets

from flask import current_app, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from contest.access import Audience, allow, load_visit
from contest.accounts import passwords
from contest.accounts.doors import limit_guesses
from contest.accounts.forms import SignInForm
from contest.accounts.queries import Credentials, find_credentials, is_administrator, roles_of
from contest.accounts.services import end_session, renew_hash
from contest.accounts.types import Role
from contest.accounts.views.blueprint import bp
from contest.db import begin_writing, db, reading
from contest.errors import NotVisible
from contest.web.addresses import is_local
from contest.web.shell import received_at

FIRST_PAGES = {
    Role.CHAIR: "council.home",
    Role.JUDGE: "judging.home",
    Role.SECRETARY: "submissions.screening",
    Role.ORGANIZER: "seasons.board",
    Role.UNIT: "submissions.mine",
    Role.JOURNALIST: "submissions.mine",
}
"""Where each role's work begins; whoever holds several goes to the first of them."""
SEASONS_PAGE = "seasons.index"


@bp.get("/dang-nhap")
@allow(Audience.PUBLIC)
def sign_in() -> ResponseReturnValue:
    """The door."""
    if current_user.is_authenticated:
        return redirect(url_for("accounts.profile"))
    return render_template("accounts/sign_in.html", form=SignInForm())


@bp.post("/dang-nhap")
@allow(Audience.PUBLIC)
@limit_guesses
def enter() -> ResponseReturnValue:
    """Sign in; unknown, disabled and wrong are one answer, given after the same work."""
    form = SignInForm()
    known = _checked(form) if form.validate_on_submit() else None
    if known is None:
        if form.is_submitted() and not form.errors:
            form.form_errors.append(_("E-mail hoặc mật khẩu chưa đúng."))
        return render_template("accounts/sign_in.html", form=form), 422
    target = session.get("next")
    begin_session(known.person_id, known.session_epoch, remember=bool(form.remember.data))
    return redirect(str(target) if is_local(target) else first_page(known.person_id))


@bp.post("/dang-xuat")
@allow(Audience.PUBLIC)
def sign_out() -> ResponseReturnValue:
    """Sign out, and leave nothing of this browser's copy behind for the next person at the machine.

    The session ends on the server too: a cookie that somebody copied before opens nothing after.
    """
    key = current_user.session_key if current_user.is_authenticated else ""
    if key:
        end_session(db.session, key=key, lifetime=current_app.permanent_session_lifetime, now=received_at())
        db.session.commit()
    logout_user()
    session.clear()
    response = redirect(url_for("accounts.sign_in"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def begin_session(person_id: int, epoch: int, *, remember: bool) -> None:
    """Start a new session for a person; nothing of the one before is kept. Errors: NotVisible."""
    visit = load_visit(db.session, f"{person_id}:{epoch}:{secrets.token_hex(16)}")
    if visit is None:
        raise NotVisible
    session.clear()
    session.permanent = remember
    login_user(visit.actor)


def first_page(person_id: int) -> str:
    """Where somebody who came without a destination begins: the one season they work in, or their account."""
    roles = roles_of(db.session, person_id)
    if len({each.slug for each in roles}) == 1:
        held = {each.role for each in roles}
        first = next(role for role in FIRST_PAGES if role in held)
        return role_page(first, roles[0].slug)
    if is_administrator(db.session, person_id) and SEASONS_PAGE in current_app.view_functions:
        return url_for(SEASONS_PAGE)
    return url_for("accounts.profile")


def role_page(role: Role, slug: str) -> str:
    """The page where a role's work in a season begins; the account where this installation lacks it."""
    endpoint = FIRST_PAGES[role]
    if endpoint not in current_app.view_functions:
        return url_for("accounts.profile")
    return url_for(endpoint, season_slug=slug)


def _checked(form: SignInForm) -> Credentials | None:
    """The credentials, if the password is theirs. Hashing holds no lock of the database."""
    with reading():
        known = find_credentials(db.session, form.address())
        db.session.rollback()
    password = form.password.data or ""
    if not passwords.password_matches(known.password_hash if known else None, password[: passwords.MAX_LENGTH + 1]):
        return None
    if known and passwords.is_outdated(known.password_hash):
        renewed = passwords.hash_password(password)
        begin_writing()
        renew_hash(db.session, person_id=known.person_id, before=known.password_hash, after=renewed)
        db.session.commit()
    return known
