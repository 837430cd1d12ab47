"""Child side: whether an MP4 holds pictures or sound that nobody is shown.

Programs that trim a film without encoding it anew keep all from the last whole picture before the cut, and write
down that players begin later (the edit list). Whoever looks past that list sees what was cut away.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final

_MOST_HEAD: Final = 256 * 1024 * 1024  # bytes of the index of a film of many hours
_WORDS: Final = 8  # bytes of the length and the name of a box
_INSIDE: Final = frozenset({b"trak", b"edts", b"mdia"})
_BORNE: Final = {b"vide": Decimal("0.06"), b"soun": Decimal("0.25")}
"""Seconds a track may be longer than what is played: the last picture, and what an encoder leads in with."""


def holds_unplayed(film: Path) -> bool:
    """Whether a track of an MP4 that ffmpeg wrote is longer than its edit list plays."""
    head = _head_of(film)
    scale = 0
    for name, body in _boxes(head):
        if name == b"mvhd":
            scale, _ = _scale_and_length(body)
        elif name == b"trak" and scale and _unplayed(body, scale):
            return True
    return False


def _unplayed(track: bytes, scale: int) -> bool:
    parts = dict(_flat(track))
    media, kind = parts.get(b"mdhd"), parts.get(b"hdlr", b"")[8:12]
    edits = parts.get(b"elst")
    if media is None or edits is None or kind not in _BORNE:
        return False
    own_scale, length = _scale_and_length(media)
    played = sum((Decimal(lasts) / scale for lasts, since in _edits(edits) if since >= 0), Decimal(0))
    return Decimal(length) / max(own_scale, 1) - played > _BORNE[kind]


def _head_of(film: Path) -> bytes:
    """The body of the box ``moov``."""
    with film.open("rb") as file:
        while len(start := file.read(_WORDS)) == _WORDS:
            size, name = int.from_bytes(start[:4], "big"), start[4:]
            inside = size - _WORDS
            if size == 1:
                inside = int.from_bytes(file.read(8), "big") - 2 * _WORDS
            if inside < 0:
                break
            if name == b"moov":
                return file.read(min(inside, _MOST_HEAD))
            file.seek(inside, 1)
    return b""


def _boxes(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at + _WORDS <= len(body):
        size = int.from_bytes(body[at : at + 4], "big")
        if size < _WORDS:
            return
        yield body[at + 4 : at + _WORDS], body[at + _WORDS : at + size]
        at += size


def _flat(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    for name, inside in _boxes(body):
        if name in _INSIDE:
            yield from _flat(inside)
        else:
            yield name, inside


def _scale_and_length(body: bytes) -> tuple[int, int]:
    """Ticks a second, and how many: of ``mvhd`` and ``mdhd``."""
    at, wide = (20, 8) if body[:1] == b"\x01" else (12, 4)
    return int.from_bytes(body[at : at + 4], "big"), int.from_bytes(body[at + 4 : at + 4 + wide], "big")


def _edits(body: bytes) -> Iterator[tuple[int, int]]:
    """How long each edit lasts, and where in the track it begins; -1 is a pause."""
    wide = 8 if body[:1] == b"\x01" else 4
    for number in range(int.from_bytes(body[4:8], "big")):
        at = 8 + number * (2 * wide + 4)
        lasts, since = body[at : at + wide], body[at + wide : at + 2 * wide]
        if len(since) < wide:
            return
        yield int.from_bytes(lasts, "big"), int.from_bytes(since, "big", signed=True)
