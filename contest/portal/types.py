"""What the public reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkLine:
    """A winning work in a list."""

    slug: str
    title: str
    category_name: str
    press_type: str
    prize_name: str
    prize_level: int
    authors: str
    outlet: str
    place: str
    excerpt: str
    released_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkPage:
    """One winning work. ``body`` is None and ``media`` empty without the licence."""

    slug: str
    title: str
    category_name: str
    press_type: str
    genre_name: str
    prize_name: str
    prize_level: int
    prize_money: int
    authors: str
    outlet: str
    place: str
    topics: Sequence[str]
    published_on: date | None
    source_url: str
    excerpt: str
    body: str | None
    media: Sequence[Mapping[str, Any]]
    comment: str
    released_at: datetime
