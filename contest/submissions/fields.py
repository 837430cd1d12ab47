"""Fields of the entry form: what cannot be read, or is too long, is told on the field itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import unquote_to_bytes

from flask_babel import gettext as _
from wtforms import DateField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of 3.2
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from contest.web.figures import number

UNREADABLE = ("\x00", "\ufffd")
"""NUL, and what stands where bytes were no UTF-8."""
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)


def check_text(value: str, most: int, *, is_line: bool = False) -> str | None:
    """What is wrong with a typed text: letters nobody can read, or more than ``most`` of them."""
    if any(mark in value for mark in UNREADABLE) or (is_line and _has_stray_bytes(value)):
        return _("Ô này có ký tự không đọc được. Hãy xóa rồi gõ lại, hoặc dán lại bằng bảng mã Unicode.")
    if len(value) > most:
        return _(
            "Dài %(count)s ký tự, quá mức %(limit)s. Hãy rút gọn.",
            count=number(len(value)),
            limit=number(most),
        )
    return None


def shown_text(field: Any) -> str:  # noqa: ANN401 - WTForms types no field by the text it shows
    """What stands in a field of one text, as it was typed."""
    return str(field._value())  # noqa: SLF001 - WTForms' name for it


def without_marks(value: str) -> str:
    """The text without what no column and no page can hold."""
    for mark in UNREADABLE:
        value = value.replace(mark, "")
    return value


def _has_stray_bytes(value: str) -> bool:
    """Whether bytes that were no UTF-8 stand in it, left percent-encoded by the form's reader.

    Asked of names and titles only: a longer text may quote an old address that holds such bytes.
    """
    for run in _PERCENT.findall(value):
        try:
            unquote_to_bytes(run).decode()
        except UnicodeDecodeError:
            return True
    return False


class _Checked:
    """What line and text fields share."""

    data: str | None
    most: int
    is_line = False

    @property
    def kept(self) -> str:
        """As much of the text as the column takes."""
        return (self.data or "")[: self.most]

    def pre_validate(self, _form: Any) -> None:  # noqa: ANN401 - WTForms' signature
        """Refuse what the column could not keep, and show the rest without the marks."""
        problem = check_text(self.data or "", self.most, is_line=self.is_line)
        self.data = without_marks(self.data or "")
        if problem:
            raise ValidationError(problem)


class LineField(_Checked, StringField):
    """One line of at most ``most`` letters."""

    is_line = True

    def __init__(self, label: Any = None, *, most: int, **kwargs: Any) -> None:  # noqa: ANN401 - passed on to WTForms
        super().__init__(label, **kwargs)
        self.most = most
        self.render_kw = {"maxlength": most, "autocomplete": "off"} | (self.render_kw or {})


class AddressField(LineField):
    """A web address, in which percent signs are at home."""

    is_line = False


class TextField(_Checked, TextAreaField):
    """Several lines of at most ``most`` letters."""

    def __init__(self, label: Any = None, *, most: int, **kwargs: Any) -> None:  # noqa: ANN401 - passed on to WTForms
        super().__init__(label, **kwargs)
        self.most = most


class DayField(DateField):
    """A day, as a browser's calendar sends it or as it is written here (31/12/2023)."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:  # noqa: ANN401 - passed on to WTForms
        super().__init__(label, format=["%Y-%m-%d", "%d/%m/%Y"], **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the day; an empty one is none."""
        text = (valuelist[0] if valuelist else "").strip()
        if not text:
            self.data = None
            return
        self.data = read_day(text)
        if self.data is None or not EARLIEST <= self.data <= LATEST:
            self.data = None
            raise ValueError(_("Ngày này không có trong lịch. Hãy ghi ngày/tháng/năm, ví dụ 31/12/2023."))


def read_day(text: str) -> date | None:
    """A day written 2023-12-31 or 31/12/2023; None for anything else."""
    for shape in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text[:20], shape).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


class NumberField(IntegerField):
    """A whole number or nothing, between two bounds."""

    def __init__(self, label: Any = None, *, least: int, most: int, **kwargs: Any) -> None:  # noqa: ANN401 - passed on to WTForms
        super().__init__(label, **kwargs)
        self.type = "IntegerField"  # the name the macros know
        self.least, self.most = least, most

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number; an empty field is none."""
        text = (valuelist[0] if valuelist else "").strip()
        self.data = None
        if not text:
            return
        if not (text.isascii() and text.isdecimal()) or not self.least <= int(text[:9]) <= self.most or len(text) > 9:  # noqa: PLR2004 - no year is longer
            raise ValueError(_("Hãy ghi một số từ %(least)s đến %(most)s.", least=self.least, most=self.most))
        self.data = int(text)


def number_or_none(value: Any) -> int | None:  # noqa: ANN401 - whatever a browser sends
    """The key of a choice; nothing chosen is None, nonsense a key that nothing has."""
    text = str(value if value is not None else "").strip()
    if text in {"", "None"}:
        return None
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1  # noqa: PLR2004 - no key is longer


def options(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """Values and words as WTForms lists them."""
    return [SelectChoice(value, words) for value, words in pairs]


class ChoiceField(SelectField):
    """One of a season's own list, or none yet."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:  # noqa: ANN401 - passed on to WTForms
        super().__init__(label, coerce=number_or_none, **kwargs)

    def pre_validate(self, _form: BaseForm) -> None:
        """Refuse what the list does not hold."""
        if self.data is not None and all(self.data != value for value, *_rest in self.iter_choices()):
            self.data = None
            raise ValidationError(_("Mục này không còn trong danh sách. Hãy chọn lại."))

    def set_choices(self, pairs: Sequence[tuple[int, str]], *, empty: str) -> None:
        """Offer the list, nothing first."""
        self.choices = [SelectChoice("", empty), *options(pairs)]


class ChoicesField(SelectMultipleField):
    """Some of a season's own list."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:  # noqa: ANN401 - passed on to WTForms
        super().__init__(label, **kwargs)
        self.type = "SelectMultipleField"  # the name the macros know

    def pre_validate(self, _form: BaseForm) -> None:
        """Refuse what the list does not hold."""
        known = {value for value, *_rest in self.iter_choices()}
        if not set(self.data or ()) <= known:
            self.data = [value for value in self.data or () if value in known]
            raise ValidationError(_("Mục này không còn trong danh sách. Hãy chọn lại."))
