"""Agencies and branches, kept by the secretariat: their names are also what the blinding looks for."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from contest.access import allow
from contest.accounts.errors import NameTaken
from contest.accounts.organisations import PAGE, organisation_facts, save_organisation
from contest.accounts.organisations import organisations as list_of
from contest.accounts.people_forms import KIND_NAMES, OrganisationForm
from contest.accounts.types import Role
from contest.accounts.views.blueprint import bp
from contest.accounts.views.people import page_number
from contest.db import db
from contest.web.shell import received_at


@bp.get("/mua/<season_slug>/don-vi")
@allow(Role.ORGANIZER, Role.SECRETARY)
def organisations() -> ResponseReturnValue:
    """The list, by name."""
    search, page = request.args.get("tim", "")[:200], page_number()
    found, total = list_of(db.session, search=search, page=page)
    return render_template(
        "accounts/organisations.html",
        organisations=found,
        total=total,
        page=page,
        pages=max(1, -(-total // PAGE)),
        search=search,
        kind_names=KIND_NAMES,
    )


@bp.get("/mua/<season_slug>/don-vi/moi")
@allow(Role.ORGANIZER, Role.SECRETARY)
def new_organisation() -> ResponseReturnValue:
    """An empty form."""
    return render_template("accounts/organisation.html", form=OrganisationForm(), organisation_id=None)


@bp.post("/mua/<season_slug>/don-vi/moi")
@allow(Role.ORGANIZER, Role.SECRETARY)
def add_organisation() -> ResponseReturnValue:
    """Add one."""
    return _save(None)


@bp.get("/mua/<season_slug>/don-vi/<int:organisation_id>")
@allow(Role.ORGANIZER, Role.SECRETARY)
def organisation(organisation_id: int) -> ResponseReturnValue:
    """One of them."""
    facts = organisation_facts(db.session, organisation_id)
    form = OrganisationForm(
        data={
            "name": facts.name,
            "kind": facts.kind,
            "aliases": "\n".join(facts.aliases),
            "domains": "\n".join(facts.domains),
        }
    )
    return render_template("accounts/organisation.html", form=form, organisation_id=organisation_id)


@bp.post("/mua/<season_slug>/don-vi/<int:organisation_id>")
@allow(Role.ORGANIZER, Role.SECRETARY)
def change_organisation(organisation_id: int) -> ResponseReturnValue:
    """Change one."""
    return _save(organisation_id)


def _save(organisation_id: int | None) -> ResponseReturnValue:
    form = OrganisationForm()
    if form.validate_on_submit():
        try:
            save_organisation(
                db.session,
                facts=form.facts(),
                by=current_user.id,
                now=received_at(),
                organisation_id=organisation_id,
            )
        except NameTaken as refusal:
            db.session.rollback()
            form.name.errors = [str(refusal)]
        else:
            db.session.commit()
            flash(_("Đã lưu đơn vị."), "good")
            return redirect(url_for("accounts.organisations"))
    return render_template("accounts/organisation.html", form=form, organisation_id=organisation_id), 422
