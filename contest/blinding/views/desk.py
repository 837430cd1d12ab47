"""The list and the desk; words and findings."""

from __future__ import annotations

from typing import Any, Final

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from contest.access import allow, current_season
from contest.accounts.types import Role
from contest.blinding import copy_jobs, deciding, preparing, queries, services
from contest.blinding.desk import read_desk
from contest.blinding.errors import ReasonMissing, WordsMissing
from contest.blinding.forms import BoxForm, FindingForm, PlainForm, ReplacementForm, WordsForm
from contest.blinding.segments import paragraphs
from contest.blinding.types import Place
from contest.blinding.views.blueprint import back, bp, checked, hold, paint, same
from contest.db import db
from contest.errors import ContestError, Refused
from contest.jobs import enqueue
from contest.web.shell import received_at

_FILTERS: Final = ("viec", "duyet", "")


@bp.get("/")
@allow(Role.SECRETARY)
def queue() -> ResponseReturnValue:
    """Every accepted entry, what waits first."""
    only = request.args.get("loc", "viec")
    only = only if only in _FILTERS else "viec"
    page = max(1, min(request.args.get("trang", 1, type=int), 10_000))
    season_id = current_season().id
    found = queries.queue(db.session, season_id=season_id, only=only, page=page)
    following = queries.next_to_do(db.session, season_id=season_id, by=current_user.id)
    return render_template(
        "blinding/queue.html", queue=found, only=only, page=page, following=following, page_size=queries.PAGE_SIZE
    )


@bp.get("/<public_id>")
@allow(Role.SECRETARY)
def desk(public_id: str) -> ResponseReturnValue:
    """One entry: the work, its findings, its files, and the approval."""
    return show_desk(public_id)


def show_desk(public_id: str, status: int = 200, **forms: Any) -> ResponseReturnValue:  # noqa: ANN401 - forms by name
    """The page; ``words`` and ``edits`` (by file) are forms that were refused, with what was typed.

    ``refused`` says of a decision that lacks its words: on which finding, which act, why, and whether for every place.
    """
    season_id = current_season().id
    found = read_desk(db.session, season_id=season_id, public_id=public_id)
    by_place = {place: [each for each in found.open_findings if each.place is place] for place in Place}
    words = forms.get("words") or WordsForm(
        formdata=None, title=found.title, text=found.text, note=found.note, version=found.version
    )
    page = render_template(
        "blinding/desk.html",
        desk=found,
        words=words,
        title_parts=paragraphs(found.title or "", by_place[Place.TITLE]),
        text_parts=paragraphs(found.text or "", by_place[Place.TEXT]),
        note_parts=paragraphs(found.note, by_place[Place.NOTE]),
        finding_form=FindingForm(formdata=None),
        replacement=ReplacementForm(formdata=None),
        box_form=BoxForm(formdata=None),
        edit_forms=forms.get("edits", {}),
        refused=forms.get("refused", (0, "", "", False)),
        following=queries.next_to_do(db.session, season_id=season_id, by=current_user.id, after=public_id),
    )
    return page, status


@bp.post("/<public_id>/chu")
@allow(Role.SECRETARY)
def save_words(public_id: str) -> ResponseReturnValue:
    """Keep the edited title, text and note."""
    form = WordsForm()
    if not form.validate_on_submit():
        return show_desk(public_id, 422, words=form)
    try:
        services.save_words(
            db.session,
            hold(public_id),
            expected=form.expected(),
            title=form.title.data or "",
            text=form.text.data or "",
            note=form.note.data or "",
            by=current_user.id,
            now=received_at(),
        )
    except ContestError as error:
        db.session.rollback()
        form.form_errors.append(str(error.message))
        return show_desk(public_id, error.status, words=form)
    db.session.commit()
    flash(_("Đã lưu. Máy đã quét lại bài."), "good")
    return back(public_id)


@bp.post("/<public_id>/dau-hieu/<int:finding_id>")
@allow(Role.SECRETARY)
def decide(public_id: str, finding_id: int) -> ResponseReturnValue:
    """Replace or paint over what was found, or set it aside with a reason."""
    form = FindingForm()
    if not form.validate_on_submit():
        raise Refused
    copy = hold(public_id)
    spots = deciding.chosen(db.session, copy, finding_id=finding_id, everywhere=form.everywhere.data)
    try:
        _carry_out(form, public_id, copy, spots)
    except (ReasonMissing, WordsMissing) as error:
        db.session.rollback()
        refused = (finding_id, form.act.data, str(error.message), form.everywhere.data)
        return show_desk(public_id, error.status, refused=refused)
    db.session.commit()
    return back(public_id, "phat-hien")


def _carry_out(form: FindingForm, public_id: str, copy: services.Copy, spots: list[deciding.Spot]) -> None:
    by, now = current_user.id, received_at()
    if form.act.data == "set_aside":
        deciding.set_aside(db.session, copy, spots, reason=form.reason.data or "", by=by, now=now)
        return
    if form.act.data == "reword":
        spots = deciding.reworded(spots, form.words.data or "")
    pictures = paint(deciding.plan_painting(db.session, copy, spots))
    copy = same(copy, hold(public_id)) if pictures else copy
    deciding.replace_found(db.session, copy, spots, pictures=pictures, by=by, now=now)


@bp.post("/<public_id>/lam-lai")
@allow(Role.SECRETARY)
def start_again(public_id: str) -> ResponseReturnValue:
    """Make the blind copy anew from the dossier."""
    checked(PlainForm())
    copy = hold(public_id)
    services.withdraw(db.session, copy, by=current_user.id, now=received_at(), why="again")
    copy_jobs.restart(db.session, entry_id=copy.entry_id, now=received_at())
    db.session.commit()
    enqueue(preparing.TASK, entry_id=copy.entry_id)
    flash(_("Đang tạo lại bản kín từ hồ sơ."), "good")
    return back(public_id)
