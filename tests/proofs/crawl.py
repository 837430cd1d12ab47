"""Whoever may look, looks everywhere: every route, every address, every form, in one fixed order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.notices.models import Notice
from tests.proofs.masks import masked_cookie, masked_text
from tests.proofs.pages import Form, forms_of
from tests.proofs.routes import MOST, Ids, addresses, audience, read_ids, rules
from tests.proofs.secret import SLUG
from tests.proofs.world import World

HELD = {
    "public": set[str](),
    "stranger": {"signed_in"},
    "journalist": {"signed_in", Role.JOURNALIST.value},
    "owner": {"signed_in", Role.JOURNALIST.value},
    "unit": {"signed_in", Role.UNIT.value},
    "judge": {"signed_in", Role.JUDGE.value},
    "judge_two": {"signed_in", Role.JUDGE.value},
    "judge_idle": {"signed_in", Role.JUDGE.value},
    "chair": {"signed_in", Role.CHAIR.value},
    "secretary": {"signed_in", Role.SECRETARY.value},
    "organizer": {"signed_in", Role.ORGANIZER.value},
    "admin": {"signed_in", "admin", *(role.value for role in Role if role is not Role.JUDGE)},
}
PROBE = (
    "q={0}&tim={0}&search={0}&loc={0}&sap-xep=tac-gia&sort=author&order=author"
    "&expand=author&include=author&fields=author,email&trang=1&page=1&format=json"
)
"""Side doors of a page: search and sort on columns that are not shown, fields asked for by name."""
SEARCHED = ("Hoàng Văn Thái",)
WRITES_PER_ROUTE = 3
TRY_ALL_DOORS = frozenset({"judge", "public"})
_TEXT = re.compile(r"text/|json|xml|javascript|svg|mpegurl")


@dataclass(frozen=True, kw_only=True, slots=True)
class Exchange:
    """One request and all that came back, without tokens and signatures."""

    who: str
    request: str
    endpoint: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(kw_only=True, slots=True)
class Run:
    """Everything one world answered, in order; ``statements`` are the SQL of each person."""

    exchanges: list[Exchange] = field(default_factory=list)
    statements: dict[str, set[str]] = field(default_factory=dict)

    def of(self, who: Sequence[str]) -> list[Exchange]:
        """The exchanges of some people."""
        return [each for each in self.exchanges if each.who in who]


class Visitor:
    """One person at one browser."""

    def __init__(self, app: Flask, world: World, who: str, session: Session, heard: set[str]) -> None:
        self.app, self.world, self.who, self.session = app, world, who, session
        self.heard, self.said = heard, set[str]()
        self.forms: dict[tuple[str, str, str], Form] = {}
        self.opened: list[tuple[str, str, bool]] = []
        self.passes: dict[str, str] = {}
        self.only = app.config.get("PROOF_ONLY", "")  # the controls walk their own route alone

    def ask(
        self, browser: FlaskClient, method: str, address: str, data: dict[str, str] | None = None, *, public: bool
    ) -> TestResponse:
        """One request. What a public page asks of the database is the public's, whoever reads it."""
        self.heard.clear()
        try:
            answer = browser.open(address, method=method, data=data)
        except Exception as error:
            raise AssertionError(f"{self.who}: {method} {address} {data} broke: {error!r}") from error
        if not public:
            self.said |= self.heard
        return answer

    def browser(self) -> FlaskClient:
        """A fresh browser, signed in unless the visitor is the public."""
        browser = self.app.test_client()
        if self.who != "public":
            person = self.world.people[self.who]
            epoch = self.session.scalar(select(Person.session_epoch).where(Person.id == person))
            self.session.rollback()
            browser.set_cookie(self.app.config["SESSION_COOKIE_NAME"], self._pass(f"{person}:{epoch}"))
        return browser

    def _pass(self, signed_in_as: str) -> str:
        """The cookie of somebody who has just signed in; the same as long as it holds."""
        if signed_in_as not in self.passes:
            signer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]  # Flask's own, in cookies
            self.passes[signed_in_as] = signer.dumps({"_user_id": signed_in_as, "_fresh": True})
        return self.passes[signed_in_as]

    def is_for(self, rule_audience: frozenset[str]) -> bool:
        """Whether a route's audience holds this visitor."""
        return "public" in rule_audience or bool(HELD[self.who] & rule_audience)


