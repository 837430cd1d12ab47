"""Every download of the results: what could be a formula arrives as text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.blinding.models import BlindCopy
from contest.db import utc_now
from contest.judging.models import Assignment, ScoreSheet, SheetRuling
from contest.seasons.models import Category, Criterion, Prize
from contest.submissions.models import Author, Entry, Part
from tests.proofs.routes import rules
from tests.results.scenes import Judged, judged_season

SignIn = Callable[[Person], FlaskClient]
FORMULA = "=cmd|' /C calc'!A0"
TEXTS = (
    (BlindCopy, "blind_title"),
    (Entry, "title"),
    (Author, "full_name"),
    (Part, "outlet"),
    (Category, "name"),
    (Criterion, "title"),
    (Prize, "name"),
    (ScoreSheet, "comment_jury"),
)


@pytest.fixture
def scene(session: Session) -> Judged:
    """A judged season with a formula in every text that an export could carry."""
    made = judged_season(session, [[70, 70], [90, 90]])
    assignment = session.scalars(select(Assignment).order_by(Assignment.id).limit(1)).one()
    assignment.counts = False
    word = SheetRuling(round_id=made.round.id, assignment_id=assignment.id, counts=False, reason=FORMULA)
    word.by_id, word.at = made.chair.id, utc_now()
    session.add(word)
    for model, column in TEXTS:
        session.execute(update(model).values({column: FORMULA}))
    session.commit()
    return made


def exports(app: Flask) -> set[str]:
    """The results' downloads, by the end of their address."""
    return {rule.rule.rpartition("/")[2] for rule, _ in rules(app, reading=True, only="results.") if "csv" in rule.rule}


def cells_of(body: bytes, kind: str) -> list[str]:
    """Every text cell as the program that opens the file reads it: of XLSX, formulas with a leading mark."""
    if kind == "csv":
        return [cell for row in csv.reader(io.StringIO(body.decode("utf-8-sig"))) for cell in row]
    rows = load_workbook(io.BytesIO(body)).worksheets[0].iter_rows()
    return [f"FORMULA {cell.value}" if cell.data_type == "f" else str(cell.value) for row in rows for cell in row]


def publish(scene: Judged, sign_in: SignIn) -> None:
    """From the ranking to names and works on the public site."""
    base = f"/mua/{scene.season.slug}/ket-qua-cham"
    chair, organizer = sign_in(scene.chair), sign_in(scene.organizer)
    chair.post(f"{base}/vong-1/xac-nhan")
    chair.post(f"{base}/giai-thuong/de-xuat")
    page = chair.get(f"{base}/cong-bo").text
    found = re.search(r'name="digest"[^>]* value="([^"]+)"', page)
    assert found
    for who in (chair, organizer):
        who.post(f"{base}/cong-bo/xac-nhan", data={"digest": found[1]})
    assert organizer.post(f"{base}/cong-bo/ghep-phach").status_code == 302


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_of_any_download_is_a_formula(app: Flask, scene: Judged, sign_in: SignIn, kind: str) -> None:
    publish(scene, sign_in)
    reader = sign_in(scene.organizer)
    base = f"/mua/{scene.season.slug}/ket-qua-cham"
    carried = {}
    for place in ("vong-1/tong-hop", "cong-bo/danh-sach-giai"):
        answer = reader.get(f"{base}/{place}.{kind}")
        assert answer.status_code == 200
        cells = cells_of(answer.data, kind)
        carried[place] = sum(FORMULA in cell for cell in cells)
        active = ("FORMULA ",) if kind == "xlsx" else ("=", "+", "@")
        assert [cell for cell in cells if cell.startswith(active)] == []
    assert all(carried.values()), carried  # the texts are there, and harmless


def test_every_download_of_the_results_is_held_to_it(app: Flask) -> None:
    assert exports(app) == {
        "tong-hop.<any(csv,xlsx):kind>",
        "danh-sach-giai.<any(csv,xlsx):kind>",
    }
