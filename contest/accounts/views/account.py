"""One's own account: profile, password, sessions."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from contest.access import Audience, allow
from contest.accounts import passwords
from contest.accounts.forms import ChangePasswordForm, ProfileForm
from contest.accounts.queries import credentials_of, is_blind_anywhere, organisation_names, profile_of, roles_of
from contest.accounts.services import end_sessions, save_profile, set_password
from contest.accounts.types import ROLE_NAMES
from contest.accounts.views.blueprint import bp
from contest.accounts.views.sign_in import begin_session, role_page
from contest.db import db, reading
from contest.web.shell import received_at


@bp.get("/tai-khoan")
@allow(Audience.SIGNED_IN)
def profile() -> ResponseReturnValue:
    """Who I am here: my seasons and roles, my details."""
    known = profile_of(db.session, current_user.id)
    form = ProfileForm(data={"organisation": str(known.organisation_id or ""), **_shown(known)})
    return _profile_page(_offered(form))


@bp.post("/tai-khoan")
@allow(Audience.SIGNED_IN)
def change_profile() -> ResponseReturnValue:
    """Save my details."""
    form = _offered(ProfileForm())
    if not form.validate_on_submit():
        return _profile_page(form), 422
    said = form.profile()
    if "organisation" not in form:
        kept = profile_of(db.session, current_user.id).organisation_id
        said = replace(said, organisation_id=kept)
    save_profile(db.session, person_id=current_user.id, profile=said, now=received_at())
    db.session.commit()
    flash(_("Đã lưu thông tin của bạn."), "good")
    return redirect(url_for("accounts.profile"))


@bp.get("/tai-khoan/mat-khau")
@allow(Audience.SIGNED_IN)
def password() -> ResponseReturnValue:
    """The form for a new password."""
    return render_template("accounts/password.html", form=ChangePasswordForm())


@bp.post("/tai-khoan/mat-khau")
@allow(Audience.SIGNED_IN)
def change_password() -> ResponseReturnValue:
    """Change the password: every other session ends, this one goes on."""
    form = ChangePasswordForm()
    form.personal = (current_user.email, current_user.full_name)
    person_id = current_user.id
    with reading():
        known = credentials_of(db.session, person_id)
        db.session.rollback()
    if not form.validate_on_submit():
        return render_template("accounts/password.html", form=form), 422
    if not passwords.password_matches(known.password_hash or None, form.current.data or ""):
        form.current.errors = [_("Mật khẩu hiện tại chưa đúng.")]
        return render_template("accounts/password.html", form=form), 422
    encoded = passwords.hash_password(form.password.data or "")
    epoch = set_password(db.session, person_id=person_id, password_hash=encoded, now=received_at())
    db.session.commit()
    begin_session(person_id, epoch, remember=False)
    flash(_("Đã đổi mật khẩu. Mọi thiết bị khác đã được đăng xuất."), "good")
    return redirect(url_for("accounts.profile"))


@bp.post("/tai-khoan/dang-xuat-noi-khac")
@allow(Audience.SIGNED_IN)
def end_other_sessions() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    person_id = current_user.id
    epoch = end_sessions(db.session, person_id=person_id, why="asked", now=received_at())
    db.session.commit()
    begin_session(person_id, epoch, remember=False)
    flash(_("Mọi thiết bị khác đã được đăng xuất."), "good")
    return redirect(url_for("accounts.profile"))


def _profile_page(form: ProfileForm) -> str:
    held = [
        {"address": role_page(each.role, each.slug), "name": ROLE_NAMES[each.role], "of": each}
        for each in roles_of(db.session, current_user.id)
    ]
    return render_template("accounts/profile.html", form=form, roles=held)


def _offered(form: ProfileForm) -> ProfileForm:
    """The form with its list of agencies.

    A judge gets no list of who may have entered, and no way out of a conflict.
    """
    if is_blind_anywhere(db.session, current_user.id):
        del form.organisation
    else:
        form.offer(organisation_names(db.session))
    return form


def _shown(known: object) -> dict[str, str]:
    return {name: getattr(known, name) for name in ("full_name", "pen_name", "phone", "press_card")}
