"""Fields of the rules editor: each gives the value a TOML table would hold, so that one set of checks serves both.

A field never judges what was typed: what it cannot read it hands on as text, and the check that reads
it says what is wrong, next to the field, with the text still there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final, Protocol, runtime_checkable

from flask_wtf import FlaskForm
from wtforms import (
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of 3.2

from contest.seasons.tables import Problem
from contest.text.dates import date_vi
from contest.text.folding import clean_line, clean_text
from contest.web.figures import in_field, number
from contest.web.lazy import lazy_text as _l

MOST_DIGITS: Final = 15
MOST_LINES: Final = 60
_WHOLE = re.compile(r"-?(\d+|\d{1,3}(?P<apart>[., ])\d{3}((?P=apart)\d{3})*)", re.ASCII)
_BETWEEN_THOUSANDS = re.compile(r"[., ]")
_POINTS = re.compile(r"-?\d+([.,]\d{1,2})?", re.ASCII)
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_INSTANT = re.compile(r"(?P<time>\d{1,2}:\d{2}(:\d{2})?),? (?P<day>\S+)", re.ASCII)


@runtime_checkable
class TableField(Protocol):
    """A field that can say its value as a TOML table would; None when it was left empty."""

    def table_value(self) -> Any:  # noqa: ANN401 - a TOML value
        """The value, or None."""


class LineField(StringField):
    """One line of text."""

    def table_value(self) -> str | None:
        """The line as typed."""
        return self.data or None


class ProseField(TextAreaField):
    """Text of many lines."""

    def table_value(self) -> str | None:
        """The text as typed."""
        return self.data or None


class LinesField(TextAreaField):
    """A list, one item a line."""

    def table_value(self) -> list[str] | None:
        """The lines that say something."""
        return [line for line in clean_text(self.data or "").split("\n") if line.strip()] or None

    def process_data(self, value: Any) -> None:  # noqa: ANN401 - WTForms' signature
        """Show a list as lines."""
        self.data = "\n".join(value) if isinstance(value, list | tuple) else value


class WholeField(StringField):
    """A whole number; dots, commas and spaces between thousands are read, and nothing that may be a decimal sign."""

    def table_value(self) -> int | str | None:
        """The number, or the text that is none."""
        typed = clean_line(self.data or "")
        digits = _BETWEEN_THOUSANDS.sub("", typed)
        fits = _WHOLE.fullmatch(typed) is not None and len(digits) <= MOST_DIGITS
        return int(digits) if fits else (typed or None)

    def process_data(self, value: Any) -> None:  # noqa: ANN401 - WTForms' signature
        """Show a number with its thousands apart."""
        self.data = number(value) if isinstance(value, int) else value


class PointsField(StringField):
    """A number of points; comma or dot is the decimal sign, so three digits behind it are no number we know."""

    def table_value(self) -> Decimal | str | None:
        """The number, or the text that is none."""
        typed = clean_line(self.data or "")
        fits = _POINTS.fullmatch(typed) is not None and len(typed) <= MOST_DIGITS
        return Decimal(typed.replace(",", ".")) if fits else (typed or None)

    def process_data(self, value: Any) -> None:  # noqa: ANN401 - WTForms' signature
        """Show points without needless zeros."""
        self.data = in_field(Decimal(value)) if isinstance(value, int | Decimal) else value


class DayField(StringField):
    """A day as «15/10/2023»: a browser's own calendar may show 10/15, and a deadline must not be read two ways."""

    def table_value(self) -> date | str | None:
        """The day, or the text that is none."""
        typed = clean_line(self.data or "")
        found = _DAY.fullmatch(typed)
        return _dated(found, typed) if found else (typed or None)

    def process_data(self, value: Any) -> None:  # noqa: ANN401 - WTForms' signature
        """Show a day."""
        self.data = date_vi(value) if isinstance(value, date) else value


class InstantField(StringField):
    """A time to the second and a day, Vietnamese time: «23:59:59 15/10/2023»."""

    def table_value(self) -> datetime | str | None:
        """The instant without a zone, or the text that is none."""
        typed = clean_line(self.data or "")
        found = _INSTANT.fullmatch(typed)
        if not found:
            return typed or None
        day = _dated(_DAY.fullmatch(found["day"]), typed)
        try:
            return day if isinstance(day, str) else datetime.combine(day, time.fromisoformat(_padded(found["time"])))
        except ValueError:
            return typed

    def process_data(self, value: Any) -> None:  # noqa: ANN401 - WTForms' signature
        """Show an instant."""
        self.data = f"{value:%H:%M:%S} {date_vi(value.date())}" if isinstance(value, datetime) else value


def _padded(clock: str) -> str:
    return f"0{clock}" if clock[1] == ":" else clock


def _dated(found: re.Match[str] | None, typed: str) -> date | str:
    """The day that was matched, or the text when the calendar has no such day."""
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else typed
    except ValueError:
        return typed


