"""The one error of this room as the rest of the house sees it."""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from contest.errors import ContestError
from contest.media.reasons import Reason

MESSAGES: Final[dict[Reason, LazyString]] = {
    Reason.EMPTY: _l("Tệp rỗng (0 byte). Hãy kiểm tra rồi tải lại tệp."),
    Reason.UNKNOWN_TYPE: _l(
        "Không nhận ra loại tệp này. Hệ thống nhận TXT, RTF, DOCX, ODT, PDF, JPEG, PNG, WebP, TIFF, "
        "HEIC, MP3, M4A, WAV, FLAC, OGG, MP4, MOV, MKV, WebM và MPEG-TS."
    ),
    Reason.OLD_WORD: _l(
        "Máy chủ này chưa đọc được tệp Word kiểu cũ (.doc). Hãy mở bằng Word hoặc LibreOffice, "
        "chọn Lưu thành .docx rồi tải lại."
    ),
    Reason.LEGACY_ENCODING: _l(
        "Tệp chữ không dùng bảng mã Unicode (UTF-8). Hãy lưu lại với bảng mã UTF-8 rồi tải lại."
    ),
    Reason.NOT_ITS_NAME: _l(
        "Đuôi tên tệp không khớp với nội dung bên trong. Hãy xuất lại tệp đúng loại, hoặc sửa đuôi tên tệp."
    ),
    Reason.ACTIVE: _l(
        "Tệp có nội dung tự chạy được (trang web, mã lệnh, macro hoặc danh sách phát) "
        "nên không được nhận. Hãy xuất thành PDF, DOCX, ảnh, âm thanh hoặc video."
    ),
    Reason.POLYGLOT: _l(
        "Tệp chứa hai loại nội dung lồng vào nhau nên không được nhận. Hãy xuất lại tệp từ phần mềm gốc."
    ),
    Reason.ENCRYPTED: _l(
        "Tệp được đặt mật khẩu nên không mở được. Hãy bỏ mật khẩu (lưu hoặc in lại thành tệp mới) rồi tải lại."
    ),
    Reason.BROKEN: _l("Tệp bị hỏng hoặc chưa tải hết nên không đọc được. Hãy xuất lại rồi tải lại."),
    Reason.TOO_MANY_PIXELS: _l("Ảnh quá lớn để xử lý (hơn 120 triệu điểm ảnh). Hãy thu nhỏ ảnh rồi tải lại."),
    Reason.TOO_MANY_PAGES: _l("Tài liệu quá nhiều trang để xử lý. Hãy tách phần dự thi ra tệp riêng."),
    Reason.TOO_MANY_TRACKS: _l("Tệp có quá nhiều đường hình và tiếng. Hãy xuất lại một đường hình, một đường tiếng."),
    Reason.BOMB: _l("Tệp phình ra quá lớn khi mở nên bị dừng lại. Hãy xuất lại tệp từ phần mềm gốc."),
    Reason.TOO_SLOW: _l("Xử lý tệp lâu quá mức cho phép nên bị dừng lại. Hãy xuất lại tệp đơn giản hơn."),
    Reason.CRASHED: _l("Tệp làm chương trình đọc bị dừng đột ngột. Hãy xuất lại tệp từ phần mềm gốc."),
    Reason.NO_ROOM: _l("Máy chủ hết chỗ trống để xử lý tệp. Hãy thử lại sau."),
    Reason.NOTHING_INSIDE: _l(
        "Tệp không có hình hay tiếng nào dùng được. Hãy mở tệp kiểm tra, xuất lại từ phần mềm gốc rồi tải lại."
    ),
    Reason.NO_WORDS: _l(
        "Văn bản không có chữ nào trong phần bài. Hãy mở tệp kiểm tra: nếu chọn nhầm thì tải tệp khác; "
        "nếu bài nằm trong ảnh hoặc ở đầu, cuối trang thì lưu thành PDF rồi tải lại."
    ),
}


class CannotProcess(ContestError):
    """A file cannot be used; `message` says why and what to do instead.

    ``detail`` is for the log: it may quote the file and is never shown.
    """

    status = 422

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(MESSAGES[reason])
        self.args = (str(reason), detail)
        self.reason = reason
        self.detail = detail
