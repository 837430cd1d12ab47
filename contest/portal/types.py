"""What the public reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Seal:
    """What a season's published list is held to."""

    digest: str
    """SHA-256 (hex) of the prize list that two people confirmed (`contest.results.awards.prize_digest`)."""
    file_digest: str | None
    """SHA-256 (hex) of the file of results; none for what was published before there was one."""
    published_at: datetime


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
    revoked_at: datetime | None
    """When its prize was taken back; it has no excerpt any more then."""

    @property
    def changed_at(self) -> datetime:
        """When what the public reads of it changed last."""
        return self.revoked_at or self.released_at


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkPage:
    """One winning work. ``body`` is None and ``media`` empty without the licence, and once the prize was taken back."""

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
    revoked_at: datetime | None
    revoked_reason: str | None
