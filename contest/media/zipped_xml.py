"""Child side: one XML member out of a zip, with a bound on what it may unfold to."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, ParseError

import defusedxml
from defusedxml.ElementTree import fromstring

from contest.media.reasons import Reason, Refusal

_MOST_BYTES: Final = 32 * 1024 * 1024


def read_member(source: Path, member: str) -> Element | None:
    """Parse `member`, or return None when the archive has no such member.

    Errors: Refusal BOMB (unfolds too far), ACTIVE (declares entities), BROKEN.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            if member not in archive.namelist():
                return None
            with archive.open(member) as file:
                raw = file.read(_MOST_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise Refusal(Reason.BROKEN, str(error)) from error
    if len(raw) > _MOST_BYTES:
        raise Refusal(Reason.BOMB, member)
    try:
        root: Element = fromstring(raw, forbid_dtd=True)
    except defusedxml.DefusedXmlException as error:
        raise Refusal(Reason.ACTIVE, repr(error)) from error
    except ParseError as error:
        raise Refusal(Reason.BROKEN, str(error)) from error
    return root
