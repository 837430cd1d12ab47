"""Acts in any order: people of every role send whatever form they find, and what must always hold holds.

A walk is drawn from a seed and is the same again from it. ``CONTEST_WALK="7-40:400"`` walks the seeds 7 to 40 for
400 steps each instead of the few of the suite.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.db import begin_writing, db, utc_now
from contest.demo.article import article_work, parse_article
from contest.demo.build import Order, build
from contest.demo.calendar import Phase
from contest.demo.cast import ADMIN, CHAIR, DELEGATE, JOURNALIST, JUDGES, ORGANIZER, PASSWORD, SECRETARY
from contest.demo.content import SampleWork
from contest.demo.season import SLUG
from contest.judging.models import Mark
from contest.ledger.services import verify
from contest.ledger_commands import comparisons
from contest.results.models import Release
from contest.seasons.models import Season
from contest.submissions.models import Author
from tests.walk.people import Step, Wanderer

pytestmark = pytest.mark.long

SignIn = Callable[[Person], FlaskClient]
Walk = Callable[[int, int], Iterator[Step]]
PHASES = tuple(Phase)
STEPS = 60
BLIND = frozenset({*JUDGES, CHAIR})
WEIGHTS = {SECRETARY: 5, CHAIR: 4, ORGANIZER: 4, ADMIN: 1, JOURNALIST: 1, DELEGATE: 1, **dict.fromkeys(JUDGES[:3], 2)}
ARTICLES = (
    ("Con đường mới về bản Mậu", "Lò Thị Bí Ẩn"),
    ("Mùa vải không còn lo", "Hứa Văn Kín Đáo"),
    ("Lớp học buổi tối ở Khuôn Thần", "Ma Thị Giấu Tên"),
)


def _works() -> tuple[SampleWork, ...]:
    made = []
    for place, (title, author) in enumerate(ARTICLES):
        body = f"{title}.\n\nBà con trong bản cùng nhau làm và cùng nhau hưởng, mỗi nhà một việc.\n\n{author}"
        work = article_work(parse_article(f"{body}\n\nNguồn Bắc Giang: http://bao-thu.example/{place}.html"))
        person = replace(work.authors[0], key=f"walk-{place}", account=f"tac.gia.{place}@demo.test")
        made.append(replace(work, key=f"walk-{place}", authors=(person,)))
    return tuple(made)


@pytest.fixture
def walk(app: Flask, session: Session, sign_in: SignIn, tmp_path: Path) -> Walk:
    """Build the demonstration in the phase of a seed and let its people wander."""

    def build_and_go(seed: int, steps: int) -> Iterator[Step]:
        with app.app_context(), force_locale("vi"):
            begin_writing()
            order = Order(
                phase=PHASES[seed % len(PHASES)],
                password=PASSWORD,
                cache=tmp_path,
                now=utc_now(),
                extra=_works(),
                only=frozenset(),
            )
            build(app, db.session, order, lambda _sentence: None)
        session.rollback()
        chance = random.Random(seed)  # noqa: S311 - no secret is drawn
        known = {one.email: one for one in session.scalars(select(Person).where(Person.email.in_(WEIGHTS)))}
        people = [Wanderer(who, sign_in(known[who]), chance, f"/mua/{SLUG}/") for who in WEIGHTS]
        for _step in range(steps):
            (one,) = chance.choices(people, list(WEIGHTS.values()))
            yield from one.go()

    return build_and_go


def _hidden_names(session: Session) -> list[str]:
    """The authors whom judges must not read; none once the winners are unmasked."""
    unmasked = session.scalar(select(Release.id).where(Release.unmasked_at.is_not(None)))
    names = [] if unmasked else [name for name in session.scalars(select(Author.full_name)) if name]
    session.rollback()
    return names


def _differing(session: Session) -> list[str]:
    found = [f"{one.noun}: {one.differences}" for one in comparisons(session) if one.differences]
    whole = verify(session).holds
    session.rollback()
    return found if whole else [*found, "the chain is broken"]


def _seeds() -> tuple[range, int]:
    asked = os.environ.get("CONTEST_WALK", "")
    if not asked:
        return range(len(PHASES)), STEPS
    seeds, _, steps = asked.partition(":")
    first, _, last = seeds.partition("-")
    return range(int(first), int(last or first) + 1), int(steps or STEPS)


@pytest.mark.parametrize("seed", _seeds()[0])
def test_acts_in_any_order_break_nothing(session: Session, walk: Walk, seed: int) -> None:
    _follow(session, walk(seed, _seeds()[1]))


def test_a_name_that_a_judge_could_read_ends_the_walk(session: Session, walk: Walk) -> None:
    """The control: the name of the season, which stands on every page, is an author's."""
    steps = walk(PHASES.index(Phase.PRELIMINARY), STEPS)
    next(steps)
    session.execute(update(Season).values(name=ARTICLES[0][1]))
    session.commit()
    with pytest.raises(AssertionError, match=ARTICLES[0][1]):
        _follow(session, steps)


def test_a_row_altered_past_the_product_is_named_at_the_end(session: Session, walk: Walk) -> None:
    """The control: one mark of a sheet that was sent is another."""
    steps = walk(PHASES.index(Phase.PUBLISHED), 1)
    next(steps)
    session.execute(update(Mark).values(points=Mark.points + Decimal(1)))
    session.commit()
    with pytest.raises(AssertionError, match="score_sheet"):
        _follow(session, steps)


def _follow(session: Session, steps: Iterator[Step]) -> None:
    """Errors: AssertionError with the last steps, as soon as something does not hold."""
    done: list[str] = []
    for step in steps:
        done.append(str(step))
        told = "\n".join(done[-30:])
        assert step.answer.status_code < 500, told
        if step.who in BLIND and step.answer.mimetype == "text/html":
            read = step.answer.text
            assert [name for name in _hidden_names(session) if name in read] == [], told
    assert _differing(session) == [], "\n".join(done)
