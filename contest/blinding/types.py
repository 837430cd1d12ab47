"""The words of rọc phách."""

from __future__ import annotations

from enum import StrEnum
from typing import NewType

CodeId = NewType("CodeId", int)
EntryCode = NewType("EntryCode", str)
"""A random blind code (mã phách): no sequence, no date, another one in every round."""


class BlindState(StrEnum):
    """Only ``APPROVED`` is ever seen by a judge."""

    PREPARING = "preparing"
    READY = "ready"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


class AssetState(StrEnum):
    """A file that could not be cleaned blocks approval until it is replaced or left out."""

    READY = "ready"
    NEEDS_CLEAN = "needs_clean"
    LEFT_OUT = "left_out"


class FindingState(StrEnum):
    """Approval waits until no finding is open."""

    OPEN = "open"
    REPLACED = "replaced"
    DISMISSED = "dismissed"
