"""Every page that a link leads to is accessible in both themes and fits a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from tests.browser.looks import faults_of, screenshot
from tests.crawl import Visited, walk, walkers

pytestmark = [pytest.mark.any_database, pytest.mark.long]

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


def _worth_a_look(pages: list[Visited], name: str) -> list[Visited]:
    """One page a view; the shared ones only for those who look at them for all."""
    first = {page.endpoint: page for page in reversed(pages)}
    return [page for page in first.values() if name in SHARED_BY or page.endpoint.split(".")[0] not in SHARED]


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
    found = []
    for visited in _worth_a_look(pages, name):
        page.goto(visited.address)
        found += faults_of(page)
        screenshot(page, f"{name.replace(' ', '-')}-{visited.endpoint}")
    assert not found, "\n".join(found)
