"""Parent side: the list of fragments of one rate of a film, believed line by line.

The child wrote it beside untrusted bytes, so nothing of it is passed on that is not a number we know.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from contest.media.errors import CannotProcess
from contest.media.reasons import Reason

MEDIA: Final = "{media}"
"""Stands in a kept list where the address of the fragments' file goes when it is served."""
_MOST_BYTES: Final = 4 * 1024 * 1024
_MAP: Final = re.compile(r'#EXT-X-MAP:URI="[^"/]+",BYTERANGE="(\d{1,12})@(\d{1,12})"')
_LENGTH: Final = re.compile(r"#EXTINF:(\d{1,6}(?:\.\d{1,6})?),")
_RANGE: Final = re.compile(r"#EXT-X-BYTERANGE:(\d{1,12})@(\d{1,12})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Playlist:
    """One rate: ``text`` with `MEDIA` for the address, and the most bits a second any fragment needs."""

    text: str
    bandwidth: int


def read_playlist(path: Path) -> Playlist:
    """Write the list anew from the numbers in it. Errors: CannotProcess."""
    raw = path.read_bytes()[: _MOST_BYTES + 1]
    if len(raw) > _MOST_BYTES:
        raise CannotProcess(Reason.BOMB, "playlist")
    lines = raw.decode("ascii", "replace").splitlines()
    start = next((found for found in map(_MAP.fullmatch, lines) if found), None)
    lengths = [Decimal(found[1]) for found in map(_LENGTH.fullmatch, lines) if found]
    ranges = [(int(found[1]), int(found[2])) for found in map(_RANGE.fullmatch, lines) if found]
    if start is None or not lengths or len(lengths) != len(ranges):
        raise CannotProcess(Reason.CRASHED, "playlist")
    head = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{max(int(length.to_integral_value()) + 1 for length in lengths)}",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        f'#EXT-X-MAP:URI="{MEDIA}",BYTERANGE="{start[1]}@{start[2]}"',
    ]
    for length, (size, at) in zip(lengths, ranges, strict=True):
        head += [f"#EXTINF:{length},", f"#EXT-X-BYTERANGE:{size}@{at}", MEDIA]
    rates = [size * 8 / max(length, Decimal("0.1")) for length, (size, _) in zip(lengths, ranges, strict=True)]
    return Playlist(text="\n".join([*head, "#EXT-X-ENDLIST", ""]), bandwidth=int(max(rates)) + 1)
