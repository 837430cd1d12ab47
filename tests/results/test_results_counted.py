"""Which sheets count towards a total: those handed in by judges who still hold the work, and no others."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.blinding.models import Code
from contest.judging.models import Assignment, ScoreSheet
from contest.judging.types import AssignmentState, SheetState
from contest.results import queries
from contest.results.standings import rank_round
from contest.seasons.models import Round
from tests.results.scenes import Judged, judged_season

ALL = {"W000": Decimal("80.00"), "W001": Decimal("75.00")}


def totals(session: Session, scene: Judged) -> dict[str, Decimal | None]:
    """Each work's total as the ranking has it."""
    (ranking,) = rank_round(session, queries.get_round(session, season_id=scene.season.id, ordinal=1))
    return {work.code: work.total for work in ranking.works}


def first_of(session: Session, code: str) -> int:
    """The first assignment of a work."""
    found = select(Assignment.id).join(Code, Code.id == Assignment.code_id).where(Code.code == code)
    return session.scalars(found.order_by(Assignment.id)).all()[0]


@pytest.mark.parametrize("state", [AssignmentState.REMOVED, AssignmentState.RECUSED])
def test_sheet_of_who_no_longer_holds_the_work_does_not_count(session: Session, state: AssignmentState) -> None:
    scene = judged_season(session, [[60, 80, 100], [75, 75, 75]])
    assert totals(session, scene) == ALL
    session.execute(update(Assignment).where(Assignment.id == first_of(session, "W000")).values(state=state))
    assert totals(session, scene) == ALL | {"W000": Decimal("90.00")}


def test_reopened_sheet_does_not_count_until_it_is_handed_in_again(session: Session) -> None:
    scene = judged_season(session, [[60, 80, 100], [75, 75, 75]])
    of_first = update(ScoreSheet).where(ScoreSheet.assignment_id == first_of(session, "W000"))
    session.execute(of_first.values(state=SheetState.DRAFT))
    assert totals(session, scene) == ALL | {"W000": Decimal("90.00")}
    session.execute(of_first.values(state=SheetState.SUBMITTED))
    assert totals(session, scene) == ALL


def test_what_one_policy_made_of_the_sheets_is_not_shown_under_another(session: Session) -> None:
    scene = judged_season(session, [[60, 80, 100], [60, 80, 91]])
    assert totals(session, scene) == {"W000": Decimal("80.00"), "W001": Decimal("77.00")}
    for policy, of_each in (
        ({"method": "median"}, ("80.00", "80.00")),
        ({"method": "sum"}, ("240.00", "231.00")),
        ({"max_spread": "39", "on_deviation": "panel_reconcile"}, (None, "77.00")),
        ({}, ("80.00", "77.00")),
    ):
        session.execute(update(Round).where(Round.season_id == scene.season.id).values(policy=policy))
        first, second = (total and Decimal(total) for total in of_each)
        assert totals(session, scene) == {"W000": first, "W001": second}
