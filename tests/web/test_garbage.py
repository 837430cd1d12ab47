"""No garbage that a person of any role can post to any address is answered with a fault of the house.

Every writing route of ``url_map`` is met: with the forms of the pages that lead to it, one field spoiled at a
time, and with bodies that are no form at all. A route that lands tomorrow is met tomorrow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from contest import create_app
from contest.access import Audience, allow, audience_of
from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.db import db
from contest.settings import Settings
from tests.crawl import Walker, walk, walkers
from tests.proofs.pages import Form, forms_of
from tests.proofs.routes import Ids, addresses, read_ids, rules
from tests.proofs.secret import SLUG

pytestmark = pytest.mark.long

SignIn = Callable[[Person], FlaskClient]
NOTHING = Ids(words={}, numbers={}, codes=[])
FORM = "application/x-www-form-urlencoded"
FILES = "multipart/form-data"
SPOILED = ["\x00", "x" * 10_000, "", "-1e999", "9" * 40, "\ud800"]
"""Put into one field of a true form: NUL, far too long, missing, no number, no number of any column, no text."""
BODIES = [
    (b"", FORM),
    (b"version=%FF%FE&reason=%FF&title=%C3%28&code=%80", FORM),
    (b"version=1&version=2&reason=a&reason=b&code[]=x&code[]=y", FORM),
    (b'[1,{"version":null,"reason":[[]]},"x"]', "application/json"),
    (b'{"version":{"a":1},"size":-1,"name":["x"],"marks":"x","reason":7}', "application/json"),
    (b'{"name":"\\u0000","size":1e999}', "application/json"),
    (b"\xff\xfe\x00{", "application/json"),
    (b"\xff\xfe\x00", FILES),
]
FIELDS_AT_MOST = 5


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One thing posted and what came of it."""

    who: str
    rule: str
    address: str
    sent: str
    status: int


@dataclass(kw_only=True)
class Poster:
    """One person who posts what nobody should."""

    app: Flask
    walker: Walker
    fresh: Callable[[], FlaskClient]
    slug: str
    ids: Ids
    held: frozenset[str] | None
    """Audiences the person belongs to; None: every one."""

    def answers(self) -> Iterator[Answer]:
        """Every writing route that is open to the person; those of the account last, for they end sessions."""
        known = self.forms()
        routes = [(rule, method) for rule, method in rules(self.app, reading=False) if self.may(rule)]
        for rule, method in sorted(routes, key=lambda each: (each[0].endpoint.startswith("accounts."), each[0].rule)):
            forms = known.get(rule.endpoint, [])[:1]
            for form in forms:
                yield from self.spoil(rule, form)
            for place in [form.action for form in forms] or self.places(rule):
                for body, kind in BODIES:
                    yield self.post(rule, method, place, body, kind)

    def may(self, rule: Rule) -> bool:
        """Whether the route is for this person; tests/test_routes.py holds that the others find nothing there."""
        audience = {str(each) for each in audience_of(self.app.view_functions[rule.endpoint])}
        return self.held is None or bool(audience & self.held)

    def forms(self) -> dict[str, list[Form]]:
        """The posting forms of all pages that the person's links lead to, by the view that takes them."""
        found: dict[str, list[Form]] = {}
        for page in walk(self.fresh(), self.walker.start, "/"):
            for form in forms_of(page.html):
                endpoint = self.endpoint(form.action or page.address)
                if endpoint:
                    found.setdefault(endpoint, []).append(replace(form, action=form.action or page.address))
        return found

    def endpoint(self, address: str) -> str:
        """The view that a form posts to; empty where there is none."""
        try:
            return str(self.app.url_map.bind("127.0.0.1").match(urlsplit(address).path, method="POST")[0])
        except HTTPException:
            return ""

    def places(self, rule: Rule) -> list[str]:
        """Addresses of a route that no page's form led to."""
        return [each.replace(f"/{SLUG}", f"/{self.slug}") for each in addresses(rule, self.ids, most=1)]

    def spoil(self, rule: Rule, form: Form) -> Iterator[Answer]:
        """A true form, one field spoiled at a time."""
        for name in list(form.fields)[:FIELDS_AT_MOST]:
            for spoiled in SPOILED:
                fields = {**form.fields, name: spoiled}
                body = urlencode(fields, errors="surrogatepass").encode()
                yield self.post(rule, "POST", form.action, body, FORM)

    def post(self, rule: Rule, method: str, place: str, body: bytes, kind: str) -> Answer:
        """Send it, as a person whose session holds."""
        answer = self.fresh().open(place, method=method, data=body, content_type=kind)
        answer.close()
        return Answer(
            who=self.walker.name, rule=rule.rule, address=place, sent=f"{kind} {body[:80]!r}", status=answer.status_code
        )


