"""The delegate's pages: lists from spreadsheets, order, the list to be signed."""

from __future__ import annotations

import html
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from contest.accounts.models import Organisation, Person
from contest.accounts.types import Role
from contest.db import reading
from contest.submissions.errors import SheetNotRead
from contest.submissions.import_lists import nearest
from contest.submissions.models import Author, Entry, Part
from contest.submissions.sheets import COLUMNS, MAX_ROWS, read_sheet
from tests import factories as make
from tests.submissions.conftest import World

SignIn = Callable[[Person], FlaskClient]
HEAD = list(COLUMNS.values())


def line(**cells: object) -> list[Any]:
    """A row of the template."""
    full: dict[str, object] = {
        "title": "Bản xa có điện",
        "category": "Báo in",
        "genre": "Phóng sự",
        "topic": "T02",
        "authors": "Lê Thị Hoa; Vũ Văn Nam",
        "phone": "0912345678",
        "email": "hoa@vi-du.test",
        "outlet": "Báo Thử nghiệm",
        "published_on": "15/08/2023",
        "url": "https://bao.test/2",
    }
    return [(full | cells).get(key, "") for key in COLUMNS]


def xlsx(*rows: list[Any], head: list[str] | None = None) -> bytes:
    """An XLSX with the template's heads and these rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (head or HEAD, *rows):
        sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def csv_of(*rows: list[Any]) -> bytes:
    """The same as CSV with semicolons in quotes."""
    lines = [",".join(f'"{cell}"' for cell in row) for row in (HEAD, *rows)]
    return "\ufeff".encode() + "\r\n".join(lines).encode()


def delegate(world: World, unit: Organisation | None = None) -> Person:
    """Somebody who speaks for a unit."""
    person = make.person(world.session, full_name="Đỗ Đại Diện")
    unit = unit or make.organisation(world.session, name="Chi hội Đài")
    make.member(world.session, person, world.season.id, Role.UNIT, organisation_id=unit.id)
    return person


def page(world: World, path: str) -> str:
    """An address of the delegate."""
    return f"/mua/{world.season.slug}/don-vi/{path}"


def choose(client: FlaskClient, world: World, body: bytes, name: str = "danh-sach.xlsx") -> TestResponse:
    """Send a file to the preview; put together here, because the test client leaves large files open."""
    head = f'--x\r\nContent-Disposition: form-data; name="sheet"; filename="{name}"\r\n\r\n'.encode()
    whole = head + body + b"\r\n--x--\r\n"
    return client.post(page(world, "nhap-bang"), data=whole, content_type="multipart/form-data; boundary=x")


def parcel_of(text: str) -> str:
    """The rows the preview page would send back."""
    raw = text.partition('name="rows" value="')[2].partition('"')[0]
    return html.unescape(raw)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_good_rows_become_drafts_and_bad_ones_are_told(world: World, sign_in: SignIn, kind: str) -> None:
    client = sign_in(delegate(world))
    rows = [
        line(),
        line(title="", authors=""),
        line(title="Bài hai", category="Báo tường"),
        line(title="Bài ba", published_on="31/02/2023"),
        line(title="=cmd|'/c calc'!A0"),
        line(title="Dài " * 3000),
        line(title="Bài bốn", email="khong-phai-thu"),
        line(title="Bản xa có điện"),
        line(
            title="Bài năm", published_on=date(2023, 9, 1) if kind == "xlsx" else "01/09/2023", topic="t02. Giảm nghèo"
        ),
    ]
    body = xlsx(*rows) if kind == "xlsx" else csv_of(*rows)

    shown = choose(client, world, body, f"danh-sach.{kind}")

    assert shown.status_code == 200
    for words in (
        "Ô này còn trống. Hãy điền.",
        "“Báo tường” không có trong danh mục",
        "không có trong lịch",
        "Ô này là công thức",
        "quá mức 300",
        "Địa chỉ này chưa đúng",
        "đã có trong danh sách của đơn vị",
    ):
        assert words in shown.text
    assert titles(world) == []

    done = client.post(page(world, "nhap-bang/xac-nhan"), data={"rows": parcel_of(shown.text)}, follow_redirects=True)
    assert "Đã tạo 2 bản nháp." in done.text
    assert "7 dòng không tạo được" in done.text
    again = client.post(page(world, "nhap-bang/xac-nhan"), data={"rows": parcel_of(shown.text)}, follow_redirects=True)
    assert "Đã tạo 0 bản nháp." in again.text
    assert titles(world) == ["Bản xa có điện", "Bài năm"]


def test_a_row_is_kept_with_its_people_and_places(world: World, sign_in: SignIn) -> None:
    client = sign_in(delegate(world))
    shown = choose(client, world, xlsx(line()))
    client.post(page(world, "nhap-bang/xac-nhan"), data={"rows": parcel_of(shown.text)})

    with reading(), Session(world.session.get_bind()) as own:
        entry = own.scalars(select(Entry)).one()
        authors = own.scalars(select(Author).order_by(Author.position)).all()
        part = own.scalars(select(Part)).one()
        assert (entry.channel, entry.status, entry.genre_id, entry.unit_position) == (
            "unit",
            "draft",
            world_genre(world),
            1,
        )
        assert [(one.full_name, one.is_representative, one.organisation_name) for one in authors] == [
            ("Lê Thị Hoa", True, "Chi hội Đài"),
            ("Vũ Văn Nam", False, "Chi hội Đài"),
        ]
        assert (part.outlet, part.published_on) == ("Báo Thử nghiệm", date(2023, 8, 15))


def world_genre(world: World) -> int:
    """The genre's key, without waking the test's own session."""
    return int(world.genre.__dict__["id"])


def zip_bomb() -> bytes:
    """An archive that unpacks to 200 MB."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (200 * 1024 * 1024))
    return held.getvalue()


