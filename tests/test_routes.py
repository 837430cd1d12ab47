"""Every route of the application: who it is for, what a stranger meets, what a form without its token meets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from contest import create_app
from contest.access import Audience, ViewWithoutAudience, allow, audience_of
from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.db import db
from contest.settings import Settings
from contest.web.shell import csrf
from tests import factories
from tests.proofs.masks import masked_text
from tests.proofs.routes import Ids, addresses, rules
from tests.proofs.secret import SLUG

NOTHING = Ids(words={}, numbers={}, codes=[])
OWN_GUARD = {
    "storage.take_part": "the address is signed for one part",
    "relay.begin_stretch": "the form's token stands in the address",
    "relay.cancel": "the form's token stands in the address",
    "relay.complete": "the form's token stands in the address",
    "uploads.send_plainly": "the token is read from the stream, before the file",
}
"""Writing routes without a form's token, each with what guards it."""


@pytest.fixture
def strict(app: Flask, settings: Settings) -> Iterator[Flask]:
    """The application with form tokens on, as in service."""
    guarded = create_app(replace(settings))
    yield guarded
    with guarded.app_context():
        db.engine.dispose()


def is_public(app: Flask, rule: Rule) -> bool:
    return Audience.PUBLIC in audience_of(app.view_functions[rule.endpoint])


def nowhere(rule: Rule) -> str:
    """An address of the route that leads to nothing, in a season that exists."""
    return addresses(rule, NOTHING, most=2)[-1]


def test_every_view_declares_its_audience(app: Flask) -> None:
    silent = []
    for endpoint, view in app.view_functions.items():
        try:
            audience_of(view)
        except ViewWithoutAudience:
            silent.append(endpoint)
    assert silent == []
    assert len(app.view_functions) > 100


def test_a_view_that_declares_nothing_is_refused(settings: Settings) -> None:
    app = create_app(replace(settings))
    app.add_url_rule("/quen-khai", "quen_khai", lambda: "bí mật")
    with pytest.raises(ViewWithoutAudience):
        app.test_client().get("/quen-khai")
    with app.app_context():
        db.engine.dispose()


def test_signed_out_visitor_is_sent_to_the_door_or_nowhere(app: Flask, session: Session, client: FlaskClient) -> None:
    factories.season(session, slug=SLUG)
    session.commit()
    wrong = []
    for rule, _method in rules(app, reading=True):
        if is_public(app, rule):
            continue
        answer = client.get(nowhere(rule))
        if not (answer.status_code == 404 or (answer.status_code == 302 and answer.location == "/dang-nhap")):
            wrong.append((rule.rule, answer.status_code))
    assert wrong == []


def test_every_write_without_its_token_is_refused(strict: Flask, session: Session) -> None:
    factories.season(session, slug=SLUG)
    session.commit()
    browser = strict.test_client()
    statuses = {}
    for rule, method in rules(strict, reading=False):
        if rule.endpoint not in OWN_GUARD:
            statuses[f"{method} {rule.rule}"] = browser.open(nowhere(rule), method=method).status_code
    assert {where: status for where, status in statuses.items() if status != 400} == {}
    assert len(statuses) > 30


def test_views_without_a_token_are_the_known_ones(app: Flask) -> None:
    """Each exempt view is either read-only or guarded by its signed address."""
    exempt = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if f"{view.__module__}.{view.__name__}" in csrf._exempt_views  # noqa: SLF001 - Flask-WTF keeps no public list
    }
    writes = {rule.endpoint for rule, _ in rules(app, reading=False)}
    assert exempt & writes == set(OWN_GUARD)


@pytest.mark.parametrize("role", sorted(Role))
def test_routes_for_others_are_one_and_the_same_404(
    app: Flask, session: Session, sign_in: Callable[[Person], FlaskClient], role: Role
) -> None:
    season = factories.season(session, slug=SLUG)
    browser = sign_in(factories.person(session, roles={season.id: role}))
    absent = browser.get(f"/mua/{SLUG}/khong-co-trang-nay")
    wrong = []
    for rule, method in [*rules(app, reading=True), *rules(app, reading=False)]:
        audience = audience_of(app.view_functions[rule.endpoint])
        if audience & {role, Audience.PUBLIC, Audience.SIGNED_IN}:
            continue
        answer = browser.open(nowhere(rule), method=method)
        if answer.status_code != 404 or (method == "GET" and _body(answer.text) != _body(absent.text)):
            wrong.append((method, rule.rule, answer.status_code))
    assert wrong == []


def test_leaky_audience_turns_the_check_red(settings: Settings, session: Session) -> None:
    """The control: a page that forgot to be for judges only is open to strangers, and found."""
    app = create_app(replace(settings))
    app.add_url_rule("/ro-ri", "ro_ri", allow(Audience.PUBLIC)(lambda: "bí mật"))
    open_to_all = [rule.rule for rule, _ in rules(app, reading=True) if is_public(app, rule)]
    assert "/ro-ri" in open_to_all
    with app.app_context():
        db.engine.dispose()


def _body(text: str) -> str:
    """A page without its token, the address it was asked at, and the minute in its foot, which may turn meanwhile."""
    unasked = re.sub(r'name="next" value="[^"]*"', "", masked_text(text))
    return re.sub(r'<span class="figures">\d\d:\d\d \d\d/\d\d/\d{4}</span></p>', "", unasked)
