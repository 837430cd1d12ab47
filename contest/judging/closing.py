"""What a round may not be closed over: works that could never have a total then, for nobody can mark any more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.judging.gaps import SheetTotals
from contest.judging.models import Assignment, GapCase, ScoreSheet
from contest.judging.totals import Standing, entry_total
from contest.judging.types import AssignmentState, GapState, RoundHead, SheetState
from contest.seasons.policy import AggregationPolicy, OnDeviation
from contest.visibility import blind_entries

WITH_A_WAY = frozenset({Standing.SETTLED, Standing.AWAITS_PANEL})
"""What a work of a closed round may come to: a total, or one the panel can still agree on."""


def has_a_way(sheets: SheetTotals, policy: AggregationPolicy) -> bool:
    """Whether what is in and counts leads to a total by the policy, if need be by the panel's word."""
    return entry_total(sheets.totals, policy, third=sheets.third).standing in WITH_A_WAY


def works_without_a_way(session: Session, round_: RoundHead) -> Sequence[str]:
    """The codes of works that would have no total if the round closed now, in order."""
    blind = blind_entries()
    codes = session.execute(select(blind.c.code_id, blind.c.code).where(blind.c.round_id == round_.id)).all()
    sheets, settled = _sheets(session, round_.id), _settled(session, round_.id)
    noted = replace(round_.policy, on_deviation=OnDeviation.FLAG)
    return sorted(
        row.code
        for row in codes
        if settled.get(row.code_id) is None
        and not has_a_way(sheets[row.code_id], noted if row.code_id in settled else round_.policy)
    )


def _sheets(session: Session, round_id: int) -> defaultdict[int, SheetTotals]:
    """The totals that are in and count, by code id; nothing is awaited any more."""
    found: defaultdict[int, SheetTotals] = defaultdict(lambda: SheetTotals(totals=(), third=None, awaited=0))
    rows = session.execute(
        select(Assignment.code_id, Assignment.is_third, ScoreSheet.total)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(
            Assignment.round_id == round_id,
            Assignment.state == AssignmentState.ACTIVE,
            Assignment.counts.is_(True),
            ScoreSheet.state == SheetState.SUBMITTED,
        )
    )
    for code_id, is_third, given in rows:
        total = given or Decimal(0)  # a submitted sheet has its total; the column is empty for drafts
        of = found[code_id]
        found[code_id] = replace(of, third=total) if is_third else replace(of, totals=(*of.totals, total))
    return found


def _settled(session: Session, round_id: int) -> Mapping[int, Decimal | None]:
    """Code id to the official total of its settled gap case; None where the case only took note."""
    of_round = (GapCase.round_id == round_id, GapCase.state == GapState.SETTLED)
    return dict(session.execute(select(GapCase.code_id, GapCase.official_total).where(*of_round)).all())
