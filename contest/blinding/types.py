"""The words of rọc phách."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NewType

from contest.media.types import Act

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


class AssetKind(StrEnum):
    """How a clean file is shown."""

    PAGE = "page"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"
    FILE = "file"
    """Could not be read at all; never shown to a judge."""


ACTS: Final = {
    AssetKind.AUDIO: (Act.MUTE, Act.CUT),
    AssetKind.VIDEO: (Act.MUTE, Act.CUT, Act.COVER, Act.BLUR),
}
"""What may be done to stretches of time of a clean file."""


class Place(StrEnum):
    """Where in the blind copy a finding stands."""

    TITLE = "title"
    TEXT = "text"
    NOTE = "note"
    CAPTION = "caption"
    PAGE = "page"
    PICTURE = "picture"
    """Read by the machine in the pixels of a page or photo."""
    FRAME = "frame"
    """Read in a picture of a film, at a moment."""


IN_PIXELS: Final = (Place.PAGE, Place.PICTURE, Place.FRAME)
"""Places of words that no edit of the text changes."""
PAINTED: Final = (Place.PAGE, Place.PICTURE)
"""Places that are covered by painting over them."""


class Reading(StrEnum):
    """Whether the machine looked at the pixels of a picture or film for words."""

    WAITING = ""
    READ = "read"
    PART = "part"
    """The time for it ran out, or a film is longer than the pictures taken of it."""
    CODES_ONLY = "codes"
    """No reader of letters is installed: QR codes and barcodes were looked for, words were not."""
    FAILED = "failed"


EXTENSIONS: Final = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "video/mp4": "mp4",
}
"""Endings of the clean formats: a file a judge downloads is called ``bai-<code>.<ending>``."""
