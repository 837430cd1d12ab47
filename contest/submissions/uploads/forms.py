"""The browser's words about a file, read strictly."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask import request

from contest.submissions.types import FilePurpose
from contest.submissions.uploads.errors import BadAnnouncement, EmptyFile
from contest.submissions.uploads.names import clean_name
from contest.submissions.uploads.types import Announced

_DOCUMENT = re.compile(r"[a-z0-9_-]{0,40}", re.ASCII)
_FINGERPRINT = re.compile(r"[0-9a-f]{0,64}", re.ASCII)


def sent_json() -> object:
    """What the browser sent; nothing where it cannot be read, also because it is nested too deep."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


def read_announcement(said: object) -> Announced:
    """Read the JSON of one file. Errors: BadAnnouncement, EmptyFile."""
    if not isinstance(said, Mapping):
        raise BadAnnouncement
    size = said.get("size")
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise BadAnnouncement
    if size == 0:
        raise EmptyFile
    return Announced(
        name=clean_name(_text(said, "name")),
        size=size,
        purpose=read_purpose(_text(said, "purpose")),
        document_key=read_document(_text(said, "document")),
        fingerprint=_matching(_FINGERPRINT, _text(said, "fingerprint")),
    )


def read_purpose(said: str) -> FilePurpose:
    """Why the file is in the dossier. Errors: BadAnnouncement."""
    try:
        return FilePurpose(said)
    except ValueError:
        raise BadAnnouncement from None


def read_document(said: str) -> str:
    """Which required document it is, or none. Errors: BadAnnouncement."""
    return _matching(_DOCUMENT, said)


def _text(said: Mapping[str, object], name: str) -> str:
    value = said.get(name, "")
    if not isinstance(value, str):
        raise BadAnnouncement
    return value


def _matching(shape: re.Pattern[str], value: str) -> str:
    if shape.fullmatch(value) is None:
        raise BadAnnouncement
    return value
