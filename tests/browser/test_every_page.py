"""Every page that a link leads to is accessible in both themes and fits a phone.

Pages of several people that differ in nothing but words and addresses are looked at once (likeness.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from tests.browser.likeness import likeness
from tests.browser.looks import faults_of, screenshot
from tests.crawl import Visited, walk, walkers

pytestmark = [pytest.mark.any_database, pytest.mark.long, pytest.mark.xdist_group("every-page")]

SignIn = Callable[[Person], FlaskClient]
PageOf = Callable[[Person], Page]
ClientOf = Callable[[Person | None], FlaskClient]
NewPage = Callable[[], Page]
SHARED = frozenset({"portal", "accounts", "notices"})
"""What looks alike for everybody is looked at as two people see it, the rest as every role does."""
SHARED_BY = frozenset({"a visitor", "an author"})
WALKERS = (
    "a visitor",
    "an author",
    "a unit",
    "a secretary",
    "a judge",
    "a chair",
    "an organizer",
    "an administrator",
    "an organizer afterwards",
)
_looked_at: set[str] = set()
"""The structures, of pages and of what is around them, that this test process has had before its eyes."""


def _worth_a_look(pages: list[Visited], name: str) -> Iterator[Visited]:
    """One page a view unless one like it was looked at; the shared ones only for those who look at them for all."""
    first = {page.endpoint: page for page in reversed(pages)}
    for page in first.values():
        if name in SHARED_BY or page.endpoint.split(".")[0] not in SHARED:
            structures = set(likeness(page.html))
            if not structures <= _looked_at:
                _looked_at.update(structures)
                yield page


@pytest.fixture
def client_of(client: FlaskClient, sign_in: SignIn) -> ClientOf:
    """A client of a person, or of nobody."""
    return lambda person: sign_in(person) if person else client


@pytest.mark.parametrize("name", WALKERS)
def test_every_page_is_accessible(
    name: str, session: Session, client_of: ClientOf, page_of: PageOf, new_page: NewPage
) -> None:
    walker = next(one for one in walkers(session) if one.name == name)
    pages = list(walk(client_of(walker.person), walker.start, "/"))
    page = page_of(walker.person) if walker.person else new_page()
    found: list[str] = []
    for visited in _worth_a_look(pages, name):
        page.goto(visited.address)
        found += faults_of(page)
        screenshot(page, f"{name.replace(' ', '-')}-{visited.endpoint}")
    assert not found, "\n".join(found)


BASE = '<header><a href="/a">A</a></header><main><h1>Một</h1><img src="/x" alt=""><p id="p-7">Hai</p></main>'


@pytest.mark.parametrize(
    ("change", "is_alike"),
    [
        (("Một", "Hai, ba"), True),
        (('src="/x"', 'src="/y"'), True),
        (('id="p-7"', 'id="p-8"'), True),
        (("<a ", '<a aria-current="page" '), True),
        (("Một", ""), False),
        ((' alt=""', ""), False),
        (('id="p-7"', 'id="q-7"'), False),
        (("<p ", '<p class="muted" '), False),
        (("<p ", '<p aria-hidden="true" '), False),
        (("</header>", "<a>B</a></header>"), False),
    ],
)
def test_pages_are_alike_when_only_words_and_addresses_differ(change: tuple[str, str], *, is_alike: bool) -> None:
    assert (likeness(BASE.replace(*change)) == likeness(BASE)) is is_alike
