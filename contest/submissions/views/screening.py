"""The secretariat's desk: what is left, one dossier at a time, the same questions each time."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from contest.access import allow, current_season
from contest.accounts.types import Role
from contest.db import db
from contest.errors import ContestError, Refused
from contest.jobs import enqueue
from contest.seasons.queries import screening_items
from contest.submissions.dossiers import OpenDossier, open_dossier
from contest.submissions.errors import RulesNotMet
from contest.submissions.people import owner_of
from contest.submissions.receipts import covers, receipts_of
from contest.submissions.rules_check import failures_of
from contest.submissions.screening import accept_many, decide, may_undo, undo
from contest.submissions.screening_form import DecisionData, DecisionForm, UndoForm, decision_form, mark_lacks
from contest.submissions.screening_log import decisions_of, next_waiting, queue_counts, waiting
from contest.submissions.types import EntryHead, EntryStatus, Outcome
from contest.submissions.views.blueprint import bp, category_of, rule_items
from contest.submissions.views.chosen import chosen_words
from contest.submissions.views.officer_access import received_entry
from contest.text.dates import in_hanoi
from contest.web.shell import received_at

PREPARE = "blinding.prepare"
"""The task of the floor above that makes a blind copy; its sweep finds what a lost wake-up left."""
AT_ONCE = 50
_OUTCOMES = {
    Outcome.ACCEPT: _l("đã xét hợp lệ"),
    Outcome.SUPPLEMENT: _l("đã yêu cầu bổ sung"),
    Outcome.REFUSE: _l("đã xét không hợp lệ"),
}
DAYS_TO_ANSWER = 5


@bp.get("/tham-dinh/")
@allow(Role.SECRETARY)
def screening() -> ResponseReturnValue:
    """What is left in numbers, and one button to go on."""
    season_id = current_season().id
    return render_template(
        "submissions/screening.html",
        counts=queue_counts(db.session, season_id),
        rows=waiting(db.session, season_id, limit=AT_ONCE),
        asked=waiting(db.session, season_id, status=EntryStatus.SUPPLEMENT, limit=AT_ONCE),
    )


@bp.get("/tham-dinh/tiep")
@allow(Role.SECRETARY)
def screen_next() -> ResponseReturnValue:
    """Go to the next dossier that waits."""
    found = next_waiting(db.session, current_season().id, after=request.args.get("sau"))
    if found is None:
        flash(_("Không còn hồ sơ nào chờ xét."), "good")
        return redirect(url_for("submissions.screening"))
    return redirect(url_for("submissions.screen", public_id=found))


@bp.post("/tham-dinh/hop-le-loat")
@allow(Role.SECRETARY)
def accept_all() -> ResponseReturnValue:
    """Accept the ticked dossiers that fail no rule; pressing twice changes nothing."""
    if not request.form.getlist("entry"):
        flash(_("Chưa chọn hồ sơ nào. Hãy đánh dấu vào ô trước từng hồ sơ, rồi bấm lại."), "warn")
        return redirect(url_for("submissions.screening"))
    accepted, left = accept_many(
        db.session,
        season=current_season(),
        public_ids=request.form.getlist("entry")[:AT_ONCE],
        by=current_user.id,
        now=received_at(),
    )
    db.session.commit()
    for entry_id in accepted:
        enqueue(PREPARE, entry_id=entry_id)
    if accepted:
        flash(_("Đã xét hợp lệ %(count)s hồ sơ.", count=len(accepted)), "good")
    elif not left:
        flash(_("Các hồ sơ đã chọn đều đã được xét từ trước."), "info")
    if left:
        flash(_("Cần xem riêng vì còn quy định chưa đạt: %(numbers)s.", numbers=", ".join(left)), "warn")
    return redirect(url_for("submissions.screening"))


@bp.get("/tham-dinh/<public_id>")
@allow(Role.SECRETARY)
def screen(public_id: str) -> ResponseReturnValue:
    """One dossier beside the questions."""
    head = received_entry(public_id)
    return _page(head, open_dossier(db.session, head), None)


@bp.post("/tham-dinh/<public_id>")
@allow(Role.SECRETARY)
def judge_dossier(public_id: str) -> ResponseReturnValue:
    """Decide, then go on to the next."""
    head = received_entry(public_id)
    dossier = open_dossier(db.session, head)
    form = decision_form(screening_items(db.session, head.season_id), failures_of(dossier.checks))
    verdict = form.verdict() if form.validate() else None
    if verdict is None:
        return _page(head, dossier, form, status=422, refusal=_first_problem(form))
    try:
        done = decide(
            db.session,
            season=current_season(),
            entry_id=head.id,
            version=form.known_version(),
            verdict=verdict,
            by=current_user.id,
            now=received_at(),
        )
    except ContestError as refused:
        db.session.rollback()
        if isinstance(refused, Refused):
            mark_lacks(form, verdict, received_at())
        words = (
            _("Còn quy định chưa đạt. Ghi lý do bỏ qua từng quy định, hoặc yêu cầu bổ sung.")
            if isinstance(refused, RulesNotMet)
            else str(refused)
        )
        return _page(head, dossier, form, status=refused.status, refusal=words)
    db.session.commit()
    if done and verdict.outcome is Outcome.ACCEPT:
        enqueue(PREPARE, entry_id=head.id)
    flash(_("Hồ sơ %(number)s: %(outcome)s.", number=head.number, outcome=_OUTCOMES[verdict.outcome]), "good")
    return redirect(url_for("submissions.screen_next", sau=public_id))


@bp.post("/tham-dinh/<public_id>/huy")
@allow(Role.SECRETARY)
def reopen(public_id: str) -> ResponseReturnValue:
    """Take the decision back."""
    head = received_entry(public_id)
    form = UndoForm()
    if not form.validate():
        flash(" ".join(form.undo_reason.errors), "bad")
        return redirect(url_for("submissions.screen", public_id=public_id))
    undo(
        db.session,
        season=current_season(),
        entry_id=head.id,
        reason=form.undo_reason.data or "",
        by=current_user.id,
        now=received_at(),
    )
    db.session.commit()
    flash(_("Đã hủy quyết định; hồ sơ trở lại hàng chờ xét."), "good")
    return redirect(url_for("submissions.screen", public_id=public_id))


def _first_problem(form: DecisionForm) -> str:
    for field in form:
        for message in field.errors:
            return f"{field.label.text}: {message}"
    return _("Hãy chọn một kết luận: hợp lệ, yêu cầu bổ sung hoặc không hợp lệ.")


def _page(
    head: EntryHead, dossier: OpenDossier, form: DecisionForm | None, *, status: int = 200, refusal: str = ""
) -> ResponseReturnValue:
    session = db.session
    failures = failures_of(dossier.checks)
    questions = screening_items(session, head.season_id)
    decisions = decisions_of(session, head.id)
    if form is None:
        answers = decisions[0].checklist.get("answers", {}) if decisions else {}
        day = in_hanoi(received_at()).date() + timedelta(days=DAYS_TO_ANSWER)
        form = decision_form(questions, failures, DecisionData(version=head.version, answers=answers, respond_by=day))
    receipts = receipts_of(session, head.id)
    page = render_template(
        "submissions/screen.html",
        head=head,
        dossier=dossier,
        category=category_of(head.category_id),
        chosen=chosen_words(dossier.content),
        owner=owner_of(session, head),
        form=form,
        undo_form=UndoForm(formdata=None),
        questions=questions,
        failures=failures,
        rule_items=rule_items(dossier.checks),
        clauses=sorted({rule.clause for rule in dossier.rules.values()} | {item.clause for item in questions} - {""}),
        decisions=decisions,
        receipts=receipts,
        has_newer=bool(receipts) and not covers(receipts[0], head, dossier.files),
        counts=queue_counts(session, head.season_id),
        can_undo=may_undo(session, head),
        refusal=refusal,
    )
    return page, status
