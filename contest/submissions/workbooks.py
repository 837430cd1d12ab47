"""Reading XLSX; loaded at the first list in that form, because openpyxl is heavy (12 MiB, a fifteenth of a second)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

BROKEN: Final = (
    InvalidFileException,
    zipfile.BadZipFile,
    DefusedXmlException,
    ParseError,
    KeyError,
    ValueError,
    IndexError,
    TypeError,
    AttributeError,
    EOFError,
    OSError,
    NotImplementedError,
)
"""What openpyxl raises over a file that is damaged or locked."""


class WorkbookBroken(ValueError):
    """The file cannot be read as XLSX."""


def first_sheet(body: bytes, most_columns: int) -> Iterator[tuple[int, Sequence[Any]]]:
    """Lines of the first sheet with their numbers, cells as values. Errors: WorkbookBroken, also halfway."""
    try:
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        # What the file says of its own size is not believed: rows are counted as they come.
        sheet.reset_dimensions()
        yield from enumerate(sheet.iter_rows(max_col=most_columns, values_only=True), 1)
    except BROKEN as error:
        raise WorkbookBroken from error
