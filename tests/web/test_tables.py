"""Downloads: Vietnamese readable, formulas harmless, no trace of who made them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from contest.errors import NotVisible
from contest.web.tables import csv_response, safe_csv_cell, write_xlsx, xlsx_response


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+1", "-cmd|' /C calc'!A0", "@SUM(1)", "\tx", "\rx"])
def test_cell_that_could_be_a_formula_is_quoted(cell: str) -> None:
    assert safe_csv_cell(cell) == f"'{cell}"


@pytest.mark.parametrize(
    ("kept", "written"),
    [
        ("66.0000", "66"),
        ("66.5000", "66.5"),
        ("66.1667", "66.1667"),
        ("100", "100"),
        ("1E+2", "100"),
        ("0.0000", "0"),
        ("-1.50", "-1.5"),
    ],
)
def test_a_number_stays_a_number_without_needless_zeros(kept: str, written: str) -> None:
    assert safe_csv_cell(Decimal(kept)) == written


def test_csv_is_read_as_vietnamese_by_a_spreadsheet() -> None:
    body = csv_response("ds", ["Tên"], [["Đường về bản"]]).get_data()
    assert body == "\ufeffTên\r\nĐường về bản\r\n".encode()


def test_xlsx_holds_text_not_formulas_and_no_maker() -> None:
    file = io.BytesIO()
    write_xlsx(file, ["Tên", "Điểm"], [["=1+1", Decimal("8.5")]])
    cells = [[cell.value for cell in row] for row in load_workbook(file)["Sheet1"].iter_rows()]
    types = [cell.data_type for cell in load_workbook(file)["Sheet1"][2]]
    core = zipfile.ZipFile(file).read("docProps/core.xml").decode()
    assert (cells, types) == ([["Tên", "Điểm"], ["=1+1", 8.5]], ["s", "n"])
    assert "<dc:creator></dc:creator>" in core


def refused() -> Iterator[list[str]]:
    yield ["một dòng"]
    raise NotVisible


def files_open() -> int:
    """How many files and pipes this process holds."""
    return len(list(Path("/dev/fd").iterdir()))


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="this system does not list what a process holds open")
def test_xlsx_that_is_refused_or_not_read_leaves_no_file_open() -> None:
    before = files_open()
    with pytest.raises(NotVisible):
        xlsx_response("ds", ["Tên"], refused())
    assert files_open() == before
    unread = xlsx_response("ds", ["Tên"], [["một dòng"]])
    assert files_open() == before + 1
    unread.close()
    assert files_open() == before
