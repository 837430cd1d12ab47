"""Child side: which document a zip archive is; a photo or a film does not wait for the zip library."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final

from contest.media.reasons import Reason, Refusal
from contest.media.types import Container

_MAX_MEMBERS: Final = 5000


def zip_container(path: Path) -> Container:
    """What stands in the archive. Errors: Refusal BROKEN, BOMB, ENCRYPTED, ACTIVE, UNKNOWN_TYPE."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = {info.filename for info in archive.infolist()}
            if len(members) > _MAX_MEMBERS:
                raise Refusal(Reason.BOMB, f"{len(members)} members")
            if any(info.flag_bits & 1 for info in archive.infolist()):
                raise Refusal(Reason.ENCRYPTED)
            mimetype = archive.open("mimetype").read(100) if "mimetype" in members else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise Refusal(Reason.BROKEN, str(error)) from error
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".js", ".hta")) for name in members):
        raise Refusal(Reason.ACTIVE, "macro")
    if "word/document.xml" in members and "[Content_Types].xml" in members:
        return Container.DOCX
    if mimetype.strip() == b"application/vnd.oasis.opendocument.text":
        if "META-INF/manifest.xml" in members and _odt_encrypted(path):
            raise Refusal(Reason.ENCRYPTED)
        return Container.ODT
    raise Refusal(Reason.UNKNOWN_TYPE, "zip")


def _odt_encrypted(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive, archive.open("META-INF/manifest.xml") as manifest:
        return b"encryption-data" in manifest.read(1024 * 1024)
