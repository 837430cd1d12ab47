"""An author types a byline and is told at once, goes to the marked work and back, and is held up by nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from tests import factories
from tests.blinding.arrange import add_file, world
from tests.browser.looks import assert_accessible, screenshot
from tests.media import samples

pytestmark = pytest.mark.any_database  # the pages; tests/blinding asks the same of both databases


def test_author_is_warned_while_typing_and_sees_the_marked_work(
    session: Session, page_of: Callable[[Person], Page]
) -> None:
    of = world(session, status="draft", number=None, body="Chuyện ở bản Khuôn Đống.")
    of.season.stage = "entry"
    caption = "Vườn vải. Ảnh: Nguyễn Văn Hải"
    factories.stored_file(session, of.entry, of.journalist, name="Nguyễn Văn Hải vườn vải.jpg", caption=caption)
    page = page_of(of.journalist)
    page.goto(f"/mua/{of.season.slug}/bai-du-thi/{of.entry.public_id}/sua")
    signs = page.locator("#dau-hieu")
    expect(signs.get_by_text("2 chỗ có thể làm lộ tác giả")).to_be_visible()
    page.get_by_role("textbox", name="Toàn văn").fill("Chuyện ở bản Khuôn Đống.\n\nNguyễn Văn Hải")
    expect(signs.get_by_text("3 chỗ có thể làm lộ tác giả")).to_be_visible()
    assert_accessible(page)
    screenshot(page, "early-form")
    signs.get_by_role("link", name="Xem bài như giám khảo sẽ thấy").click()
    expect(page.locator("article mark")).to_have_count(2)
    page.locator("article mark a").first.click()
    expect(page.locator("#dau-hieu-1")).to_be_in_viewport()
    page.locator("#dau-hieu-1 a").click()
    expect(page.locator("#dau-1")).to_be_in_viewport()
    assert_accessible(page)
    screenshot(page, "early-look")
    page.emulate_media(color_scheme="dark")
    screenshot(page, "early-look-dark")


def test_author_has_the_files_made_and_looks_at_them(
    app: Flask, session: Session, page_of: Callable[[Person], Page], tmp_path: Path
) -> None:
    of = world(session, status="draft", number=None, body="Chuyện ở bản Khuôn Đống.")
    of.season.stage = "entry"
    add_file(session, app, of, samples.printed_page(tmp_path / "a.pdf", "Anh: Nguyen Van Hai"), name="trang.pdf")
    film = samples.video(tmp_path / "b.mp4", seconds=2, size="640x360")
    add_file(session, app, of, film, position=2, name="phim.mp4", sha256="e" * 64)
    session.commit()
    page = page_of(of.journalist)
    page.goto(f"/mua/{of.season.slug}/bai-du-thi/{of.entry.public_id}/ban-kin")
    expect(page.get_by_text("Chưa làm bản xem trước.")).to_have_count(2)
    page.get_by_role("button", name="Làm bản xem trước của tệp").click(timeout=60_000)
    expect(page.locator("#tep-1 img")).to_be_visible()
    page.wait_for_function("() => document.querySelector('#tep-2 video').readyState >= 1")
    expect(page.get_by_role("button", name="Làm bản xem trước của tệp")).to_have_count(0)
    sign = page.locator(".finding", has_text="in trên trang")
    sign.get_by_role("link").click()
    expect(page.locator("#tep-1")).to_be_in_viewport()
    assert_accessible(page)
    screenshot(page, "early-files")
