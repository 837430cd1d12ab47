"""The components do in Chromium what they promise."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from tests import factories
from tests.browser.looks import assert_accessible, screenshot, violations

pytestmark = pytest.mark.any_database

PageOf = Callable[[Person], Page]


@pytest.fixture
def gallery(session: Session, page_of: PageOf) -> Page:
    """The page that shows every component."""
    page = page_of(factories.person(session, is_admin=True))
    page.goto("/quan-tri/thanh-phan")
    return page


def test_every_component_is_accessible(gallery: Page) -> None:
    assert_accessible(gallery)
    screenshot(gallery, "gallery")


def test_every_component_is_accessible_with_errors(gallery: Page) -> None:
    gallery.get_by_role("button", name="Lưu nháp").click()
    expect(gallery.get_by_role("alert")).to_be_focused()
    assert_accessible(gallery)


def test_a_fault_is_found_by_axe(gallery: Page) -> None:
    gallery.evaluate("() => document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=\"/x.png\">')")
    assert any("image-alt" in problem for problem in violations(gallery))


def test_a_colour_that_fits_one_theme_only_is_found(gallery: Page) -> None:
    gallery.evaluate("() => { document.querySelector('h1').style.color = '#2a2320'; }")
    assert {problem.split()[0] for problem in violations(gallery) if "color-contrast" in problem} == {"dark"}


def test_the_refusal_is_accessible(page: Page) -> None:
    page.goto("/khong-co-trang-nay")
    assert_accessible(page)
    screenshot(page, "khong-co")


def test_a_refusal_keeps_what_to_do_in_sight(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/khong-co-trang-nay")
    said = page.locator(".page-head__lead").bounding_box()
    button = page.get_by_role("link", name="Về trang chủ").bounding_box()
    assert said
    assert button
    assert button["y"] - (said["y"] + said["height"]) < 100


def test_a_form_that_is_refused_leads_back_to_what_was_typed(page: Page) -> None:
    page.goto("/dang-nhap")
    page.get_by_label("E-mail").fill("binh@toasoan.test")
    page.get_by_label("Mật khẩu").fill("mot mat khau")
    page.evaluate("() => document.getElementsByName('csrf_token').forEach((field) => { field.value = 'cu'; })")
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("button", name="Quay lại trang trước").click()
    expect(page.get_by_label("E-mail")).to_have_value("binh@toasoan.test")


def test_the_theme_is_kept(page: Page) -> None:
    page.goto("/khong-co")
    page.get_by_role("button", name="Nền tối").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("button", name="Nền tối")).to_have_attribute("aria-pressed", "true")


def test_the_language_is_switched_by_its_button(page: Page) -> None:
    page.goto("/khong-co?a=1")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    assert page.url.endswith("/khong-co?a=1")


def test_the_skip_link_comes_first(page: Page) -> None:
    page.goto("/khong-co")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_words_are_counted_while_typing(gallery: Page) -> None:
    gallery.get_by_label("Nội dung bài").fill("Nà Hin – đổi thay 2023")
    expect(gallery.locator("#body-count")).to_have_text("5 / 2.500 chữ")


def test_rows_are_filtered_without_diacritics(gallery: Page) -> None:
    gallery.get_by_label("Lọc nhanh trong bảng").fill("na hin doi m2x")
    expect(gallery.locator("#danh-sach tbody tr:visible")).to_have_count(1)
    expect(gallery.locator("#danh-sach-filter-count")).to_have_text("1 / 3 dòng")


def test_what_cannot_be_undone_asks_first(gallery: Page) -> None:
    gallery.evaluate(
        """() => document.querySelector('form.form').addEventListener('submit', event => {
            event.preventDefault();
            document.title = 'sent';
        })"""
    )
    button = gallery.locator("button[data-confirm=hoi]")
    button.click()
    dialog = gallery.get_by_role("dialog", name="Nộp bài dự thi?")
    expect(dialog.get_by_role("button", name="Để sau")).to_be_focused()
    gallery.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(gallery).not_to_have_title("sent")
    button.click()
    dialog.get_by_role("button", name="Nộp bài").click()
    expect(gallery).to_have_title("sent")


def test_shortcuts_work_and_can_be_turned_off(gallery: Page) -> None:
    gallery.keyboard.press("/")
    expect(gallery.get_by_label("Tìm tác phẩm")).to_be_focused()
    gallery.get_by_role("heading", level=1).click()
    gallery.keyboard.press("?")
    gallery.get_by_label("Dùng phím tắt một chữ trên máy này").uncheck()
    gallery.keyboard.press("Escape")
    gallery.keyboard.press("?")
    expect(gallery.locator("#shortcuts")).to_be_hidden()


def test_a_photo_is_zoomed_by_button_and_key(gallery: Page) -> None:
    gallery.get_by_role("button", name="Phóng to").click()
    expect(gallery.locator(".viewer__frame")).to_have_attribute("data-zoom", "150")
    gallery.locator(".viewer__frame").focus()
    gallery.keyboard.press("-")
    expect(gallery.locator(".viewer__frame")).to_have_attribute("data-zoom", "100")


def test_the_speed_of_a_player_is_chosen(gallery: Page) -> None:
    gallery.get_by_role("button", name="1,5×").click()
    assert gallery.evaluate("() => document.querySelector('audio').playbackRate") == 1.5
    expect(gallery.get_by_role("button", name="1,5×")).to_have_attribute("aria-pressed", "true")


def test_time_left_runs_by_the_servers_clock(gallery: Page) -> None:
    expect(gallery.locator("time[data-countdown]").first).to_have_text(re.compile(r"còn 3 ngày [34] giờ"))


def test_the_language_is_switched_without_scripts(browser: Browser, live_server: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=live_server)
    page = context.new_page()
    page.goto("/khong-co")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    expect(page.get_by_role("button", name="Dark")).to_be_hidden()
    context.close()


def test_an_english_browser_is_not_heard_on_a_vietnamese_page(gallery: Page, tmp_path: Path) -> None:
    field = gallery.locator("input[type=file][name=file]")
    assert field.evaluate("e => getComputedStyle(e).clipPath") == "inset(50%)", "the browser's own button"
    with gallery.expect_file_chooser() as chooser:
        gallery.locator("label.drop__pick[for=file]").click()
    sheet = tmp_path / "bang-ke.pdf"
    sheet.write_bytes(b"%PDF-1.4")
    chooser.value.set_files(sheet)
    expect(gallery.locator("[data-drop-names]")).to_have_text("bang-ke.pdf")


def test_a_field_left_empty_speaks_the_language_of_the_page(page: Page) -> None:
    page.goto("/dang-nhap")
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    email = page.locator("input[name=email]")
    assert email.evaluate("e => e.validationMessage") == "Hãy điền ô này."
    email.fill("khong-phai-dia-chi")
    page.locator("input[name=password]").fill("mot mat khau")
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    assert email.evaluate("e => e.validationMessage").startswith("Hãy viết địa chỉ thư điện tử")
    email.fill("ten@toasoan.test")
    assert email.evaluate("e => e.validationMessage") == ""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_printed_page_shows_every_mark_and_when_it_was_printed(gallery: Page, theme: str) -> None:
    gallery.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
    gallery.emulate_media(media="print")
    looks = "(cells) => cells.map((cell) => getComputedStyle(cell)).map((look) => look.color + look.backgroundColor)"
    inks = gallery.locator(".heat [data-heat]").evaluate_all(looks)
    assert set(inks) == {"rgb(0, 0, 0)rgba(0, 0, 0, 0)"}
    expect(gallery.get_by_text("Mọi mốc thời gian theo giờ Việt Nam.")).to_be_visible()
    expect(gallery.locator(".foot").get_by_role("button")).to_have_count(0)
