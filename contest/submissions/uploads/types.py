"""The words of an upload, as plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NewType

from contest.seasons.types import CategoryId
from contest.storage.types import ObjectKey, UploadId, UploadPlan
from contest.submissions.types import EntryId, EntryPublicId, FilePurpose, FileState

FileId = NewType("FileId", int)
FilePublicId = NewType("FilePublicId", str)

PART_SIZE = 8 * 1024 * 1024
"""Bytes of a part: small enough to lose little on a bad line."""

LARGE_FILE = 1024 * 1024 * 1024
LARGE_PART_SIZE = 2 * PART_SIZE
"""From 1 GiB on a part is twice as large: a store's own work for each part then counts half, and 16 MiB still pass a
line of 1 Mbit/s in little more than two minutes. 320 of them for 5 GiB."""


def part_size_of(size: int) -> int:
    """Bytes of each part but the last of a file of ``size`` bytes; the page asks the server for it."""
    return PART_SIZE if size < LARGE_FILE else LARGE_PART_SIZE


def plan_for(size: int) -> UploadPlan:
    """How a file of ``size`` bytes is cut; the same answer today and on the day of resuming."""
    return UploadPlan(size=size, part_size=part_size_of(size))


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenEntry:
    """An entry whose files this person may change now."""

    id: EntryId
    public_id: EntryPublicId
    category_id: CategoryId


@dataclass(frozen=True, kw_only=True, slots=True)
class Announced:
    """What a browser says of a file before sending it; every word of it is checked later.

    Units: ``size`` bytes, at least 1; ``fingerprint`` is a hash of the file's ends or empty.
    """

    name: str
    size: int
    purpose: FilePurpose
    document_key: str = ""
    fingerprint: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PendingFile:
    """A file's row as the upload steps need it."""

    id: FileId
    public_id: FilePublicId
    entry_id: EntryId
    key: ObjectKey
    upload_id: UploadId | None
    size: int
    state: FileState

    @property
    def plan(self) -> UploadPlan:
        """How this file is cut."""
        return plan_for(self.size)


@dataclass(frozen=True, kw_only=True, slots=True)
class FileFact:
    """A file of the dossier as its owner sees it."""

    public_id: FilePublicId
    name: str
    purpose: FilePurpose
    document_key: str
    size: int
    state: FileState
    kind: str
    sha256: str | None
    refusal: str
    facts: Mapping[str, Any]
    verified_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Usage:
    """Bytes and files already taken, refused files left out."""

    entry_bytes: int
    entry_files: int
    person_bytes: int
    person_open: int
    season_bytes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FileRules:
    """What the season demands of a file in this category, with the clauses to name."""

    kinds: tuple[str, ...]
    kinds_clause: str
    megabytes: int | None
    megabytes_clause: str
