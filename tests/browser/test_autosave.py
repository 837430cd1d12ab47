"""Nothing typed is lost: the autosave of assets/js/parts/autosave.ts against a scripted server."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, Request, Route, expect

pytestmark = pytest.mark.any_database

FORM = """<form class="form" method="post" action="/luu" data-autosave="/luu" data-version="1">
  <input type="hidden" name="csrf_token" value="t">
  <div data-restore hidden><p data-restore-text></p><button type="button" data-restore-yes>Dùng bản này</button>
    <button type="button" data-restore-no>Bỏ bản này</button></div>
  <div class="field"><label for="b">Bài</label><textarea id="b" name="body">cũ</textarea><p data-saved></p></div>
  <label><input type="checkbox" name="topic" value="T4" checked> T4</label>
  <label><input type="checkbox" name="topic" value="T5"> T5</label>
  <p data-saved-all role="status"></p><button>Nộp</button>
</form>
<dialog id="conflict"><form method="dialog"><div data-mine></div><div data-theirs></div>
<button value="mine">Giữ</button><button value="theirs">Lấy</button></form></dialog>"""


class Server:
    """Answers each save as told and keeps what it was sent."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict[str, Any]] | None] = []
        self.received: list[dict[str, list[str]]] = []

    def __call__(self, route: Route, request: Request) -> None:
        """Answer one save: as scripted, then always 200; None is a dead network."""
        answer = self.answers.pop(0) if self.answers else (200, {"version": len(self.received) + 2})
        if answer is None:
            route.abort("internetdisconnected")
            return
        self.received.append(parse_qs(request.post_data or "", keep_blank_values=True))
        route.fulfill(status=answer[0], content_type="application/json", body=json.dumps(answer[1]))


