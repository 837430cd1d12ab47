"""What a file really is, by its bytes; its name and its browser's word count for nothing.

Reads the first 64 KiB, the last 66 KiB, for a zip the list of members and for an old Office file the names
of its streams: no decoder runs here.
"""

# ruff: noqa: PLR2004 - the numbers here are those of the file formats themselves

from __future__ import annotations

import mmap
import re
from importlib import import_module
from pathlib import Path, PurePath
from typing import Final

from contest.media.formats import FORMATS, Format
from contest.media.reasons import Reason, Refusal
from contest.media.types import Container

_HEAD: Final = 64 * 1024
_TAIL: Final = 66 * 1024  # a zip's end record and its longest comment
_BROWSER_WINDOW: Final = 1024  # what a browser reads to guess a type
_ZIP_END: Final = b"PK\x05\x06"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_OFFICE: Final = "EncryptedPackage".encode("utf-16-le")
_OLD_WORD: Final = "WordDocument".encode("utf-16-le")
_OLD_MACROS: Final = "_VBA_PROJECT".encode("utf-16-le")

_FTYP_IMAGES: Final = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"heif"}
_FTYP_REFUSED: Final = {b"avif", b"avis", b"crx ", b"jp2 "}
_ACTIVE: Final = re.compile(
    rb"<!doctype\s+(html|svg)|<html|<head|<body|<script|<svg|<iframe|<object|<embed|<\?php|javascript:",
    re.IGNORECASE,
)
_ACTIVE_START: Final = re.compile(
    rb"\s*(<\?xml|<!doctype|<[a-z]+[\s>]|#EXTM3U|ffconcat|#!|\[playlist\]|\[InternetShortcut\]|%!PS|MZ|\x7fELF)",
    re.IGNORECASE,
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_MAGIC: Final[tuple[tuple[int, bytes, Container], ...]] = (
    (0, b"%PDF-", Container.PDF),
    (0, b"{\\rtf", Container.RTF),
    (0, b"\xff\xd8\xff", Container.JPEG),
    (0, b"\x89PNG\r\n\x1a\n", Container.PNG),
    (8, b"WEBP", Container.WEBP),
    (0, b"II*\x00", Container.TIFF),
    (0, b"MM\x00*", Container.TIFF),
    (8, b"WAVE", Container.WAV),
    (0, b"fLaC", Container.FLAC),
    (0, b"OggS", Container.OGG),
    (0, b"\x1aE\xdf\xa3", Container.MATROSKA),
)
_RIFF: Final = {Container.WEBP, Container.WAV}


def sniff(path: Path, *, name: str | None = None) -> Format:
    """Tell the format of the file at `path`.

    ``name`` is the entrant's file name; when it ends in a known way, that must be true of the content.
    Errors: Refusal (empty, unknown, active content, two types in one, not what its name says).
    """
    size = path.stat().st_size
    if size == 0:
        raise Refusal(Reason.EMPTY)
    with path.open("rb") as file:
        head = file.read(_HEAD)
        file.seek(max(0, size - _TAIL))
        tail = file.read(_TAIL)
    container = _container_of(path, head)
    _refuse_polyglot(container, head, tail)
    found = FORMATS[container]
    if name is not None:
        _refuse_false_name(found, name)
    return found


def _container_of(path: Path, head: bytes) -> Container:  # noqa: PLR0911 - one answer per family
    for offset, magic, container in _MAGIC:
        if head.startswith(magic, offset) and (container not in _RIFF or head.startswith((b"RIFF", b"RF64"))):
            return container
    if head.startswith(b"PK\x03\x04"):
        packed: Container = import_module("contest.media.sniff_zip").zip_container(path)
        return packed
    if head[4:8] == b"ftyp":
        return _ftyp_container(head)
    if head.startswith(_OLE):
        return _ole_container(path)
    if head[4:8] in (b"moov", b"mdat", b"wide", b"free"):  # QuickTime from before ftyp existed
        return Container.MP4
    if _is_mpegts(head):
        return Container.MPEGTS
    if _is_mp3(head):
        return Container.FLAC if _after_id3(head).startswith(b"fLaC") else Container.MP3
    return _text_container(head, whole=len(head) < _HEAD)


def _ole_container(path: Path) -> Container:
    """A file of Office before 2007, or a newer one under a password: its list of streams may lie anywhere."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
        if whole.find(_ENCRYPTED_OFFICE) >= 0:
            raise Refusal(Reason.ENCRYPTED)
        if whole.find(_OLD_WORD) < 0:
            raise Refusal(Reason.UNKNOWN_TYPE, "no Word document")
        if whole.find(_OLD_MACROS) >= 0:
            raise Refusal(Reason.ACTIVE, "macro")
    return Container.DOC


def _ftyp_container(head: bytes) -> Container:
    length = int.from_bytes(head[:4], "big")
    brands = {head[8:12]} | {head[at : at + 4] for at in range(16, min(length, 256), 4)}
    if head[8:12] in _FTYP_REFUSED:
        raise Refusal(Reason.UNKNOWN_TYPE, f"ftyp {head[8:12]!r}")
    if head[8:12] in _FTYP_IMAGES:
        if brands & {b"avif", b"avis"}:
            raise Refusal(Reason.UNKNOWN_TYPE, "avif")
        return Container.HEIF
    return Container.MP4


def _is_mpegts(head: bytes) -> bool:
    return any(
        len(head) > start + 2 * step and all(head[start + step * n] == 0x47 for n in range(3))
        for start, step in ((0, 188), (4, 192))
    )


def _after_id3(head: bytes) -> bytes:
    if not head.startswith(b"ID3") or len(head) < 10:
        return head
    size = sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
    return head[10 + size :]


def _is_mp3(head: bytes) -> bool:
    if head.startswith(b"ID3"):
        return True
    return len(head) > 4 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[2] & 0xF0 != 0xF0


def _text_container(head: bytes, *, whole: bool) -> Container:
    if _ACTIVE_START.match(head) or _ACTIVE.search(head[:_BROWSER_WINDOW]):
        raise Refusal(Reason.ACTIVE)
    text = decode_text(head if whole else head[: head.rfind(b"\n") + 1] or head[:-4])
    if _ACTIVE_START.match(text[:200].encode()):
        raise Refusal(Reason.ACTIVE)
    if _CONTROL.search(text):
        raise Refusal(Reason.UNKNOWN_TYPE, "control characters")
    return Container.TXT


def decode_text(raw: bytes) -> str:
    """Decode UTF-8 (with or without a mark) or UTF-16 with a mark.

    Errors: Refusal LEGACY_ENCODING for other letters, UNKNOWN_TYPE for what is not text at all.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\x00" in raw:
        raise Refusal(Reason.UNKNOWN_TYPE, "NUL")
    else:
        encoding = "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        strange = sum(byte < 9 or 13 < byte < 32 for byte in raw)
        reason = Reason.UNKNOWN_TYPE if strange else Reason.LEGACY_ENCODING
        raise Refusal(reason, str(error)) from error


def _refuse_polyglot(container: Container, head: bytes, tail: bytes) -> None:
    window = head[:_BROWSER_WINDOW]
    if container is not Container.TXT and _ACTIVE.search(window):
        raise Refusal(Reason.POLYGLOT, "markup at the start")
    if container is not Container.PDF and b"%PDF-" in window:
        raise Refusal(Reason.POLYGLOT, "pdf at the start")
    if container not in (Container.DOCX, Container.ODT) and _ends_as_zip(tail):
        raise Refusal(Reason.POLYGLOT, "zip at the end")


def _ends_as_zip(tail: bytes) -> bool:
    """True when a zip's end record fits the end of the file exactly (four bytes alone may be chance)."""
    at = tail.rfind(_ZIP_END)
    while at >= 0:
        if at + 22 <= len(tail) and at + 22 + int.from_bytes(tail[at + 20 : at + 22], "little") == len(tail):
            return True
        at = tail.rfind(_ZIP_END, 0, at)
    return False


def _refuse_false_name(found: Format, name: str) -> None:
    """A name may have no ending; one that names another type is a lie, whoever told it."""
    ending = PurePath(name.strip().lower()).suffix.lstrip(".")
    if ending and ending not in found.extensions:
        raise Refusal(Reason.NOT_ITS_NAME, f".{ending[:12]} is {found.container}")
