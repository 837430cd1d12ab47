"""The entrant's list and the form that saves itself."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from contest.access import Audience, allow, current_season
from contest.accounts.services import join_as_entrant
from contest.db import db
from contest.seasons.queries import categories
from contest.seasons.types import RuleKey
from contest.submissions.dossier import failed_first
from contest.submissions.dossiers import rules_for
from contest.submissions.errors import EntryLocked, StaleDraft
from contest.submissions.forms import CategoryForm, EntryForm, as_posted, entry_form
from contest.submissions.lists import own_entries
from contest.submissions.queries import organisation_name, person_as_author
from contest.submissions.rows import reshaped
from contest.submissions.screening_log import standing_request
from contest.submissions.services import change_category, create_draft, is_editable, respond_by, save_draft
from contest.submissions.submitting import Readiness, readiness
from contest.submissions.types import AuthorContent, Channel, DraftContent, EntryHead, PartContent
from contest.submissions.views.blueprint import (
    TYPISTS,
    bp,
    category_of,
    choices_for,
    limit_of,
    own_entry,
    rule_items,
    this_entrant,
    title_or_none,
)
from contest.submissions.views.panels import upload_panels
from contest.web.shell import received_at


@bp.post("/tham-gia")
@allow(Audience.SIGNED_IN)
def join() -> ResponseReturnValue:
    """Become an entrant of this season and begin the first work."""
    join_as_entrant(db.session, season=current_season(), person_id=current_user.id, now=received_at())
    db.session.commit()
    return redirect(url_for("submissions.new"))


@bp.get("/bai-du-thi/")
@allow(*TYPISTS)
def mine() -> ResponseReturnValue:
    """Everything this person enters: what is begun, what is received, what is asked."""
    entrant = this_entrant()
    season = current_season()
    return render_template(
        "submissions/mine.html",
        entries=own_entries(db.session, season_id=season.id, entrant=entrant),
        unit=organisation_name(db.session, entrant.organisation_id),
        takes=season.accepts_entries(received_at()) or entrant.takes_paper,
        is_paper=entrant.takes_paper,
    )


@bp.route("/bai-du-thi/moi", methods=["GET", "POST"])
@allow(*TYPISTS)
def new() -> ResponseReturnValue:
    """Begin a work by its press type."""
    season = current_season()
    offered = categories(db.session, season.id)
    form = CategoryForm()
    form.offer((one.id, one.name) for one in offered)
    if request.method == "POST" and form.validate():
        head = _begin(form.category_id.data)
        db.session.commit()
        return redirect(url_for("submissions.edit", public_id=head.public_id))
    if form.errors:
        form.category_id.errors = [_("Hãy chọn một loại hình.")]
    status = 422 if form.errors else 200
    return render_template("submissions/new.html", form=form, categories=offered), status


def _begin(category_id: int) -> EntryHead:
    entrant = this_entrant()
    channel, content = Channel.AUTHOR, DraftContent(parts=(PartContent(),))
    if entrant.takes_paper:
        channel, content = Channel.PAPER, replace(content, authors=(AuthorContent(is_representative=True),))
    elif entrant.organisation_id is not None:
        unit = organisation_name(db.session, entrant.organisation_id) or ""
        first = AuthorContent(organisation_name=unit, is_representative=True)
        channel, content = Channel.UNIT, replace(content, authors=(first,))
    else:
        content = replace(content, authors=(person_as_author(db.session, entrant.person_id),))
    return create_draft(
        db.session,
        season=current_season(),
        category_id=category_id,
        owner_id=entrant.person_id,
        channel=channel,
        organisation_id=entrant.organisation_id,
        content=content,
        now=received_at(),
    )


@bp.get("/bai-du-thi/<public_id>/sua")
@allow(*TYPISTS)
def edit(public_id: str) -> ResponseReturnValue:
    """The form, filled with what is saved."""
    head = own_entry(public_id)
    if not is_editable(head, current_season(), respond_by(db.session, head), received_at()):
        return redirect(url_for("submissions.entry", public_id=public_id))
    return _form_page(head, None)


@bp.post("/bai-du-thi/<public_id>/sua")
@allow(*TYPISTS)
def save(public_id: str) -> ResponseReturnValue:
    """Save by the ordinary way; add or drop a row; go on to hand in."""
    head = own_entry(public_id)
    form = _posted_form(head)
    deed = request.form.get("do", "save")
    is_valid = form.validate()
    content = reshaped(form.content(), deed)
    try:
        version = save_draft(
            db.session,
            season=current_season(),
            entry_id=head.id,
            version=form.known_version(),
            content=content,
            now=received_at(),
        )
    except StaleDraft as stale:
        db.session.rollback()
        form.version.data = str(stale.head.version)
        return _form_page(stale.head, form, 409, stale=stale)
    except EntryLocked as late:
        db.session.rollback()
        return _form_page(head, form, 409, refusal=str(late))
    db.session.commit()
    if not is_valid and not deed.startswith(("add-", "drop-")):
        form.version.data = str(version)
        return _form_page(head, form, 422)
    if deed == "review":
        return redirect(url_for("submissions.review", public_id=public_id))
    anchor = "authors" if "author" in deed else "parts" if "part" in deed else None
    return redirect(url_for("submissions.edit", public_id=public_id, _anchor=anchor))


@bp.post("/bai-du-thi/<public_id>/tu-luu")
@allow(*TYPISTS)
def autosave(public_id: str) -> ResponseReturnValue:
    """Save while it is being typed; answers with the new version, or with the text that came in between.

    What a field cannot take is kept beside the draft: 422 with the version and a sentence for each such field.
    """
    head = own_entry(public_id)
    form = _posted_form(head)
    form.validate()
    try:
        version = save_draft(
            db.session,
            season=current_season(),
            entry_id=head.id,
            version=form.known_version(),
            content=form.content(),
            now=received_at(),
        )
    except StaleDraft as stale:
        db.session.rollback()
        rules = rules_for(db.session, season_id=head.season_id, category_id=head.category_id)
        theirs = entry_form(choices_for(head.category_id, rules), version=0, content=stale.content)
        return jsonify({"version": stale.head.version, "fields": as_posted(theirs)}), 409
    db.session.commit()
    errors = {name: message for name, _label, message in form.problems()}
    return (jsonify({"version": version, "errors": errors}), 422) if errors else jsonify({"version": version})


@bp.get("/bai-du-thi/<public_id>/quy-dinh")
@allow(*TYPISTS)
def rules(public_id: str) -> ResponseReturnValue:
    """The rules, met or not, as they stand now: the part of the form that follows the typing."""
    ready = readiness(db.session, season=current_season(), head=own_entry(public_id), now=received_at())
    return render_template("submissions/_rules.html", **_rules(ready))


@bp.post("/bai-du-thi/<public_id>/loai-hinh")
@allow(*TYPISTS)
def recategorise(public_id: str) -> ResponseReturnValue:
    """Move the work to another press type."""
    head = own_entry(public_id)
    form = CategoryForm()
    form.offer((one.id, one.name) for one in categories(db.session, current_season().id))
    change_category(
        db.session,
        season=current_season(),
        entry_id=head.id,
        category_id=form.category_id.data or 0,
        now=received_at(),
    )
    db.session.commit()
    flash(_("Đã đổi loại hình. Hãy chọn lại thể loại và xem lại các quy định."), "good")
    return redirect(url_for("submissions.edit", public_id=public_id))


def _posted_form(head: EntryHead) -> EntryForm:
    rules = rules_for(db.session, season_id=head.season_id, category_id=head.category_id)
    return entry_form(choices_for(head.category_id, rules), version=head.version)


def _form_page(
    head: EntryHead,
    form: EntryForm | None,
    status: int = 200,
    *,
    stale: StaleDraft | None = None,
    refusal: str = "",
) -> ResponseReturnValue:
    session = db.session
    ready = readiness(session, season=current_season(), head=head, now=received_at())
    found = ready.dossier
    category = category_of(head.category_id)
    choices = choices_for(head.category_id, found.rules)
    shown = form or entry_form(choices, version=head.version, content=found.content)
    page = render_template(
        "submissions/edit.html",
        head=head,
        form=shown,
        offered=categories(session, head.season_id),
        category=category,
        panels=upload_panels(head, found.rules, category.press_type),
        most_words=limit_of(found.rules, RuleKey.MAX_WORDS, len(found.content.parts)),
        other_awards=found.rules[RuleKey.OTHER_AWARDS].value if RuleKey.OTHER_AWARDS in found.rules else "free",
        problems=list(shown.problems()),
        stale=stale,
        refusal=refusal,
        asked=standing_request(session, head),
        title=title_or_none(head),
        **_rules(ready),
    )
    return page, status


def _rules(ready: Readiness) -> dict[str, object]:
    checks = failed_first(ready.checks)
    return {
        "rule_items": rule_items(checks),
        "met": sum(check.is_met for check in checks),
        "total": len(checks),
    }
