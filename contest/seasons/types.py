"""The words a season's rules are written in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, NewType

SeasonId = NewType("SeasonId", int)
CategoryId = NewType("CategoryId", int)
CriterionId = NewType("CriterionId", int)
RoundId = NewType("RoundId", int)
GenreId = NewType("GenreId", int)
TopicId = NewType("TopicId", int)
PlaceId = NewType("PlaceId", int)
PrizeId = NewType("PrizeId", int)


class Stage(StrEnum):
    """How far a season has come; moved by services, except entry, which the clock closes."""

    SETUP = "setup"
    ENTRY = "entry"
    SCREENING = "screening"
    PRELIMINARY = "preliminary"
    FINAL = "final"
    RESULTS = "results"
    PUBLISHED = "published"


class PressType(StrEnum):
    """Loại hình."""

    PRINT = "print"
    ONLINE = "online"
    RADIO = "radio"
    TELEVISION = "television"
    PHOTO = "photo"
    MULTIMEDIA = "multimedia"
    CITIZEN = "citizen"


class BlindMode(StrEnum):
    """What a judge may know: nothing of identity, the outlet, or everything."""

    FULL = "full"
    SEMI = "semi"
    OPEN = "open"


class RuleKey(StrEnum):
    """Every limit a season may set. The value's shape is in the comment."""

    MAX_PARTS = "max_parts"  # int
    MIN_WORDS = "min_words"  # int, each part
    MAX_WORDS = "max_words"  # int, each part
    MAX_MINUTES = "max_minutes"  # int, each part
    MAX_PHOTOS = "max_photos"  # int
    MAX_AUTHORS = "max_authors"  # int
    WORKS_PER_AUTHOR = "works_per_author"  # int, whole season
    WORKS_PER_UNIT = "works_per_unit"  # int, whole season
    FILE_TYPES = "file_types"  # list of kinds: pdf, docx, image, audio, video, text
    MIN_FILES = "min_files"  # int
    MAX_FILES = "max_files"  # int
    MAX_FILE_MB = "max_file_mb"  # int
    PUBLICATION_WINDOW = "publication_window"  # {"from": "2023-04-01", "until": "2023-10-15"}
    OTHER_AWARDS = "other_awards"  # forbidden | declare | free
    REQUIRED_DOCUMENTS = "required_documents"  # list of {"key", "title"}
    NEEDS_URL = "needs_url"  # bool
    NEEDS_TEXT = "needs_text"  # bool
    EVIDENCE_TOPICS = "evidence_topics"  # list of topic codes
    COMMITMENTS = "commitments"  # list of {"key", "text"}
    TWO_APPROVALS = "two_approvals"  # bool, of blind copies
    PUBLISHED_SNAPSHOT = "published_snapshot"  # bool, whether published pages are fetched


class OtherAwards(StrEnum):
    """What the season says of works that have, or seek, another award."""

    FORBIDDEN = "forbidden"
    DECLARE = "declare"
    FREE = "free"


class NamingScheme(StrEnum):
    """How prizes are called: Nhất, Nhì, Ba or A, B, C; both end in Khuyến khích."""

    NHAT = "nhat"
    ABC = "abc"


class PrizeKind(StrEnum):
    """Whom a prize goes to."""

    INDIVIDUAL = "individual"
    COLLECTIVE = "collective"
    SIDE = "side"


class RoundKind(StrEnum):
    """Which jury meets."""

    PRELIMINARY = "preliminary"
    FINAL = "final"


class RoundState(StrEnum):
    """A round opens once and closes once."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True, slots=True)
class SeasonHead:
    """What every page knows of its season."""

    id: SeasonId
    slug: str
    name: str
    slogan: str
    stage: Stage
    is_public: bool
    is_demo: bool
    entries_open_at: datetime
    entries_close_at: datetime
    """First instant at which an entry is late; the screen shows the second before."""
    results_published_at: datetime | None

    def stage_at(self, now: datetime) -> Stage:
        """The stage as the clock has it: entry ends by itself at its deadline."""
        if self.stage is Stage.ENTRY and now >= self.entries_close_at:
            return Stage.SCREENING
        return self.stage

    def accepts_entries(self, now: datetime) -> bool:
        """Whether an entry received at ``now`` is in time."""
        return self.stage is Stage.ENTRY and self.entries_open_at <= now < self.entries_close_at


@dataclass(frozen=True, kw_only=True, slots=True)
class CategoryFacts:
    """A category (loại hình) of a season."""

    id: CategoryId
    code: str
    press_type: PressType
    name: str
    description: str
    blind_mode: BlindMode
    clause: str
    position: int


@dataclass(frozen=True, kw_only=True, slots=True)
class GenreFacts:
    """A genre (thể loại) of a category."""

    id: GenreId
    category_id: CategoryId
    name: str
    position: int


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicFacts:
    """A topic (chủ đề) of a season."""

    id: TopicId
    code: str
    name: str
    description: str
    position: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PlaceFacts:
    """A locality with the years in which it was one; both ends open when None, ``valid_to`` included."""

    id: PlaceId
    name: str
    kind: str
    valid_from: date | None
    valid_to: date | None
    successor_id: PlaceId | None
    position: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RoundFacts:
    """A round of judging. ``policy`` has the fields of ``judging.totals.AggregationPolicy``; decimals are text."""

    id: RoundId
    ordinal: int
    kind: RoundKind
    name: str
    state: RoundState
    judges_per_entry: int
    policy: Mapping[str, Any]
    tie_break: tuple[str, ...]
    clause: str
    marks_due_at: datetime | None
    """First instant that is too late, like every deadline."""
    opened_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class QuotaFacts:
    """How many works of a category go on from a round."""

    round_id: RoundId
    category_id: CategoryId
    quota: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CriterionFacts:
    """A line of a rubric: marks run 0..``max_points`` in steps of ``step``, points with two decimals."""

    id: CriterionId
    round_id: RoundId
    category_id: CategoryId
    key: str
    title: str
    description: str
    max_points: Decimal
    step: Decimal
    position: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PrizeFacts:
    """A level of the prize table; ``money`` is whole đồng for one work."""

    id: PrizeId
    category_id: CategoryId | None
    kind: PrizeKind
    level: int
    name: str
    count: int
    money: int
    floor: Decimal | None
    clause: str
    position: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ScreeningQuestion:
    """A question of the eligibility check (sơ loại), answered yes or no."""

    key: str
    text: str
    clause: str
    position: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SeasonDetails:
    """What the thể lệ says of the season itself; lists are as stored (see ``models.Season``)."""

    id: SeasonId
    slug: str
    name: str
    slogan: str
    summary: str
    organizers: tuple[Mapping[str, str], ...]
    contact: str
    naming_scheme: NamingScheme
    notice_days: int
    clauses: Mapping[str, str]
    articles: tuple[Mapping[str, str], ...]
    milestones: tuple[Mapping[str, str], ...]
    entries_open_at: datetime
    entries_close_at: datetime
    place_root_id: PlaceId | None
