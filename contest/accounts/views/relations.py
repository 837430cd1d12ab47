"""Declared relations: a judge's own, and for the secretariat all of a season."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from contest.access import allow, current_season
from contest.accounts.people_forms import RELATION_NAMES, OfficerRelationForm, RelationForm
from contest.accounts.relations import declare, relations, take_back
from contest.accounts.roster import judges_of
from contest.accounts.types import Role
from contest.accounts.views.blueprint import bp
from contest.db import db
from contest.web.shell import received_at


@bp.get("/mua/<season_slug>/quan-he")
@allow(Role.JUDGE, Role.CHAIR)
def my_relations() -> ResponseReturnValue:
    """What I declared."""
    return _own_page(RelationForm())


@bp.post("/mua/<season_slug>/quan-he")
@allow(Role.JUDGE, Role.CHAIR)
def declare_relation() -> ResponseReturnValue:
    """Declare one; whether anybody of that name takes part is not answered."""
    form = RelationForm()
    if not form.validate_on_submit():
        return _own_page(form), 422
    declare(
        db.session,
        season_id=current_season().id,
        person_id=current_user.id,
        declaration=form.declaration(),
        by=current_user.id,
        now=received_at(),
    )
    db.session.commit()
    flash(_("Đã ghi nhận khai báo."), "good")
    return redirect(url_for("accounts.my_relations"))


@bp.post("/mua/<season_slug>/quan-he/<int:relation_id>/xoa")
@allow(Role.JUDGE, Role.CHAIR)
def take_back_relation(relation_id: int) -> ResponseReturnValue:
    """Remove one of my own."""
    take_back(
        db.session,
        season_id=current_season().id,
        relation_id=relation_id,
        person_id=current_user.id,
        by=current_user.id,
        now=received_at(),
    )
    db.session.commit()
    flash(_("Đã bỏ khai báo."), "good")
    return redirect(url_for("accounts.my_relations"))


@bp.get("/mua/<season_slug>/quan-he/tat-ca")
@allow(Role.SECRETARY, Role.ORGANIZER)
def all_relations() -> ResponseReturnValue:
    """What every judge declared."""
    return _all_page(OfficerRelationForm())


@bp.post("/mua/<season_slug>/quan-he/tat-ca")
@allow(Role.SECRETARY, Role.ORGANIZER)
def declare_for_judge() -> ResponseReturnValue:
    """Declare one for a judge."""
    form = OfficerRelationForm()
    form.offer(judges_of(db.session, current_season().id))
    if not form.validate_on_submit():
        return _all_page(form), 422
    declare(
        db.session,
        season_id=current_season().id,
        person_id=int(form.person.data),
        declaration=form.declaration(),
        by=current_user.id,
        now=received_at(),
    )
    db.session.commit()
    flash(_("Đã ghi nhận khai báo."), "good")
    return redirect(url_for("accounts.all_relations"))


@bp.post("/mua/<season_slug>/quan-he/tat-ca/<int:relation_id>/xoa")
@allow(Role.SECRETARY, Role.ORGANIZER)
def remove_relation(relation_id: int) -> ResponseReturnValue:
    """Remove any of the season."""
    season = current_season()
    take_back(db.session, season_id=season.id, relation_id=relation_id, by=current_user.id, now=received_at())
    db.session.commit()
    flash(_("Đã bỏ khai báo."), "good")
    return redirect(url_for("accounts.all_relations"))


def _own_page(form: RelationForm) -> str:
    declared = relations(db.session, season_id=current_season().id, person_id=current_user.id)
    return render_template("accounts/my_relations.html", form=form, declared=declared, kind_names=RELATION_NAMES)


def _all_page(form: OfficerRelationForm) -> str:
    season_id = current_season().id
    form.offer(judges_of(db.session, season_id))
    declared = relations(db.session, season_id=season_id)
    return render_template("accounts/all_relations.html", form=form, declared=declared, kind_names=RELATION_NAMES)
