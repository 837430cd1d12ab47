"""The whole desk in one sitting: replace everywhere, cover, mute, look as a judge does, approve, change, withdrawn."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.blinding.models import BlindAsset, Code, Finding
from contest.visibility import blind_entries
from tests import factories
from tests.blinding.arrange import World, add_file, world
from tests.blinding.desk_acts import look, prepare
from tests.browser.looks import assert_accessible, screenshot
from tests.browser.steps import follow
from tests.browser.test_blinding_desk import _draw_a_box
from tests.media import samples

pytestmark = pytest.mark.any_database  # the pages; tests/blinding asks the same of both databases

PageOf = Callable[[Person], Page]
_ADDRESS = re.compile(r"/mua/\S*?(?=/tep/)")


def arranged(app: Flask, session: Session, tmp_path: Path) -> tuple[World, Person]:
    """Words with the author's name in two places, a film, a photo; and a judge of the category's panel."""
    of = world(session)
    first = factories.round_(session, of.season, state="open")
    factories.criterion(session, first, of.category)
    judge = factories.person(session, roles={of.season.id: Role.JUDGE})
    factories.panel(session, first, of.category, (judge,))
    add_file(session, app, of, samples.video(tmp_path / "a.mp4", seconds=4, size="640x360"))
    add_file(session, app, of, samples.jpeg(tmp_path / "b.jpg"), position=2, caption="Vườn vải")
    prepare(app, session)
    return of, judge


def test_desk_in_one_sitting(app: Flask, session: Session, page_of: PageOf, tmp_path: Path) -> None:
    of, judge = arranged(app, session, tmp_path)
    page = page_of(of.secretary)
    page.goto(of.path())
    _replace_everywhere(page)
    _mute(page)
    _draw_a_box(page)
    shown = _looked_at(page)
    page.get_by_label("Tôi đã xem, nghe từng tệp").check()
    page.get_by_role("button", name="Duyệt bản kín").click()
    expect(page.get_by_text("Đã duyệt bản kín.")).to_be_visible()
    desk = _given_to(session, of, judge)
    seat = page_of(judge)
    seat.goto(desk)
    assert _seen(seat) == shown, "the secretary saw what the judge sees"
    assert "Nguyễn Văn Hải" not in seat.content()
    page.goto(of.path())
    page.get_by_label("Chữ của bài").fill("[tên tác giả] ghi lại, bản khác.")
    page.get_by_role("button", name="Lưu và quét lại").click()
    expect(page.get_by_role("link", name="Xem như giám khảo rồi duyệt")).to_be_visible()
    screenshot(page, "blinding-sitting")
    assert look(session, select(blind_entries().c.code)) == []
    answer = seat.goto(desk)
    assert answer is not None
    assert answer.status == 404


def _replace_everywhere(page: Page) -> None:
    """Accept the proposal for every place of the name."""
    first = page.locator(".finding", has_text="Nguyễn Văn Hải").first
    first.get_by_label("Áp dụng cho mọi chỗ có tên này").check()
    follow(first.get_by_role("button", name="Thay bằng [tên tác giả]"))
    expect(page.locator(".finding", has_text="Nguyễn Văn Hải")).to_have_count(0)
    _set_aside_what_the_pattern_says(page)


def _set_aside_what_the_pattern_says(page: Page) -> None:
    """A reader of letters may take the figures of the test film for a telephone number."""
    while page.locator(".finding").count():
        left = page.locator(".finding").count()
        one = page.locator(".finding").first
        one.get_by_text("Không làm lộ…").click()
        one.get_by_label("Lý do không làm lộ").fill("Số chạy trên hình thử")
        follow(one.get_by_role("button", name="Đánh dấu không làm lộ"))
        expect(page.locator(".finding")).to_have_count(left - 1)


def _mute(page: Page) -> None:
    card = page.locator("article.asset").first
    card.get_by_text("Tắt tiếng, cắt, che một đoạn").click()
    card.get_by_label("Từ (phút:giây)").fill("0:01")
    card.get_by_label("Đến (phút:giây)").fill("0:02,5")
    card.get_by_role("button", name="Thêm chỗ sửa").click()
    expect(page.locator(".timed__edits li")).to_have_count(1, timeout=60_000)
    _set_aside_what_the_pattern_says(page)


def _looked_at(page: Page) -> str:
    """The second look; returns what stands there."""
    follow(page.get_by_role("link", name="Xem như giám khảo rồi duyệt"))
    assert_accessible(page)
    expect(page.get_by_text("[tên tác giả] ghi lại.")).to_be_visible()
    return _seen(page)


def _seen(page: Page) -> str:
    """Films, pictures and words as the page has them, without the address before the files' own."""
    parts = (
        page.locator("main")
        .locator("video, audio, figure img, .reading")
        .evaluate_all(
            "found => found.map(one => one.matches('.reading') ? one.innerText"
            " : [one.tagName, one.getAttribute('src'), one.getAttribute('alt'), one.getAttribute('poster')].join(' '))"
        )
    )
    assert len(parts) >= 3
    return _ADDRESS.sub("", "\n".join(parts))


def _given_to(session: Session, of: World, judge: Person) -> str:
    """Assign the work to the judge; its address on their desk."""
    ((code_id, code),) = look(session, select(Code.id, Code.code))
    factories.assignment(session, session.get_one(Code, code_id), session.merge(judge))
    session.commit()
    ((boxes, edits),) = [
        (photo, film)
        for (photo,) in look(session, select(BlindAsset.boxes).where(BlindAsset.kind == "image"))
        for (film,) in look(session, select(BlindAsset.edits).where(BlindAsset.kind == "video"))
    ]
    assert (len(boxes), [each["act"] for each in edits]) == (1, ["mute"])
    assert look(session, select(Finding.id).where(Finding.state == "open")) == []
    return f"/mua/{of.season.slug}/cham/vong-1/{code}"