class WordField(SelectField):
    """One of a few words; the empty one means that nothing is said."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own arguments
        kwargs.setdefault("validate_choice", False)
        super().__init__(*args, **kwargs)

    def table_value(self) -> str | None:
        """The word."""
        return self.data if self.data and self.data != "None" else None


class FlagField(WordField):
    """Yes, no, or not said."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own arguments
        kwargs["choices"] = [
            SelectChoice("", _l("Không quy định")),
            SelectChoice("true", _l("Có")),
            SelectChoice("false", _l("Không")),
        ]
        super().__init__(*args, **kwargs)

    def table_value(self) -> bool | str | None:  # type: ignore[override]  # a flag is not a word
        """The flag."""
        return {"true": True, "false": False}.get(self.data, super().table_value())

    def process_data(self, value: Any) -> None:  # noqa: ANN401 - WTForms' signature
        """Show a flag as its word."""
        self.data = {True: "true", False: "false"}.get(value, "") if not isinstance(value, str) else value


class WordsField(SelectMultipleField):
    """Some of a few words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own arguments
        kwargs.setdefault("validate_choice", False)
        super().__init__(*args, **kwargs)

    def table_value(self) -> list[str] | None:
        """The words that were ticked."""
        return list(self.data or ()) or None


class RuleForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A page of the editor: its fields are the keys of a table, rows and groups nest."""

    reason = TextAreaField(_l("Lý do thay đổi"))
    seen = HiddenField()
    """Digest of what the page showed when it was opened: a newer change by somebody else must not be undone unseen."""

    def table(self) -> dict[str, Any]:
        """What was typed, as a TOML table: empty fields and empty rows are absent."""
        return _table_of(self)

    def show(self, problems: tuple[Problem, ...], *, below: str = "") -> None:
        """Put every problem next to its field; ``below`` is the path this form stands for."""
        for problem in problems:
            path = problem.path.removeprefix(below).lstrip(".")
            field = _field_at(self, path)
            if field is None:
                self.form_errors.append(problem.message)
            else:
                field.errors = [*field.errors, problem.message]

    def add_rows(self, count: int = 5) -> None:
        """More empty rows in every list of the page."""
        for field in self:
            if isinstance(field, FieldList):
                for _row in range(min(count, MOST_LINES - len(field))):
                    field.append_entry()

    def faults(self) -> list[dict[str, str]]:
        """Every message with its field's id and label, for the summary on top."""
        listed = [{"id": "", "label": "", "text": str(message)} for message in self.form_errors]
        for field in leaves(self):
            listed += [{"id": field.id, "label": str(field.label.text), "text": str(text)} for text in field.errors]
        return listed


def leaves(form: Form) -> Iterator[Field]:
    """Every plain field of a form, its rows and its groups."""
    for field in form:
        if isinstance(field, FieldList):
            for entry in field:
                yield from leaves(entry.form)
        elif isinstance(field, FormField):
            yield from leaves(field.form)
        else:
            yield field


def _table_of(form: Form) -> dict[str, Any]:
    values = {field.short_name: _value_of(field) for field in form}
    return {name: value for name, value in values.items() if value is not None and value not in ({}, [])}


def _value_of(field: Field) -> Any:  # noqa: ANN401 - a TOML value
    if isinstance(field, FieldList):
        return [table for entry in field if (table := _row_of(entry))]
    if isinstance(field, FormField):
        return _table_of(field.form)
    return field.table_value() if isinstance(field, TableField) else None


def _row_of(entry: FormField[Any]) -> Mapping[str, Any]:
    """A row counts when a field that starts empty was filled: a menu always has a value."""
    typed = any(field.data for field in entry.form if not isinstance(field, SelectField))
    return _table_of(entry.form) if typed else {}


def _field_at(form: Form, path: str) -> Field | None:
    """The field of a path like «organizers[2].name», rows counted without the empty ones."""
    name, _dot, rest = path.partition(".")
    name, _bracket, place = name.partition("[")
    field = form[name] if name and name in form else None
    if isinstance(field, FieldList):
        rows = [entry for entry in field if _row_of(entry)]
        index = int(place.rstrip("]")) - 1 if place else 0
        return _first(rows[index].form, rest) if index < len(rows) else None
    if isinstance(field, FormField):
        return _first(field.form, rest)
    return field


def _first(form: Form, path: str) -> Field | None:
    """The field of a path in a group, or the group's first field when the path ends at the group."""
    return _field_at(form, path) or next(leaves(form), None)


def rows_of(row: type[Form], label: str) -> FieldList[Any]:
    """A list of rows; the page shows a few empty ones at its end."""
    return FieldList(FormField(row), label, max_entries=MOST_LINES)


def with_blanks(rows: list[dict[str, Any]], blanks: int = 2) -> list[dict[str, Any]]:
    """The rows and a few empty ones to write in."""
    return [*rows, *({} for _blank in range(max(0, min(blanks, MOST_LINES - len(rows)))))]