def laughing() -> bytes:
    """An XLSX whose sheet holds a billion laughs."""
    held = io.BytesIO()
    laughs = "".join(f'<!ENTITY l{n} "&l{n - 1};&l{n - 1};&l{n - 1};&l{n - 1};">' for n in range(1, 20))
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>'
    sheet = f"{head}<worksheet><sheetData>&l19;</sheetData></worksheet>"
    with zipfile.ZipFile(io.BytesIO(xlsx(line()))) as good, zipfile.ZipFile(held, "w") as bad:
        for name in good.namelist():
            bad.writestr(name, sheet if name.endswith("sheet1.xml") else good.read(name))
    return held.getvalue()


BAD_SHEETS: list[tuple[str, bytes | Callable[[], bytes], str]] = [
    ("rong.xlsx", b"", "Tệp rỗng (0 byte)"),
    ("bang.xls", b"\xd0\xcf\x11\xe0" + b"0" * 600, "Chỉ nhận bảng .xlsx hoặc .csv"),
    ("anh.png", b"\x89PNG\r\n\x1a\n", "Chỉ nhận bảng .xlsx hoặc .csv"),
    ("hong.xlsx", b"PK\x03\x04" + b"hong" * 100, "bị hỏng hoặc có mật khẩu"),
    ("cut.xlsx", xlsx(line())[:3000], "bị hỏng hoặc có mật khẩu"),
    ("bom.xlsx", zip_bomb, "phình ra quá lớn"),
    ("cuoi.xlsx", laughing(), "bị hỏng hoặc có mật khẩu"),
    ("khac.xlsx", xlsx([1, 2, 3], head=["a", "b", "c"]), "Không thấy dòng tiêu đề"),
    ("trong.xlsx", xlsx(), "không có dòng nào"),
    ("dai.xlsx", xlsx(*[line(title=f"Bài {n}") for n in range(MAX_ROWS + 1)]), "hơn 500 dòng"),
    ("nul.csv", csv_of(line(title="a\x00b")), "ký tự rỗng (NUL)"),
    ("ma.csv", "Tên tác phẩm,Loại hình,Tác giả\nBài,Báo in,Hòa".encode("cp1258", "replace"), "bảng mã UTF-8"),
    ("nhay.csv", ("Tên tác phẩm,Loại hình,Tác giả\n" + "x" * 200_000).encode(), "sai cấu trúc"),
    ("nang.csv", b"a" * (5 * 1024 * 1024 + 1), "nặng quá 5 MB"),
]