@pytest.fixture
def server(page: Page) -> Iterator[Server]:
    """A page with the form above, in the real frame with the real scripts."""
    server = Server()

    def with_form(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(status=200, headers=answer.headers, body=re.sub(r"(<main[^>]*>)", r"\1" + FORM, answer.text()))

    page.route("**/ban-thao", with_form)
    page.route("**/luu", server)
    page.goto("/ban-thao")
    yield server
    page.unroute_all(behavior="ignoreErrors")


def kept(page: Page) -> str | None:
    """The copy on this device."""
    copy: str | None = page.evaluate("() => localStorage.getItem('draft:/ban-thao')")
    return copy


def test_a_change_is_saved_and_said_where_it_was_made(page: Page, server: Server) -> None:
    page.get_by_label("Bài").fill("mới")
    expect(page.locator("p[data-saved]")).to_have_text(re.compile(r"^Đã lưu \d\d:\d\d$"))
    expect(page.locator("[data-saved-all]")).to_have_attribute("data-state", "saved")
    assert server.received == [{"csrf_token": ["t"], "body": ["mới"], "topic": ["T4"], "version": ["1"]}]
    assert kept(page) is None
    expect(page.locator("form[data-autosave]")).to_have_attribute("data-version", "2")


def test_a_dead_network_keeps_a_copy_and_tries_again(page: Page, server: Server) -> None:
    server.answers = [None]
    page.get_by_label("Bài").fill("trong hầm")
    expect(page.locator("[data-saved-all]")).to_have_attribute("data-state", "offline")
    assert "trong hầm" in (kept(page) or "")
    expect(page.locator("[data-saved-all]")).to_have_attribute("data-state", "saved")
    assert [save["body"] for save in server.received] == [["trong hầm"]]


def test_an_ended_session_keeps_the_copy_for_the_next_visit(page: Page, server: Server) -> None:
    server.answers = [(404, {"error": "không"})]
    page.get_by_label("Bài").fill("chưa kịp lưu")
    page.get_by_label("T5").check()
    expect(page.locator("[data-saved-all]")).to_have_attribute("data-state", "failed")
    page.on("dialog", lambda dialog: dialog.accept())
    server.answers = [(404, {})] * 5
    page.reload()
    expect(page.locator("[data-restore-text]")).to_have_text(re.compile(r"còn giữ một bản chưa lưu lúc \d\d:\d\d"))
    server.answers = []
    page.get_by_role("button", name="Dùng bản này").click()
    expect(page.get_by_label("Bài")).to_have_value("chưa kịp lưu")
    expect(page.get_by_label("T5")).to_be_checked()
    expect(page.locator("[data-saved-all]")).to_have_attribute("data-state", "saved")
    assert kept(page) is None


def test_a_second_window_shows_both_texts(page: Page, server: Server) -> None:
    server.answers = [(409, {"version": 7, "fields": {"body": "bản kia"}})]
    page.get_by_label("Bài").fill("bản này")
    expect(page.locator("[data-mine]")).to_contain_text("bản này")
    expect(page.locator("[data-theirs]")).to_contain_text("bản kia")
    page.get_by_role("button", name="Giữ").click()
    expect(page.locator("[data-saved-all]")).to_have_attribute("data-state", "saved")
    assert (server.received[-1]["body"], server.received[-1]["version"]) == (["bản này"], ["7"])


def test_the_other_text_can_be_taken(page: Page, server: Server) -> None:
    server.answers = [(409, {"version": 7, "fields": {"body": "bản kia"}})]
    page.get_by_label("Bài").fill("bản này")
    page.get_by_role("button", name="Lấy").click()
    expect(page.get_by_label("Bài")).to_have_value("bản kia")
    expect(page.locator("form[data-autosave]")).to_have_attribute("data-version", "7")
    assert kept(page) is None


def test_what_is_typed_during_a_save_is_saved_next(page: Page, server: Server) -> None:
    page.get_by_label("Bài").fill("một")
    with page.expect_request("**/luu"):
        pass
    page.get_by_label("Bài").fill("hai")
    expect(page.locator("[data-saved-all]")).to_have_attribute("data-state", "saved")
    page.wait_for_function("() => localStorage.getItem('draft:/ban-thao') === null")
    assert [save["body"] for save in server.received] == [["một"], ["hai"]]


def test_what_was_sent_the_ordinary_way_is_not_offered_again(page: Page, server: Server) -> None:
    """The page that comes back has the same text and the next version."""
    page.evaluate(
        "() => document.querySelector('form[data-autosave]').insertAdjacentHTML('beforeend', "
        "'<input type=hidden name=version value=1>')"
    )
    page.get_by_label("Bài").fill("mới")
    assert kept(page) is not None
    page.get_by_role("button", name="Nộp").click()
    after = FORM.replace(">cũ<", ">mới<").replace(
        'data-version="1">', 'data-version="2"><input type="hidden" name="version" value="2">'
    )

    def sent(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(status=200, headers=answer.headers, body=re.sub(r"(<main[^>]*>)", r"\1" + after, answer.text()))

    page.route("**/ban-thao", sent)
    page.goto("/ban-thao")
    expect(page.get_by_label("Bài")).to_have_value("mới")
    expect(page.locator("[data-restore]")).to_be_hidden()
    assert kept(page) is None


MARK = '<label for="m">Điểm</label><input id="m" name="mark_1" value="{}" inputmode="decimal" data-mark>'


@pytest.mark.parametrize(
    ("copied", "shown", "is_offered"),
    [
        ({"body": ["mới\n"], "mark_1": ["17.5"]}, ("mới", "17,5"), False),
        ({"body": ["mới"], "mark_1": ["17,50"]}, ("mới", "17,5"), False),
        ({"body": ["mới"], "mark_1": ["17,6"]}, ("mới", "17,5"), True),
        ({"body": ["mới"], "mark_1": ["17.5 điểm"]}, ("mới", "17,5"), True),
        ({"body": ["mới"], "mark_1": [""]}, ("mới", "0"), True),
        ({"body": ["17.5"], "mark_1": ["8"]}, ("17,5", "8"), True),
    ],
)
def test_a_copy_is_offered_only_where_it_says_something_else(
    page: Page, server: Server, *, copied: dict[str, list[str]], shown: tuple[str, str], is_offered: bool
) -> None:
    """The server gives a mark back as it writes it, and a text without the blanks around it."""
    body, mark = shown
    with_mark = FORM.replace(">cũ<", f">{body}<").replace("<p data-saved-all", MARK.format(mark) + "<p data-saved-all")

    def sent(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(
            status=200, headers=answer.headers, body=re.sub(r"(<main[^>]*>)", r"\1" + with_mark, answer.text())
        )

    copy = {"version": "1", "at": "2026-11-27T01:02:03Z", "fields": {"body": copied["body"], "topic": ["T4"]} | copied}
    page.evaluate("copy => localStorage.setItem('draft:/ban-thao', copy)", json.dumps(copy))
    page.route("**/ban-thao", sent)
    page.goto("/ban-thao")
    expect(page.locator("[data-restore]")).to_be_visible(visible=is_offered)
    assert (kept(page) is not None) == is_offered
