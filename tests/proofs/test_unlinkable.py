"""Codes of two rounds share nothing, and the order of a judge's works is the judge's own."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.blinding.codes import draw_codes
from contest.blinding.models import Code
from contest.db import utc_now
from contest.judging.assigning import run_assignment
from contest.judging.queries import judge_queue
from tests import factories
from tests.judging.scene import arrange

WORKS = 24


def codes_of(session: Session, round_id: int) -> list[str]:
    """The codes of a round, by their entries."""
    return list(session.scalars(select(Code.code).where(Code.round_id == round_id).order_by(Code.entry_id)))


def test_codes_of_two_rounds_share_nothing(session: Session) -> None:
    scene = arrange(session, works=WORKS, assigned=False)
    second = factories.round_(session, scene.season, ordinal=2, kind="final")
    entries = list(session.scalars(select(Code.entry_id)))
    assert draw_codes(session, round_id=second.id, entry_ids=entries, by=None, now=utc_now()) == WORKS
    assert draw_codes(session, round_id=second.id, entry_ids=entries, by=None, now=utc_now()) == 0
    before, after = codes_of(session, scene.round.id), codes_of(session, second.id)
    assert len(set(before) | set(after)) == 2 * WORKS


@pytest.mark.parametrize("by", ["id", "entry_id", "code"])
def test_rows_of_codes_follow_no_order_of_the_entries(session: Session, by: str) -> None:
    """Neither a row's own number nor the code itself says which entry came first."""
    scene = arrange(session, works=WORKS, assigned=False)
    second = factories.round_(session, scene.season, ordinal=2, kind="final")
    draw_codes(
        session, round_id=second.id, entry_ids=list(session.scalars(select(Code.entry_id))), by=None, now=utc_now()
    )
    rows = session.execute(select(Code.entry_id).where(Code.round_id == second.id).order_by(getattr(Code, by)))
    assert (list(rows.scalars()) == sorted(session.scalars(select(Code.entry_id).distinct()))) is (by == "entry_id")


def test_each_judge_has_an_own_order_that_stays(session: Session) -> None:
    scene = arrange(session, works=WORKS, judges=3, assigned=False, judges_per_entry=3)
    run_assignment(session, round_=scene.head(session), by=scene.secretary.id, now=utc_now())
    orders: list[list[str]] = [
        [row.code for row in judge_queue(session, round_id=scene.round.id, judge_id=judge.id)] for judge in scene.judges
    ]
    assert [sorted(order) for order in orders] == [sorted(code.code for code in scene.codes)] * 3
    arrived = [code.code for code in scene.codes]
    assert len({tuple(order) for order in (*orders, arrived, arrived[::-1])}) == 5
    run_assignment(session, round_=scene.head(session), by=scene.secretary.id, now=utc_now())
    again = [row.code for row in judge_queue(session, round_id=scene.round.id, judge_id=scene.judges[0].id)]
    assert again == orders[0]
