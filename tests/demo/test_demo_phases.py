"""What the two phases in the middle promise: where works stand, and what each role meets first."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.blinding.models import BlindCopy, Code
from contest.demo import build as building
from contest.demo.calendar import Phase
from contest.demo.cast import ADMIN, CHAIR, DELEGATE, JUDGES, ORGANIZER, PASSWORD, SECRETARY
from contest.judging.models import Assignment, ScoreSheet
from contest.ledger.services import verify
from contest.seasons.models import Round, Season
from tests.demo.test_demo_build import NOW, ONLY, cache, names_in_blind_copies, played, statuses

pytestmark = pytest.mark.usefixtures("kept_media")  # what it asks about are rows and pages

__all__ = ["cache"]
PLACE = "/mua/vi-nguoi-ngheo-bac-giang-2023"


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the two works that are accepted, the copy of one is approved and that of the other is ready."""
    monkeypatch.setattr(building, "_APPROVED_EARLY", 1)
    monkeypatch.setattr(building, "_READY_EARLY", 1)


def first_page(app: Flask, who: str) -> tuple[str, str]:
    """Where signing in leads, and what stands there."""
    client: FlaskClient = app.test_client()
    answer = client.post("/dang-nhap", data={"email": who, "password": PASSWORD})
    assert answer.status_code == 302, who
    page = client.get(answer.location, follow_redirects=True)
    assert page.status_code == 200, who
    return page.request.path.removeprefix(PLACE), " ".join(re.sub("<[^>]*>", " ", page.text).split())


def doors(app: Flask, *judges: str) -> dict[str, str]:
    """Where each of these and every other kind of officer begins."""
    everybody = (DELEGATE, SECRETARY, *judges, CHAIR, ORGANIZER, ADMIN)
    return {who.partition("@")[0]: first_page(app, who)[0] for who in everybody}


def sheets(session: Session) -> dict[str, int]:
    """How many assignments stand where."""
    state = func.coalesce(ScoreSheet.state, "none")
    join = select(state).select_from(Assignment).join(ScoreSheet, isouter=True)
    return Counter(session.scalars(join.where(Assignment.state == "active")))


def judge_with_work(session: Session, *, sent: bool) -> str:
    """The address of somebody who has a work in the open round whose sheet is in, or is not."""
    found = (
        select(Person.email)
        .join(Assignment, Assignment.judge_id == Person.id)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id, isouter=True)
        .where(Assignment.state == "active", (func.coalesce(ScoreSheet.state, "none") == "submitted").is_(sent))
        .order_by(Person.id)
    )
    return session.scalars(found).all()[0]


def test_in_the_screening_phase_the_secretary_has_dossiers_and_copies_to_look_at(
    app: Flask, session: Session, cache: Path, few: None
) -> None:
    played(app, cache, Phase.SCREENING, only=ONLY | {"lop-ben-ho"})
    season = session.scalars(select(Season)).one()
    assert (season.stage, season.entries_close_at < NOW) == ("screening", True)
    assert statuses(session) == {"accepted": 2, "submitted": 3, "withdrawn": 1}
    copies = Counter(session.scalars(select(BlindCopy.state)))
    assert copies == {"approved": 1, "ready": 1}
    assert session.scalars(select(Round.state).order_by(Round.ordinal)).all() == ["planned", "planned"]
    assert session.scalars(select(Assignment.id)).all() == []
    assert verify(session).holds
    session.rollback()
    assert doors(app, JUDGES[0]) == {
        "donvi": "/bai-du-thi/",
        "thuky": "/tham-dinh/",
        "giamkhao1": "/cham/",
        "chutich": "/hoi-dong/vong-1",
        "bantochuc": "/dieu-hanh",
        "quantri": "/mua-giai",
    }
    assert "Hợp lệ 2 Không hợp lệ 0" in first_page(app, SECRETARY)[1]
    assert "Chưa có bài để chấm" in first_page(app, JUDGES[0])[1]
    assert "Vòng chưa thể mở" in first_page(app, CHAIR)[1]
    assert "Bản kín đã duyệt 1 / 2" in first_page(app, ORGANIZER)[1]
    assert "Cuộc thi hiện không nhận bài mới" in first_page(app, DELEGATE)[1]


def test_in_the_preliminary_phase_judges_are_in_the_middle_of_their_works(
    app: Flask, session: Session, cache: Path
) -> None:
    played(app, cache, Phase.PRELIMINARY)
    assert session.scalars(select(Season.stage)).one() == "preliminary"
    assert statuses(session) == {"accepted": 3, "refused": 1, "withdrawn": 1}
    assert Counter(session.scalars(select(BlindCopy.state))) == {"approved": 3}
    assert session.scalars(select(Round.state).order_by(Round.ordinal)).all() == ["open", "planned"]
    found = sheets(session)
    assert sum(found.values()) == 3 * 2  # two judges a work
    assert 0 < found["submitted"] < 6
    codes = session.execute(select(Code.round_id, Code.code)).all()
    assert len({row.round_id for row in codes}) == 1
    assert verify(session).holds
    done, late = judge_with_work(session, sent=True), judge_with_work(session, sent=False)
    session.rollback()
    assert doors(app)["chutich"] == "/hoi-dong/vong-1"
    place, told = first_page(app, late)
    assert place == "/cham/vong-1"
    assert any(code.code in told for code in codes)
    assert "Chưa có bài để chấm" not in first_page(app, done)[1]
    assert f"Phiếu đã gửi {found['submitted']} / 6" in first_page(app, CHAIR)[1]
    assert f"Phiếu chấm đã gửi {found['submitted']} / 6" in first_page(app, ORGANIZER)[1]
    assert "Đã xét hết" in first_page(app, SECRETARY)[1]
    assert names_in_blind_copies(session) == []