@pytest.mark.parametrize(("name", "body", "words"), BAD_SHEETS, ids=[row[0] for row in BAD_SHEETS])
def test_a_file_that_cannot_be_read_is_told_why(
    world: World, sign_in: SignIn, name: str, body: bytes | Callable[[], bytes], words: str
) -> None:
    answer = choose(sign_in(delegate(world)), world, body if isinstance(body, bytes) else body(), name)

    assert answer.status_code == 422
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_no_file_at_all_is_told(world: World, sign_in: SignIn) -> None:
    answer = sign_in(delegate(world)).post(page(world, "nhap-bang"), data={})

    assert answer.status_code == 422
    assert "Chưa chọn tệp" in answer.text


@pytest.mark.parametrize("rows", ["", "{}", "[]", "[1]", '[{"line":1}]', '[{"line":"x","cells":{}}]', "[" * 5000])
def test_a_forged_preview_is_refused(world: World, sign_in: SignIn, rows: str) -> None:
    answer = sign_in(delegate(world)).post(page(world, "nhap-bang/xac-nhan"), data={"rows": rows})

    assert answer.status_code == 422


def test_a_forged_row_is_checked_again(world: World, sign_in: SignIn) -> None:
    forged = [{"line": 2, "cells": {"title": "x" * 5000, "category": "Báo in", "authors": "A", "owner": "1"}}]
    client = sign_in(delegate(world))

    client.post(page(world, "nhap-bang/xac-nhan"), data={"rows": json.dumps(forged)})

    assert titles(world) == []


def test_a_header_below_a_title_and_a_semicolon_csv_are_found() -> None:
    body = "DANH SÁCH;;\n;;\nTên tác phẩm *;Loại hình:;TÁC GIẢ\nBài;Báo in;An\n".encode()

    rows = read_sheet("a.csv", body)

    assert [(row.line, dict(row.cells)) for row in rows] == [
        (4, {"title": "Bài", "category": "Báo in", "authors": "An"})
    ]
    with pytest.raises(SheetNotRead):
        read_sheet("a.pdf", body)


def test_the_template_can_be_filled_and_read(world: World, sign_in: SignIn) -> None:
    body = sign_in(delegate(world)).get(page(world, "mau.xlsx")).data
    book = openpyxl.load_workbook(io.BytesIO(body))
    assert book.active is not None
    book.active.append(line())
    held = io.BytesIO()
    book.save(held)

    assert read_sheet("mau.xlsx", held.getvalue())[0].cells["title"] == "Bản xa có điện"


def test_works_are_ordered_and_listed_for_signature(world: World, sign_in: SignIn) -> None:
    unit = make.organisation(world.session, name="Chi hội Báo")
    person = delegate(world, unit)
    entries = [
        make.entry(
            world.session, world.season, world.category, person, title=f"Bài {n}", channel="unit",
            organisation_id=unit.id, unit_position=n, status="draft", submitted_at=None,
        )
        for n in (1, 2, 3)
    ]  # fmt: skip
    for one in entries:
        make.author(world.session, one, full_name="Lê Thị Hoa")
        make.part(world.session, one)
    keys = [one.public_id for one in entries]
    client = sign_in(person)

    places = {f"place-{keys[0]}": "3", f"place-{keys[1]}": "1", f"place-{keys[2]}": "2'; drop"}
    client.post(page(world, "thu-tu"), data=places)
    paper = client.get(page(world, "danh-sach")).text
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(page(world, "danh-sach.xlsx")).data)).worksheets[0]

    assert [sheet.cell(row, 2).value for row in (2, 3, 4)] == ["Bài 2", "Bài 1", "Bài 3"]
    assert paper.index("Bài 2") < paper.index("Bài 1") < paper.index("Bài 3")
    assert "Chi hội Báo" in paper
    assert "THỦ TRƯỞNG ĐƠN VỊ" in paper