@pytest.fixture
def patient(app: Flask) -> Iterator[Flask]:
    """The application as in service: a fault becomes a page and not the test's exception."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield app
    app.config["PROPAGATE_EXCEPTIONS"] = None


def faults(answers: list[Answer]) -> list[Answer]:
    """Answers that blame the house."""
    return [answer for answer in answers if answer.status >= 500]


SIGNED_IN = frozenset({Audience.PUBLIC.value, Audience.SIGNED_IN.value})
WHO: dict[str, frozenset[str] | None] = {
    "a visitor": frozenset({Audience.PUBLIC.value}),
    "an author": SIGNED_IN | {Role.JOURNALIST.value},
    "a unit": frozenset({Role.UNIT.value}),
    "a secretary": frozenset({Role.SECRETARY.value}),
    "a judge": frozenset({Role.JUDGE.value}),
    "a chair": frozenset({Role.CHAIR.value}),
    "an organizer": frozenset({Role.ORGANIZER.value}),
    "an administrator": frozenset({Audience.ADMIN.value}),
    "a secretary afterwards": frozenset({Role.SECRETARY.value}),
    "a chair afterwards": frozenset({Role.CHAIR.value}),
    "an organizer afterwards": frozenset({Role.ORGANIZER.value}),
}
"""Everybody, with the audiences whose routes they try: those of all who are signed in are the author's part."""


@pytest.mark.parametrize("name", WHO)
def test_no_garbage_is_answered_with_a_fault(patient: Flask, session: Session, sign_in: SignIn, name: str) -> None:
    people = walkers(session)
    assert {each.name for each in people} == set(WHO)
    walker = next(each for each in people if each.name == name)
    person = walker.person

    def fresh() -> FlaskClient:
        return sign_in(person) if person else patient.test_client()

    ids = read_ids(session, frozenset())
    slug = walker.start.split("/")[2]
    poster = Poster(app=patient, walker=walker, fresh=fresh, slug=slug, ids=ids, held=WHO[name])
    answers = list(poster.answers())
    assert faults(answers) == []
    assert len({answer.rule for answer in answers}) >= 2
    assert {answer.status for answer in answers} & {200, 302, 409, 422}  # some of it reached a view


def test_a_view_that_stumbles_is_found(settings: Settings) -> None:
    """The control: a page that believes every number to be one."""
    app = create_app(replace(settings))
    app.config.update(WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)

    @allow(Audience.PUBLIC)
    def stumble() -> str:
        return str(int(request.form.get("version", "0")))

    app.add_url_rule("/van-nga", "van_nga", stumble, methods=["POST"])
    walker = Walker(name="a visitor", person=None, start="/")
    poster = Poster(app=app, walker=walker, fresh=app.test_client, slug=SLUG, ids=NOTHING, held=None)
    rule = next(rule for rule, _ in rules(app, reading=False) if rule.rule == "/van-nga")
    found = [poster.post(rule, "POST", "/van-nga", body, kind) for body, kind in BODIES]
    with app.app_context():
        db.engine.dispose()
    assert len(faults(found)) == 1
