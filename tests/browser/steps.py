"""How a test goes from page to page in a real browser."""

from __future__ import annotations

from playwright.sync_api import Locator


def follow(target: Locator) -> None:
    """Click what leads to another page or sends a form, and wait until the page that answers is there.

    A click returns before that page has come. What waits by itself (``expect``, a field to fill) may follow a click;
    what looks once (``count``, ``all``, ``content``, ``evaluate``, axe) and another ``goto`` may follow only this.
    """
    with target.page.expect_navigation():
        target.click()