def test_a_delegate_opens_the_units_works_and_no_others(world: World, sign_in: SignIn) -> None:
    unit = make.organisation(world.session)
    first, second, other = delegate(world, unit), delegate(world, unit), delegate(world)
    shared = make.entry(
        world.session, world.season, world.category, first, channel="unit", organisation_id=unit.id, status="draft"
    )
    private = make.entry(
        world.session, world.season, world.category, first, channel="author", organisation_id=unit.id, status="draft"
    )
    address = f"/mua/{world.season.slug}/bai-du-thi"
    ids = shared.public_id, private.public_id

    colleague = sign_in(second)
    assert colleague.get(f"{address}/{ids[0]}/sua").status_code == 200
    assert colleague.get(f"{address}/{ids[1]}/sua").status_code == 404
    assert sign_in(other).get(f"{address}/{ids[0]}/sua").status_code == 404


PATHS = ["nhap-bang", "mau.xlsx", "danh-sach", "danh-sach.xlsx"]


def test_only_delegates_have_these_pages(world: World, sign_in: SignIn, client: FlaskClient) -> None:
    for role in Role:
        if role is Role.UNIT:
            continue
        theirs = sign_in(make.person(world.session, roles={world.season.id: role}))
        for path in PATHS:
            assert theirs.get(page(world, path)).status_code == 404
        for path in ("nhap-bang", "nhap-bang/xac-nhan", "thu-tu"):
            assert theirs.post(page(world, path), data={}).status_code == 404
    assert client.get(page(world, "danh-sach")).status_code == 302


def titles(world: World) -> list[str]:
    """Titles of all entries now, in the order they were made."""
    with reading(), Session(world.session.get_bind()) as own:
        return list(own.scalars(select(Entry.title).order_by(Entry.id)))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Lục Ngạn", ["Huyện Lục Ngạn"]),
        ("luc ngan", ["Huyện Lục Ngạn"]),
        ("Huyện Lục Ngạn, tỉnh Bắc Giang", ["Huyện Lục Ngạn"]),
        ("Huyện Sơn Đông", ["Huyện Sơn Động"]),
        ("Huyên Sơn Dộng", ["Huyện Sơn Động"]),
        ("Paris", []),
    ],
)
def test_a_name_that_is_in_no_list_brings_those_like_it(text: str, meant: list[str]) -> None:
    assert nearest(text, ["Huyện Lục Ngạn", "Huyện Sơn Động", "TP Bắc Giang"])[: len(meant) or 1] == meant


def test_the_preview_proposes_the_name_that_was_meant(world: World, sign_in: SignIn) -> None:
    client = sign_in(delegate(world))
    shown = html.unescape(choose(client, world, xlsx(line(genre="Phóng sự ảnh", topic="Theo chiều sâu"))).text)
    assert "“Phóng sự ảnh” không có trong danh mục của cuộc thi. Tên gần giống: “Phóng sự”." in shown
    assert "Tên gần giống: “T02. Giảm nghèo theo chiều sâu”." in shown


def test_a_row_without_authors_is_told_of_its_address_too(world: World, sign_in: SignIn) -> None:
    """Everything that is wrong with a row at once: nobody uploads a list three times for three cells."""
    client = sign_in(delegate(world))
    shown = choose(client, world, xlsx(line(authors="", email="khong-phai-thu"))).text
    assert "Ô này còn trống" in shown
    assert "Địa chỉ này chưa đúng" in shown
