"""Bad input on the entrants' real addresses that has no other home: days outside the window, formulas in lists."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
from flask.testing import FlaskClient

from contest.accounts.models import Person
from tests import factories as make
from tests.submissions.conftest import World
from tests.submissions.test_submissions_entrant_pages import form_of, own
from tests.submissions.test_submissions_import import delegate, page

SignIn = Callable[[Person], FlaskClient]


def test_a_day_outside_the_window_is_told_at_its_own_field(world: World, sign_in: SignIn) -> None:
    head = world.draft()
    client = sign_in(world.journalist)
    client.post(own(world, head, "/sua"), data=form_of(world, do="add-part"))
    second = {"parts-1-outlet": "Báo Hai", "parts-1-published_on": "2023-10-16", "version": 2}
    assert client.post(own(world, head, "/sua"), data=form_of(world) | second).status_code == 302

    refused = client.post(own(world, head, "/nop"), data={"version": 3, "key": "k"})
    form = client.get(own(world, head, "/sua")).text

    assert refused.status_code == 422
    assert "Kỳ 2 đăng, phát ngày 16/10/2023, ngoài thời gian 01/04/2023–15/10/2023 của Điều 4.2." in refused.text
    assert f"{own(world, head, '/sua')}#parts-1-published_on" in refused.text
    assert 'id="parts-1-published_on"' in form
    assert 'value="2023-10-16"' in form


def test_the_list_for_signature_holds_no_formula(world: World, sign_in: SignIn) -> None:
    unit = make.organisation(world.session, name="Chi hội Báo")
    person = delegate(world, unit)
    bad = "=cmd|'/c calc'!A0"
    one = make.entry(world.session, world.season, world.category, person, title=bad, channel="unit",
                     organisation_id=unit.id, unit_position=1, status="draft", submitted_at=None)  # fmt: skip
    make.author(world.session, one, full_name=bad)
    make.part(world.session, one, outlet=bad)

    body = sign_in(person).get(page(world, "danh-sach.xlsx")).data

    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(body)).worksheets[0].iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value == bad] == ["s"] * 3
    assert "f" not in {cell.data_type for cell in cells}
