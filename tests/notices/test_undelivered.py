"""Mails given up: seen by those who can act, sent again once, recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.db import utc_now
from contest.jobs import run_sweeps
from contest.ledger.models import LedgerEntry
from contest.links import new_seed, place_for
from contest.notices.models import Notice
from contest.notices.services import notify
from contest.seasons.models import Season
from contest.settings import Settings
from tests import factories

SignIn = Callable[[Person], FlaskClient]
LIST = "/mua/mua-nay/thu-khong-gui-duoc"


@pytest.fixture
def season(session: Session) -> Season:
    return factories.season(session, slug="mua-nay")


@pytest.fixture
def organizer(session: Session, season: Season, sign_in: SignIn) -> FlaskClient:
    return sign_in(factories.person(session, roles={season.id: Role.ORGANIZER}))


def given_up(session: Session, key: str, *, season_id: int | None, link: str = "") -> str:
    """A mail that the server refused; its public id."""
    words = f"Thư {key}"
    hour_ago = utc_now() - timedelta(hours=1)
    notify(
        session,
        kind="test",
        dedupe_key=key,
        email=f"{key}@toasoan.test",
        subject=words,
        body="Nội dung riêng.",
        link=link,
        season_id=season_id,
        now=hour_ago,
    )
    session.execute(
        update(Notice).where(Notice.subject == words).values(state="failed", last_error="550 5.1.1 no such user")
    )
    found = session.scalars(select(Notice.message_id).where(Notice.subject == words)).one()
    session.commit()
    return found


def resends(session: Session) -> list[tuple[int | None, int | None]]:
    """Acts of sending again in the ledger: season and actor."""
    session.rollback()
    rows = session.execute(
        select(LedgerEntry.season_id, LedgerEntry.actor_id)
        .where(LedgerEntry.action == "notice.resend")
        .order_by(LedgerEntry.seq)
    ).all()
    session.rollback()
    return [(season_id, actor_id) for season_id, actor_id in rows]


def test_organizer_sees_it_and_sends_it_again_once(
    app: Flask, organizer: FlaskClient, session: Session, season: Season, settings: Settings
) -> None:
    public_id = given_up(session, "an", season_id=season.id)
    assert "1 thư không gửi được" in organizer.get("/mua/mua-nay/dieu-hanh").text
    page = organizer.get(LIST).text
    assert [words in page for words in ("an@toasoan.test", "Thư an", "550 5.1.1 no such user")] == [True] * 3
    assert "Nội dung riêng." not in page
    for _ in range(2):  # a button pressed twice
        assert organizer.post(f"{LIST}/{public_id}").location == LIST
    run_sweeps(app, utc_now())
    assert organizer.post(f"{LIST}/{public_id}").location == LIST  # and once more when it has gone
    run_sweeps(app, utc_now())
    assert "đã được gửi hoặc đang chờ gửi" in organizer.get(LIST).text
    assert [path.name for path in settings.outbox.glob(f"{public_id}*")] == [f"{public_id}.eml"]
    assert session.scalars(select(Notice.state)).all() == ["sent"]
    assert resends(session) == [(season.id, session.scalar(select(Person.id)))]
    assert "Mọi thư đều đã đi" in organizer.get(LIST).text


def test_season_sees_its_own_mails_and_the_administrator_all(
    organizer: FlaskClient, session: Session, season: Season, sign_in: SignIn
) -> None:
    other = factories.season(session, slug="mua-khac")
    ids = [
        given_up(session, "day", season_id=season.id),
        given_up(session, "kia", season_id=other.id),
        given_up(session, "chung", season_id=None, link=f"/dat-lai/{place_for(new_seed())}"),
    ]
    own = organizer.get(LIST).text
    assert [f"{key}@toasoan.test" in own for key in ("day", "kia", "chung")] == [True, False, False]
    assert [organizer.post(f"{LIST}/{each}").status_code for each in (*ids, "khong-co")] == [302, 404, 404, 404]
    admin = sign_in(factories.person(session, is_admin=True))
    every = "/quan-tri/thu-khong-gui-duoc"
    page = admin.get(every).text
    assert [f"{key}@toasoan.test" in page for key in ("day", "kia", "chung")] == [False, True, True]
    assert "có thể đã hết hạn" in page
    assert "{token:" not in page
    assert [admin.post(f"{every}/{each}").status_code for each in ids[1:]] == [302, 302]
    assert [season_id for season_id, _ in resends(session)] == [season.id, other.id, None]


@pytest.mark.parametrize("role", [Role.JOURNALIST, Role.UNIT, Role.SECRETARY, Role.JUDGE, Role.CHAIR])
def test_nobody_else_sees_them(session: Session, season: Season, sign_in: SignIn, role: Role) -> None:
    public_id = given_up(session, "an", season_id=season.id)
    browser = sign_in(factories.person(session, roles={season.id: role}))
    assert browser.get(LIST).status_code == browser.post(f"{LIST}/{public_id}").status_code == 404
    assert browser.get("/quan-tri/thu-khong-gui-duoc").status_code == 404
    assert resends(session) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_three_queries(
    organizer: FlaskClient, session: Session, season: Season, count_queries: list[str], rows: int
) -> None:
    for number in range(rows):
        given_up(session, str(number), season_id=season.id)
    count_queries.clear()
    assert organizer.get(LIST).status_code == 200
    assert len([each for each in count_queries if not each.startswith("BEGIN")]) == 3
