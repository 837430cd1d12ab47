"""Take the README's pictures from a running demo.

Usage: python -m tools.screenshots [http://127.0.0.1:8000] [docs/images]
Needs Chromium and `make run` in another terminal, in any phase with a round open to judges.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

PASSWORD = "demo-Viec-thien-2023"  # noqa: S105 - the demo's public password
WIDTH, HEIGHT = 1280, 860
COLOURS = 192


class Shot(NamedTuple):
    """One picture: who looks, and which links are followed from the page after sign-in."""

    name: str
    account: str
    links: tuple[str, ...]
    theme: str = "light"


SHOTS = (
    Shot("trang-chu", "", ()),
    Shot("ban-cham", "giamkhao1@demo.test", ("Chấm tiếp",)),
    Shot("ban-cham-toi", "giamkhao1@demo.test", ("Chấm tiếp",), "dark"),
    Shot("hoi-dong", "chutich@demo.test", ()),
)


def sign_in(page: Page, account: str) -> None:
    """Sign in by the form, as a person does."""
    page.goto("/dang-nhap")
    page.locator("#email").fill(account)
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_load_state("networkidle")


def take(browser: Browser, address: str, shot: Shot, folder: Path) -> Path:
    """Take one picture; few colours keep the file small."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": WIDTH, "height": HEIGHT},
        color_scheme="dark" if shot.theme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto("/")
    if shot.account:
        sign_in(page, shot.account)
    for link in shot.links:
        page.get_by_role("link", name=link).first.click()
    page.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    context.close()
    path = folder / f"{shot.name}.png"
    picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)
    return path


def main(arguments: list[str]) -> int:
    """Take all pictures; return the exit code."""
    address = arguments[0] if arguments else "http://127.0.0.1:8000"
    folder = Path(arguments[1] if len(arguments) > 1 else "docs/images")
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for shot in SHOTS:
            print(take(browser, address, shot, folder))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
