"""The expected failures of the contest, each fit to show to the person who met it.

Anything that is not a ``ContestError`` is a bug: it reaches the 500 page and the log.
"""

from __future__ import annotations

from typing import ClassVar

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


class ContestError(Exception):
    """An expected refusal: ``status`` is the HTTP answer, ``message`` the sentence shown."""

    status: ClassVar[int] = 400
    message: LazyString | str = _l("Yêu cầu không hợp lệ. Hãy quay lại trang trước và thử lại.")

    def __init__(self, message: LazyString | str | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(type(self).__name__)

    def __str__(self) -> str:
        return str(self.message)


class NotVisible(ContestError):
    """Not there, not yours and not yet: one answer, so that none can be told from another."""

    status = 404
    message = _l("Không tìm thấy trang này. Có thể địa chỉ đã thay đổi hoặc bạn chưa được mở trang.")


class Refused(ContestError):
    """A rule of the contest forbids the act."""

    status = 422


class StaleVersion(ContestError):
    """Somebody, or another tab, saved a newer version first."""

    status = 409
    message = _l("Nội dung đã được lưu ở một cửa sổ khác. Hãy so sánh hai bản rồi lưu lại.")


class WrongTime(ContestError):
    """The act is right but its time has passed or has not come."""

    status = 409


class SettingMissing(RuntimeError):
    """A required setting is absent; start-up stops and names it."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Thiếu thiết lập bắt buộc {name} / required setting {name} is missing")
        self.name = name
