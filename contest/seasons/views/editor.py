"""The rules editor: one page a subject, every rule with its clause.

For the organizer in the weeks before the launch, and on the bad day when a rule must change: they
fear a rule that says something else than the printed thể lệ, and a change nobody can explain later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from contest.access import allow, current_roles, current_season
from contest.accounts.types import Role
from contest.db import db
from contest.errors import ContestError, NotVisible, StaleVersion
from contest.seasons.coherence import document_problems
from contest.seasons.documents import SeasonDocument
from contest.seasons.editing import Editor, ReasonNeeded
from contest.seasons.editing_categories import remove_category
from contest.seasons.editing_rounds import remove_round, rounds_done
from contest.seasons.fields import RuleForm
from contest.seasons.forms import ActForm
from contest.seasons.rules_text import RuleLine, clause_key, rule_lines
from contest.seasons.snapshot import document_of
from contest.seasons.subjects import SUBJECTS, Subject
from contest.seasons.subjects_by_key import category, round_, rubric
from contest.seasons.tables import InvalidDocument, Problem, Table
from contest.seasons.types import Stage
from contest.seasons.uses import in_use
from contest.seasons.views.blueprint import STAFF, bp
from contest.web.shell import received_at

BASE = "/mua/<season_slug>/soan-the-le"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """A clause as an entrant will read it, and whether the change on this page makes it so."""

    line: RuleLine
    is_new: bool


def _may_edit() -> bool:
    return bool(current_user.is_admin) or Role.ORGANIZER in current_roles()


@bp.get(BASE)
@allow(*STAFF)
def rules() -> ResponseReturnValue:
    """Every subject of the rules, and what is still missing."""
    session, season = db.session, current_season()
    document = document_of(session, season.id)
    return render_template(
        "seasons/rules.html",
        document=document,
        subjects={address: make(document) for address, make in SUBJECTS.items()},
        may_edit=_may_edit(),
        may_add_round=_may_edit() and not rounds_done(session, season.id),
        is_used=in_use(session, season.id, season.stage),
    )


@bp.route(f"{BASE}/sua/<subject>", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def edit_subject(subject: str) -> ResponseReturnValue:
    """One subject of the rules."""
    if subject not in SUBJECTS:
        raise NotVisible
    return _edit(SUBJECTS[subject])


@bp.route(f"{BASE}/loai-hinh/moi", methods=["GET", "POST"], defaults={"code": None})
@bp.route(f"{BASE}/loai-hinh/<code>", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def edit_category(code: str | None) -> ResponseReturnValue:
    """One category, or a new one."""
    return _edit(lambda document: category(document, code), code=code)


@bp.post(f"{BASE}/loai-hinh/<code>/bo")
@allow(Role.ORGANIZER)
def drop_category(code: str) -> ResponseReturnValue:
    """Take a category out."""
    return _drop(lambda editor: remove_category(db.session, editor=editor, code=code))


@bp.route(f"{BASE}/vong-cham/moi", methods=["GET", "POST"], defaults={"ordinal": None})
@bp.route(f"{BASE}/vong-cham/<int:ordinal>", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def edit_round(ordinal: int | None) -> ResponseReturnValue:
    """One round, or a new one at the end."""
    return _edit(lambda document: round_(document, ordinal), ordinal=ordinal)


@bp.post(f"{BASE}/vong-cham/bo")
@allow(Role.ORGANIZER)
def drop_round() -> ResponseReturnValue:
    """Take the last round out."""
    return _drop(lambda editor: remove_round(db.session, editor=editor))


@bp.route(f"{BASE}/tieu-chi/<int:ordinal>/<code>", methods=["GET", "POST"])
@allow(Role.ORGANIZER)
def edit_rubric(ordinal: int, code: str) -> ResponseReturnValue:
    """The rubric of one category in one round."""
    return _edit(lambda document: rubric(document, ordinal, code), ordinal=ordinal, code=code)


def _edit(make: Callable[[SeasonDocument], Subject], **address: object) -> ResponseReturnValue:
    """Show a subject, preview what was typed, or save it; whatever is wrong stands next to its field."""
    document = document_of(db.session, current_season().id)
    subject = make(document)
    form = subject.form(data=dict(subject.filled))
    if not form.is_submitted():
        return _page(subject, form, document, document, address)
    if request.form.get("act") == "more":
        form.add_rows()
        return _page(subject, form, document, document, address)
    edited = _typed(subject, form)
    if edited is None:
        return _page(subject, form, document, document, address, status=422)
    if request.form.get("act") == "preview":
        return _page(subject, form, document, edited, address)
    if form.seen.data and form.seen.data != subject.digest():
        form.form_errors.append(str(StaleVersion.message))
        return _page(subject, form, document, edited, address, status=StaleVersion.status)
    return _save(subject, form, document, edited, address)


def _typed(subject: Subject, form: RuleForm) -> SeasonDocument | None:
    """The document as it would be; None when something is wrong, and then the form says what."""
    if not form.validate():
        return None
    problems: list[Problem] = []
    edited = subject.read(Table(form.table(), "", problems))
    found = problems or list(document_problems(edited))
    form.show(subject.problems_here(found))
    return None if found else edited


def _save(
    subject: Subject, form: RuleForm, document: SeasonDocument, edited: SeasonDocument, address: dict[str, object]
) -> ResponseReturnValue:
    session = db.session
    try:
        changed = subject.save(session, _editor(form.reason.data or "", received_at()), edited)
    except InvalidDocument as invalid:
        form.show(subject.problems_here(invalid.problems))
        status = invalid.status
    except ReasonNeeded as needed:
        form.reason.errors = [str(needed.message)]
        status = needed.status
    except ContestError as refused:
        form.form_errors.append(str(refused.message))
        status = refused.status
    else:
        session.commit()
        flash(_("Đã lưu.") if changed else _("Không có gì thay đổi."), "good" if changed else "info")
        return redirect(url_for("seasons.rules"))
    session.rollback()
    return _page(subject, form, document, edited, address, status=status)


def _editor(reason: str, now: datetime) -> Editor:
    return Editor(season_id=current_season().id, actor_id=current_user.id, now=now, reason=reason)


def _drop(remove: Callable[[Editor], bool]) -> ResponseReturnValue:
    if not ActForm().validate_on_submit():
        raise NotVisible
    try:
        remove(_editor(request.form.get("reason", ""), received_at()))
    except ContestError as refused:
        db.session.rollback()
        flash(str(refused.message), "bad")
        return redirect(url_for("seasons.rules"))
    db.session.commit()
    flash(_("Đã bỏ."), "good")
    return redirect(url_for("seasons.rules"))


def _page(
    subject: Subject,
    form: RuleForm,
    document: SeasonDocument,
    edited: SeasonDocument,
    address: dict[str, object],
    *,
    status: int = 200,
) -> ResponseReturnValue:
    season = current_season()
    faults = form.faults()
    form.seen.data = subject.digest()
    page = render_template(
        subject.template,
        subject=subject,
        form=form,
        faults=faults,
        document=document,
        readings=readings(document, edited, form.table(), subject.items),
        is_preview=edited != document,
        is_used=season.stage is not Stage.SETUP or in_use(db.session, season.id, season.stage),
        address=address,
    )
    return page, status


def readings(
    document: SeasonDocument, edited: SeasonDocument, typed: object, items: tuple[str, ...] = ()
) -> list[Reading]:
    """The clauses that this page is about, as they will read: those it names, and those it changes."""
    before = set(rule_lines(document))
    named = set(_clauses_in(typed))
    lines = [
        line
        for line in rule_lines(edited)
        if line.clause in named or line not in before or (items and line.items == items)
    ]
    lines.sort(key=lambda line: clause_key(line.clause))
    return [Reading(line=line, is_new=line not in before) for line in lines]


def _clauses_in(typed: object) -> list[str]:
    """Every clause written anywhere in a table."""
    if isinstance(typed, dict):
        own = [typed["clause"]] if isinstance(typed.get("clause"), str) else []
        told = list(typed.get("clauses", {}).values()) if isinstance(typed.get("clauses"), dict) else []
        return own + told + [clause for value in typed.values() for clause in _clauses_in(value)]
    return [clause for one in typed for clause in _clauses_in(one)] if isinstance(typed, list) else []
