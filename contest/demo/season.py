"""The season of the demonstration: the shipped template with its days moved and the real numbers of finalists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.demo.calendar import Calendar
from contest.seasons.documents import RoundText, SeasonDocument
from contest.seasons.models import Category, Genre, Place, Season, Topic
from contest.seasons.reader import read_document
from contest.seasons.services import create_season
from contest.seasons.shipped import template_text
from contest.seasons.types import PressType, RoundKind, SeasonId

SLUG: Final = "vi-nguoi-ngheo-bac-giang-2023"
TEMPLATE: Final = "vi-nguoi-ngheo-bac-giang-2023"
NAME: Final = "Giải báo chí về giảm nghèo tỉnh Bắc Giang năm 2023"
"""Shorter than the template's, which repeats its slogan."""
NOTE: Final = (
    "Đây là mùa giải mẫu: tác phẩm, nhân vật và điểm số do phần mềm kèm theo; "
    "các mốc thời gian được dời theo ngày tạo dữ liệu mẫu."
)
FINALISTS: Final = {
    PressType.PRINT: 10,
    PressType.ONLINE: 14,
    PressType.RADIO: 2,
    PressType.TELEVISION: 12,
    PressType.PHOTO: 2,
    PressType.MULTIMEDIA: 1,
    PressType.CITIZEN: 2,
}
"""43 in all, as in 2023."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SeasonKeys:
    """Ids of a season's rules by the words of the sample works."""

    id: SeasonId
    categories: Mapping[str, int]
    genres: Mapping[int, tuple[tuple[str, int], ...]]
    topics: Mapping[str, int]
    places: Mapping[str, int]

    def genre(self, category_id: int, name: str) -> int:
        """The genre group that names a sample's genre, or the category's first."""
        groups = self.genres[category_id]
        return next((key for group, key in groups if name.casefold() in group.casefold()), groups[0][1])

    def place(self, district: str) -> int | None:
        """The district, or the province when a work names none."""
        for name in (f"Huyện {district}", district, "Tỉnh Bắc Giang"):
            if name in self.places:
                return self.places[name]
        return None


def create_demo_season(session: Session, *, calendar: Calendar, actor_id: int) -> SeasonId:
    """Write the season in set-up. Errors: SlugTaken."""
    document = read_document(template_text(TEMPLATE))
    opens_at = document.season.opens_at
    return create_season(
        session,
        document=moved(document, calendar),
        slug=SLUG,
        name=NAME,
        source="demo",
        actor_id=actor_id,
        now=calendar.moved(opens_at - timedelta(days=14)),
        is_demo=True,
    )


def moved(document: SeasonDocument, calendar: Calendar) -> SeasonDocument:
    """The document with the days of its procedure moved; the publication window stays in 2023."""
    head = document.season
    codes = {one.code: one.press_type for one in document.categories}
    return replace(
        document,
        season=replace(
            head,
            summary=f"{head.summary} {NOTE}",
            opens_at=calendar.moved(head.opens_at),
            closes_at=calendar.moved(head.closes_at),
            milestones=tuple(
                replace(one, first=one.first + calendar.shift, last=one.last + calendar.shift)
                for one in head.milestones
            ),
        ),
        rounds=tuple(_round(one, calendar, codes) for one in document.rounds),
    )


def _round(one: RoundText, calendar: Calendar, codes: Mapping[str, PressType]) -> RoundText:
    due: datetime | None = one.marks_due_at and calendar.moved(one.marks_due_at)
    if one.kind is not RoundKind.PRELIMINARY:
        return replace(one, marks_due_at=due)
    return replace(one, marks_due_at=due, quotas={code: FINALISTS[codes[code]] for code in one.quotas})


def season_keys(session: Session, season_id: SeasonId) -> SeasonKeys:
    """Read the ids once."""
    categories = session.execute(select(Category.press_type, Category.id).where(Category.season_id == season_id))
    by_type = {row.press_type: row.id for row in categories}
    genres: dict[int, list[tuple[str, int]]] = {}
    for row in session.execute(
        select(Genre.category_id, Genre.name, Genre.id)
        .where(Genre.category_id.in_(by_type.values()))
        .order_by(Genre.position)
    ):
        genres.setdefault(row.category_id, []).append((row.name, row.id))
    topics = session.execute(select(Topic.code, Topic.id).where(Topic.season_id == season_id))
    root = session.scalar(select(Season.place_root_id).where(Season.id == season_id))
    places = session.execute(
        select(Place.name, Place.id).where((Place.parent_id == root) | (Place.id == root)).order_by(Place.id.desc())
    )
    return SeasonKeys(
        id=season_id,
        categories=by_type,
        genres={key: tuple(found) for key, found in genres.items()},
        topics={row.code: row.id for row in topics},
        places={row.name: row.id for row in places},
    )
