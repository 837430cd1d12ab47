"""Archives, documents and films built byte by byte, so that they can say what no program would write."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.media import samples

WORD: Final = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ONE_WORD: Final = b"<w:document " + WORD + b"><w:body><w:p><w:r><w:t>Xin</w:t></w:r></w:p></w:body></w:document>"
_ODT_TYPE: Final = "application/vnd.oasis.opendocument.text"


def zipped(members: Mapping[str, bytes]) -> bytes:
    """An archive of these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return stream.getvalue()


def docx(document: bytes = ONE_WORD, **more: bytes) -> bytes:
    """A Word document; ``more`` are members, ``__`` for a slash and ``_`` for a dot."""
    others = {name.replace("__", "/").replace("_", "."): body for name, body in more.items()}
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": document, **others})


def odt(content: bytes, manifest: bytes = b"<m/>") -> bytes:
    """An OpenDocument text."""
    return zipped({"mimetype": _ODT_TYPE.encode(), "content.xml": content, "META-INF/manifest.xml": manifest})


def png(width: int, height: int, *, more: bytes = b"", pixels: bytes = b"\0" * 1024) -> bytes:
    """A PNG that declares any size; ``more`` are whole chunks before the pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + more + chunk(b"IDAT", zlib.compress(pixels, 9)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def chunk(kind: bytes, body: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def tiff(width: int, height: int, *, then: int = 0, strip: bytes = b"", claimed: int | None = None) -> bytes:
    """A grey TIFF of one deflated strip; ``then`` is where its next page is said to be."""
    at = 8 + 2 + 9 * 12 + 4
    packed = zlib.compress(strip, 9)
    tags = [
        *((256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 8), (262, 3, 1), (273, 4, at), (277, 3, 1)),
        *((278, 4, height), (279, 4, len(packed) if claimed is None else claimed)),
    ]
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + struct.pack("<I", then) + packed


def pdf(pages: bytes, *more: bytes) -> bytes:
    """A PDF whose object 2 is ``pages`` and whose objects 3, 4, … are ``more``."""
    body, places = b"%PDF-1.4\n", []
    for number, text in enumerate((b"<</Type/Catalog/Pages 2 0 R>>", pages, *more), start=1):
        places.append(len(body))
        body += b"%d 0 obj" % number + text + b"endobj\n"
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(places) + 1, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1) + rows + end


def stream(body: bytes, keys: bytes = b"") -> bytes:
    """A deflated stream of a PDF."""
    packed = zlib.compress(body, 9)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream " % (len(packed), keys, packed)


def film_elsewhere(path: Path, address: str) -> Path:
    """An MP4 that says its pictures and sound lie at ``address``."""
    whole = samples.video(path, seconds=0.5, size="160x120").read_bytes()
    path.write_bytes(_pointing_away(whole, b"url " + bytes(4) + address.encode() + b"\0"))
    return path


def _pointing_away(body: bytes, reference: bytes) -> bytes:
    """Put ``reference`` in the place of every data reference, and mend the sizes of the boxes around it."""
    made, at = b"", 0
    while at + 8 <= len(body):
        size, kind = struct.unpack_from(">I4s", body, at)
        inside = body[at + 8 : at + size]
        if kind in (b"moov", b"trak", b"mdia", b"minf", b"dinf"):
            inside = _pointing_away(inside, reference)
        elif kind == b"dref":
            inside = inside[:8] + struct.pack(">I", len(reference) + 4) + reference
        made += struct.pack(">I4s", len(inside) + 8, kind) + inside
        at += size
    return made
