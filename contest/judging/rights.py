"""Who may decide about a judge's submitted sheet: reopen it, leave it out, count it again.

The chair decides. Nobody decides about the own sheet while another may: a chair's sheet is decided about by
another chair or by a secretary, who compiles the sheets; only a chair with neither beside them is left to it.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from contest.accounts.types import Role
from contest.errors import NotVisible
from contest.judging.errors import OwnSheet
from contest.visibility import officers


def sheets_in_hand(session: Session, *, season_id: int, by: int, judge_ids: Collection[int]) -> frozenset[int]:
    """The judges among ``judge_ids`` about whose sheets this person may decide."""
    chairs, secretaries = (
        {int(one.id) for one in officers(session, season_id=season_id, role=role)}
        for role in (Role.CHAIR, Role.SECRETARY)
    )
    return frozenset(judge for judge in judge_ids if _may(by, judge, chairs, secretaries))


def check_sheet_in_hand(session: Session, *, season_id: int, by: int, judge_id: int) -> None:
    """Errors: OwnSheet; NotVisible for a secretary where the chair decides."""
    if sheets_in_hand(session, season_id=season_id, by=by, judge_ids=[judge_id]):
        return
    if by == judge_id:
        raise OwnSheet
    raise NotVisible


def _may(by: int, judge: int, chairs: Collection[int], secretaries: Collection[int]) -> bool:
    if by == judge:
        return not ({*chairs, *secretaries} - {judge})
    # Whoever is neither came by the right of an administrator, who keeps the house.
    return by in chairs or judge in chairs or by not in secretaries
