"""The secretary blinds a work in a real browser: replace, cover, draw a box, approve, withdraw."""

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
from tests.browser.steps import follow
from tests.media import samples

pytestmark = pytest.mark.any_database  # the pages; tests/blinding asks the same of both databases


def test_work_is_blinded_from_queue_to_approval(
    app: Flask, session: Session, page_of: Callable[[Person], Page], tmp_path: Path
) -> None:
    of = world(session)
    factories.round_(session, of.season)
    add_file(session, app, of, samples.printed_page(tmp_path / "a.pdf", "Bai va anh: Nguyen Van Hai"))
    add_file(session, app, of, samples.jpeg(tmp_path / "b.jpg"), position=2, caption="Vườn vải. Ảnh: Trần Nam")
    prepare(app, session)
    page = page_of(of.secretary)
    page.goto(f"/mua/{of.season.slug}/roc-phach/")
    assert_accessible(page)
    screenshot(page, "blinding-queue")
    follow(page.get_by_role("link", name="Mở bài tiếp theo"))
    assert_accessible(page)
    screenshot(page, "blinding-desk")
    expect(page.locator(".finding")).to_have_count(4)
    _find_the_signs_on_a_phone(page)
    first = page.locator(".finding").first
    first.get_by_label("Áp dụng cho mọi chỗ có tên này").check()
    first.get_by_role("button", name="Thay bằng [tên tác giả]").click()
    expect(page.locator(".finding")).to_have_count(1)  # the page's letters were covered with the text's
    page.get_by_text("Không làm lộ…").click()
    page.get_by_label("Lý do không làm lộ").fill("Người chụp là cộng tác viên, không dự thi")
    page.get_by_role("button", name="Đánh dấu không làm lộ").click()
    expect(page.get_by_text("Không còn dấu hiệu nào chưa xử lý.")).to_be_visible()
    _draw_a_box(page)
    assert [len(row.boxes) for row in look(session, select(BlindAsset.boxes).order_by(BlindAsset.position))] == [1, 1]
    _second_look(page)
    page.get_by_label("Tôi đã xem, nghe từng tệp").check()
    page.get_by_role("button", name="Duyệt bản kín").click()
    expect(page.get_by_text("Đã duyệt bản kín.")).to_be_visible()
    assert len(look(session, select(blind_entries().c.code))) == 1
    page.goto(of.path())
    screenshot(page, "blinding-approved")
    page.get_by_role("button", name="Thu hồi duyệt").click()
    expect(page.get_by_text("Giám khảo không còn thấy bài này")).to_be_visible()
    assert look(session, select(blind_entries().c.code)) == []


def _find_the_signs_on_a_phone(page: Page) -> None:
    """Where the signs stand below the whole work, the head of the page leads to them."""
    jump = page.get_by_role("link", name="Đến dấu hiệu nhận diện (4) và phần duyệt")
    expect(jump).to_be_hidden()
    wide = page.viewport_size
    page.set_viewport_size({"width": 390, "height": 844})
    jump.click()
    expect(page.get_by_role("heading", name="Dấu hiệu nhận diện (4)")).to_be_in_viewport()
    assert wide
    page.set_viewport_size(wide)


def _second_look(page: Page) -> None:
    """Look at the work as a judge will."""
    follow(page.get_by_role("link", name="Xem như giám khảo rồi duyệt"))
    assert_accessible(page)
    screenshot(page, "blinding-preview")
    expect(page.get_by_role("article").get_by_text("[tên tác giả] ghi lại.")).to_be_visible()


def _draw_a_box(page: Page) -> None:
    """Drag over the corner of the photo, then cover it."""
    card = page.locator("article.asset").nth(1)
    card.scroll_into_view_if_needed()
    stage = card.locator(".cover__stage")
    stage.hover(position={"x": 10, "y": 10})
    page.mouse.down()
    box = stage.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 150, box["y"] + 90)
    page.mouse.up()
    card.get_by_role("button", name="Che khung này").click()
    expect(page.locator("article.asset").nth(1).get_by_text("Đã che 1 khung.")).to_be_visible()
