"""The menu says where one is, also on the pages below its items."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
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
