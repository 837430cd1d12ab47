"""A file from a form without JavaScript, taken off the line as it comes: memory stays constant.

The fields stand before the file in the form, so the token is checked before a byte is kept.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from werkzeug.exceptions import ClientDisconnected
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData

from contest.storage.disk import disk_errors
from contest.storage.types import CHUNK
from contest.submissions.uploads.errors import BadAnnouncement

_FIELD_BYTES = 16 * 1024
_FIELDS = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class SentFile:
    """One file and the fields before it; ``body`` is at its start."""

    fields: Mapping[str, str]
    name: str
    size: int
    body: IO[bytes]


def read_file(
    stream: IO[bytes],
    content_type: str,
    *,
    scratch: Path,
    before_file: Callable[[Mapping[str, str]], None],
    check_size: Callable[[int], None],
) -> SentFile:
    """Read a multipart form of a few fields and then one file.

    ``before_file`` sees the fields before the file is kept and may raise; ``check_size`` sees the
    bytes so far and raises when they are too many.
    Errors: BadAnnouncement (not such a form, the line was cut), StoreFull (no room to hold it).
    """
    events = _events(stream, content_type)
    fields: dict[str, str] = {}
    for event in events:
        if isinstance(event, Field):
            if len(fields) >= _FIELDS:
                raise BadAnnouncement
            fields[event.name] = _text(events)
        elif isinstance(event, File):
            before_file(fields)
            scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
            with disk_errors():
                body, size = _body(events, scratch, check_size)
            return SentFile(fields=fields, name=event.filename or "", size=size, body=body)
    raise BadAnnouncement


def _events(stream: IO[bytes], content_type: str) -> Iterator[Event]:
    kind, options = parse_options_header(content_type)
    boundary = options.get("boundary", "")
    if kind != "multipart/form-data" or not boundary:
        raise BadAnnouncement
    decoder = MultipartDecoder(boundary.encode("ascii", "replace"), max_form_memory_size=4 * CHUNK)
    try:
        while not isinstance(event := decoder.next_event(), Epilogue):
            if isinstance(event, NeedData):
                chunk = stream.read(CHUNK)
                decoder.receive_data(chunk or None)
            else:
                yield event
    except (ValueError, ClientDisconnected):
        raise BadAnnouncement from None


def _text(events: Iterator[Event]) -> str:
    value = b""
    for data in _data(events):
        value += data.data
        if len(value) > _FIELD_BYTES:
            raise BadAnnouncement
    return value.decode("utf-8", "replace")


def _body(events: Iterator[Event], scratch: Path, check_size: Callable[[int], None]) -> tuple[IO[bytes], int]:
    held = tempfile.TemporaryFile(dir=scratch)  # noqa: SIM115 - the caller reads it, then closes it
    size = 0
    try:
        for data in _data(events):
            size += len(data.data)
            check_size(size)
            held.write(data.data)
        held.seek(0)
    except BaseException:
        held.close()
        raise
    return held, size


def _data(events: Iterator[Event]) -> Iterator[Data]:
    """The data events of one part, to its end. Errors: BadAnnouncement when the end never comes."""
    for event in events:
        if not isinstance(event, Data):
            break
        yield event
        if not event.more_data:
            return
    raise BadAnnouncement
