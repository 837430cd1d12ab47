"""Forms of the blinding desk: they check shape and give plain values."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from contest.blinding.clocks import milliseconds_of
from contest.blinding.services import TITLE_LENGTH
from contest.media.boxes import Box
from contest.media.edit import Edit
from contest.media.types import Act

_WHOLE = 10_000
ACT_NAMES = {
    Act.MUTE: _l("Tắt tiếng"),
    Act.CUT: _l("Cắt bỏ"),
    Act.COVER: _l("Che một vùng"),
    Act.BLUR: _l("Làm mờ một vùng"),
}


def _moment(_form: FlaskForm, field: StringField) -> None:
    if milliseconds_of(field.data or "") is None:
        raise ValidationError(_l("Hãy ghi thời điểm theo phút:giây, ví dụ 1:05."))


class WordsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Title, text and note of a blind copy."""

    title = StringField(
        _l("Tên kín của bài"),
        [
            DataRequired(_l("Hãy đặt tên kín cho bài.")),
            Length(max=TITLE_LENGTH, message=_l("Tên bài dài quá %(max)d ký tự.")),
        ],
    )
    text = TextAreaField(_l("Chữ của bài"), [Length(max=400_000, message=_l("Bài dài quá %(max)d ký tự."))])
    note = TextAreaField(
        _l("Ghi chú của tổ thư ký cho giám khảo"),
        [Length(max=4000, message=_l("Ghi chú dài quá %(max)d ký tự."))],
    )
    version = IntegerField(_l("Phiên bản"), [InputRequired(), NumberRange(min=1)])

    def expected(self) -> int:
        """The version the page was made from."""
        return int(self.version.data or 0)


class FindingForm(FlaskForm):  # type: ignore[misc]  # as above
    """What to do with a finding."""

    act = HiddenField(_l("Việc làm"), [AnyOf(["replace", "reword", "set_aside"])])
    everywhere = BooleanField(_l("Áp dụng cho mọi chỗ có tên này"))
    words = StringField(
        _l("Chữ thay thế"), [Optional(), Length(max=120, message=_l("Chữ thay thế dài quá %(max)d ký tự."))]
    )
    reason = StringField(
        _l("Lý do không làm lộ"), [Optional(), Length(max=300, message=_l("Lý do dài quá %(max)d ký tự."))]
    )


class CaptionForm(FlaskForm):  # type: ignore[misc]  # as above
    """A caption."""

    caption = TextAreaField(_l("Chú thích"), [Length(max=2000, message=_l("Chú thích dài quá %(max)d ký tự."))])


class ReplacementForm(FlaskForm):  # type: ignore[misc]  # as above
    """A clean file in the place of one that could not be cleaned."""

    file = FileField(_l("Tệp thay thế"), [FileRequired(_l("Hãy chọn một tệp."))])


class BoxForm(FlaskForm):  # type: ignore[misc]  # as above
    """One box to paint over, in ten-thousandths of the picture."""

    x = IntegerField(_l("Từ mép trái"), [InputRequired(), NumberRange(min=0, max=_WHOLE)])
    y = IntegerField(_l("Từ mép trên"), [InputRequired(), NumberRange(min=0, max=_WHOLE)])
    w = IntegerField(_l("Rộng"), [InputRequired(), NumberRange(min=1, max=_WHOLE)])
    h = IntegerField(_l("Cao"), [InputRequired(), NumberRange(min=1, max=_WHOLE)])

    def box(self) -> Box:
        """The box as numbers."""
        return Box(x=self.x.data or 0, y=self.y.data or 0, w=self.w.data or 1, h=self.h.data or 1)


class EditForm(FlaskForm):  # type: ignore[misc]  # as above
    """One edit in time of a sound or film; the box in ten-thousandths of the picture, for cover and blur."""

    act = StringField(_l("Cách sửa"), [AnyOf(list(Act), message=_l("Hãy chọn cách sửa."))])
    start = StringField(_l("Từ (phút:giây)"), [_moment])
    end = StringField(_l("Đến (phút:giây)"), [_moment])
    x = IntegerField(_l("Từ mép trái"), [Optional(), NumberRange(min=0, max=_WHOLE)])
    y = IntegerField(_l("Từ mép trên"), [Optional(), NumberRange(min=0, max=_WHOLE)])
    w = IntegerField(_l("Rộng"), [Optional(), NumberRange(min=1, max=_WHOLE)])
    h = IntegerField(_l("Cao"), [Optional(), NumberRange(min=1, max=_WHOLE)])

    def edit(self) -> Edit:
        """The edit as values; a box only where one was drawn."""
        sides = [field.data for field in (self.x, self.y, self.w, self.h)]
        x, y, w, h = (side or 0 for side in sides)
        act = Act(self.act.data or "")
        is_placed = act in (Act.COVER, Act.BLUR) and None not in sides
        return Edit(
            act=act,
            start=milliseconds_of(self.start.data or "") or 0,
            end=milliseconds_of(self.end.data or "") or 0,
            box=Box(x=x, y=y, w=w, h=h) if is_placed else None,
        )


class ApproveForm(FlaskForm):  # type: ignore[misc]  # as above
    """The last word."""

    looked = BooleanField(_l("Tôi đã xem, nghe từng tệp và không thấy gì làm lộ tác giả"))
    version = IntegerField(_l("Phiên bản"), [InputRequired(), NumberRange(min=1)])

    def expected(self) -> int:
        """The version the page was made from."""
        return int(self.version.data or 0)


class PlainForm(FlaskForm):  # type: ignore[misc]  # as above
    """A deed of one button."""
