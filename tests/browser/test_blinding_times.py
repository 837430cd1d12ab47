"""The secretary mutes a stretch and covers a place of a film in a real browser, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.blinding.models import BlindAsset
from contest.visibility import blind_entries
from tests import factories
from tests.blinding.arrange import add_file, world
from tests.blinding.desk_acts import look, prepare
from tests.browser.looks import assert_accessible, screenshot
from tests.media import samples

pytestmark = [pytest.mark.any_database, pytest.mark.long]  # the pages; tests/blinding asks the same of both databases


def test_film_is_muted_and_covered_and_the_approval_goes(
    app: Flask, session: Session, page_of: Callable[[Person], Page], tmp_path: Path
) -> None:
    of = world(session, body="Mở đầu câu chuyện ở bản Khuôn Đống.")
    factories.round_(session, of.season)
    add_file(session, app, of, samples.video(tmp_path / "a.mp4", seconds=4, size="640x360"))
    prepare(app, session)
    page = page_of(of.secretary)
    page.goto(of.path("/xem-truoc"))
    page.get_by_label("Tôi đã xem, nghe từng tệp").check()
    page.get_by_role("button", name="Duyệt bản kín").click()
    expect(page.get_by_text("Đã duyệt bản kín.")).to_be_visible()
    assert len(look(session, select(blind_entries().c.code))) == 1
    page.goto(of.path())
    page.get_by_text("Tắt tiếng, cắt, che một đoạn").click()
    card = page.locator("article.asset")
    page.wait_for_function("() => document.querySelector('video').readyState >= 1")
    page.evaluate("document.querySelector('video').currentTime = 1.25")
    card.get_by_role("button", name="Từ đây").click()
    expect(card.get_by_label("Từ (phút:giây)")).to_have_value("0:01.3")
    card.get_by_label("Đến (phút:giây)").fill("0:02,5")
    card.get_by_role("button", name="Thêm chỗ sửa").click()
    expect(page.locator(".timed__edits li")).to_have_count(1, timeout=60_000)
    assert look(session, select(blind_entries().c.code)) == []
    _cover_by_mouse(page)
    _blur_by_keyboard(page)
    expect(page.locator(".timed__edits li")).to_have_count(3, timeout=60_000)
    assert_accessible(page)
    screenshot(page, "blinding-times")
    ((edits, state),) = look(session, select(BlindAsset.edits, BlindAsset.state))
    assert [(each["act"], each["start"], each["end"]) for each in edits] == [
        ("mute", 1300, 2500),
        ("cover", 0, 1000),
        ("blur", 2000, 3000),
    ]
    drawn, keyed = edits[1]["box"], edits[2]["box"]
    assert drawn["x"] < 1000
    assert 2000 < drawn["w"] < 6000
    assert keyed == {"x": 4200, "y": 4000, "w": 2000, "h": 2200}
    assert state == "ready"
    page.locator(".timed__edits li").first.get_by_role("button", name="Gỡ").click()
    expect(page.locator(".timed__edits li")).to_have_count(2, timeout=60_000)


def _open_form(page: Page, act: str, start: str, end: str) -> None:
    page.get_by_text("Tắt tiếng, cắt, che một đoạn").click()
    page.get_by_label(act, exact=True).check()
    page.get_by_label("Từ (phút:giây)").fill(start)
    page.get_by_label("Đến (phút:giây)").fill(end)
    screenshot(page, "blinding-times-form")
    page.get_by_role("button", name="Vẽ khung trên hình").click()


def _cover_by_mouse(page: Page) -> None:
    _open_form(page, "Che một vùng", "0:00", "0:01")
    stage = page.locator(".timed__stage")
    box = stage.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 10, box["y"] + box["height"] * 0.7)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + box["height"] * 0.95)
    page.mouse.up()
    page.get_by_role("button", name="Thêm chỗ sửa").click()
    expect(page.locator(".timed__edits li")).to_have_count(2, timeout=60_000)


def _blur_by_keyboard(page: Page) -> None:
    _open_form(page, "Làm mờ một vùng", "0:02", "0:03")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Thêm chỗ sửa").click()
