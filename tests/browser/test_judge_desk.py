"""The judge's desk in a low window: what a sheet comes to and how it is sent stay in sight, in Chromium."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from playwright.sync_api import TimeoutError as NotInTime
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from tests.judging.scene import arrange

pytestmark = pytest.mark.any_database  # what the browser lays out

PageOf = Callable[[Person], Page]
LOW = ViewportSize(width=1280, height=560)
PHONE = ViewportSize(width=390, height=560)
A_LINE = 24  # pixels of a field that show where one types, in a window that has no room for all of it


@pytest.fixture
def desk(session: Session, page_of: PageOf, live_server: str) -> Page:
    """A judge before the first work of the queue, in a window lower than the sheet."""
    scene = arrange(session)
    page = page_of(scene.judges[0])
    page.set_viewport_size(LOW)
    page.goto(f"{live_server}/mua/{scene.season.slug}/cham/vong-1/{scene.codes[0].code}")
    return page


def test_total_and_buttons_are_in_sight_before_anybody_scrolls(desk: Page) -> None:
    send = desk.get_by_role("button", name="Gửi phiếu")
    expect(send).to_be_in_viewport(ratio=1)
    expect(desk.locator("output[data-total]")).to_be_in_viewport(ratio=1)
    desk.mouse.wheel(0, 400)
    expect(send).to_be_in_viewport(ratio=1)
    desk.evaluate("document.querySelector('.desk__foot').classList.remove('desk__foot')")
    expect(send).not_to_be_in_viewport(ratio=1)  # it is the foot that holds it there


def test_total_and_buttons_are_in_sight_on_a_phone_once_the_sheet_is_open(desk: Page) -> None:
    desk.set_viewport_size(PHONE)
    send = desk.get_by_role("button", name="Gửi phiếu")
    expect(send).not_to_be_in_viewport()
    desk.locator("[data-sheet-toggle]").click()
    expect(send).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("window", [LOW, PHONE], ids=["wide", "phone"])
def test_a_field_that_is_tabbed_to_is_not_under_the_foot(desk: Page, window: ViewportSize) -> None:
    desk.set_viewport_size(window)
    foot = desk.locator(".desk__foot")
    for field in desk.locator("#phieu input[data-mark], #phieu textarea").all():
        field.focus()
        desk.wait_for_timeout(300)  # the sheet of a phone slides in
        inside, below = field.bounding_box(), foot.bounding_box()
        assert inside is not None
        assert below is not None
        assert inside["y"] + A_LINE <= below["y"]


def test_the_foot_of_the_page_can_be_reached_on_a_phone(desk: Page) -> None:
    desk.set_viewport_size(PHONE)
    tools = desk.locator(".foot button:visible")
    expect(tools).to_have_count(3)
    desk.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    for tool in tools.all():
        tool.click(trial=True, timeout=2000)
    desk.evaluate("document.querySelector('.foot').style.paddingBottom = 0")
    desk.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    with pytest.raises(NotInTime):
        tools.first.click(trial=True, timeout=1000)  # it is the room below that lets one reach them
