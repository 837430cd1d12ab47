"""People and roles of a season, for those who manage them."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from contest.access import allow, current_season
from contest.accounts.forms import offer_organisations
from contest.accounts.invitations import invite
from contest.accounts.people_forms import AgencyForm, GrantForm, InviteForm, RevokeForm
from contest.accounts.queries import organisation_names
from contest.accounts.roster import PAGE, open_invitations, people_of, person_in
from contest.accounts.services import grant, revoke, set_organisation
from contest.accounts.tokens import Invitation, withdraw
from contest.accounts.types import ROLE_NAMES, Role
from contest.accounts.views.blueprint import bp
from contest.accounts.views.registration import secret_key
from contest.db import db
from contest.errors import ContestError, NotVisible
from contest.web.shell import received_at

LAST_PAGE = 10_000


@bp.get("/mua/<season_slug>/nguoi")
@allow(Role.ORGANIZER)
def people() -> ResponseReturnValue:
    """Everybody with a role in the season."""
    search, role = request.args.get("tim", "")[:200], request.args.get("vai-tro", "")
    page = page_number()
    chosen = Role(role) if role in set(Role) else None
    found, total = people_of(db.session, season_id=current_season().id, search=search, role=chosen, page=page)
    return render_template(
        "accounts/people.html",
        people=found,
        total=total,
        page=page,
        pages=max(1, -(-total // PAGE)),
        search=search,
        role=chosen or "",
        role_names=ROLE_NAMES,
    )


@bp.get("/mua/<season_slug>/nguoi/moi")
@allow(Role.ORGANIZER)
def invite_form() -> ResponseReturnValue:
    """The form for an invitation, and those that wait."""
    return _invite_page(InviteForm())


@bp.post("/mua/<season_slug>/nguoi/moi")
@allow(Role.ORGANIZER)
def send_invitation() -> ResponseReturnValue:
    """Invite somebody by mail."""
    form = InviteForm()
    form.offer(organisation_names(db.session))
    if not form.validate_on_submit():
        return _invite_page(form), 422
    season = current_season()
    invitation = Invitation(
        season_id=season.id,
        role=Role(form.role.data),
        organisation_id=_number(form.organisation.data),
        by=current_user.id,
    )
    email = form.address()
    try:
        invite(db.session, season=season, email=email, invitation=invitation, key=secret_key(), now=received_at())
    except ContestError as refusal:
        db.session.rollback()
        form.form_errors.append(str(refusal))
        return _invite_page(form), refusal.status
    db.session.commit()
    flash(_("Đã gửi lời mời tới %(email)s.", email=email), "good")
    return redirect(url_for("accounts.invite_form"))


@bp.post("/mua/<season_slug>/nguoi/moi/<int:token_id>/rut")
@allow(Role.ORGANIZER)
def withdraw_invitation(token_id: int) -> ResponseReturnValue:
    """Void an invitation that was not accepted yet."""
    if not withdraw(db.session, token_id=token_id, season_id=current_season().id, now=received_at()):
        raise NotVisible
    db.session.commit()
    flash(_("Đã rút lời mời."), "good")
    return redirect(url_for("accounts.invite_form"))


@bp.get("/mua/<season_slug>/nguoi/<int:person_id>")
@allow(Role.ORGANIZER)
def person(person_id: int) -> ResponseReturnValue:
    """One person: roles, agency."""
    return _person_page(person_id, GrantForm(), RevokeForm())


@bp.post("/mua/<season_slug>/nguoi/<int:person_id>/vai-tro")
@allow(Role.ORGANIZER)
def grant_role(person_id: int) -> ResponseReturnValue:
    """Give one more role to somebody of the season."""
    season = current_season()
    who = person_in(db.session, season_id=season.id, person_id=person_id)
    form = GrantForm()
    form.offer(organisation_names(db.session))
    if not form.validate_on_submit():
        return _person_page(person_id, form, RevokeForm()), 422
    try:
        grant(
            db.session,
            season_id=season.id,
            person_id=who.id,
            role=Role(form.role.data),
            organisation_id=_number(form.organisation.data),
            by=current_user.id,
            now=received_at(),
        )
    except ContestError as refusal:
        db.session.rollback()
        form.form_errors.append(str(refusal))
        return _person_page(person_id, form, RevokeForm()), refusal.status
    db.session.commit()
    flash(_("Đã thêm vai trò."), "good")
    return redirect(url_for("accounts.person", person_id=person_id))


@bp.post("/mua/<season_slug>/nguoi/<int:person_id>/vai-tro/<role>/thu-hoi")
@allow(Role.ORGANIZER)
def revoke_role(person_id: int, role: str) -> ResponseReturnValue:
    """Take a role away, with the reason."""
    form = RevokeForm()
    if role not in set(Role):
        raise NotVisible
    if not form.validate_on_submit():
        return _person_page(person_id, GrantForm(), form), 422
    try:
        revoke(
            db.session,
            season_id=current_season().id,
            person_id=person_id,
            role=Role(role),
            by=current_user.id,
            reason=form.reason.data or "",
            now=received_at(),
        )
    except ContestError as refusal:
        db.session.rollback()
        form.form_errors.append(str(refusal))
        return _person_page(person_id, GrantForm(), form), refusal.status
    db.session.commit()
    flash(_("Đã thu hồi vai trò."), "good")
    return redirect(url_for("accounts.people"))


@bp.post("/mua/<season_slug>/nguoi/<int:person_id>/co-quan")
@allow(Role.ORGANIZER)
def change_agency(person_id: int) -> ResponseReturnValue:
    """Say which agency a person belongs to."""
    who = person_in(db.session, season_id=current_season().id, person_id=person_id)
    form = AgencyForm()
    offer_organisations(form.agency, organisation_names(db.session))
    if not form.validate_on_submit():
        raise ContestError
    agency = _number(form.agency.data)
    set_organisation(db.session, person_id=who.id, organisation_id=agency, by=current_user.id, now=received_at())
    db.session.commit()
    flash(_("Đã lưu cơ quan công tác."), "good")
    return redirect(url_for("accounts.person", person_id=person_id))


def page_number() -> int:
    """The page asked for, 1 where it is no number."""
    return min(max(request.args.get("trang", 1, type=int), 1), LAST_PAGE)


def _invite_page(form: InviteForm) -> str:
    form.offer(organisation_names(db.session))
    waiting = open_invitations(db.session, season_id=current_season().id, now=received_at())
    return render_template("accounts/invite.html", form=form, waiting=waiting, role_names=ROLE_NAMES)


def _person_page(person_id: int, form: GrantForm, revoking: RevokeForm) -> str:
    who = person_in(db.session, season_id=current_season().id, person_id=person_id)
    organisations = organisation_names(db.session)
    form.offer(organisations)
    agency = AgencyForm(formdata=None, data={"agency": str(who.organisation_id or "")})
    offer_organisations(agency.agency, organisations)
    return render_template(
        "accounts/person.html", who=who, form=form, revoking=revoking, agency=agency, role_names=ROLE_NAMES
    )


def _number(text: str | None) -> int | None:
    return int(text) if text else None
