"""What the results room shows and confirms. Works are codes here until they are unmasked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from contest.judging.totals import Standing
from contest.seasons.policy import AggregationPolicy


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundHead:
    """A round as the results room needs it."""

    id: int
    season_id: int
    ordinal: int
    kind: str
    name: str
    state: str
    policy: AggregationPolicy
    tie_break: Sequence[str]
    clause: str
    confirmed_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A criterion as a column of the ranking; ``key`` is what a tie-break names."""

    id: int
    key: str
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CategoryHead:
    """A category with its rubric's columns and the seats to the next round, if set."""

    id: int
    name: str
    columns: Sequence[Column]
    quota: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Who reads the results' pages: by number, and whether they may know whose work a code is."""

    id: int
    knows_authors: bool


class SheetLine(NamedTuple):
    """One submitted sheet, whether it counts or not. A tuple: a round has thousands."""

    code: str
    category: str
    sheet_id: int
    total: Decimal | None
    counts: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class UncountedSheet:
    """A submitted sheet that was left out of the result: what it would have given, why, who said so, and when."""

    sheet_id: int
    code_id: int
    code: str
    category: str
    total: Decimal | None
    reason: str
    by_id: int
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class RankedWork:
    """One line of a ranking: place, total and all that led to it, by code and blind title only.

    ``title`` is ``None`` where the approval of the copy was withdrawn after the round was confirmed.
    ``criteria`` are mean marks in the order of the category's columns. ``decided_by`` is the step of
    the tie-break that parted it from an equal total.
    """

    code_id: int
    code: str
    title: str | None
    category_id: int
    place: int | None
    total: Decimal | None
    spread: Decimal
    standing: Standing
    flagged: bool
    tied: bool
    decided_by: str | None
    judge_totals: tuple[Decimal, ...]
    criteria: tuple[Decimal | None, ...]
    advances: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class CategoryRanking:
    """The ranking of one category; ``undecided`` are codes tied across the last seat."""

    category: CategoryHead
    works: Sequence[RankedWork]
    undecided: Sequence[str]


class Blocker(StrEnum):
    """What still stands between a closed round and its confirmation."""

    ROUND_OPEN = "round_open"
    UNSEEN = "unseen"
    NOT_SETTLED = "not_settled"
    TIE_AT_BORDER = "tie_at_border"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, kw_only=True, slots=True)
class PrizeHead:
    """A level of the prize table."""

    id: int
    name: str
    level: int
    count: int
    money: int
    category_id: int | None
    floor: Decimal | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PrizeLine:
    """A work of the final ranking with the prize it has, still by code."""

    code_id: int
    code: str
    title: str | None
    """The blind title; ``None`` while nobody may see the work, for the approval of its copy was withdrawn."""
    category_name: str
    category_id: int
    place: int | None
    total: Decimal | None
    prize_id: int | None
    prize_name: str | None
    prize_level: int | None
    prize_money: int | None
    proposed_prize_id: int | None
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ReleaseState:
    """How far the results are on their way to the public."""

    digest: str
    first_by: int | None
    first_name: str | None
    first_at: datetime | None
    second_by: int | None
    second_name: str | None
    second_at: datetime | None
    unmasked_at: datetime | None
    published_at: datetime | None
    file_digest: str | None

    def speaks_of_another_list(self, digest: str) -> bool:
        """Whether the list that was confirmed is not this one, so that both people must confirm anew."""
        return self.published_at is None and self.first_at is not None and self.digest != digest

    @property
    def confirmed(self) -> bool:
        """Whether two people have confirmed."""
        return self.first_at is not None and self.second_at is not None


def keys_of_media(stored: Sequence[Mapping[str, Any]]) -> list[str]:
    """Every object that ``PublishedWork.media`` names."""
    keys = (file.get(name) for file in stored for name in ("key", "poster_key"))
    return [key for key in keys if key]
