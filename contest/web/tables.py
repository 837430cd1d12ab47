"""Tables that people download: CSV and XLSX, streamed, and safe to open in a spreadsheet.

A cell that a spreadsheet would take for a formula is written as text: quoted by an apostrophe in
CSV, and by cell type in XLSX.
"""

from __future__ import annotations

import contextlib
import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO

import xlsxwriter  # type: ignore[import-untyped]  # ships no types
from flask import Response, has_request_context, stream_with_context

from contest.text.dates import date_vi, datetime_vi

Cell = str | int | Decimal | date | datetime | None
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_PER_CHUNK = 200
CHUNK_BYTES = 65_536


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """A streamed CSV in UTF-8 with the mark that spreadsheets need to read Vietnamese."""
    return _download(_csv_chunks(header, rows), f"{name}.csv", CSV_TYPE)


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A whole short CSV at once, the same bytes that ``csv_response`` streams."""
    return b"".join(_csv_chunks(header, rows))


def xlsx_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """An XLSX written row by row to a temporary file and streamed from it."""
    book = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the answer
    try:
        write_xlsx(book, header, rows)
    except BaseException:
        book.close()
        raise
    book.seek(0)
    response = _download(_file_chunks(book), f"{name}.xlsx", XLSX_TYPE)
    response.call_on_close(book.close)  # nobody may read it to its end
    return response


def write_xlsx(target: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write one sheet; memory does not grow with the rows."""
    book = xlsxwriter.Workbook(
        target, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    # No author, company or time of making: the file says what is in it and nothing else.
    book.set_properties({"author": "", "created": datetime(2000, 1, 1)})  # noqa: DTZ001 - a fixed, zoneless stamp
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(header):
        sheet.write_string(0, column, title, bold)
    with contextlib.closing(book):  # also when a row is refused: its own temporary file goes with it
        for index, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
                    sheet.write_number(index, column, cell)
                elif cell is not None:
                    sheet.write_string(index, column, _text(cell))


def safe_csv_cell(cell: Cell) -> str:
    """The text of a cell; one that could be a formula is quoted, and a number is as short as it is exact."""
    if isinstance(cell, Decimal):
        plain = f"{cell:f}"  # the database keeps four decimals of every total: «66.0000» is 66
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    if isinstance(cell, int):
        return str(cell)
    text = _text(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return datetime_vi(cell)
    if isinstance(cell, date):
        return date_vi(cell)
    return "" if cell is None else str(cell)


def _csv_chunks(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow([safe_csv_cell(title) for title in header])
    for count, row in enumerate(rows, start=1):
        writer.writerow([safe_csv_cell(cell) for cell in row])
        if count % ROWS_PER_CHUNK == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _file_chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def _download(chunks: Iterator[bytes], name: str, content_type: str) -> Response:
    # Rows may still come from the database while the answer goes out.
    body = stream_with_context(chunks) if has_request_context() else chunks
    response = Response(body, content_type=content_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
