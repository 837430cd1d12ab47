"""What WTForms says of a wrong value, in our words.

WTForms has no Vietnamese. Flask-WTF looks for translations on the request before it loads its own,
so each request carries ours: every form of the house then speaks the reader's language.
"""

from __future__ import annotations

from flask import request
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

_SENTENCES: dict[str, LazyString] = {
    "This field is required.": _l("Hãy điền ô này."),
    "Invalid input.": _l("Nội dung không hợp lệ."),
    "Invalid email address.": _l("Địa chỉ thư điện tử không hợp lệ. Ví dụ: ten@bao.vn."),
    "Invalid URL.": _l("Địa chỉ trang không hợp lệ. Ví dụ: https://bao.vn/bai-viet."),
    "Field must be equal to %(other_name)s.": _l("Hai ô phải giống nhau."),
    "Field must be at least %(min)d character long.": _l("Cần ít nhất %(min)d ký tự."),
    "Field cannot be longer than %(max)d character.": _l("Chỉ được tối đa %(max)d ký tự."),
    "Field must be exactly %(max)d character long.": _l("Cần đúng %(max)d ký tự."),
    "Field must be between %(min)d and %(max)d characters long.": _l("Cần từ %(min)d đến %(max)d ký tự."),
    "Number must be at least %(min)s.": _l("Số phải từ %(min)s trở lên."),
    "Number must be at most %(max)s.": _l("Số không được lớn hơn %(max)s."),
    "Number must be between %(min)s and %(max)s.": _l("Số phải từ %(min)s đến %(max)s."),
    "Date must be at least %(min)s.": _l("Ngày phải từ %(min)s trở đi."),
    "Date must be at most %(max)s.": _l("Ngày không được sau %(max)s."),
    "Date must be between %(min)s and %(max)s.": _l("Ngày phải từ %(min)s đến %(max)s."),
    "Invalid value, must be one of: %(values)s.": _l("Giá trị phải là một trong: %(values)s."),
    "Invalid value, can't be any of: %(values)s.": _l("Không được dùng: %(values)s."),
    "Invalid Choice: could not coerce.": _l("Hãy chọn một mục trong danh sách."),
    "Not a valid choice.": _l("Hãy chọn một mục trong danh sách."),
    "Invalid choice(s): one or more data inputs could not be coerced.": _l("Có mục không nằm trong danh sách."),
    "'%(value)s' is not a valid choice for this field.": _l("“%(value)s” không nằm trong danh sách."),
    "Not a valid datetime value.": _l("Thời điểm không hợp lệ. Hãy ghi theo mẫu 23:59 20/11/2023."),
    "Not a valid date value.": _l("Ngày không hợp lệ. Hãy ghi theo mẫu ngày/tháng/năm."),
    "Not a valid time value.": _l("Giờ không hợp lệ. Hãy ghi theo mẫu 23:59."),
    "Not a valid integer value.": _l("Hãy ghi một số nguyên."),
    "Not a valid decimal value.": _l("Hãy ghi một số, ví dụ 8,5."),
    "Not a valid float value.": _l("Hãy ghi một số, ví dụ 8,5."),
    "File does not have an approved extension: {extensions}": _l(
        "Loại tệp chưa được nhận. Các loại nhận được: {extensions}"
    ),
    "File does not have an approved extension.": _l("Loại tệp chưa được nhận."),
}


class FormWords:
    """Speaks for WTForms; the method names are those that Flask-WTF calls."""

    def ugettext(self, sentence: str) -> str:
        """Our sentence for WTForms's; the given one where we have none."""
        return str(_SENTENCES.get(sentence, sentence))

    def ungettext(self, singular: str, plural: str, count: int) -> str:  # noqa: ARG002 - gettext's signature
        """The same for counted sentences: in Vietnamese both forms are one."""
        return self.ugettext(singular)


_WORDS = FormWords()


def speak_to_forms() -> None:
    """Put our sentences where Flask-WTF looks first."""
    request.wtforms_translations = _WORDS  # type: ignore[attr-defined]  # Flask-WTF's own hook
