"""Looking for a mark in bytes, in every form a system may have given it."""

from __future__ import annotations

import base64
import hashlib
import html
import io
import json
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from contest.text.folding import fold

_ZLIB_HEADS = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_MOST = 4_000_000
_MOST_WORDS = 400_000
_WORD = re.compile(rb"[A-Za-z0-9_\-+/]{16,}={0,2}")


def forms(mark: str) -> dict[str, bytes]:
    """Every form of a mark, by the form's name."""
    nfd = unicodedata.normalize("NFD", mark)
    bare = "".join(char for char in nfd if not unicodedata.combining(char)).replace("đ", "d").replace("Đ", "D")
    written = {
        "nfc": mark,
        "nfd": nfd,
        "lower": mark.lower(),
        "upper": mark.upper(),
        "bare": bare,
        "bare upper": bare.upper(),
        "folded": fold(mark),
        "slug": fold(mark).replace(" ", "-"),
        "joined": fold(mark).replace(" ", ""),
        "html": html.escape(mark),
        "entities": "".join(f"&#{ord(char)};" if ord(char) > 127 else char for char in mark),
        "json": json.dumps(mark)[1:-1],
        "url": quote(mark),
        "url bare": quote(bare),
        "url lower": quote(mark).lower(),
    }
    found = {name: text.encode() for name, text in written.items()}
    found |= {
        "utf-16-le": mark.encode("utf-16-le"),
        "utf-16-be": mark.encode("utf-16-be"),
        "hex": mark.encode().hex().encode(),
    }
    for shift in range(3):
        inner = base64.b64encode(b"\x00" * shift + mark.encode())
        found[f"base64 {shift}"] = inner[(shift * 8 + 5) // 6 : len(inner) - 4]
    for name in ("md5", "sha1", "sha256"):
        found[name] = hashlib.new(name, mark.lower().encode()).hexdigest().encode()
    return {name: needle for name, needle in found.items() if len(needle) > 5}


def needles(marks: Mapping[str, str]) -> dict[tuple[str, str], bytes]:
    """Needles by column and form."""
    return {(column, name): needle for column, mark in marks.items() for name, needle in forms(mark).items()}


def found_in(raw: bytes, sought: Mapping[tuple[str, str], bytes]) -> set[tuple[str, str]]:
    """Which needles occur in bytes, packed or not."""
    layers = list(unpacked(raw))
    return {what for what, needle in sought.items() if any(needle in layer for layer in layers)}


def unpacked(raw: bytes, depth: int = 2) -> Iterator[bytes]:
    """The bytes, and every layer that can be unpacked from them: gzip, zlib streams, zip members, base64 words."""
    yield raw
    if depth == 0:
        return
    for inner in (*_gzip(raw), *_zlib(raw), *_zip(raw), *_base64(raw)):
        yield from unpacked(inner, depth - 1)


def _gzip(raw: bytes) -> Iterator[bytes]:
    if raw.startswith(b"\x1f\x8b"):
        try:
            yield zlib.decompressobj(31).decompress(raw, _MOST)
        except zlib.error:
            return


def _zlib(raw: bytes) -> Iterator[bytes]:
    """Streams inside a PDF, a PNG or a token."""
    for head in _ZLIB_HEADS:
        at = raw.find(head)
        while at >= 0:
            try:
                inner = zlib.decompressobj().decompress(raw[at:], _MOST)
            except zlib.error:
                inner = b""
            if inner:
                yield inner
            at = raw.find(head, at + 1)


def _zip(raw: bytes) -> Iterator[bytes]:
    if raw[:2] != b"PK":
        return
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        for member in packed.infolist():
            yield member.filename.encode()
            yield packed.read(member)[:_MOST]


def _base64(raw: bytes) -> Iterator[bytes]:
    """Words that may be base64: links, cookies, data addresses."""
    if len(raw) > _MOST_WORDS:
        return
    for found in set(_WORD.findall(raw)):
        word = found.rstrip(b"=").replace(b"+", b"-").replace(b"/", b"_")
        try:
            yield base64.urlsafe_b64decode(word + b"=" * (-len(word) % 4))
        except ValueError:
            continue
