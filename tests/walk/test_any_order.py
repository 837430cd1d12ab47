"""Acts in any order: people of every role send whatever form they find, and what must always hold holds.

A walk is drawn from a seed and is the same again from it. ``CONTEST_WALK="7-40:400"`` walks the seeds 7 to 40 for
400 steps each instead of the few of the suite.
"""

from __future__ import annotations

import os
import random
import secrets
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.blinding.models import Code
from contest.db import begin_writing, db, utc_now
from contest.demo.article import article_work, parse_article
from contest.demo.build import Order, build
from contest.demo.calendar import Phase
from contest.demo.cast import ADMIN, CHAIR, DELEGATE, JOURNALIST, JUDGES, ORGANIZER, PASSWORD, SECRETARY
from contest.demo.content import SampleWork
from contest.demo.season import SLUG
from contest.judging.models import Assignment, Mark, ScoreSheet
from contest.ledger.services import record
from contest.results.models import PublishedWork, RoundResult
from contest.seasons.models import Category, Season
from tests.walk.agenda import aims
from tests.walk.filling import MADE_UP, Filling
from tests.walk.people import Step, Wanderer
from tests.walk.watch import Watch, read_facts

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("kept_media")]

SignIn = Callable[[Person], FlaskClient]
Walk = Callable[[int, int], Iterator[Step]]
PHASES = tuple(Phase)
ON_BOTH = frozenset({PHASES.index(Phase.PRELIMINARY), PHASES.index(Phase.FINAL)})
STEPS = 15
ONWARD = 0.65
RECORD_EVERY = 200
TOLD = 40
"""Steps that a failure tells."""
BLIND = frozenset({*JUDGES, CHAIR})
VISITOR = "a visitor"
WEIGHTS = {
    SECRETARY: 6,
    CHAIR: 5,
    ORGANIZER: 4,
    ADMIN: 3,
    JOURNALIST: 2,
    DELEGATE: 2,
    VISITOR: 0.5,
    **dict.fromkeys(JUDGES, 1.5),
}
OUTLET = "Tạp chí Kín Tiếng"
ARTICLES = (
    ("Con đường mới về bản Mậu", "Lò Thị Bí Ẩn"),
    ("Mùa vải không còn lo", "Hứa Văn Kín Đáo"),
    ("Lớp học buổi tối ở Khuôn Thần", "Ma Thị Giấu Tên"),
)


def _works() -> tuple[SampleWork, ...]:
    made = []
    for place, (title, author) in enumerate(ARTICLES):
        body = f"{title}.\n\nBà con trong bản cùng nhau làm và cùng nhau hưởng, mỗi nhà một việc.\n\n{author}"
        work = article_work(parse_article(f"{body}\n\nNguồn {OUTLET}: http://bao-thu.example/{place}.html"))
        person = replace(work.authors[0], key=f"walk-{place}", account=f"tac.gia.{place}@demo.test")
        made.append(replace(work, key=f"walk-{place}", authors=(person,)))
    return tuple(made)


