"""What judging's forms hold: shape only, plain values out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length

from contest.judging.types import TypedSheet
from contest.text.folding import clean_line, clean_text
from contest.web.lazy import lazy_text as _l

REASON_LENGTH = 1000
NOBODY = 0

_MARK_FIELD = re.compile(r"mark_([0-9]{1,18})", re.ASCII)
_MARK = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,2})?", re.ASCII)
_NO_NUMBER = Decimal("NaN")


def read_sheet(fields: Mapping[str, str]) -> TypedSheet:
    """A sheet from the fields of the desk; an empty mark is none, anything odd is NaN.

    The service says of NaN what it says of every mark out of range, and names the field.
    """
    marks: dict[int, Decimal] = {}
    for name, text in fields.items():
        found = _MARK_FIELD.fullmatch(name)
        if found and text.strip():
            marks[int(found[1])] = _mark(text.strip())
    return TypedSheet(
        marks=marks,
        comment_jury=clean_text(fields.get("comment_jury", "")),
        comment_author=clean_text(fields.get("comment_author", "")),
    )


def read_version(fields: Mapping[str, str]) -> int:
    """The version the page was shown with; -1, which no sheet has, for anything odd."""
    text = fields.get("version", "")
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text, re.ASCII) else -1


def _mark(text: str) -> Decimal:
    return Decimal(text.replace(",", ".")) if _MARK.fullmatch(text) else _NO_NUMBER


def _text(value: str | None) -> str:
    return clean_text(value or "")


def _line(value: str | None) -> str:
    return clean_line(value or "")


class ReasonForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """An act with its reason; the service says when one is needed."""

    reason = TextAreaField(_l("Lý do"), [Length(max=REASON_LENGTH)], filters=[_text])

    def text(self) -> str:
        """The reason, perhaps empty."""
        return self.reason.data or ""


class SettleForm(ReasonForm):
    """The end of a gap case: a note, and the agreed total where the panel agrees on one."""

    agreed = StringField(_l("Điểm thống nhất"), filters=[_line])

    def total(self) -> Decimal | None:
        """The agreed total; None when it is empty or no number."""
        typed = self.agreed.data or ""
        mark = _mark(typed) if typed else _NO_NUMBER
        return None if mark.is_nan() else mark


class HandForm(ReasonForm):
    """One judge for one work, with the reason."""

    judge = SelectField(_l("Giám khảo"), coerce=int, default=NOBODY)

    def offer(self, names: Mapping[int, str]) -> None:
        """Fill the choices."""
        self.judge.choices = list(names.items())

    def judge_id(self) -> int:
        """The chosen judge."""
        return int(self.judge.data or NOBODY)


class MembersForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """The judges of a panel and who is in its chair."""

    judges = SelectMultipleField(_l("Giám khảo của tiểu ban"), coerce=int)
    chair = SelectField(_l("Trưởng tiểu ban"), coerce=int)

    def offer(self, names: Mapping[int, str]) -> None:
        """Fill the choices."""
        self.judges.choices = list(names.items())
        self.chair.choices = [(NOBODY, _l("Chưa chọn")), *names.items()]

    def judge_ids(self) -> frozenset[int]:
        """The ticked judges."""
        return frozenset(self.judges.data or ())

    def chair_id(self) -> int | None:
        """The chosen chair."""
        return self.chair.data or None


def plain_fields(form: MultiDict[str, str]) -> Mapping[str, str]:
    """The first value of every field of a posted form."""
    return form.to_dict()
