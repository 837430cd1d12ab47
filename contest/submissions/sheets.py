"""Reading a list of works from XLSX or CSV, with guards against what a spreadsheet may hide.

Gives plain rows of text by our own column names; what a cell means is ``importing``'s business.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, cast

from flask_babel import lazy_gettext as _l
from werkzeug.utils import import_string

from contest.submissions.errors import SheetNotRead
from contest.text.folding import fold

MAX_BYTES: Final = 5 * 1024 * 1024
MAX_UNPACKED: Final = 60 * 1024 * 1024
MAX_MEMBERS: Final = 400
MAX_ROWS: Final = 500
MAX_COLUMNS: Final = 60
HEADER_WITHIN: Final = 10
"""The header may stand below a title: it is looked for in this many rows."""
_BLANKS_AT_END: Final = 200
_XLSX_READER: Final = "contest.submissions.workbooks:first_sheet"
_FirstSheet = Callable[[bytes, int], Iterator[tuple[int, Sequence[Any]]]]

COLUMNS: Final[Mapping[str, str]] = {
    "title": "Tên tác phẩm",
    "category": "Loại hình",
    "genre": "Thể loại",
    "topic": "Chủ đề chính",
    "place": "Địa bàn",
    "authors": "Tác giả",
    "phone": "Điện thoại",
    "email": "Thư điện tử",
    "outlet": "Báo, đài",
    "published_on": "Ngày đăng, phát",
    "issue": "Số báo, chương trình",
    "url": "Đường dẫn",
    "summary": "Tóm tắt",
    "other_awards": "Giải thưởng khác",
}
"""Our name of each column and the head it has in the file; heads are compared folded."""
REQUIRED: Final = ("title", "category", "authors")
_ALIASES: Final[Mapping[str, str]] = {fold(head): key for key, head in COLUMNS.items()} | {
    "ten bai": "title",
    "tac pham": "title",
    "chu de": "topic",
    "dia ban phan anh": "place",
    "tac gia, nhom tac gia": "authors",
    "nhom tac gia": "authors",
    "email": "email",
    "e-mail": "email",
    "bao dai": "outlet",
    "noi dang": "outlet",
    "ngay dang": "published_on",
    "ngay phat": "published_on",
    "ngay dang phat": "published_on",
    "duong link": "url",
    "link": "url",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetRow:
    """A row as it stands in the file: its line and the text of each known cell."""

    line: int
    cells: Mapping[str, str]
    formulas: frozenset[str] = frozenset()


def read_sheet(name: str, body: bytes) -> Sequence[SheetRow]:
    """Rows of a list of works. Errors: SheetNotRead, said so that the delegate can mend the file."""
    if not body:
        raise SheetNotRead(_l("Tệp rỗng (0 byte). Hãy chọn lại tệp."))
    if len(body) > MAX_BYTES:
        raise SheetNotRead(_l("Bảng nặng quá 5 MB. Hãy bỏ ảnh và các trang tính khác rồi tải lại."))
    lines = _xlsx_lines(body) if body.startswith(b"PK\x03\x04") else _csv_lines(name, body)
    rows = list(_rows(lines))
    if not rows:
        raise SheetNotRead(_l("Bảng không có dòng nào dưới dòng tiêu đề. Hãy nhập mỗi tác phẩm một dòng."))
    return rows


def _rows(lines: Iterable[tuple[int, Sequence[Any]]]) -> Iterator[SheetRow]:
    columns: dict[int, str] = {}
    found, blanks = 0, 0
    for number, cells in lines:
        if not columns:
            columns = _header(cells)
            if not columns and number >= HEADER_WITHIN:
                break
            continue
        row = _row(number, cells, columns)
        blanks = 0 if row.cells else blanks + 1
        if blanks > _BLANKS_AT_END:
            return
        if not row.cells:
            continue
        found += 1
        if found > MAX_ROWS:
            raise SheetNotRead(_l("Bảng có hơn %(limit)s dòng. Hãy chia thành nhiều tệp.", limit=MAX_ROWS))
        yield row
    if not columns:
        raise SheetNotRead(
            _l(
                "Không thấy dòng tiêu đề với các cột %(columns)s. Hãy dùng tệp mẫu.",
                columns=", ".join(COLUMNS[key] for key in REQUIRED),
            )
        )


def _header(cells: Sequence[Any]) -> dict[int, str]:
    """Which column is where; nothing when a required one is missing."""
    columns: dict[int, str] = {}
    for place, cell in enumerate(cells[:MAX_COLUMNS]):
        key = _ALIASES.get(fold(str(cell or ""))[:80].rstrip(" *:"))
        if key and key not in columns.values():
            columns[place] = key
    return columns if set(REQUIRED) <= set(columns.values()) else {}


def _row(number: int, cells: Sequence[Any], columns: Mapping[int, str]) -> SheetRow:
    texts: dict[str, str] = {}
    formulas: set[str] = set()
    for place, key in columns.items():
        cell = cells[place] if place < len(cells) else None
        text = _text(cell)
        if text.startswith("=") and key != "summary":
            formulas.add(key)
        if text:
            texts[key] = text
    return SheetRow(line=number, cells=texts, formulas=frozenset(formulas))


def _text(cell: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _xlsx_lines(body: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    _refuse_bomb(body)
    read = cast("_FirstSheet", import_string(_XLSX_READER))
    try:
        yield from read(body, MAX_COLUMNS)
    except ValueError as error:
        raise SheetNotRead(_l("Tệp XLSX bị hỏng hoặc có mật khẩu. Hãy lưu lại thành .xlsx rồi tải lên.")) from error


def _refuse_bomb(body: bytes) -> None:
    """Refuse an archive that would unpack to more than a list of works ever is."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise SheetNotRead(_l("Tệp XLSX bị hỏng hoặc có mật khẩu. Hãy lưu lại thành .xlsx rồi tải lên.")) from error
    if len(members) > MAX_MEMBERS or sum(one.file_size for one in members) > MAX_UNPACKED:
        raise SheetNotRead(_l("Tệp phình ra quá lớn khi mở nên bị dừng lại. Hãy chép các dòng sang tệp mẫu mới."))
    if any(one.filename.lower().endswith("vbaproject.bin") for one in members):
        raise SheetNotRead(_l("Tệp có macro nên không được nhận. Hãy lưu thành .xlsx không có macro."))


def _csv_lines(name: str, body: bytes) -> Iterator[tuple[int, Sequence[Any]]]:
    if not name.lower().endswith((".csv", ".txt", ".tsv")):
        raise SheetNotRead(_l("Chỉ nhận bảng .xlsx hoặc .csv. Tệp .xls cũ thì hãy lưu lại thành .xlsx."))
    text = _decoded(body)
    if "\x00" in text:
        raise SheetNotRead(_l("Bảng có ký tự rỗng (NUL) nên không đọc được. Hãy lưu lại từ Excel rồi tải lên."))
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        yield from enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1)
    except csv.Error as error:
        raise SheetNotRead(_l("Bảng CSV sai cấu trúc: có dấu nháy không đóng hoặc ô quá dài.")) from error


def _decoded(body: bytes) -> str:
    encoding = "utf-16" if body.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        raise SheetNotRead(
            _l("Bảng CSV không dùng bảng mã UTF-8. Trong Excel hãy chọn Lưu thành “CSV UTF-8”.")
        ) from error
