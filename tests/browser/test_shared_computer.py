"""A computer that several people use, and a file that would like to be a page: in Chromium."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.storage import current_store
from contest.storage.types import new_key
from tests.judging.scene import arrange

pytestmark = pytest.mark.any_database  # what the browser keeps

PageOf = Callable[[Person], Page]
ATTACK = (
    b"<!doctype html><title>mo</title><p id=p>tinh</p>"
    b"<script>document.getElementById('p').textContent='da chay '+document.cookie;fetch('/tai-khoan')</script>"
)


def test_back_after_sign_out_shows_nothing_of_a_work(session: Session, page_of: PageOf, live_server: str) -> None:
    scene = arrange(session)
    page = page_of(scene.judges[0])
    queue = f"{live_server}/mua/{scene.season.slug}/cham/vong-1"
    code = scene.codes[0].code
    page.goto(f"{queue}/{code}")
    assert code in page.content()
    page.evaluate("localStorage.setItem('nhap', 'chua gui')")
    page.goto(queue)
    page.evaluate("document.querySelector('form[action$=\"/dang-xuat\"]').submit()")
    page.wait_for_url("**/dang-nhap")
    assert page.evaluate("localStorage.length") == 0
    for _step in range(2):
        page.go_back()
        page.wait_for_load_state()
        assert code not in page.content()
    assert code not in page.title()


@pytest.mark.parametrize("claimed", ["text/html", "image/svg+xml", "application/xhtml+xml"])
def test_a_stored_page_neither_runs_nor_reaches_the_application(
    app: Flask, page: Page, live_server: str, claimed: str
) -> None:
    with app.app_context(), app.test_request_context():
        store, key = current_store(), new_key()
        store.put(key, io.BytesIO(ATTACK), content_type=claimed)
        link = store.link(key, download_as="bai-7qf2.html", content_type=claimed, expires_in=timedelta(minutes=5))
    address = link if link.startswith("http") else live_server + link
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server}/dang-nhap")
    asked.clear()
    with page.expect_download() as saved:
        page.evaluate("address => { location.href = address }", address)
    assert saved.value.url == address
    assert [url for url in asked if "tai-khoan" in url] == []
    # Shown in a frame by force it is an empty, lonely origin: no script ran there.
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"


@pytest.mark.parametrize("claimed", ["image/jpeg", "text/plain", "video/mp4", "image/webp"])
def test_a_page_that_says_it_is_a_picture_or_a_text_does_not_run(
    app: Flask, page: Page, live_server: str, claimed: str
) -> None:
    """Types that are shown in the browser: the bytes of a page under them stay bytes."""
    with app.app_context(), app.test_request_context():
        store, key = current_store(), new_key()
        store.put(key, io.BytesIO(ATTACK), content_type=claimed)
        link = store.link(key, download_as="bai-7qf2.bin", content_type=claimed, expires_in=timedelta(minutes=5))
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    tab = page.context.new_page()  # the browser's own viewer asks for styles, which the sandbox refuses too
    tab.goto(link if link.startswith("http") else live_server + link)
    assert tab.locator("#p").count() == 0  # its paragraph was never made
    assert tab.title() != "mo"
    assert [url for url in asked if "tai-khoan" in url] == []


def test_the_attack_does_run_where_nothing_holds_it(page: Page, live_server: str) -> None:
    """The control: the same bytes served as a page by a careless server do run and do ask the application."""
    asked: list[str] = []
    page.route("**/so-ho", lambda route: route.fulfill(body=ATTACK, content_type="text/html"))
    page.context.on("request", lambda request: asked.append(request.url))
    page.goto(f"{live_server}/so-ho")
    assert page.inner_text("#p").startswith("da chay")
    assert [url for url in asked if url.endswith("/tai-khoan")]
