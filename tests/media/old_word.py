"""A Word 97 document (.doc) built byte by byte, after [MS-DOC] and [MS-CFB]: no free program writes them any more."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final

_SECTOR: Final = 512
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
_LEAST: Final = 4096  # a shorter stream would live in the small sectors
_TEXT_AT: Final = 2048  # where the letters start in the main stream
_STYLES: Final = struct.pack("<10H", 18, 15, 10, 1, 91, 15, 0, 0, 0, 0) + bytes(2 * 15)  # fifteen, all of them empty
BOLD: Final = struct.pack("<HB", 0x0835, 1)
ITALIC: Final = struct.pack("<HB", 0x0836, 1)
HIDDEN: Final = struct.pack("<HB", 0x083C, 1)
DELETED: Final = struct.pack("<HB", 0x0800, 1)
"""Changes of a run's look, as Word writes them; the last marks a tracked deletion."""


def doc(runs: Sequence[tuple[str, bytes]], *, about: str = "", more: Sequence[tuple[str, bytes]] = ()) -> bytes:
    """A document of these runs (text and look; a paragraph ends with ``\\r``).

    ``about`` goes into its information, unread; ``more`` are further streams.
    """
    text = "".join(words for words, _ in runs)
    look = _page_of_looks(runs)
    page = (_TEXT_AT + 2 * len(text) + _SECTOR - 1) // _SECTOR
    table = struct.pack("<BIII", 2, 16, 0, len(text)) + struct.pack("<HIH", 0, _TEXT_AT, 0)
    looks_at = len(table)
    table += struct.pack("<III", _TEXT_AT, _TEXT_AT + 2 * len(text), page)
    places = [(0x1A2, 0, looks_at), (0xFA, looks_at, 12), (0xA2, len(table), len(_STYLES))]
    table += _STYLES
    main = bytearray(_head(len(text), *places).ljust(_TEXT_AT, b"\0"))
    main += text.encode("utf-16-le")
    main += bytes(page * _SECTOR - len(main)) + look
    streams = [("WordDocument", bytes(main)), ("1Table", table), ("\x05SummaryInformation", about.encode())]
    return compound([*streams, *more])


def _head(letters: int, *places: tuple[int, int, int]) -> bytes:
    """The file information block; ``places`` are field, offset and length of what lies in the table stream."""
    head = bytearray(0x9A + 0x5D * 8)
    struct.pack_into("<HHHHHH", head, 0, 0xA5EC, 0x00C1, 0, 0x042A, 0, 0x1200)  # 1Table, letters of two bytes
    struct.pack_into("<II", head, 0x18, _TEXT_AT, _TEXT_AT + 2 * letters)
    struct.pack_into("<H", head, 0x20, 14)
    struct.pack_into("<H", head, 0x3E, 22)
    struct.pack_into("<I", head, 0x4C, letters)
    struct.pack_into("<H", head, 0x98, 0x5D)
    for field, start, length in places:
        struct.pack_into("<II", head, field, start, length)
    return bytes(head)


def _page_of_looks(runs: Sequence[tuple[str, bytes]]) -> bytes:
    """Where each run starts and how it looks: one page of 512 bytes."""
    page, at, end = bytearray(_SECTOR), _TEXT_AT, _SECTOR - 1
    page[-1] = len(runs)
    for number, (words, look) in enumerate(runs):
        struct.pack_into("<I", page, 4 * number, at)
        at += 2 * len(words)
        if look:
            end = (end - len(look) - 1) & ~1
            page[end : end + len(look) + 1] = bytes([len(look)]) + look
            page[4 * (len(runs) + 1) + number] = end // 2
    struct.pack_into("<I", page, 4 * len(runs), at)
    return bytes(page)


def compound(streams: Sequence[tuple[str, bytes]]) -> bytes:
    """A compound file of these streams."""
    sectors, starts = bytearray(), []
    chain = [_FAT]
    entries = (len(streams) + 1 + 3) // 4
    chain += [*range(2, entries + 1), _END]
    for _, body in streams:
        starts.append(len(chain))
        padded = body.ljust(_LEAST, b"\0")
        padded += bytes(-len(padded) % _SECTOR)
        count = len(padded) // _SECTOR
        chain += [*range(len(chain) + 1, len(chain) + count), _END]
        sectors += padded
    assert len(chain) <= _SECTOR // 4, "one sector of the allocation table"
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(_SECTOR, b"\xff")
    folder = _entry("Root Entry", 5, _END, 0, child=1)
    for number, ((name, body), start) in enumerate(zip(streams, starts, strict=True), start=1):
        following = number + 1 if number < len(streams) else _NONE
        folder += _entry(name, 2, start, max(len(body), _LEAST), right=following)
    folder = folder.ljust(entries * _SECTOR, b"\0")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, _LEAST, _END, 0, _END, 0) + struct.pack("<I", 0)
    return head.ljust(_SECTOR, b"\xff") + table + folder + bytes(sectors)


def _entry(name: str, kind: int, start: int, size: int, *, child: int = _NONE, right: int = _NONE) -> bytes:
    letters = name.encode("utf-16-le") + b"\0\0"
    head = letters.ljust(64, b"\0") + struct.pack("<HBBIII", len(letters), kind, 1, _NONE, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)
