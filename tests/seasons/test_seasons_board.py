"""The season's board: numbers, duties, charts and the time line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from contest.access import find_season
from contest.accounts.types import Role
from contest.db import utc_now
from contest.seasons import queries
from contest.seasons.board import board_of, time_line
from contest.seasons.models import Category, Season
from contest.seasons.services import create_from_template
from contest.seasons.stages import StageNotReady, WrongStep, move_stage, next_step
from contest.seasons.types import SeasonHead, SeasonId, Stage
from tests import factories as make


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def season(session: Session) -> Season:
    season_id = create_from_template(
        session, key="vi-nguoi-ngheo-bac-giang-2023", slug="mua", actor_id=None, now=utc_now()
    )
    return session.get_one(Season, season_id)


def head(session: Session) -> SeasonHead:
    found = find_season(session, "mua")
    assert found is not None
    return found


def add_entries(session: Session, season: Season, count: int, **values: object) -> None:
    person = make.person(session)
    category = session.get_one(Category, queries.categories(session, season.id)[0].id)
    places = {
        "primary_topic_id": queries.topics(session, season.id)[4].id,
        "place_id": queries.places(session, season.id)[5].id,
    }
    for _number in range(count):
        make.entry(session, season, category, person, **places, **values)


def test_an_empty_season_shows_no_charts(session: Session, season: Season) -> None:
    board = board_of(session, head(session), now=utc_now())
    assert [(one.value, one.alert) for one in board.figures[:3]] == [(0, False), (0, False), (0, False)]
    assert board.charts == ()
    assert [one.text for one in board.duties] == [
        "Chưa có ai nhận vai trò: Ban Tổ chức, Tổ thư ký, Chủ tịch hội đồng, Giám khảo. Hãy mời."
    ]


def test_offices_that_are_filled_are_no_duty(session: Session, season: Season) -> None:
    for role in (Role.ORGANIZER, Role.SECRETARY, Role.JUDGE):
        make.person(session, roles={season.id: role})
    session.commit()
    board = board_of(session, head(session), now=utc_now())
    assert [(one.text, one.endpoint) for one in board.duties] == [
        ("Chưa có ai nhận vai trò: Chủ tịch hội đồng. Hãy mời.", "accounts.people")
    ]


def test_entries_are_counted_by_status_category_topic_and_place(session: Session, season: Season) -> None:
    add_entries(session, season, 2)
    for status in ("accepted", "draft", "withdrawn"):
        add_entries(session, season, 1, status=status)
    board = board_of(session, head(session), now=utc_now())
    figures = {one.label: (one.value, one.of, one.alert) for one in board.figures}
    assert figures["Hồ sơ đã nhận"] == (3, None, False)
    assert figures["Hồ sơ chờ thẩm định"] == (2, None, True)
    assert figures["Hồ sơ hợp lệ"] == (1, 3, False)
    by_category, by_topic, by_place = board.charts
    assert (by_category.bars[0], len(by_category.bars)) == (("Báo in", 3), 7)
    assert [bar for bar in by_topic.bars if bar[1]] == [("T05. Tấm gương thoát nghèo, tự lực vươn lên", 3)]
    assert by_place.bars == (("Huyện Sơn Động", 3),)
    assert [one.endpoint for one in board.duties] == ["accounts.people", "submissions.screening", "blinding.queue"]


def test_the_time_line_follows_the_clock_of_viet_nam(session: Session, season: Season) -> None:
    details = queries.details_of(session, season.id)
    last_minute = datetime(2023, 10, 22, 16, 59, tzinfo=UTC)  # 23:59 on the 22nd in Hà Nội
    assert [one.state for one in time_line(details, last_minute)] == ["done", "now", "next", "next", "next", "next"]
    after = datetime(2023, 10, 22, 17, 0, tzinfo=UTC)
    assert [one.state for one in time_line(details, after)] == ["done", "done", "now", "next", "next", "next"]


def test_a_season_walks_its_stages_one_by_one(session: Session, season: Season) -> None:
    season_id = SeasonId(season.id)
    early = datetime(2023, 4, 1, tzinfo=UTC)
    late = datetime(2023, 10, 15, 17, tzinfo=UTC)

    def move(to: Stage, now: datetime = late) -> None:
        move_stage(session, season_id=season_id, to=to, actor_id=None, now=now)

    with pytest.raises(StageNotReady):
        move(Stage.ENTRY, late)  # nobody could enter any more
    with pytest.raises(WrongStep):
        move(Stage.SCREENING)
    move(Stage.ENTRY, early)
    with pytest.raises(StageNotReady):
        move(Stage.SCREENING, early)
    move(Stage.SCREENING)
    move(Stage.SCREENING)
    add_entries(session, season, 1)
    assert next_step(session, season_id, now=late).obstacles == ("Còn 1 hồ sơ chưa thẩm định.",)
    with pytest.raises(StageNotReady):
        move(Stage.PRELIMINARY)
    with pytest.raises(WrongStep):
        move(Stage.PUBLISHED)
