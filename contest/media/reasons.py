"""Why a file cannot be used: the words both sides of the sandbox share.

Child-side code raises `Refusal`; the parent turns it into `CannotProcess` (errors.py).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Reason(StrEnum):
    """One fact about a refused file; each has its sentence in `MESSAGES`."""

    EMPTY = "empty"
    UNKNOWN_TYPE = "unknown-type"
    OLD_WORD = "old-word"
    LEGACY_ENCODING = "legacy-encoding"
    NOT_ITS_NAME = "not-its-name"
    ACTIVE = "active"
    POLYGLOT = "polyglot"
    ENCRYPTED = "encrypted"
    BROKEN = "broken"
    TOO_MANY_PIXELS = "too-many-pixels"
    TOO_MANY_PAGES = "too-many-pages"
    TOO_MANY_TRACKS = "too-many-tracks"
    BOMB = "bomb"
    TOO_SLOW = "too-slow"
    CRASHED = "crashed"
    NO_ROOM = "no-room"
    NOTHING_INSIDE = "nothing-inside"


def N_(text: str) -> str:  # noqa: N802 - the marker pybabel collects; translated where it is shown
    """Mark a sentence for translation and leave it as it is."""
    return text


MESSAGES: Final[dict[Reason, str]] = {
    Reason.EMPTY: N_("Tệp rỗng (0 byte). Hãy kiểm tra rồi tải lại tệp."),
    Reason.UNKNOWN_TYPE: N_(
        "Không nhận ra loại tệp này. Hệ thống nhận TXT, RTF, DOCX, ODT, PDF, JPEG, PNG, WebP, TIFF, "
        "HEIC, MP3, M4A, WAV, FLAC, OGG, MP4, MOV, MKV, WebM và MPEG-TS."
    ),
    Reason.OLD_WORD: N_(
        "Tệp Word kiểu cũ (.doc) chưa đọc được. Hãy mở bằng Word hoặc LibreOffice, chọn Lưu thành .docx rồi tải lại."
    ),
    Reason.LEGACY_ENCODING: N_(
        "Tệp chữ không dùng bảng mã Unicode (UTF-8). Hãy lưu lại với bảng mã UTF-8 rồi tải lại."
    ),
    Reason.NOT_ITS_NAME: N_(
        "Đuôi tên tệp không khớp với nội dung bên trong. Hãy xuất lại tệp đúng loại, hoặc sửa đuôi tên tệp."
    ),
    Reason.ACTIVE: N_(
        "Tệp có nội dung tự chạy được (trang web, mã lệnh, macro hoặc danh sách phát) "
        "nên không được nhận. Hãy xuất thành PDF, DOCX, ảnh, âm thanh hoặc video."
    ),
    Reason.POLYGLOT: N_(
        "Tệp chứa hai loại nội dung lồng vào nhau nên không được nhận. Hãy xuất lại tệp từ phần mềm gốc."
    ),
    Reason.ENCRYPTED: N_(
        "Tệp được đặt mật khẩu nên không mở được. Hãy bỏ mật khẩu (lưu hoặc in lại thành tệp mới) rồi tải lại."
    ),
    Reason.BROKEN: N_("Tệp bị hỏng hoặc chưa tải hết nên không đọc được. Hãy xuất lại rồi tải lại."),
    Reason.TOO_MANY_PIXELS: N_("Ảnh quá lớn để xử lý (hơn 120 triệu điểm ảnh). Hãy thu nhỏ ảnh rồi tải lại."),
    Reason.TOO_MANY_PAGES: N_("Tài liệu quá nhiều trang để xử lý. Hãy tách phần dự thi ra tệp riêng."),
    Reason.TOO_MANY_TRACKS: N_("Tệp có quá nhiều đường hình và tiếng. Hãy xuất lại một đường hình, một đường tiếng."),
    Reason.BOMB: N_("Tệp phình ra quá lớn khi mở nên bị dừng lại. Hãy xuất lại tệp từ phần mềm gốc."),
    Reason.TOO_SLOW: N_("Xử lý tệp lâu quá mức cho phép nên bị dừng lại. Hãy xuất lại tệp đơn giản hơn."),
    Reason.CRASHED: N_("Tệp làm chương trình đọc bị dừng đột ngột. Hãy xuất lại tệp từ phần mềm gốc."),
    Reason.NO_ROOM: N_("Máy chủ hết chỗ trống để xử lý tệp. Hãy thử lại sau."),
    Reason.NOTHING_INSIDE: N_("Tệp không có chữ, hình hay tiếng nào dùng được."),
}


class Refusal(Exception):
    """Child side: this file cannot be used, for `reason`; `detail` is for the log only."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