@pytest.fixture
def walk(app: Flask, session: Session, sign_in: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Walk:
    """Build the demonstration in the phase of a seed and let its people wander."""

    def build_and_go(seed: int, steps: int) -> Iterator[Step]:
        _no_secret_chance(monkeypatch, random.Random(f"codes of {seed}"))  # noqa: S311 - chance on purpose
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
        done = Counter[str]()
        people = {
            who: Wanderer(
                who=who,
                client=sign_in(known[who]) if who in known else app.test_client(),
                chance=chance,
                home=f"/mua/{SLUG}/",
                filling=Filling(
                    chance, MADE_UP if who in BLIND else (*MADE_UP, OUTLET, *(name for _title, name in ARTICLES))
                ),
                done=done,
            )
            for who in WEIGHTS
        }
        session.rollback()
        for step in range(steps):
            if step == steps // 3:
                _the_deadline_passes(session)
            ways = aims(session, SLUG)
            aim = chance.choice(ways) if ways and chance.random() < ONWARD else None
            who = chance.choice(aim.people) if aim else chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
            yield from people[who].go(aim)

    return build_and_go


def _no_secret_chance(patch: pytest.MonkeyPatch, drawn: random.Random) -> None:
    """Codes and addresses from the seed too: by them lists are in order, and from lists people choose."""
    patch.setattr(secrets, "token_hex", lambda size=32: drawn.randbytes(size).hex())
    patch.setattr(secrets, "randbits", drawn.getrandbits)
    patch.setattr(secrets, "choice", drawn.choice)
    patch.setattr(secrets, "SystemRandom", lambda: drawn)


def _the_deadline_passes(session: Session) -> None:
    """Of a season that takes entries: time is the one thing nobody brings on."""
    session.execute(update(Season).where(Season.stage == "entry").values(entries_close_at=utc_now()))
    session.commit()


def _asked_for() -> list[ParameterSet]:
    """The seeds; of the suite's own few only some go on PostgreSQL too, for building a season is most of the time."""
    seeds, _steps = _seeds()
    both = seeds if os.environ.get("CONTEST_WALK") else ON_BOTH
    return [pytest.param(one, marks=() if one in both else pytest.mark.any_database) for one in seeds]


def _seeds() -> tuple[range, int]:
    asked = os.environ.get("CONTEST_WALK", "")
    if not asked:
        return range(len(PHASES)), STEPS
    seeds, _, steps = asked.partition(":")
    first, _, last = seeds.partition("-")
    return range(int(first), int(last or first) + 1), int(steps or STEPS)


@pytest.mark.parametrize("seed", _asked_for())
def test_acts_in_any_order_break_nothing(app: Flask, session: Session, walk: Walk, seed: int) -> None:
    _follow(app, session, walk(seed, _seeds()[1]))


def _follow(app: Flask, session: Session, steps: Iterator[Step]) -> None:
    """Errors: AssertionError with the last steps, as soon as something does not hold."""
    done = deque([next(steps)], maxlen=TOLD)
    watch = Watch(session, BLIND, app.test_client(), read_facts(session))
    for number, step in enumerate(steps):
        done.append(step)
        faults = watch.wrong_with(step)
        if number % RECORD_EVERY == 0:
            faults += watch.wrong_in_the_record()
        assert faults == [], "\n".join(map(str, done))
    assert [*watch.wrong_in_the_record(), *watch.wrong_with_receipts()] == [], "\n".join(map(str, done))


@pytest.mark.any_database  # what a page says is read here, not what is kept
def test_a_name_that_a_judge_could_read_ends_the_walk(app: Flask, session: Session, walk: Walk) -> None:
    """The control: the name of the season, which stands on every page, is an author's."""
    steps = walk(PHASES.index(Phase.PRELIMINARY), STEPS)
    next(steps)
    session.execute(update(Season).values(name=ARTICLES[0][1]))
    session.commit()
    with pytest.raises(AssertionError, match=ARTICLES[0][1]):
        _follow(app, session, steps)


PLANTED = {
    "count otherwise": update(Assignment).values(counts=False),
    "are no longer there": update(ScoreSheet).values(state="draft"),
    "marks of the closed round": update(Mark).values(points=Mark.points + Decimal(1)),
    "confirmed ranking": update(RoundResult).values(rank=9),
    "what the public reads": update(PublishedWork).values(title="Bài khác"),
    "is judged in another category": update(Code).values(category_id=select(func.max(Category.id)).scalar_subquery()),
}
"""What the watch says of an act that did this besides."""


def test_an_act_that_does_more_or_less_than_it_says_is_named(app: Flask, session: Session, walk: Walk) -> None:
    """The control: what an act may not quietly change is changed, and a round that is told to be open is closed."""
    first = next(walk(PHASES.index(Phase.PUBLISHED), 1))
    watch = Watch(session, BLIND, app.test_client(), read_facts(session))
    step = replace(first, method="POST", address=f"/mua/{SLUG}/hoi-dong/vong-1/mo", endpoint="council.open_round")
    step.answer.status_code = 302
    for said, planted in PLANTED.items():
        session.execute(planted)
        session.commit()
        assert said in "\n".join(watch.wrong_with(step))
    assert watch.wrong_with(step)[-1] == "council.open_round said it was done, and the database does not"
    assert {"score_sheet", "round_result", "published_work"} <= {
        one.partition(":")[0] for one in watch.wrong_in_the_record()
    }


@pytest.mark.any_database
def test_a_broken_page_a_dead_link_a_silent_act_and_a_lost_receipt_are_named(
    app: Flask, session: Session, walk: Walk
) -> None:
    """The control of what is watched on every page: each is made to go wrong once."""
    first = next(walk(PHASES.index(Phase.PRELIMINARY), 1))
    watch = Watch(session, BLIND, app.test_client(), read_facts(session))
    read = replace(first, method="GET", sent=None)
    assert watch.wrong_with(read) == []
    for status, fresh, said in ((500, False, "answered 500"), (404, True, "a link of a page that was just read")):
        read.answer.status_code = status
        assert [said in one for one in watch.wrong_with(replace(read, fresh=fresh))] == [True]
    record(session, action="page.read", subject="page:1", payload={}, at=utc_now(), actor_id=None)
    session.commit()
    assert watch.wrong_with(read)[-1:] == ["something was done by what was read or refused"]
    kept, lost = (f"/mua/{SLUG}/bien-nhan/{digest}" for digest in (min(watch.before.receipts), "0" * 64))
    watch.shown |= {kept, lost}
    assert watch.wrong_with_receipts() == [lost]
