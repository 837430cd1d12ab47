"""The words of entries and dossiers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NewType

from flask_babel import lazy_gettext as _l

EntryId = NewType("EntryId", int)
EntryPublicId = NewType("EntryPublicId", str)


class Channel(StrEnum):
    """By whom an entry came in."""

    AUTHOR = "author"
    UNIT = "unit"
    PAPER = "paper"


class EntryStatus(StrEnum):
    """Where a dossier stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SUPPLEMENT = "supplement"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Licence(StrEnum):
    """What the public site may show of a winning work."""

    EXCERPT = "excerpt"
    FULL = "full"


class FilePurpose(StrEnum):
    """Why a file is in the dossier; only works are judged."""

    WORK = "work"
    SCRIPT = "script"
    EVIDENCE = "evidence"
    CONFIRMATION = "confirmation"


class FileState(StrEnum):
    """A file counts only once verified."""

    UPLOADING = "uploading"
    CHECKING = "checking"
    VERIFIED = "verified"
    REFUSED = "refused"


class Outcome(StrEnum):
    """What screening decides; ``REOPEN`` takes the decision before it back."""

    ACCEPT = "accept"
    SUPPLEMENT = "supplement"
    REFUSE = "refuse"
    REOPEN = "reopen"


STATUS_NAMES = {
    EntryStatus.DRAFT: _l("Bản nháp"),
    EntryStatus.SUBMITTED: _l("Đã nộp, chờ xét"),
    EntryStatus.SUPPLEMENT: _l("Chờ bổ sung"),
    EntryStatus.ACCEPTED: _l("Hợp lệ"),
    EntryStatus.REFUSED: _l("Không hợp lệ"),
    EntryStatus.WITHDRAWN: _l("Đã rút"),
}
STATUS_TONES = {
    EntryStatus.DRAFT: "",
    EntryStatus.SUBMITTED: "info",
    EntryStatus.SUPPLEMENT: "warn",
    EntryStatus.ACCEPTED: "good",
    EntryStatus.REFUSED: "bad",
    EntryStatus.WITHDRAWN: "",
}
"""How a status is coloured; the colour is never the only sign."""
CHANNEL_NAMES = {
    Channel.AUTHOR: _l("Tác giả gửi"),
    Channel.UNIT: _l("Đơn vị gửi"),
    Channel.PAPER: _l("Hồ sơ giấy"),
}
PURPOSE_NAMES = {
    FilePurpose.WORK: _l("Tác phẩm"),
    FilePurpose.SCRIPT: _l("Lời bình"),
    FilePurpose.EVIDENCE: _l("Tài liệu chứng minh"),
    FilePurpose.CONFIRMATION: _l("Giấy tờ"),
}
OUTCOME_NAMES = {
    Outcome.ACCEPT: _l("Hợp lệ"),
    Outcome.SUPPLEMENT: _l("Yêu cầu bổ sung"),
    Outcome.REFUSE: _l("Không hợp lệ"),
    Outcome.REOPEN: _l("Hủy quyết định trước"),
}

RECEIVED = frozenset({EntryStatus.SUBMITTED, EntryStatus.SUPPLEMENT, EntryStatus.ACCEPTED})
"""A dossier in one of these counts as a work of its authors and its unit."""
OPEN_TO_ENTRANT = frozenset({EntryStatus.DRAFT, EntryStatus.SUBMITTED, EntryStatus.SUPPLEMENT})
"""An entrant may still change these, each until its own deadline."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entrant:
    """Who asks: a person with their own works, the unit they speak for, and whether they take in paper."""

    person_id: int
    organisation_id: int | None = None
    takes_paper: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class AuthorContent:
    """An author as typed; every text is clean, one line."""

    full_name: str = ""
    pen_name: str = ""
    byline: str = ""
    email: str = ""
    phone: str = ""
    press_card: str = ""
    birth_year: int | None = None
    organisation_name: str = ""
    is_representative: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class PartContent:
    """One publication as typed."""

    title: str = ""
    outlet: str = ""
    published_on: date | None = None
    issue: str = ""
    programme: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftContent:
    """Everything an entrant types into the form; files are apart. ``topic_ids`` holds the primary one too."""

    title: str = ""
    genre_id: int | None = None
    summary: str = ""
    body: str = ""
    place_id: int | None = None
    primary_topic_id: int | None = None
    topic_ids: frozenset[int] = frozenset()
    language: str = "vi"
    other_awards: str = ""
    no_other_awards: bool = False
    commitments: frozenset[str] = frozenset()
    licence: Licence = Licence.EXCERPT
    authors: tuple[AuthorContent, ...] = ()
    parts: tuple[PartContent, ...] = ()
    postmarked_on: date | None = None
    unread: tuple[tuple[str, str], ...] = ()
    """What was typed into fields that cannot take it: the field's name on the form, and the text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryHead:
    """Where an entry stands."""

    id: EntryId
    public_id: EntryPublicId
    season_id: int
    category_id: int
    owner_id: int
    organisation_id: int | None
    channel: Channel
    status: EntryStatus
    version: int
    number: str | None
    title: str
    word_count: int
    postmarked_on: date | None
    submitted_at: datetime | None
    decided_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class FileFact:
    """A file of a dossier as its owner and the officers see it. Sizes in bytes, ``seconds`` of play."""

    id: int
    public_id: str
    purpose: FilePurpose
    document_key: str
    name: str
    caption: str
    size: int
    sha256: str | None
    content_type: str
    kind: str
    container: str
    state: FileState
    refusal: str
    words: int | None
    pages: int | None
    width: int | None
    height: int | None
    seconds: Decimal | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceiptHead:
    """A receipt in a list."""

    number: str
    revision: int
    issued_at: datetime
    digest: str
    entry_version: int
    file_ids: tuple[str, ...] = ()
