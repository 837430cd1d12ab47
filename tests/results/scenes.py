"""A season whose only round has been judged, small enough to check by hand."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.blinding.models import Code
from contest.db import utc_now
from contest.seasons.models import Category, Prize, Round, Season
from tests import factories


@dataclass(kw_only=True)
class Judged:
    """The rows a test speaks of."""

    season: Season
    category: Category
    round: Round
    codes: list[Code]
    chair: Person
    organizer: Person
    secretary: Person
    prizes: list[Prize]


def judged_season(
    session: Session, totals: list[list[int]], *, quota: int | None = None, second_round: bool = False
) -> Judged:
    """One category; ``totals[i]`` are the whole-point sheets of work i, all on one criterion of 100 points."""
    season = factories.season(session, stage="final")
    category = factories.category(session, season)
    now = utc_now()
    held = factories.round_(
        session, season, state="closed", closed_at=now, policy={"method": "mean", "places": 2}, tie_break=[]
    )
    if second_round:
        factories.round_(session, season, ordinal=2, kind="final", name="Chung khảo", state="planned")
    if quota is not None:
        factories.quota(session, held, category, quota)
    criterion = factories.criterion(session, held, category, max_points=Decimal(100), step=Decimal(1))
    people = {role: factories.person(session, roles={season.id: role}) for role in Role}
    judges = [factories.person(session, roles={season.id: Role.JUDGE}) for _ in range(max(map(len, totals)))]
    codes = []
    for number, sheets in enumerate(totals):
        entry = factories.entry(session, season, category, people[Role.JOURNALIST], status="accepted")
        factories.author(session, entry)
        factories.part(session, entry)
        factories.blind_copy(session, entry)
        code = factories.code(session, entry, held, code=f"W{number:03d}")
        codes.append(code)
        for judge, points in zip(judges, sheets, strict=False):
            sheet = factories.sheet(
                session,
                factories.assignment(session, code, judge),
                state="submitted",
                submitted_at=now,
                revision=1,
                total=Decimal(points),
            )
            factories.mark(session, sheet, criterion.id, Decimal(points))
    prizes = [
        factories.prize(session, season, name="Giải Nhất", level=1, count=1),
        factories.prize(session, season, name="Giải Nhì", level=2, count=1, money=5_000_000),
    ]
    session.commit()
    return Judged(
        season=season,
        category=category,
        round=held,
        codes=codes,
        chair=people[Role.CHAIR],
        organizer=people[Role.ORGANIZER],
        secretary=people[Role.SECRETARY],
        prizes=prizes,
    )
