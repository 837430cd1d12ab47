"""A judge watches a long film in a real browser: by rates, and by the plain file where those fail."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, Route
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.blinding.models import BlindAsset
from contest.media import film_sides, reading
from contest.storage import current_store, new_key
from tests import factories
from tests.blinding.arrange import World, add_file, world
from tests.blinding.desk_acts import prepare
from tests.browser.looks import assert_accessible, screenshot
from tests.media import samples

# Of any database: the player; tests/blinding/test_blinding_film.py runs on both.
pytestmark = [pytest.mark.any_database, pytest.mark.long]

PLAY = "() => { const v = document.querySelector('video'); v.muted = true; v.play().catch(() => 0); }"
PLAYED = "() => { const v = document.querySelector('video'); return v.currentTime > %s && !v.paused; }"


def test_long_film_plays_by_rates_and_jumps(
    app: Flask,
    session: Session,
    page_of: Callable[[Person], Page],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "find_reader", lambda: "")  # letters are no matter here
    of = world(session, body="Lời bình.")
    fast = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "40", "-pix_fmt", "yuv420p"]
    seconds = int(film_sides.LONG) + 1
    add_file(session, app, of, samples.video(tmp_path / "a.mp4", seconds=seconds, size="320x180", codec=fast))
    prepare(app, session)
    page = page_of(of.secretary)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(of.path("/xem-truoc"))
    page.wait_for_function("() => document.querySelector('video').src.startsWith('blob:')")
    assert_accessible(page)
    page.evaluate("() => { const v = document.querySelector('video'); v.muted = true; return v.play(); }")
    page.wait_for_function(PLAYED % 1)
    strip = page.locator("[data-strip]")
    box = strip.bounding_box()
    assert box is not None
    strip.click(position={"x": box["width"] * 0.8, "y": box["height"] / 2})
    page.wait_for_function(PLAYED % 200)
    screenshot(page, "long-film")
    # Which rate it begins with is the player's guess of the line; that it plays one of them is ours.
    assert any(url.endswith(("/dong/1", "/dong/2")) for url in asked)
    come = _held_player(page)
    page.reload()
    page.evaluate(PLAY)
    page.evaluate("() => { document.querySelector('video').currentTime = 100; }")
    page.wait_for_function(PLAYED % 100.2)
    come()
    page.wait_for_function("() => document.querySelector('video').src.startsWith('blob:')")
    page.wait_for_function(PLAYED % 100.5)


def _held_player(page: Page) -> Callable[[], None]:
    """Let the script of the player of rates wait, as a bad line does; returns what lets it come."""
    held: list[Route] = []
    page.route("**/stream.*.js", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks what it is given

    def come() -> None:
        held[0].continue_()

    return come


def test_short_film_loads_no_player_of_rates(
    app: Flask, session: Session, page_of: Callable[[Person], Page], tmp_path: Path
) -> None:
    of = world(session, body="Lời bình.")
    factories.round_(session, of.season)
    add_file(session, app, of, samples.video(tmp_path / "a.mp4"))
    prepare(app, session)
    page = page_of(of.secretary)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(of.path("/xem-truoc"))
    page.evaluate("() => { const v = document.querySelector('video'); v.muted = true; return v.play(); }")
    page.wait_for_function(PLAYED % 0.2)
    assert not any("stream." in url or "/dong" in url for url in asked)


def _with_rates_lost(app: Flask, session: Session, tmp_path: Path) -> World:
    """A film of eight seconds, and the list of its rates is none."""
    of = world(session, body="Lời bình.")
    add_file(session, app, of, samples.video(tmp_path / "a.mp4", seconds=8))
    prepare(app, session)
    key = session.execute(select(BlindAsset.key)).scalar_one()
    no_list = new_key()
    with app.app_context():
        current_store().put(no_list, BytesIO(b"no list at all"), content_type="text/plain")
    lost = [{"bandwidth": 100_000, "key": key, "list_key": no_list}]
    session.execute(update(BlindAsset).values(sides={"of": key, "rates": lost}))
    session.commit()
    return of


def test_film_that_plays_before_the_player_of_rates_came_plays_on(
    app: Flask, session: Session, page_of: Callable[[Person], Page], tmp_path: Path
) -> None:
    """On a bad line its script takes long: who has pressed play by then is not stopped, nor thrown back."""
    of = _with_rates_lost(app, session, tmp_path)
    page = page_of(of.secretary)
    come = _held_player(page)
    page.goto(of.path("/xem-truoc"))
    page.evaluate(PLAY)
    page.wait_for_function(PLAYED % 1)
    page.evaluate(
        "() => { window.jumps = []; document.querySelector('video').addEventListener('emptied', "
        "(e) => window.jumps.push(e.target.paused)); }"
    )
    come()
    page.wait_for_function("() => window.jumps.length > 1")
    page.wait_for_function(PLAYED % 2)


def test_plain_file_plays_where_the_rates_fail(
    app: Flask, session: Session, page_of: Callable[[Person], Page], tmp_path: Path
) -> None:
    of = _with_rates_lost(app, session, tmp_path)
    page = page_of(of.secretary)
    page.goto(of.path("/xem-truoc"))
    # The first try to play is given up with the list; the player goes on with the plain file by itself.
    page.evaluate(PLAY)
    page.wait_for_function(PLAYED % 1)
    assert not page.evaluate("() => document.querySelector('video').currentSrc").startswith("blob:")
