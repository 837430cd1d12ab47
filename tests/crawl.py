"""Walk the application's pages by their links, as each role sees them: a new page is covered the day it is linked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from contest.accounts.models import Person
from contest.accounts.types import Role
from tests import factories
from tests.judging import scene as judging
from tests.pages import Page
from tests.results import scenes as results

PER_ENDPOINT = 2
"""How many addresses of one view are visited: one may be empty where the next is full."""


@dataclass(frozen=True, kw_only=True)
class Visited:
    """One page as a person met it."""

    endpoint: str
    address: str
    status: int
    html: str


def endpoint_of(client: FlaskClient, path: str) -> str:
    """The view behind a path; empty where there is none for GET."""
    try:
        endpoint, _values = client.application.url_map.bind("127.0.0.1").match(path, method="GET")
    except HTTPException:
        return ""
    return str(endpoint)


def walk(client: FlaskClient, *starts: str) -> Iterator[Visited]:
    """Every HTML page that links lead to from the starting addresses, at most a few of each view."""
    waiting, seen, counts = list(starts), set(starts), Counter[str]()
    while waiting:
        address = waiting.pop(0)
        endpoint = endpoint_of(client, urlsplit(address).path)
        if not endpoint or counts[endpoint] >= PER_ENDPOINT:
            continue
        counts[endpoint] += 1
        answer = client.get(address)
        answer.get_data()  # a streamed download must be read to its end
        answer.close()
        if answer.location:
            found = [answer.location]
        elif answer.mimetype == "text/html":
            yield Visited(endpoint=endpoint, address=address, status=answer.status_code, html=answer.text)
            found = Page(address, answer.text).links
        else:
            found = []
        for link in found:
            target = urlsplit(urljoin(address, link))
            whole = target.path + (f"?{target.query}" if target.query else "")
            if not target.netloc and whole not in seen:
                seen.add(whole)
                waiting.append(whole)


@dataclass(frozen=True, kw_only=True)
class Walker:
    """One person and where they start."""

    name: str
    person: Person | None
    start: str


def walkers(session: Session) -> list[Walker]:
    """People of every role in a season being judged and in one that has been: together they can open every page."""
    during = judging.arrange(session, works=3)
    factories.topic(session, during.season)
    factories.entry(session, during.season, during.category, during.author, status="draft")
    after = results.judged_season(session, [[80, 90], [70, 75], [60, 95]])
    admin = factories.person(session, is_admin=True)
    unit = factories.person(session, roles={during.season.id: Role.UNIT})
    organizer = factories.person(session, roles={during.season.id: Role.ORGANIZER})
    session.commit()
    first, second = f"/mua/{during.season.slug}/", f"/mua/{after.season.slug}/"
    return [
        Walker(name="a visitor", person=None, start=first),
        Walker(name="an author", person=during.author, start=first),
        Walker(name="a unit", person=unit, start=first),
        Walker(name="a secretary", person=during.secretary, start=first),
        Walker(name="a judge", person=during.judges[0], start=first),
        Walker(name="a chair", person=during.chair, start=first),
        Walker(name="an organizer", person=organizer, start=first),
        Walker(name="an administrator", person=admin, start=first),
        Walker(name="a secretary afterwards", person=after.secretary, start=second),
        Walker(name="a chair afterwards", person=after.chair, start=second),
        Walker(name="an organizer afterwards", person=after.organizer, start=second),
    ]


def walk_all(
    people: list[Walker], client_of: Callable[[Person | None], FlaskClient]
) -> Iterator[tuple[Walker, Visited]]:
    """Every page that somebody can reach; a view is walked again for each role, for it may show each another face."""
    for walker in people:
        client = client_of(walker.person)
        for page in walk(client, walker.start, "/"):
            yield walker, page
