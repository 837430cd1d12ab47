"""What another site learns of where a reader came from: nothing, whoever follows a link of ours."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from flask import Flask, Response
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.types import Role
from tests import factories
from tests.browser.server import AT_ONCE

pytestmark = pytest.mark.any_database  # what the browser sends


class Heard(BaseHTTPRequestHandler):
    """A newspaper's server: keeps what it is told of each visitor."""

    told: list[dict[str, str]] = []  # noqa: RUF012 - each fixture begins it anew

    def do_GET(self) -> None:
        """Answer, and keep path and headers."""
        self.told.append({"path": self.path, **{name.lower(): value for name, value in self.headers.items()}})
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>newspaper</title>")

    def log_message(self, format: str, *_arguments: object) -> None:  # noqa: A002 - the library's signature
        """Say nothing."""


@pytest.fixture
def newspaper() -> Iterator[str]:
    """Its address."""
    Heard.told = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Heard)
    thread = threading.Thread(target=server.serve_forever, args=(AT_ONCE,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/bai-bao"
    server.shutdown()
    thread.join()
    server.server_close()


def followed(page: Page, address: str, newspaper: str) -> list[dict[str, str]]:
    """Open a page of ours and follow its link to the newspaper; what that heard of the visit."""
    page.goto(address)
    link = page.locator(f'a[href="{newspaper}"]').first
    link.evaluate("a => a.removeAttribute('target')")  # the tab it opens in makes no difference to what is sent
    link.click()
    page.wait_for_url(newspaper)
    return [told for told in Heard.told if told["path"] == "/bai-bao"]


def entry_with_link(session: Session, newspaper: str) -> tuple[str, dict[str, Person]]:
    """A received work that was published there; its season's address and who reads of it."""
    season = factories.season(session)
    people = {role: factories.person(session, roles={season.id: role}) for role in (Role.JOURNALIST, Role.SECRETARY)}
    category = factories.category(session, season)
    entry = factories.entry(session, season, category, people[Role.JOURNALIST], number="BG-0001")
    factories.author(session, entry)
    factories.part(session, entry, url=newspaper)
    factories.published_work(session, season, slug="bai", source_url=newspaper)
    season.stage, season.results_published_at = "published", season.created_at
    session.commit()
    base = f"/mua/{season.slug}"
    pages = {
        f"{base}/bai-du-thi/{entry.public_id}": people[Role.JOURNALIST],
        f"{base}/tham-dinh/{entry.public_id}": people[Role.SECRETARY],
    }
    return base, pages


def test_no_link_out_tells_where_the_reader_came_from(
    session: Session, page: Page, page_of: Callable[[Person], Page], newspaper: str
) -> None:
    base, pages = entry_with_link(session, newspaper)
    visits = followed(page, f"{base}/tac-pham/bai", newspaper)
    for address, person in pages.items():
        visits += followed(page_of(person), address, newspaper)
    assert len(visits) >= 3
    assert [told.get("referer") for told in visits] == [None] * len(visits)


def test_a_page_that_lets_it_be_told_is_noticed(app: Flask, session: Session, page: Page, newspaper: str) -> None:
    base, _pages = entry_with_link(session, newspaper)

    def telling(response: Response) -> Response:
        if response.mimetype != "text/html":
            return response
        response.headers["Referrer-Policy"] = "unsafe-url"
        response.set_data(response.get_data().replace(b'rel="noreferrer noopener nofollow"', b""))
        return response

    functions = app.after_request_funcs.setdefault(None, [])
    functions.insert(0, telling)  # they run from the last to the first
    try:
        visits = followed(page, f"{base}/tac-pham/bai", newspaper)
    finally:
        functions.remove(telling)
    assert any(base in told.get("referer", "") for told in visits)
