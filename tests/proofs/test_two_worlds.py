"""Proof by two worlds: whoever must not know a secret gets the same bytes whatever it is.

Two contests differ in one thing only: who made one work, where it was published, when it came in, what its
files are called and hold — or what another judge marked it. Every route is asked everything in both.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence

import pytest
from flask import Flask, Response

from contest.accounts.models import Person
from contest.db import db
from contest.submissions.models import Author, Entry
from tests.proofs.conftest import Crawler, Leaky
from tests.proofs.crawl import HELD, Exchange, Run
from tests.proofs.routes import audience, rules
from tests.proofs.secret import FIRST, OTHER_IDENTITY, OTHER_MARKS
from tests.proofs.world import Phase, cleaned, photograph

pytestmark = pytest.mark.xdist_group("two-worlds")  # one process walks each world once

BLIND_TO_NAMES = ("judge", "chair", "journalist", "unit", "stranger", "public")
BLIND_TO_MARKS = ("judge", "journalist", "public")


def differences(one: Run, other: Run, people: Sequence[str]) -> list[str]:
    """What tells the worlds apart, a line each; a request made in one world only is one too."""
    first, second = one.of(people), other.of(people)
    here_asked, there_asked = ([f"{each.who} {each.request}" for each in run] for run in (first, second))
    changes = difflib.unified_diff(here_asked, there_asked, n=0, lineterm="")
    only_once = [f"asked in one world only: {line}" for line in changes]
    answered = {(each.who, each.request): each for each in second}
    return only_once + [
        f"{here.who}: {here.request} ({here.endpoint}): {_first_difference(here, there)}"
        for here in first
        if (there := answered.get((here.who, here.request))) is not None and here != there
    ]


def _first_difference(here: Exchange, there: Exchange) -> str:
    if here.status != there.status:
        return f"status {here.status} and {there.status}"
    for mine, theirs in zip(here.headers, there.headers, strict=False):
        if mine != theirs:
            return f"header {mine} and {theirs}"
    one, other = here.body.decode("utf-8", "replace"), there.body.decode("utf-8", "replace")
    at = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return f"body at {at}: …{one[max(0, at - 90) : at + 90]!r} and …{other[max(0, at - 90) : at + 90]!r}"


@pytest.mark.parametrize("phase", [Phase.ENTRY, Phase.FINAL, Phase.PUBLISHED])
def test_nobody_tells_one_author_from_another(house: Flask, crawled: Crawler, phase: Phase) -> None:
    one = crawled(house, FIRST, phase, BLIND_TO_NAMES)
    other = crawled(house, OTHER_IDENTITY, phase, BLIND_TO_NAMES)
    assert differences(one, other, BLIND_TO_NAMES) == []
    assert len(one.exchanges) > 500


@pytest.mark.parametrize("phase", [Phase.PRELIMINARY, Phase.PUBLISHED])
def test_nobody_sees_what_another_judge_marked(house: Flask, crawled: Crawler, phase: Phase) -> None:
    one = crawled(house, FIRST, phase, BLIND_TO_MARKS)
    other = crawled(house, OTHER_MARKS, phase, BLIND_TO_MARKS)
    assert differences(one, other, BLIND_TO_MARKS) == []


NEVER_OPEN = {
    "accounts.complete": "a link from a mail",
    "accounts.reset": "a link from a mail",
    "accounts.invitation": "a link from a mail",
    "notices.outbox": "there is no demonstration beside a real season",
    "storage.read": "a signed link: followed from every page that gives one, under that page's name",
}
"""Pages that no walk can open, each with the reason."""


def test_every_page_for_the_blind_was_opened(house: Flask, crawled: Crawler) -> None:
    """The proofs above say nothing of a page that answered 404 to everybody."""
    runs = [crawled(house, FIRST, phase, BLIND_TO_NAMES) for phase in (Phase.ENTRY, Phase.FINAL, Phase.PUBLISHED)]
    opened = {each.endpoint for run in runs for each in run.exchanges if each.status < 400}
    held = set.union(*(HELD[who] for who in BLIND_TO_NAMES)) | {"public"}
    walked = {rule.endpoint for rule, _ in rules(house, reading=True) if audience(house, rule) & held}
    assert walked - opened == set(NEVER_OPEN)
    files = {each.endpoint for run in runs for each in run.exchanges if each.request.startswith("GET file of")}
    assert {"judging.file", "portal.work_file"} <= files


def test_clean_files_of_different_metadata_are_one_file(house: Flask) -> None:
    one, other = photograph(f"{FIRST.name}"), photograph(f"{OTHER_IDENTITY.name}, {OTHER_IDENTITY.outlet}")
    assert one != other
    assert cleaned(house, one) == cleaned(house, other)


def leak_in_body() -> Response:
    return Response(db.session.query(Author.full_name).order_by(Author.id).first()[0])  # type: ignore[index]


def leak_in_order() -> Response:
    ids = [each for (each,) in db.session.query(Entry.public_id).order_by(Entry.submitted_at)]
    return Response(" ".join(ids))


def leak_in_header() -> Response:
    email = db.session.query(Person.email).order_by(Person.id).first()[0]  # type: ignore[index]
    return Response("ok", headers={"X-Asset": str(len(email))})


def leak_in_status() -> Response:
    known = db.session.query(Person.id).filter(Person.full_name == FIRST.name).first()
    return Response("ok", status=200 if known else 404)


@pytest.mark.parametrize("leak", [leak_in_body, leak_in_order, leak_in_header, leak_in_status])
def test_a_leaky_route_turns_the_proof_red(leaky: Leaky, crawled: Crawler, leak: Callable[[], Response]) -> None:
    app = leaky(leak)
    one = crawled(app, FIRST, Phase.PRELIMINARY, ("judge",))
    other = crawled(app, OTHER_IDENTITY, Phase.PRELIMINARY, ("judge",))
    assert differences(one, other, ("judge",))
