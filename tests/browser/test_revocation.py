"""Taking a published prize back, as the chair, the organizer and a reader meet it."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.types import Role
from tests import factories
from tests.browser.looks import assert_accessible, screenshot
from tests.browser.steps import follow

WHY = "Theo Quyết định số 12/QĐ-BTC, tác phẩm chép lại phần lớn một bài đã đăng."


def test_a_published_prize_is_taken_back_by_two_people(
    session: Session, page: Page, page_of: Callable[[Person], Page]
) -> None:
    season = factories.season(session, stage="published", results_published_at=factories.instant("2023-11-19T01:00"))
    works = [factories.published_work(session, season) for _work in range(2)]
    chair, organizer = (factories.person(session, roles={season.id: role}) for role in (Role.CHAIR, Role.ORGANIZER))
    session.commit()
    asks = page_of(chair)
    asks.goto(f"/mua/{season.slug}/ket-qua-cham/thu-hoi")
    assert_accessible(asks)
    screenshot(asks, "revocations")
    follow(asks.get_by_role("link", name=works[0].title))
    assert_accessible(asks)
    asks.get_by_label("Lý do thu hồi").fill("Chép")
    follow(asks.get_by_role("button", name="Ghi đề nghị"))
    expect(asks.get_by_label("Lý do thu hồi")).to_have_value("Chép")
    assert_accessible(asks)
    screenshot(asks, "revocation-refused")
    asks.get_by_label("Lý do thu hồi").fill(WHY)
    follow(asks.get_by_role("button", name="Ghi đề nghị"))
    agrees = page_of(organizer)
    agrees.goto(asks.url)
    assert_accessible(agrees)
    screenshot(agrees, "revocation-asked")
    agrees.get_by_role("button", name="Đồng ý thu hồi giải").click()
    expect(agrees.locator("dialog[open]")).to_contain_text("Việc này không hoàn lại được")
    follow(agrees.locator("dialog[open] button[value=yes]"))
    assert_accessible(agrees)
    screenshot(agrees, "revocation-agreed")
    page.goto(f"/mua/{season.slug}/tac-pham")
    assert_accessible(page)
    expect(page.get_by_role("article").last).to_contain_text(re.compile("Giải Nhất, đã thu hồi"))
    follow(page.get_by_role("link", name=works[0].title))
    expect(page.get_by_text(WHY)).to_be_visible()
    assert_accessible(page)
    screenshot(page, "revocation-public")
