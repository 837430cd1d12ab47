"""Forms of the results room; they check shape and give plain values."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp

from contest.results.types import PrizeHead
from contest.text.folding import clean_line, clean_text

NO_PRIZE = 0


def _line(value: str | None) -> str:
    return clean_line(value or "")


def _text(value: str | None) -> str:
    return clean_text(value or "")


class TieForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Codes of tied works in the chair's order, and why."""

    codes = StringField(
        _l("Thứ tự mã phách, tốt nhất trước"),
        [InputRequired(_l("Hãy ghi các mã phách theo thứ tự, cách nhau bằng dấu cách.")), Length(max=400)],
        filters=[_line],
    )
    reason = TextAreaField(
        _l("Lý do"), [InputRequired(_l("Hãy ghi lý do xếp thứ tự.")), Length(max=2000)], filters=[_text]
    )

    def ordered(self) -> Sequence[str]:
        """The codes, upper case, in order."""
        return (self.codes.data or "").upper().replace(",", " ").split()


class AwardForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Another prize for one work, and why."""

    code = StringField(
        _l("Mã phách"), [InputRequired(_l("Hãy ghi mã phách.")), Length(max=8)], filters=[_line, str.upper]
    )
    prize = SelectField(_l("Giải"), coerce=int)
    reason = TextAreaField(
        _l("Lý do thay đổi"), [InputRequired(_l("Hãy ghi lý do thay đổi.")), Length(max=2000)], filters=[_text]
    )

    def offer(self, prizes: Sequence[PrizeHead]) -> None:
        """Fill the choices from the prize table."""
        self.prize.choices = [(NO_PRIZE, _l("Không trao giải")), *((one.id, one.name) for one in prizes)]

    def prize_id(self) -> int | None:
        """The chosen prize, or None for none."""
        return self.prize.data or None


class RevokeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Why a published prize is taken back, in words that the public will read."""

    reason = TextAreaField(
        _l("Lý do thu hồi, đăng công khai"),
        [InputRequired(_l("Hãy ghi lý do thu hồi giải.")), Length(max=2000)],
        filters=[_text],
    )


class RequestForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """The request that the person has before their eyes, by its id."""

    seen = HiddenField(validators=[InputRequired(), Regexp(r"[0-9]{1,18}")])

    def seen_id(self) -> int:
        """The id; 0, which no request has, where the field holds none."""
        return int(self.seen.data or 0) if self.validate() else 0


class ConfirmForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """The digest of the list that the person has before their eyes."""

    digest = HiddenField(validators=[InputRequired(), Length(min=64, max=64)])
