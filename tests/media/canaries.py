"""One identity in every form it may hide in, and a scanner that is not the cleaner."""

from __future__ import annotations

import base64
import io
import json
import shutil
import subprocess
import unicodedata
import zipfile
import zlib
from pathlib import Path
from urllib.parse import quote

NAME = "Nguyễn Thị Bí Mật 7QX"
ASCII = "Nguyen Thi Bi Mat 7QX"
MARK = "7QX"


def forms() -> dict[str, bytes]:
    """Every form of the name as bytes."""
    nfd = unicodedata.normalize("NFD", NAME)
    return {
        "nfc": NAME.encode(),
        "nfd": nfd.encode(),
        "ascii": ASCII.encode(),
        "lower": NAME.lower().encode(),
        "upper": NAME.upper().encode(),
        "utf-16-le": NAME.encode("utf-16-le"),
        "utf-16-be": NAME.encode("utf-16-be"),
        "mark": MARK.encode(),
        "mark-16-le": MARK.encode("utf-16-le"),
        "mark-16-be": MARK.encode("utf-16-be"),
        "base64": base64.b64encode(NAME.encode())[:-4],
        "url": quote(NAME).encode(),
    }


def found_in(raw: bytes) -> set[str]:
    """The forms that occur in these bytes, also inside any zlib stream among them and any member of a zip."""
    bodies = unfolded(raw)
    return {form for form, needle in forms().items() if any(needle in body for body in bodies)}


def unfolded(raw: bytes) -> list[bytes]:
    """The bytes as they are, and what is packed inside them."""
    bodies = [raw, *_inflated(raw)]
    if raw.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            bodies += [member.filename.encode() for member in archive.infolist()]
            bodies += [archive.read(member) for member in archive.infolist()]
    return bodies


def _inflated(raw: bytes) -> list[bytes]:
    bodies = []
    for header in (b"\x78\x01", b"\x78\x9c", b"\x78\xda", b"\x78\x5e"):
        at = raw.find(header)
        while at >= 0:
            stream = zlib.decompressobj()
            try:
                body = stream.decompress(raw[at:], 4_000_000)
            except zlib.error:
                body = b""
            if body:
                bodies.append(body)
            at = raw.find(header, at + 1)
    return bodies


def scan_folder(folder: Path) -> dict[str, set[str]]:
    """File name -> forms found in its name, its bytes, and what exiftool says of it."""
    hits = {}
    for path in sorted(folder.rglob("*")):
        found = found_in(path.name.encode())
        if path.is_file():
            found |= found_in(path.read_bytes()) | found_in(told_by_exiftool(path))
        if found:
            hits[path.name] = found
    return hits


def told_by_exiftool(path: Path) -> bytes:
    """All tags as exiftool prints them, empty where it is not installed."""
    if shutil.which("exiftool") is None:
        return b""
    command = ["exiftool", "-j", "-a", "-G1", "-ee", "-u", "-x", "System:all", "-x", "SourceFile", str(path)]
    done = subprocess.run(command, capture_output=True, check=False)
    tags = json.loads(done.stdout or b"[{}]")[0]
    return json.dumps({key: value for key, value in tags.items() if key != "SourceFile"}, ensure_ascii=False).encode()
