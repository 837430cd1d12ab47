"""Child side: recordings off the air, where the odd packet of MPEG-TS is damaged and the rest is sound.

ffmpeg is told to stop at the first fault, which is right for a file: what is not whole was cut off or is no such file.
A transport stream is made for lossy ways, and a recording of an hour often has a packet that never arrived.
"""

from __future__ import annotations

import mmap
from pathlib import Path
from typing import Final

PACKET: Final = 188
_SYNC: Final = 0x47
_BLOCK: Final = PACKET * 512
_UNMARKED: Final = bytes(range(0x80))
"""Second bytes of a packet that the receiver did not mark as damaged."""
ONE_IN: Final = 100
"""Of so many packets one may be damaged."""
MOST_UNDECODED: Final = "0.05"
"""Share of frames that may not be decoded; ffmpeg ends with an error beyond it. It bounds damage under sound heads."""


def bearable_damage(source: Path) -> int | None:
    """How many packets are damaged, at least one; None where it is more than a recording has.

    A packet counts that lacks its mark or was marked by the receiver; missing bytes count once.
    """
    size = source.stat().st_size
    most = size // PACKET // ONE_IN
    if not most:
        return None
    with source.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as body:
        damaged, at = 0, 0
        while at < size and damaged <= most:
            heads = body[at : at + _BLOCK : PACKET]
            if heads.count(_SYNC) == len(heads):
                damaged += len(body[at + 1 : at + _BLOCK : PACKET].translate(None, _UNMARKED))
                at += _BLOCK
                continue
            while at < size and body[at] == _SYNC:
                at += PACKET
            damaged += 1
            at = _next_packet(body, at)
    return None if damaged > most else max(damaged, 1)


def _next_packet(body: mmap.mmap, at: int) -> int:
    """Where the next three packets in a row begin, not far away; the place after this packet where there are none."""
    for place in range(at + 1, min(at + 3 * PACKET, len(body) - 2 * PACKET)):
        if body[place] == body[place + PACKET] == body[place + 2 * PACKET] == _SYNC:
            return place
    return at + PACKET
