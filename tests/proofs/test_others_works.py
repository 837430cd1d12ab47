"""Somebody else's dossier, asked for by people of the very same role: every address, every method; 404, no change."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.db import Base
from contest.submissions.queries import entrant_of
from tests.proofs.routes import Ids, addresses, audience, rules
from tests.proofs.secret import FIRST
from tests.proofs.world import Phase, build, store_files

SignIn = Callable[[Person], FlaskClient]
OURS = {
    "public_id": ["s" * 12],
    "entry": ["s" * 12],
    "file": ["fsssssssssss"],
    "file_id": ["fsssssssssss"],
    "stretch": ["fsssssssssss"],
}
"""The secret entry of the world and its file, by the arguments that name them."""
TABLES = ("entry", "author", "part", "stored_file", "early_file", "receipt", "published_page")


NOBODYS = {name: ["khongcothat12"] for name in OURS}


def asked(app: Flask, words: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str, str]]:
    """Endpoint, method and address of everything an entrant may do to an entry or a file, aimed at these."""
    ids = Ids(words=words, numbers={}, codes=[])
    for reading in (True, False):
        for rule, method in rules(app, reading=reading):
            names = set(rule.arguments) & set(OURS)
            if names and Role.JOURNALIST.value in audience(app, rule) and not rule.endpoint.startswith("notices."):
                yield rule.endpoint, method, addresses(rule, ids, most=1)[0]


def rows(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """All that hangs on dossiers, as it stands."""
    found = {
        name: [tuple(row) for row in session.execute(select(table).order_by(table.c.id))]
        for name in TABLES
        for table in [Base.metadata.tables[name]]
    }
    session.rollback()
    return found


def met(app: Flask, client: FlaskClient, words: Mapping[str, Sequence[str]] = OURS) -> dict[tuple[str, str], int]:
    """What each address answers; a form is sent empty and once as if its fields were there."""
    answers = {}
    for endpoint, method, address in asked(app, words):
        sent = [{}, {"reason": "Xin rút", "version": "1", "title": "Của tôi"}] if method == "POST" else [{}]
        answers[endpoint, method] = max(client.open(address, method=method, data=data).status_code for data in sent)
    return answers


@pytest.fixture
def people(app: Flask, session: Session) -> dict[str, Person]:
    """A world in its entry phase, its files in the store."""
    world = build(session, FIRST, Phase.ENTRY)
    store_files(app, FIRST)
    found = {name: session.get_one(Person, world.people[name]) for name in ("owner", "journalist", "unit")}
    session.expunge_all()
    session.rollback()  # SQLite has one writer, and the client is next
    return found


@pytest.mark.parametrize("who", ["journalist", "unit"])
def test_another_persons_dossier_is_not_there(
    app: Flask, session: Session, sign_in: SignIn, people: dict[str, Person], who: str
) -> None:
    before = rows(session)
    client = sign_in(people[who])
    answers = met(app, client)
    assert answers == met(app, client, NOBODYS)
    # A form that is not one is refused before anything is looked up, alike for what is there and what is not.
    assert {place: status for place, status in answers.items() if status != 404} == {("uploads.announce", "POST"): 422}
    assert len(answers) > 15
    assert rows(session) == before


def test_the_owner_does_reach_them(app: Flask, sign_in: SignIn, people: dict[str, Person]) -> None:
    """The twin: the addresses are right, so that a 404 says something."""
    answers = met(app, sign_in(people["owner"]))
    reached = [place for place, status in answers.items() if status != 404]
    assert len(reached) > len(answers) // 2, sorted(set(answers) - set(reached))


def test_a_door_left_open_is_noticed(
    app: Flask, sign_in: SignIn, people: dict[str, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a look-up that forgets whose the entry is."""
    owner = people["owner"].id
    whole = entrant_of
    monkeypatch.setattr(
        "contest.submissions.views.blueprint.entrant_of",
        lambda asked, **more: whole(asked, **more | {"person_id": owner}),
    )
    answers = met(app, sign_in(people["journalist"]))
    assert {place for place, status in answers.items() if status < 400}
