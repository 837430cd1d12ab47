"""The organizer changes a rule in a real browser: wrong, previewed, without a reason, saved."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.db import utc_now
from contest.seasons import queries
from contest.seasons.models import Category, Season
from contest.seasons.services import create_from_template
from tests import factories as make
from tests.browser.looks import assert_accessible, screenshot

pytestmark = [pytest.mark.any_database, pytest.mark.long]  # the pages; tests/seasons asks the same of both databases

RULES = "/mua/mua/soan-the-le"


@pytest.fixture
def organizer(app: Flask, session: Session, page_of: Callable[[Person], Page]) -> Page:
    """An organizer's page in a season with a few entries."""
    with app.app_context():
        season_id = create_from_template(
            session, key="vi-nguoi-ngheo-bac-giang-2023", slug="mua", actor_id=None, now=utc_now()
        )
    season = session.get_one(Season, season_id)
    season.stage = "entry"
    writer = make.person(session)
    categories = queries.categories(session, season_id)
    topics, places = queries.topics(session, season_id), queries.places(session, season_id)
    for number in range(24):
        category = session.get_one(Category, categories[number % 4].id)
        topic, place = topics[number * 5 % 11].id, places[number % 6].id
        status = ("submitted", "accepted", "supplement", "draft")[number % 4]
        make.entry(session, season, category, writer, primary_topic_id=topic, place_id=place, status=status)
    return page_of(make.person(session, full_name="Hoàng Thu Hà", roles={season.id: Role.ORGANIZER}))


def test_a_change_is_previewed_refused_without_a_reason_and_saved(organizer: Page) -> None:
    organizer.goto(f"{RULES}/sua/quy-dinh-chung")
    organizer.get_by_role("textbox", name="Số kỳ tối đa").fill("ba")
    organizer.get_by_role("button", name="Xem trước").click()
    expect(organizer.get_by_role("alert")).to_contain_text("Hãy ghi một số nguyên")
    organizer.wait_for_load_state("networkidle")
    assert_accessible(organizer)
    screenshot(organizer, "seasons-limits-wrong")
    organizer.get_by_role("textbox", name="Số kỳ tối đa").fill("3")
    organizer.get_by_role("button", name="Xem trước").click()
    expect(organizer.get_by_role("complementary")).to_contain_text("Loạt bài không quá 3 kỳ")
    organizer.get_by_role("button", name="Lưu").click()
    expect(organizer.get_by_role("alert")).to_contain_text("Hãy ghi lý do")
    organizer.get_by_label("Lý do thay đổi").fill("Ban Tổ chức họp ngày 02/5 thống nhất")
    organizer.get_by_role("button", name="Lưu").click()
    expect(organizer.get_by_text("Đã lưu.")).to_be_visible()
    organizer.goto(f"{RULES}/lich-su")
    expect(organizer.get_by_role("cell", name="Ban Tổ chức họp ngày 02/5 thống nhất")).to_be_visible()
    assert_accessible(organizer)
    screenshot(organizer, "seasons-changes")
    organizer.goto("/mua/mua/the-le")
    assert_accessible(organizer)
    screenshot(organizer, "seasons-public-rules")
    for name, address in {"prizes": "sua/giai-thuong", "dates": "sua/thoi-gian", "rubric": "tieu-chi/1/bao-in"}.items():
        organizer.goto(f"{RULES}/{address}")
        assert_accessible(organizer)
        screenshot(organizer, f"seasons-{name}")
