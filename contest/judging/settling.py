"""How the chair ends a gap case: by accepting the result, or by the total the panel agreed on."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.judging.assigning import find_code
from contest.judging.errors import AgreedTotalMissing, GapNotOpen
from contest.judging.gaps import end_case
from contest.judging.locks import lock_unconfirmed
from contest.judging.messages import mark_text
from contest.judging.models import GapCase
from contest.judging.queries import full_points
from contest.judging.reasons import check_reason
from contest.judging.types import GapState, RoundHead
from contest.seasons.policy import OnDeviation

ACCEPTED = "accepted"
"""How a case ends where the policy only flags: the chair has seen it and the result stands."""


def settle_gap(
    session: Session, *, round_: RoundHead, code: str, agreed: Decimal | None, note: str, by: int, now: datetime
) -> None:
    """End a case with a note: accept the result where the policy only flags, or record what the panel agreed.

    ``agreed`` is needed under PANEL_RECONCILE and is of no account elsewhere. No sheet changes, so a case that
    was left open at the close may still be ended until the result is confirmed.
    Errors: ReasonMissing, RoundNotOpen, ResultConfirmed, NotVisible, GapNotOpen, AgreedTotalMissing.
    """
    note = check_reason(note)
    lock_unconfirmed(session, round_.id)
    found = find_code(session, round_.id, code)
    case = session.execute(
        select(GapCase.id).where(GapCase.code_id == found.id, GapCase.state == GapState.OPEN).with_for_update()
    ).one_or_none()
    if case is None:
        raise GapNotOpen
    full = full_points(session, round_id=round_.id, category_id=found.category_id)
    action, total = _ending(round_.policy.on_deviation, agreed, full)
    end_case(session, round_, found.id, action=action, total=total, note=note, by=by, now=now)


def _ending(policy: OnDeviation, agreed: Decimal | None, full: Decimal) -> tuple[str, Decimal | None]:
    """How the chair may end a case under a policy, and with which total.

    Errors: AgreedTotalMissing; GapNotOpen where only a third judge may end it.
    """
    if policy is OnDeviation.FLAG:
        return ACCEPTED, None
    if policy is not OnDeviation.PANEL_RECONCILE:
        raise GapNotOpen
    if agreed is None or not 0 <= agreed <= full:
        raise AgreedTotalMissing(_("Hãy ghi điểm tiểu ban thống nhất, từ 0 đến %(top)s.", top=mark_text(full)))
    return str(policy), agreed
