"""Why a file cannot come in; each says what to do instead."""

from __future__ import annotations

from http import HTTPStatus

from flask_babel import lazy_gettext as _l

from contest.errors import Refused, WrongTime


class UploadsClosed(WrongTime):
    """Files of this entry can no longer be changed."""

    message = _l("Hồ sơ này không còn nhận tệp: đã hết hạn nộp hoặc hồ sơ đang được xét. Các tệp đã có vẫn được giữ.")


class BadAnnouncement(Refused):
    """The browser's words about a file make no sense, or name it in a way we cannot keep."""

    message = _l("Không đọc được thông tin về tệp. Hãy tải lại trang rồi chọn lại tệp.")


class EmptyFile(Refused):
    """Nothing in it."""

    message = _l("Tệp rỗng (0 byte) nên không tải lên được. Hãy xuất lại tệp rồi chọn lại.")


class NoRoom(Refused):
    """A quota would be passed; the message says which."""


class TooManyOpen(Refused):
    """This person has too many uploads under way."""

    status = HTTPStatus.TOO_MANY_REQUESTS
