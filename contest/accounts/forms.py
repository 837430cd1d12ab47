"""Forms of one's own account: shape only, plain values out."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, PasswordField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of 3.2
from wtforms.validators import InputRequired, Length, Regexp

from contest.accounts import passwords
from contest.accounts.addresses import MAX_LENGTH as EMAIL_LENGTH
from contest.accounts.addresses import clean_email
from contest.accounts.queries import OrganisationName
from contest.accounts.types import ConsentPurpose, Profile
from contest.web.lazy import lazy_text as _l

NAME_LENGTH = 120
PHONE_LENGTH = 30
CARD_LENGTH = 40


def required() -> InputRequired:
    """The one sentence for a field left empty."""
    return InputRequired(_l("Hãy điền mục này."))


def required_tick() -> InputRequired:
    """The sentence for the one consent without which there is no account."""
    return InputRequired(_l("Không có sự đồng ý này thì Ban Tổ chức không thể nhận bài của bạn."))


def at_most(length: int) -> Length:
    """The one sentence for a field too long."""
    return Length(max=length, message=_l("Tối đa %(max)d ký tự."))


def is_address(_form: FlaskForm, field: Field) -> None:
    """Refuse what no mail could reach."""
    if clean_email(field.data or "") is None:
        raise ValidationError(str(_l("Địa chỉ e-mail chưa đúng. Ví dụ: ten@toasoan.vn.")))


def is_letters(_form: FlaskForm, field: Field) -> None:
    """A name has at least one letter."""
    if not any(char.isalpha() for char in field.data or ""):
        raise ValidationError(str(_l("Hãy ghi họ và tên bằng chữ.")))


def offer_organisations(field: SelectField, organisations: Sequence[OrganisationName]) -> None:
    """Fill a list of organisations, with none first."""
    none = SelectChoice("", _l("Không thuộc đơn vị nào trong danh sách"))
    field.choices = [none, *(SelectChoice(str(each.id), each.name) for each in organisations)]


class EmailForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """An address alone: registration and reset begin with it."""

    email = StringField(
        _l("E-mail"),
        [required(), at_most(EMAIL_LENGTH), is_address],
        render_kw={"type": "email", "autocomplete": "email", "inputmode": "email", "autocapitalize": "none"},
    )

    def address(self) -> str:
        """The address in its stored form."""
        return clean_email(self.email.data or "") or ""


class SignInForm(EmailForm):
    """Address and password. A malformed address is answered like an unknown one."""

    email = StringField(
        _l("E-mail"),
        [required()],
        render_kw={"type": "email", "autocomplete": "username", "inputmode": "email", "autocapitalize": "none"},
    )
    password = PasswordField(_l("Mật khẩu"), [required()], render_kw={"autocomplete": "current-password"})
    remember = BooleanField(_l("Giữ đăng nhập 14 ngày trên máy này"))


class NewPasswordForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A password to be, typed once: it can be shown, and reset."""

    password = PasswordField(
        _l("Mật khẩu mới"),
        [
            required(),
            Length(
                min=passwords.MIN_LENGTH,
                max=passwords.MAX_LENGTH,
                message=_l("Mật khẩu dài từ %(min)d đến %(max)d ký tự."),
            ),
        ],
        render_kw={"autocomplete": "new-password", "minlength": passwords.MIN_LENGTH},
    )
    personal: tuple[str, ...] = ()

    def validate_password(self, field: Field) -> None:
        """Refuse what is tried first."""
        if passwords.is_guessable(field.data or "", *self.personal):
            raise ValidationError(str(_l("Mật khẩu này quá dễ đoán. Hãy dùng một câu dài mà chỉ bạn nhớ.")))


class ChangePasswordForm(NewPasswordForm):
    """The present password, then the new one."""

    current = PasswordField(_l("Mật khẩu hiện tại"), [required()], render_kw={"autocomplete": "current-password"})


class ProfileForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """What a person says of themself. Nothing here asks for identity papers or ethnicity."""

    full_name = StringField(
        _l("Họ và tên"), [required(), at_most(NAME_LENGTH), is_letters], render_kw={"autocomplete": "name"}
    )
    pen_name = StringField(_l("Bút danh"), [at_most(NAME_LENGTH)], render_kw={"autocomplete": "nickname"})
    phone = StringField(
        _l("Điện thoại"),
        [at_most(PHONE_LENGTH), Regexp(r"^[0-9+().\s-]*$", message=_l("Chỉ ghi chữ số, dấu cách và dấu +."))],
        render_kw={"type": "tel", "autocomplete": "tel"},
    )
    press_card = StringField(_l("Số thẻ nhà báo"), [at_most(CARD_LENGTH)], render_kw={"autocomplete": "off"})
    organisation = SelectField(_l("Cơ quan báo chí, đơn vị"), coerce=str, default="")

    def offer(self, organisations: Sequence[OrganisationName]) -> None:
        """Fill the list to choose from."""
        offer_organisations(self.organisation, organisations)

    def profile(self) -> Profile:
        """Plain values."""
        chosen = (self.organisation.data or "") if "organisation" in self else ""
        return Profile(
            full_name=self.full_name.data or "",
            pen_name=self.pen_name.data or "",
            phone=self.phone.data or "",
            press_card=self.press_card.data or "",
            organisation_id=int(chosen) if chosen else None,
        )


class AccountForm(ProfileForm, NewPasswordForm):
    """A new account: who, a password, and three separate consents, none of them ticked."""

    processing = BooleanField(_l("Xử lý dữ liệu cá nhân"), [required_tick()])
    publication = BooleanField(_l("Công bố khi đoạt giải"))
    news = BooleanField(_l("Nhận tin mùa giải sau"))

    def consents(self) -> frozenset[ConsentPurpose]:
        """The purposes that were ticked."""
        ticked = {
            ConsentPurpose.PROCESSING: self.processing.data,
            ConsentPurpose.PUBLICATION: "publication" in self and self.publication.data,
            ConsentPurpose.NEWS: self.news.data,
        }
        return frozenset(purpose for purpose, given in ticked.items() if given)
