"""Values that cross the sandbox: kinds and facts.

Tuples with names and not data classes here: every child imports this file, and `dataclasses` brings `inspect`.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, NamedTuple, TypeAlias

Json: TypeAlias = Any  # what json.loads returns; narrowed where it is read
JsonObject: TypeAlias = dict[str, Json]

WHOLE: Final = 10_000
"""A box on a picture is in ten-thousandths of its width and height."""


class Act(StrEnum):
    """What is done to a stretch of time; ``COVER`` and ``BLUR`` to a place of the picture."""

    MUTE = "mute"
    CUT = "cut"
    COVER = "cover"
    BLUR = "blur"


ROLES: Final = frozenset({"image", "preview", "page", "audio", "wave", "video", "poster", "strip", "rate", "playlist"})
"""What a clean file may be; each is proved to name nobody (tests/proofs/test_derivatives.py)."""


class Kind(StrEnum):
    """How a file is shown: read, paged, looked at, heard or watched."""

    TEXT = "text"
    PDF = "pdf"
    IMAGE = "image"
    AUDIO = "audio"
    VIDEO = "video"


class Container(StrEnum):
    """The container a file really is, found by content."""

    TXT = "txt"
    RTF = "rtf"
    DOC = "doc"
    DOCX = "docx"
    ODT = "odt"
    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    TIFF = "tiff"
    HEIF = "heif"
    MP3 = "mp3"
    WAV = "wav"
    FLAC = "flac"
    OGG = "ogg"
    MP4 = "mp4"
    MATROSKA = "matroska"
    MPEGTS = "mpegts"


class FileFacts(NamedTuple):
    """What a file is and how long, without asking anyone.

    Units:  words are whitespace-separated tokens with a letter or digit; duration in seconds, rounded
            to 0.01; width and height in pixels after orientation; pages of a PDF, frames of a TIFF.
            A fact that the kind does not have is None.
    """

    container: Container
    kind: Kind
    mime: str
    extension: str
    words: int | None = None
    pages: int | None = None
    width: int | None = None
    height: int | None = None
    duration: Decimal | None = None
    video_codec: str | None = None
    audio_codec: str | None = None
    tracks: int | None = None
