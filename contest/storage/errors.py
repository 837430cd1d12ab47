"""What can go wrong with bytes, each said so that the person knows what to do next."""

from __future__ import annotations

from http import HTTPStatus

from flask_babel import lazy_gettext as _l

from contest.errors import ContestError


class ObjectMissing(ContestError):
    """No such object; the same answer for a key that has no shape of one."""

    status = HTTPStatus.NOT_FOUND
    message = _l("Không có tệp này.")


class StoreUnavailable(ContestError):
    """The store cannot be asked now: down, overloaded or cut off. Trying again is right."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    message = _l("Kho tệp tạm thời không trả lời. Những phần đã gửi vẫn còn nguyên; hãy thử lại sau ít phút.")


class StoreBusy(ContestError):
    """As many files are on their way as this machine can carry at once; the uploader tries again by itself."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    message = _l("Rất nhiều tệp đang được gửi cùng lúc. Trang sẽ tự gửi lại sau ít giây.")


class StoreRefused(ContestError):
    """The store answered and refused: wrong key, wrong bucket, wrong clock. An operator's matter."""

    status = HTTPStatus.BAD_GATEWAY
    message = _l("Kho tệp từ chối yêu cầu. Lý do nằm trong nhật ký hệ thống; hãy báo tổ thư ký.")

    def __init__(self, code: str = "") -> None:
        """``code`` is the store's own word for it, for the log and for ``contest storage check``."""
        super().__init__()
        self.code = code


class StoreFull(ContestError):
    """No room left; nothing of the refused body is kept."""

    status = HTTPStatus.INSUFFICIENT_STORAGE
    message = _l("Kho tệp đã hết chỗ nên phần này chưa được lưu. Hãy báo tổ thư ký.")


class UploadGone(ContestError):
    """No such multipart upload: aborted, or completed long ago."""

    status = HTTPStatus.GONE
    message = _l("Lượt tải lên này không còn nữa. Hãy chọn lại tệp để tải lên từ đầu.")


class PartsMissing(ContestError):
    """Completion was asked for before the store held every part."""

    status = HTTPStatus.CONFLICT
    message = _l("Kho tệp chưa nhận đủ các phần của tệp này. Hãy chọn lại tệp để gửi nốt.")


class PartRefused(ContestError):
    """A part of another size or hash than announced; it was not kept."""

    status = HTTPStatus.BAD_REQUEST
    message = _l("Một phần của tệp bị sai lệch trên đường truyền nên không được giữ lại.")


class PartBusy(ContestError):
    """The same part is being written by another connection at this moment."""

    status = HTTPStatus.CONFLICT
    message = _l("Phần này đang được gửi từ một cửa sổ khác.")


class LinkRefused(ContestError):
    """A link that was changed, is for something else, or whose time is over."""

    status = HTTPStatus.FORBIDDEN
    message = _l("Liên kết đã hết hạn hoặc không đúng. Hãy tải lại trang để có liên kết mới.")