def read_everything(app: Flask, visitor: Visitor, ids: Ids) -> Iterator[Exchange]:
    """GET every address that is there for the visitor, and go through its side doors.

    Routes for others are refused before their view runs (tests/test_routes.py): one address of each is tried
    by a judge and by the public.
    """
    browser = visitor.browser()
    for rule, method in rules(app, reading=True, only=visitor.only):
        whom = audience(app, rule)
        mine, public = visitor.is_for(whom), "public" in whom
        if not mine and visitor.who not in TRY_ALL_DOORS:
            continue
        for address in addresses(rule, ids, most=MOST if mine else 1):
            answer = visitor.ask(browser, method, address, public=public)
            yield _exchange(visitor.who, method, address, rule.endpoint, answer)
            yield from _followed(visitor, browser, rule.endpoint, address, answer)
            if answer.status_code not in {200, 302}:
                continue
            visitor.opened.append((rule.endpoint, address, public))
            if answer.mimetype == "text/html":
                _keep_forms(visitor, rule.endpoint, address, answer.get_data().decode("utf-8", "replace"))
            for words in SEARCHED if mine and answer.status_code == 200 else ():
                asked = f"{address}?{PROBE.format(words)}"
                found = visitor.ask(browser, method, asked, public=public)
                yield _exchange(visitor.who, method, asked, rule.endpoint, found)


def read_again(app: Flask, visitor: Visitor, ids: Ids) -> Iterator[Exchange]:
    """GET once more whatever opened before, after everybody has written."""
    browser = visitor.browser()
    for endpoint, address, public in visitor.opened:
        answer = visitor.ask(browser, "GET", address, public=public)
        yield _exchange(visitor.who, "GET again", address, endpoint, answer)


def write_everything(app: Flask, visitor: Visitor, ids: Ids) -> Iterator[Exchange]:
    """Send every form that was shown, then something empty to every writing route."""
    for endpoint, action, _fields in sorted(visitor.forms):
        form = visitor.forms[endpoint, action, _fields]
        answer = visitor.ask(visitor.browser(), "POST", action, form.fields, public=False)
        yield _exchange(visitor.who, "POST form", action, endpoint, answer)
    for rule, method in rules(app, reading=False, only=visitor.only):
        whom = audience(app, rule)
        if not visitor.is_for(whom):
            continue
        for address in addresses(rule, ids, most=WRITES_PER_ROUTE):
            answer = visitor.ask(visitor.browser(), method, address, {}, public="public" in whom)
            yield _exchange(visitor.who, method, address, rule.endpoint, answer)


def letters_to(session: Session, world: World, who: str) -> Iterator[Exchange]:
    """What the visitor is told by mail."""
    if who == "public":
        return
    email = select(Person.email).where(Person.id == world.people[who]).scalar_subquery()
    rows = session.execute(
        select(Notice.subject, Notice.body, Notice.link).where(Notice.email == email).order_by(Notice.id)
    ).all()
    session.rollback()
    for place, row in enumerate(rows):
        text = f"{row.subject}\n{row.body}\n{row.link}".encode()
        yield Exchange(who=who, request=f"mail {place}", endpoint="mail", status=200, headers=(), body=text)


def _followed(
    visitor: Visitor, browser: FlaskClient, endpoint: str, address: str, answer: TestResponse
) -> Iterator[Exchange]:
    """The file behind a link of the store."""
    if answer.location and answer.location.startswith("/kho/"):
        file = visitor.ask(browser, "GET", answer.location, public=True)
        yield _exchange(visitor.who, "GET file of", address, endpoint, file)


def _keep_forms(visitor: Visitor, endpoint: str, address: str, page: str) -> None:
    """Remember the forms of this season's pages; not the language, not the door."""
    for form in forms_of(page):
        action = form.action or address
        if action.startswith(f"/mua/{SLUG}/"):
            key = (endpoint, action, ",".join(sorted(form.fields)))
            visitor.forms.setdefault(key, form)


def _exchange(who: str, method: str, address: str, endpoint: str, answer: TestResponse) -> Exchange:
    body = answer.get_data()
    if _TEXT.search(answer.mimetype or ""):
        body = masked_text(body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    headers = tuple(
        (name, masked_cookie(value) if name == "Set-Cookie" else masked_text(value))
        for name, value in answer.headers
        if not (name in {"Date", "Expires"} and endpoint == "web.asset")  # a built file, by the clock of the house
        and not (name == "Content-Length" and _TEXT.search(answer.mimetype or ""))  # signatures vary in length
    )
    answer.close()
    return Exchange(
        who=who,
        request=f"{method} {address}",
        endpoint=endpoint,
        status=answer.status_code,
        headers=headers,
        body=body,
    )


def crawl(app: Flask, session: Session, world: World, people: Sequence[str], *, heard: set[str]) -> Run:
    """Everybody reads everything; then everybody writes what they can; then everybody reads again."""
    ids = read_ids(session, world.secret_ids)
    run = Run()
    visitors = [Visitor(app, world, who, session, heard) for who in people]
    for step in (read_everything, write_everything, read_again):
        for visitor in visitors:
            run.exchanges += step(app, visitor, ids)
    for visitor in visitors:
        run.exchanges += letters_to(session, world, visitor.who)
        run.statements[visitor.who] = visitor.said
    return run
