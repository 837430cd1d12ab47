"""The words of rọc phách."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NewType

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


WITH_PIXELS: Final = (AssetKind.PAGE, AssetKind.IMAGE, AssetKind.VIDEO)
"""Files in which words may stand as a picture."""
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Sides:
    """What was made of a clean film to stand beside it."""

    strip_key: str | None = None
    rates: Sequence[Mapping[str, Any]] = ()


def sides_of(stored: Mapping[str, Any], *, key: str | None) -> Sides:
    """Read ``BlindAsset.sides``: nothing unless it was made of this very ``key``, never of an earlier state."""
    if key is None or stored.get("of") != key:
        return Sides()
    return Sides(strip_key=stored.get("strip"), rates=stored.get("rates", ()))


def keys_of_sides(stored: Mapping[str, Any]) -> list[str]:
    """Every object that ``BlindAsset.sides`` names."""
    rates = [rate[name] for rate in stored.get("rates", ()) for name in ("key", "list_key")]
    return [key for key in (stored.get("strip"), *rates) if key]


EXTENSIONS: Final = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "video/mp4": "mp4",
}
"""Endings of the clean formats: a file a judge downloads is called ``bai-<code>.<ending>``."""
