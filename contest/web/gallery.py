"""A living gallery of the components: every macro with plausible values, for developers and for the checks."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from flask import Blueprint, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    DecimalField,
    EmailField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of 3.2
from wtforms.validators import Email, InputRequired, Length, NumberRange

from contest.access import Audience, allow
from contest.web.shell import received_at

bp = Blueprint("gallery", __name__)


class GalleryForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """One field of each kind."""

    title = StringField(_l("Tên tác phẩm"), [InputRequired(), Length(max=200)])
    email = EmailField(_l("Thư điện tử"), [InputRequired(), Email()])
    password = PasswordField(_l("Mật khẩu"), [InputRequired()])
    body = TextAreaField(_l("Nội dung bài"))
    press_type = RadioField(
        _l("Loại hình"),
        [InputRequired()],
        choices=[
            SelectChoice("print", _l("Báo in")),
            SelectChoice("online", _l("Báo điện tử")),
            SelectChoice("television", _l("Truyền hình")),
        ],
    )
    district = SelectField(
        _l("Địa bàn"), choices=[SelectChoice("sd", _l("Sơn Động")), SelectChoice("ln", _l("Lục Ngạn"))]
    )
    topics = SelectMultipleField(
        _l("Chủ đề"),
        choices=[
            SelectChoice("T04", _l("Sinh kế, mô hình giảm nghèo")),
            SelectChoice("T05", _l("Tấm gương thoát nghèo")),
        ],
    )
    parts = IntegerField(_l("Số kỳ"), [NumberRange(1, 5)])
    mark = DecimalField(_l("Điểm"), [NumberRange(0, 25)])
    money = IntegerField(_l("Tiền thưởng"))
    published_on = DateField(_l("Ngày đăng"))
    closes_at = DateTimeLocalField(_l("Hạn nộp"))
    file = FileField(_l("Tệp bài"))
    agreed = BooleanField(_l("Tôi cam đoan tác phẩm không vi phạm bản quyền"), [InputRequired()])


def _marks() -> list[dict[str, object]]:
    rows = [
        ("9KD4", "88.50", "84", "93", True),
        ("7QF2", "86.00", "80", "91", False),
        ("M2XA", "79.25", "66", "90", False),
    ]
    return [
        {"label": code, "value": Decimal(value), "low": Decimal(low), "high": Decimal(high), "prize": prize}
        for code, value, low, high, prize in rows
    ]


def _heat() -> list[dict[str, object]]:
    marks = {"9KD4": (88, 92, 85), "7QF2": (80, 91, 87), "M2XA": (66, 82, 90)}
    return [
        {"label": code, "cells": [{"text": mark, "heat": min(6, max(0, (mark - 60) // 5))} for mark in row]}
        for code, row in marks.items()
    ]


@bp.route("/quan-tri/thanh-phan", methods=["GET", "POST"])
@allow(Audience.ADMIN)
def gallery() -> ResponseReturnValue:
    """Every component on one page; sending the form shows its errors."""
    form = GalleryForm()
    status = 200
    if form.is_submitted():
        status = 200 if form.validate() else 422
        flash(_("Biểu mẫu đã được kiểm tra."), "good")
    page = render_template(
        "gallery.html", form=form, marks=_marks(), heat=_heat(), closes_at=received_at() + timedelta(days=3, hours=4)
    )
    return page, status
