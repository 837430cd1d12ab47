"""What every page must be in a real browser: accessible, and no wider than its window."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
ARTIFACTS = ROOT / "tests" / "artifacts"
WIDTHS = {1280: 900, 390: 844}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""All that axe reckons with colours; the dark theme changes nothing else (tests/web/test_themes.py)."""
THEMES = {"light": {"type": "tag", "values": RULES}, "dark": {"type": "rule", "values": COLOURS}}
LOOK = """
    async ([theme, rules]) => {
        const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        document.documentElement.dataset.theme = theme;
        await painted();
        const { violations } = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
        delete document.documentElement.dataset.theme;
        return violations;
    }
"""


def violations(page: Page) -> list[str]:
    """What axe finds, one line a kind: «rule: the element».

    Everything in the light theme, then what the other colours of the dark one may spoil.
    """
    found: list[str] = []
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    for theme, rules in THEMES.items():
        found += [
            f"{theme} {kind['id']}: {node['html'][:200]} {node['any'][0]['message'] if node['any'] else ''}"
            for kind in page.evaluate(LOOK, [theme, rules])
            for node in kind["nodes"]
        ]
    return found


def faults_of(page: Page) -> list[str]:
    """What axe finds, and the windows in which one would have to scroll sideways; 320 px is 400 % zoom of 1280."""
    address = page.url.split("/", 3)[3]
    found = [f"/{address} {problem}" for problem in violations(page)]
    before = page.viewport_size
    for width in (1280, 390, 320):
        if page.viewport_size != {"width": width, "height": 900}:
            page.set_viewport_size({"width": width, "height": 900})
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
