"""Whose marks count: those of a judge who left still do; those of one taken off the work, by the record, do not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.services import revoke
from contest.accounts.types import Role
from contest.db import utc_now
from contest.judging.adjusting import remove_by_hand
from contest.judging.errors import SheetLocked
from contest.judging.models import Assignment
from contest.judging.queries import get_round as get_open_round
from contest.judging.reopening import reopen_sheet
from contest.ledger.models import LedgerEntry
from contest.results.queries import get_round
from contest.results.standings import rank_round
from contest.seasons.models import Round
from tests.results.scenes import Judged, judged_season


def totals(session: Session, scene: Judged) -> dict[str, Decimal | None]:
    """The total of each work as the ranking shows it."""
    (ranking,) = rank_round(session, get_round(session, season_id=scene.season.id, ordinal=1))
    return {work.code: work.total for work in ranking.works}


def judge_of(session: Session, scene: Judged, place: int) -> int:
    """The judge of the first work's sheet at this place."""
    of_work = select(Assignment.judge_id).where(Assignment.code_id == scene.codes[0].id).order_by(Assignment.id)
    return session.scalars(of_work).all()[place]


@pytest.mark.parametrize("state", ["recused", "removed"])
def test_sheet_of_a_judge_taken_off_a_work_does_not_count(session: Session, state: str) -> None:
    scene = judged_season(session, [[10, 80, 90], [60, 60, 60]])
    off = update(Assignment).where(
        Assignment.code_id == scene.codes[0].id, Assignment.judge_id == judge_of(session, scene, 0)
    )
    session.execute(off.values(state=state))
    assert totals(session, scene) == {"W000": Decimal("85.00"), "W001": Decimal("60.00")}


def test_submitted_sheets_of_a_judge_who_left_go_on_counting(session: Session) -> None:
    scene = judged_season(session, [[10, 80], [60, 60]])
    judge, before = judge_of(session, scene, 0), totals(session, scene)
    revoke(
        session,
        season_id=scene.season.id,
        person_id=judge,
        role=Role.JUDGE,
        by=scene.organizer.id,
        reason="Đi công tác",
        now=utc_now(),
    )
    session.execute(update(Person).where(Person.id == judge).values(disabled_at=utc_now()))
    assert totals(session, scene) == before == {"W000": Decimal("45.00"), "W001": Decimal("60.00")}


def test_sheet_is_left_out_by_two_recorded_acts_and_never_by_one(session: Session) -> None:
    """The chair unlocks it, then the judge is taken off the work: each with its reason in the record."""
    scene = judged_season(session, [[10, 80], [60, 60]])
    session.execute(update(Round).where(Round.id == scene.round.id).values(state="open", closed_at=None))
    judge, chair = judge_of(session, scene, 0), scene.chair.id
    of = get_open_round(session, scene.season.id, 1)
    off: dict[str, Any] = {"round_": of, "code": "W000", "judge_id": judge, "by": chair, "now": utc_now()}
    with pytest.raises(SheetLocked):
        remove_by_hand(session, **off, reason="Bị bãi nhiệm")
    assert totals(session, scene)["W000"] == Decimal("45.00")
    reopen_sheet(session, **off, reason="Giám khảo bị bãi nhiệm")
    remove_by_hand(session, **off, reason="Bị bãi nhiệm")
    assert totals(session, scene) == {"W000": Decimal("80.00"), "W001": Decimal("60.00")}
    acts = session.execute(select(LedgerEntry.action, LedgerEntry.payload).order_by(LedgerEntry.seq)).all()
    assert [action for action, payload in acts if "bãi nhiệm" in payload] == ["sheet.reopen", "assignment.remove"]
