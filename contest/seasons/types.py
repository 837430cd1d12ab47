"""The words a season's rules are written in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

SeasonId = NewType("SeasonId", int)
CategoryId = NewType("CategoryId", int)
CriterionId = NewType("CriterionId", int)
RoundId = NewType("RoundId", int)


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
