"""Downloads: Vietnamese readable, formulas harmless, no trace of who made them."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from contest.web.tables import csv_response, safe_csv_cell, write_xlsx


@pytest.mark.parametrize("cell", ["=HYPERLINK(1)", "+1", "-cmd|' /C calc'!A0", "@SUM(1)", "\tx", "\rx"])
def test_cell_that_could_be_a_formula_is_quoted(cell: str) -> None:
    assert safe_csv_cell(cell) == f"'{cell}"


def test_negative_number_stays_a_number() -> None:
    assert safe_csv_cell(Decimal("-1.50")) == "-1.50"


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
