"""A whole season as one value: what a template file holds, what is exported, and what a clone copies.

Everything is named by code or key, never by a database id, so a document means the same in any installation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from contest.seasons.types import BlindMode, NamingScheme, PressType, PrizeKind, RoundKind, RuleKey


class ClauseKey(StrEnum):
    """The things the season itself says, each with a clause of its own."""

    ORGANIZERS = "organizers"
    TOPICS = "topics"
    DATES = "dates"
    MILESTONES = "milestones"
    CONTACT = "contact"
    NOTICE = "notice"


@dataclass(frozen=True, kw_only=True, slots=True)
class OrganizerText:
    """Who organizes and as what: «Cơ quan chủ trì», «Đơn vị phối hợp»."""

    role: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ArticleText:
    """Free prose of the thể lệ; a clause «Điều 4» gives the article its title, «Điều 2.1» stands in it."""

    clause: str
    title: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MilestoneText:
    """A period of the time line, both days included."""

    name: str
    first: date
    last: date


@dataclass(frozen=True, kw_only=True, slots=True)
class SeasonText:
    """The season itself. ``closes_at`` is the first instant that is too late; ``place_root`` a province or country."""

    name: str
    slogan: str = ""
    summary: str = ""
    naming_scheme: NamingScheme = NamingScheme.NHAT
    opens_at: datetime
    closes_at: datetime
    notice_days: int = 15
    contact: str = ""
    place_root: str = ""
    organizers: tuple[OrganizerText, ...] = ()
    clauses: Mapping[str, str] = field(default_factory=dict)
    articles: tuple[ArticleText, ...] = ()
    milestones: tuple[MilestoneText, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleText:
    """One rule with its clause; ``value`` as ``rulebook.checked_value`` gives it."""

    key: RuleKey
    value: Any
    clause: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CategoryText:
    """A category with its genres and its own rules."""

    code: str
    press_type: PressType
    name: str
    description: str = ""
    blind_mode: BlindMode = BlindMode.FULL
    clause: str = ""
    genres: tuple[str, ...] = ()
    rules: tuple[RuleText, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicText:
    """A topic."""

    code: str
    name: str
    description: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceText:
    """A locality and the years in which it was one; ``successor`` is the name of what it became."""

    name: str
    kind: str = "district"
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionText:
    """A question of the eligibility check."""

    key: str
    text: str
    clause: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CriterionText:
    """A line of a rubric; points with at most two decimals."""

    key: str
    title: str
    description: str = ""
    max_points: Decimal
    step: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundText:
    """A round with its quotas and rubrics, both by category code."""

    kind: RoundKind
    name: str
    judges_per_entry: int
    clause: str = ""
    marks_due_at: datetime | None = None
    policy: Mapping[str, Any] = field(default_factory=dict)
    tie_break: tuple[str, ...] = ()
    quotas: Mapping[str, int] = field(default_factory=dict)
    rubrics: Mapping[str, tuple[CriterionText, ...]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class PrizeText:
    """A level of the prize table; ``category`` empty means pooled over all categories."""

    name: str
    level: int
    count: int
    money: int
    kind: PrizeKind = PrizeKind.INDIVIDUAL
    category: str = ""
    floor: Decimal | None = None
    clause: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SeasonDocument:
    """A season with every rule and none of its entries."""

    season: SeasonText
    categories: tuple[CategoryText, ...]
    topics: tuple[TopicText, ...] = ()
    places: tuple[PlaceText, ...] = ()
    rules: tuple[RuleText, ...] = ()
    screening: tuple[QuestionText, ...] = ()
    rounds: tuple[RoundText, ...] = ()
    prizes: tuple[PrizeText, ...] = ()


def plain(value: object) -> Any:  # noqa: ANN401 - JSON
    """A document, or any part of one, as JSON: decimals and instants as text."""
    if hasattr(value, "__dataclass_fields__"):
        return plain(asdict(value))  # type: ignore[call-overload]  # checked by the line above
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()
    return value
