"""How a stored object may reach a browser: its type, its name, its headers.

An allow-list: a type that is not known to be harmless leaves as a download without a type.
HTML, SVG, XML and everything unknown can therefore never run in anyone's origin.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

UNTYPED = "application/octet-stream"

_SHOWN = frozenset(
    {
        "audio/aac",
        "audio/flac",
        "audio/mp4",
        "audio/mpeg",
        "audio/ogg",
        "audio/wav",
        "audio/webm",
        "image/avif",
        "image/gif",
        "image/jpeg",
        "image/png",
        "image/webp",
        "text/plain",
        "video/mp4",
        "video/ogg",
        "video/webm",
    }
)
"""Shown or played in the page; text/plain always with its charset, so that it stays plain."""

_SAVED = frozenset(
    {
        "application/msword",
        "application/pdf",
        "application/rtf",
        "application/vnd.oasis.opendocument.text",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/zip",
        "audio/x-ms-wma",
        "image/heic",
        "image/heif",
        "image/tiff",
        "text/csv",
        "video/mp2t",
        "video/mpeg",
        "video/quicktime",
        "video/x-matroska",
        "video/x-msvideo",
    }
)
"""Keeps its type, but always as a download: a viewer of these may run scripts or macros."""

_NEUTRAL_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class Served:
    """The two response facts that decide what a browser does with the bytes."""

    content_type: str
    disposition: str


def served_as(content_type: str, download_as: str) -> Served:
    """What to answer for an object said to be ``content_type``.

    Errors: ValueError when ``download_as`` is not a neutral ASCII name. Callers build it from
    a code (``bai-7QF2.pdf``); a person's file name here would be a leak, so it fails loudly.
    """
    if _NEUTRAL_NAME.fullmatch(download_as) is None:
        message = "download_as must be a neutral ASCII name"
        raise ValueError(message)
    kind = content_type.partition(";")[0].strip().lower()
    if kind in _SHOWN:
        shown = f"{kind}; charset=utf-8" if kind == "text/plain" else kind
        return Served(content_type=shown, disposition=f'inline; filename="{download_as}"')
    return Served(
        content_type=kind if kind in _SAVED else UNTYPED,
        disposition=f'attachment; filename="{download_as}"',
    )


def harmless_type(content_type: str) -> str:
    """The type to keep beside the bytes in a store: never one a browser would run."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind if kind in _SHOWN | _SAVED else UNTYPED


SANDBOX_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-site",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-store",
}
"""Beside every object: whatever it is, it runs nothing and embeds nothing."""
