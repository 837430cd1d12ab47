"""Chromium against the real application on loopback.

``page`` is a fresh visitor; ``page_of(person)`` is a page signed in as that person; ``live_server`` is the
address. ``assert_accessible`` and ``screenshot`` come from ``tests.browser.looks``. Commit before going anywhere.

Give ``wait_for_function`` a function, never an expression: an expression is evaluated anew at every look, which our
policy of scripts refuses as soon as the first look did not see it true.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from tests.browser.server import served

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
WITHOUT = (
    "WebUIOmniboxPopup WebUIOmniboxAimPopup AvoidUnnecessaryBeforeUnloadCheckSync DestroyProfileOnBrowserClose "
    "HttpsUpgrades HttpsFirstBalancedModeAutoEnable MediaRouter PaintHolding ThirdPartyStoragePartitioning "
    "OptimizationHints NetworkTimeServiceQuerying AimEnabled PreconnectToSearch"
).split()
"""What Chromium is to leave out. The list takes the place of Playwright's own, so it says again what counts of that.

The first two open a page of the browser's own for the address bar of every window, which nobody sees here: two
thirds of the processor time of a window that is opened and closed.
"""
ARGUMENTS = [
    f"--disable-features={','.join(WITHOUT)}",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--no-first-run",
]
HERE = Path(__file__).parent
PATIENCE = 30_000
"""Milliseconds until a test gives up waiting: several browsers share the machine's cores."""

expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium a test process. Where there is none the tests are skipped, but never in CI."""
    if not Path(CHROMIUM).exists():
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing; .ci/run installs it")
        pytest.skip("Chromium is not installed (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """The application, with its form protection on, behind a real socket; yields its address."""
    app.config["WTF_CSRF_ENABLED"] = True
    with served(app) as address:
        yield address
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def new_page(browser: Browser, live_server: str) -> Iterator[Callable[[], Page]]:
    """Open pages that share nothing; each fails its test on a script error or a refused request to our own policy."""
    opened: list[Page] = []
    troubles: list[str] = []

    def open_one() -> Page:
        context = browser.new_context(
            base_url=live_server, viewport={"width": 1280, "height": 900}, locale="vi-VN", reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE)
        one = context.new_page()
        one.on("pageerror", lambda error: troubles.append(str(error)))
        one.on("console", lambda line: troubles.append(line.text) if "Content Security Policy" in line.text else None)
        opened.append(one)
        return one

    yield open_one
    for one in opened:
        one.context.close()
    assert troubles == []


@pytest.fixture
def page(new_page: Callable[[], Page]) -> Page:
    """A visitor's page."""
    return new_page()


@pytest.fixture
def page_of(app: Flask, session: Session, new_page: Callable[[], Page], live_server: str) -> Callable[[Person], Page]:
    """Commit what the test arranged and open a page signed in as a person."""

    def signed_in(person: Person) -> Page:
        session.commit()
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = f"{person.id}:{person.session_epoch}"
            cookie["_fresh"] = True
        kept = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
        assert kept is not None
        one = new_page()
        one.context.add_cookies([{"name": kept.key, "value": kept.value, "url": live_server}])
        return one

    return signed_in
