"""The form of one screening decision: the season's questions, the failed rules, three answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField

from contest.errors import Refused
from contest.seasons.types import ScreeningQuestion
from contest.submissions import limits
from contest.submissions.dossier import Failure
from contest.submissions.errors import AnswerDayMissing, ClauseMissing, ReasonMissing
from contest.submissions.fields import DayField, LineField, TextField, number_or_none, options
from contest.submissions.screening import Verdict, lacks_of
from contest.submissions.types import Outcome
from contest.text.dates import HANOI
from contest.text.folding import clean_line

YES, NO = "yes", "no"
CLAUSE_LENGTH = 60
_FIELDS: Mapping[type[Refused], str] = {
    ReasonMissing: "reason",
    ClauseMissing: "clause",
    AnswerDayMissing: "respond_by",
}
"""The field at which each lack is mended."""


class DecisionForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """What every season's form has; ``decision_form`` adds its questions."""

    questions: Sequence[ScreeningQuestion] = ()
    rules: Sequence[str] = ()
    version = HiddenField()
    outcome = HiddenField()
    reason = TextField(_l("Lý do, nội dung cần bổ sung"), most=limits.REASON)
    clause = LineField(_l("Điều khoản"), most=CLAUSE_LENGTH)
    respond_by = DayField(_l("Hạn bổ sung, hết ngày"))

    def known_version(self) -> int:
        """The version the page showed."""
        return number_or_none(self.version.data) or 0

    def verdict(self) -> Verdict | None:
        """What was decided; None when no answer was chosen."""
        try:
            outcome = Outcome(self.outcome.data or "")
        except ValueError:
            return None
        if outcome is Outcome.REOPEN:
            return None
        return Verdict(
            outcome=outcome,
            reason=self.reason.data or "",
            clause=self.clause.data or "",
            respond_by=end_of(self.respond_by.data),
            answers={item.key: self[f"item-{item.key}"].data == YES for item in self.questions},
            overrides={key: self[f"override-{key}"].data or "" for key in self.rules},
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionData:
    """What a fresh form is filled with."""

    version: int
    answers: Mapping[str, bool]
    respond_by: date


def decision_form(
    questions: Sequence[ScreeningQuestion], failures: Sequence[Failure], data: DecisionData | None = None
) -> DecisionForm:
    """The form of a request, or filled anew."""
    rules = tuple(dict.fromkeys(failure.key for failure in failures))
    fields: dict[str, Any] = {"questions": tuple(questions), "rules": rules}
    for item in questions:
        fields[f"item-{item.key}"] = RadioField(
            item.text, choices=options([(YES, _("Có")), (NO, _("Không"))]), validate_choice=False
        )
    for key in rules:
        fields[f"override-{key}"] = LineField(_l("Lý do bỏ qua"), most=limits.REASON)
    form: type[DecisionForm] = type("SeasonDecisionForm", (DecisionForm,), fields)
    if data is None:
        return form()
    filled: dict[str, Any] = {"version": data.version, "respond_by": data.respond_by}
    filled |= {f"item-{key}": YES if answer else NO for key, answer in data.answers.items()}
    return form(formdata=None, data=filled)


def mark_lacks(form: DecisionForm, verdict: Verdict, now: datetime) -> None:
    """Say at each field what a refused decision lacks there: all of it at once, and only what counts for it."""
    lacks = {_FIELDS[lack]: str(lack.message) for lack in lacks_of(verdict, now)}
    if verdict.outcome is Outcome.ACCEPT:
        unanswered = [key for key, yes in verdict.answers.items() if not yes]
        lacks |= {f"item-{key}": _("Cần trả lời “có” để xét hợp lệ.") for key in unanswered}
        lacks |= {
            f"override-{key}": _("Ghi lý do bỏ qua quy định này, hoặc yêu cầu bổ sung.")
            for key, reason in verdict.overrides.items()
            if not clean_line(reason)
        }
    for name, message in lacks.items():
        form[name].errors = [message]


class UndoForm(FlaskForm):  # type: ignore[misc]  # as above
    """Take a decision back."""

    undo_reason = TextField(_l("Lý do hủy quyết định"), most=limits.REASON)


def end_of(day: date | None) -> datetime | None:
    """The first instant after a day in Việt Nam."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=HANOI)
