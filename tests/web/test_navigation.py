"""The menu says where one is, also on the pages below its items."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.web.navigation import place_in
from tests.judging import scene as judging

MENU = ["/mua/a/", "/mua/a/ho-so/", "/mua/a/quan-he", "/mua/a/quan-he/tat-ca", "/mua/a/nguoi"]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/mua/a/", "/mua/a/"),
        ("/mua/a/ho-so/", "/mua/a/ho-so/"),
        ("/mua/a/ho-so/123", "/mua/a/ho-so/"),
        ("/mua/a/quan-he", "/mua/a/quan-he"),
        ("/mua/a/quan-he/tat-ca", "/mua/a/quan-he/tat-ca"),
        ("/mua/a/nguoi/7", "/mua/a/nguoi"),
        ("/mua/a/nguoi-khac", ""),
        ("/mua/a/ve", ""),
        ("/tai-khoan", ""),
    ],
)
def test_a_page_belongs_to_the_item_above_it(path: str, place: str) -> None:
    assert place_in(MENU, path) == place


def test_a_judge_sees_the_place_from_the_queue_and_from_a_work(
    session: Session, sign_in: Callable[[Person], FlaskClient]
) -> None:
    scene = judging.arrange(session, works=1)
    client = sign_in(scene.judges[0])
    home = f"/mua/{scene.season.slug}/cham/"
    queue = client.get(home, follow_redirects=True)
    work = re.search(rf'href="({home}vong-1/[^"/]+)"', queue.text)
    assert work is not None
    for page in (queue.text, client.get(work[1]).text):
        assert re.findall(r'<a class="nav__link" href="([^"]*)" aria-current="true"', page) == [home]


NAV = re.compile(r'<nav class="nav".*?</nav>', re.DOTALL)


def test_a_menu_is_kept_for_a_place_and_a_language_and_for_no_person(
    app: Flask, session: Session, sign_in: Callable[[Person], FlaskClient]
) -> None:
    scene = judging.arrange(session, works=3)
    queue = f"/mua/{scene.season.slug}/cham/vong-1"
    one, other = (sign_in(judge) for judge in scene.judges[:2])
    kept = app.extensions["contest.menus"] = {}
    pages = {queue, *re.findall(rf'href="({queue}/[^"/]+)"', one.get(queue).text)}
    shown = {menu for path in pages for menu in NAV.findall(one.get(path).text)} | {*NAV.findall(other.get(queue).text)}
    assert len(pages) == 4
    assert len(shown) == len(kept) == 1
    one.set_cookie("lang", "en")
    for path in (queue, "/tai-khoan", f"/mua/{scene.season.slug}/", "/khong-co-trang-nay"):
        shown.update(NAV.findall(one.get(path).text))
    assert len(shown) == len([menu for menu in kept.values() if menu.strip()]) == 3
