"""Ways in which a valid file goes wrong, each chosen by a seed and the same on every machine.

Bytes that a checksum guards are changed inside it too: members of a zip are packed anew, chunks of a PNG and
pages of an Ogg get a checksum that fits, or every change would end at the checksum.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from random import Random
from typing import Final

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_OGG: Final = b"OggS"
_OGG_BODY: Final = 26  # bytes of a page before its list of lengths
_LENGTHS: Final = (0, 1, 2, 7, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)


def _at(body: bytearray, chance: Random) -> int:
    """A place in the file; half the time in its first kilobyte, where the structure is."""
    return chance.randrange(min(len(body), 1024) if chance.random() < 0.5 else len(body))


def flip_bits(body: bytearray, chance: Random) -> None:
    """Turn 1 to 40 bits over."""
    for _ in range(chance.choice((1, 2, 5, 40))):
        body[_at(body, chance)] ^= 1 << chance.randrange(8)


def set_bytes(body: bytearray, chance: Random) -> None:
    """Put other bytes in the place of 1 to 40."""
    for _ in range(chance.choice((1, 3, 40))):
        body[_at(body, chance)] = chance.randrange(256)


def truncate(body: bytearray, chance: Random) -> None:
    """Leave out the end, often nearly nothing or nearly all of it; one byte always stays."""
    if len(body) < 2:  # another way took the rest
        return
    kept = chance.choice((chance.randrange(1, len(body)), len(body) - 1 - chance.randrange(min(len(body) - 1, 64))))
    del body[max(1, kept) :]


def set_length(body: bytearray, chance: Random) -> None:
    """Write a number at the edge of what a length field holds, in either order of bytes."""
    for _ in range(chance.choice((1, 2, 4))):
        width = chance.choice((1, 2, 4, 8))
        number = chance.choice((*_LENGTHS, len(body), len(body) - 1)) & ((1 << 8 * width) - 1)
        at = _at(body, chance)
        body[at : at + width] = number.to_bytes(width, chance.choice(("big", "little")))


def splice(body: bytearray, chance: Random) -> None:
    """Copy a stretch to another place, over what is there or between it."""
    start, to = _at(body, chance), _at(body, chance)
    piece = bytes(body[start : start + chance.choice((4, 16, 64, 512, 4096))])
    body[to : to + (len(piece) if chance.random() < 0.5 else 0)] = piece


def drop(body: bytearray, chance: Random) -> None:
    """Leave out a stretch, or fill it with zeros."""
    at, length = _at(body, chance), chance.choice((1, 4, 16, 256, 4096))
    body[at : at + length] = b"" if chance.random() < 0.5 else bytes(min(length, len(body) - at))
    if not body:
        body += b"\0"


WAYS: Final[tuple[Callable[[bytearray, Random], None], ...]] = (
    flip_bits,
    set_bytes,
    truncate,
    set_length,
    splice,
    drop,
)


def mutated(whole: bytes, seed: int) -> bytes:
    """The file with one to three things gone wrong; the same for the same bytes and seed."""
    chance = Random(seed)  # noqa: S311 - the same every time
    if chance.random() < 0.7:
        if whole.startswith(b"PK\x03\x04"):
            return _inside_zip(whole, chance)
        if whole.startswith(_PNG):
            return _inside_png(whole, chance)
        if whole.startswith(_OGG):
            return _inside_ogg(whole, chance)
    return _worsened(whole, chance)


def _worsened(whole: bytes, chance: Random) -> bytes:
    body = bytearray(whole)
    for _ in range(chance.choice((1, 1, 2, 3))):
        chance.choice(WAYS)(body, chance)
    return bytes(body)


def _inside_zip(whole: bytes, chance: Random) -> bytes:
    """Worsen one member that is read, and pack it as it should be."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        read = {"word/document.xml", "word/styles.xml", "content.xml", "META-INF/manifest.xml"}
        members = archive.infolist()
        chosen = chance.choice(sorted(read & {member.filename for member in members}))
        for member in members:
            body = archive.read(member)
            made.writestr(member, _worsened(body, chance) if member.filename == chosen else body)
    return stream.getvalue()


def _inside_png(whole: bytes, chance: Random) -> bytes:
    """Worsen the body of one chunk, and write its length and checksum as they should be."""
    chunks, at = [], len(_PNG)
    while at + 12 <= len(whole):
        (length,) = struct.unpack_from(">I", whole, at)
        chunks.append((whole[at + 4 : at + 8], whole[at + 8 : at + 8 + length]))
        at += 12 + length
    chosen = chance.randrange(len(chunks) - 1)  # not the end
    made = [_PNG]
    for number, (kind, body) in enumerate(chunks):
        worse = _worsened(body, chance) if number == chosen else body
        made.append(struct.pack(">I", len(worse)) + kind + worse + struct.pack(">I", zlib.crc32(kind + worse)))
    return b"".join(made)


def _inside_ogg(whole: bytes, chance: Random) -> bytes:
    """Worsen what stands in one page behind its head, and write the page's checksum as it should be."""
    starts = [at for at in range(len(whole)) if whole.startswith(_OGG, at)]
    chosen = chance.choice(starts)
    end = next((at for at in starts if at > chosen), len(whole))
    head = bytearray(whole[chosen : chosen + _OGG_BODY])
    head[22:26] = bytes(4)
    page = head + _worsened(whole[chosen + _OGG_BODY : end], chance)
    page[22:26] = _ogg_checksum(page).to_bytes(4, "little")
    return whole[:chosen] + page + whole[end:]


def _ogg_checksum(page: bytes | bytearray) -> int:
    """The CRC of RFC 3533: polynomial 0x04c11db7 from the highest bit, starting at 0."""
    value = 0
    for byte in page:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1 ^ (0x04C11DB7 if value & 0x80000000 else 0)) & 0xFFFFFFFF
    return value
