"""The words of entries and dossiers."""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

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
    """What screening decides."""

    ACCEPT = "accept"
    SUPPLEMENT = "supplement"
    REFUSE = "refuse"
