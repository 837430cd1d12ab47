"""What every page must be in a real browser: accessible, and no wider than its window."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
ARTIFACTS = ROOT / "tests" / "artifacts"
WIDTHS = {1280: 900, 390: 844}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """What axe finds, one line a kind: «rule: the element».

    In both themes, for their colours differ.
    """
    found: list[str] = []
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for theme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        options: dict[str, Any] = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
        result = page.evaluate("options => axe.run(document, options)", options)
        found += [
            f"{theme} {kind['id']}: {node['html'][:200]} {node['any'][0]['message'] if node['any'] else ''}"
            for kind in result["violations"]
            for node in kind["nodes"]
        ]
    page.evaluate("() => { delete document.documentElement.dataset.theme }")
    return found


def faults_of(page: Page) -> list[str]:
    """What axe finds, and the windows in which one would have to scroll sideways; 320 px is 400 % zoom of 1280."""
    address = page.url.split("/", 3)[3]
    found = [f"/{address} {problem}" for problem in violations(page)]
    before = page.viewport_size
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"/{address} is {wide} px wide in a window of {width} px")
    if before:
        page.set_viewport_size(before)
    return found


def assert_accessible(page: Page) -> None:
    """Nothing for axe to find, and nothing to scroll sideways for on a phone or at 400 % zoom."""
    found = faults_of(page)
    assert not found, "\n".join(found)


def screenshot(page: Page, name: str) -> list[Path]:
    """Keep the whole page at 1280 and at 390 px in tests/artifacts/ for people to look at.

    Only with SCREENSHOTS set: pictures take longer than the checks.
    """
    if not os.environ.get("SCREENSHOTS"):
        return []
    ARTIFACTS.mkdir(exist_ok=True)
    before = page.viewport_size
    kept = []
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        kept.append(ARTIFACTS / f"{name}-{width}.png")
        page.screenshot(path=kept[-1], full_page=True)
    if before:
        page.set_viewport_size(before)
    return kept
