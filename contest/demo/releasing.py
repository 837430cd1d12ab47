"""From the final ranking to the public: ties, prizes, two confirmations, unmasking, publication."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.demo.cast import CHAIR, ORGANIZER, SECRETARY
from contest.demo.juries import Jury
from contest.results.awards import change_award, prize_digest, propose
from contest.results.models import PublishedWork
from contest.results.queries import get_round, prize_lines
from contest.results.release import confirm_list, publish, unmask
from contest.results.services import confirm_round, decide_tie
from contest.results.standings import rank_round

_CONFIRMED: Final = date(2023, 11, 13)
_SECOND: Final = date(2023, 11, 14)
_PUBLISHED: Final = date(2023, 11, 28)
_TIE: Final = "Hội đồng thảo luận và bỏ phiếu kín, lấy theo đa số."


def confirm_ranking(session: Session, jury: Jury, *, day: date) -> None:
    """The chair orders what is tied across the last seat and freezes the round."""
    chair = jury.cast.people[CHAIR]
    now = jury.calendar.at(day, 17, 30)
    of = get_round(session, season_id=jury.season.id, ordinal=jury.plan.ordinal)
    for ranking in rank_round(session, of):
        if ranking.undecided:
            decide_tie(
                session,
                season_id=jury.season.id,
                ordinal=jury.plan.ordinal,
                codes=ranking.undecided,
                reason=_TIE,
                by=chair,
                now=now,
            )
    confirm_round(session, season_id=jury.season.id, ordinal=jury.plan.ordinal, by=chair, now=now)


def release(session: Session, jury: Jury) -> int:
    """Give the prizes and publish them; returns how many works are public."""
    people, calendar, season_id = jury.cast.people, jury.calendar, jury.season.id
    chair, organizer = people[CHAIR], people[ORGANIZER]
    round_id = jury.round(session).id
    now = calendar.at(_CONFIRMED, 14)
    ties = propose(session, season_id=season_id, round_id=round_id, by=chair, now=now)
    for tie in ties:
        for code, prize in zip(tie.codes, tie.prizes, strict=False):
            change_award(
                session,
                season_id=season_id,
                round_id=round_id,
                code=code,
                prize_id=int(prize),
                reason=_TIE,
                by=chair,
                now=now,
            )
    digest = prize_digest(prize_lines(session, round_id=round_id))
    for by, at in ((chair, calendar.at(_CONFIRMED, 16, 30)), (organizer, calendar.at(_SECOND, 9, 15))):
        confirm_list(session, season_id=season_id, round_id=round_id, digest=digest, by=by, now=at)
    unmask(session, season_id=season_id, round_id=round_id, by=people[SECRETARY], now=calendar.at(_SECOND, 10))
    publish(session, season_id=season_id, round_id=round_id, by=organizer, now=calendar.at(_PUBLISHED, 8))
    return len(session.scalars(select(PublishedWork.id).where(PublishedWork.season_id == season_id)).all())
