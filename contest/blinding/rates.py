"""The lists that a player reads of a long film (RFC 8216)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from contest.errors import NotVisible
from contest.media.playlist import MEDIA
from contest.storage import FileStore, ObjectKey

MIME = "application/vnd.apple.mpegurl"


def rates_list(rates: Sequence[Mapping[str, Any]]) -> str:
    """The rates there are; the address of each is below the list's own. Errors: NotVisible when there are none."""
    if not rates:
        raise NotVisible
    lines = ["#EXTM3U", "#EXT-X-VERSION:7"]
    for number, rate in enumerate(rates, start=1):
        lines += [f"#EXT-X-STREAM-INF:BANDWIDTH={rate['bandwidth']}", f"dong/{number}"]
    return "\n".join([*lines, ""])


def fragments_list(
    store: FileStore, rates: Sequence[Mapping[str, Any]], number: int, *, download_as: str, expires_in: timedelta
) -> str:
    """The fragments of rate ``number`` (from 1), all in one object behind a link that expires. Errors: NotVisible."""
    if not 1 <= number <= len(rates):
        raise NotVisible
    rate = rates[number - 1]
    link = store.link(ObjectKey(rate["key"]), download_as=download_as, content_type="video/mp4", expires_in=expires_in)
    with store.open(ObjectKey(rate["list_key"])) as body:
        return body.read().decode("ascii").replace(MEDIA, link)
