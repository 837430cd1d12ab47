"""A round of judging with real rows: works by code, judges on a panel, assignments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.blinding.models import Code
from contest.db import Base, utc_now
from contest.judging import services
from contest.judging.round_heads import get_round
from contest.judging.types import RoundHead, SavedSheet, SheetContent, TypedSheet
from contest.seasons.models import Category, Criterion, Round, Season
from tests import factories


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One category in one round; ``judges[0]`` is in the panel's chair."""

    season: Season
    category: Category
    round: Round
    criteria: Sequence[Criterion]
    codes: Sequence[Code]
    judges: Sequence[Person]
    chair: Person
    secretary: Person
    author: Person

    def head(self, session: Session) -> RoundHead:
        """The round as services take it, as it stands now."""
        return get_round(session, self.season.id, self.round.ordinal)


def arrange(session: Session, *, works: int = 2, judges: int = 2, assigned: bool = True, **of_round: Any) -> Scene:
    """Works with approved blind copies, each assigned to every judge."""
    season = factories.season(session, stage="preliminary")
    category = factories.category(session, season)
    round_ = factories.round_(session, season, **of_round)
    criteria = [
        factories.criterion(session, round_, category, key=key, title=title, max_points=Decimal(top))
        for key, title, top in (("noi_dung", "Nội dung", 60), ("hinh_thuc", "Hình thức", 40))
    ]
    author = factories.person(session, roles={season.id: Role.JOURNALIST})
    codes = [add_work(session, season, category, round_, author) for _ in range(works)]
    people = [factories.person(session, roles={season.id: Role.JUDGE}) for _ in range(judges)]
    factories.panel(session, round_, category, tuple(people))
    if assigned:
        for code in codes:
            for judge in people:
                factories.assignment(session, code, judge)
    return Scene(
        season=season,
        category=category,
        round=round_,
        criteria=criteria,
        codes=codes,
        judges=people,
        chair=factories.person(session, roles={season.id: Role.CHAIR}),
        secretary=factories.person(session, roles={season.id: Role.SECRETARY}),
        author=author,
    )


def add_work(session: Session, season: Season, category: Category, round_: Round, author: Person) -> Code:
    """One more entry with its approved blind copy and its code."""
    entry = factories.entry(session, season, category, author, status="accepted")
    factories.blind_copy(session, entry)
    return factories.code(session, entry, round_)


def content(first: str | None = "50", second: str | None = "30", **comments: str) -> SheetContent:
    """A sheet's content; None leaves a mark out."""
    marks = {"noi_dung": first, "hinh_thuc": second}
    return SheetContent(marks={key: Decimal(mark) for key, mark in marks.items() if mark is not None}, **comments)


def save(
    session: Session,
    scene: Scene,
    judge: Person,
    code: Code,
    sheet: SheetContent,
    *,
    version: int = 0,
    submit: bool = False,
    now: datetime | None = None,
) -> SavedSheet:
    """Save a sheet as a judge does."""
    return services.save_marks(
        session,
        judge_id=judge.id,
        season_id=scene.season.id,
        ordinal=scene.round.ordinal,
        code=code.code,
        version=version,
        typed=TypedSheet(
            marks={row.id: sheet.marks[row.key] for row in scene.criteria if row.key in sheet.marks},
            comment_jury=sheet.comment_jury,
            comment_author=sheet.comment_author,
        ),
        submit=submit,
        now=now or utc_now(),
    )


def count(session: Session, model: type[Base]) -> int:
    """Rows of a table."""
    return session.execute(select(func.count()).select_from(model)).scalar_one()
