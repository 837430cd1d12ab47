"""The folder store's own doors: what a browser asks S3 for when the store is S3.

The signed link is the permission, so these views know no person, open no session and touch no
database. They stream: neither a 5 GB video nor a part of one is ever held in memory.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from http import HTTPStatus
from threading import BoundedSemaphore
from typing import IO

from flask import Blueprint, Response, request
from werkzeug.datastructures import Range
from werkzeug.exceptions import ClientDisconnected

from contest.access import Audience, allow
from contest.storage.errors import LinkRefused, PartRefused, StoreBusy
from contest.storage.folder import FolderStore
from contest.storage.links import PREFIX
from contest.storage.serving import SANDBOX_HEADERS, served_as
from contest.storage.stores import current_store
from contest.storage.types import CHUNK, ObjectKey
from contest.web.line import body_of
from contest.web.shell import csrf
from contest.web.turns import gives_way

bp = Blueprint("storage", __name__, url_prefix=PREFIX)

PARTS_AT_ONCE = 128
READS_AT_ONCE = 12
"""Of each process. A slow line holds a thread while it sends; pages must always find one free. A part on its way costs
a thread that mostly waits for its turn (contest.web.line), so there may be many: a hundred people on two processes."""

FILE_THREADS = PARTS_AT_ONCE + READS_AT_ONCE
"""Threads a web process needs beyond those for its pages (contest.web.threads)."""

_LONGEST_WAIT_TO_READ = 5.0
_PLAYED_AT_ONCE = 4 * 1024 * 1024
"""Bytes of one answer to a player that asks for all the rest: a paused video must not hold a thread."""

_part_slots = BoundedSemaphore(PARTS_AT_ONCE)
_read_slots = BoundedSemaphore(READS_AT_ONCE)


@bp.get("/<token>")
@allow(Audience.PUBLIC)
@gives_way
def read(token: str) -> Response:
    """One object, whole or a range of it (HEAD too)."""
    store = _folder()
    grant = store.signer.read_grant(token)
    key = ObjectKey(grant.key)
    size = store.size(key)
    asked = _single_range(request.range)
    wanted = (0, size) if asked is None else asked.range_for_length(size)
    if wanted is None:
        return _headed(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, {"Content-Range": f"bytes */{size}"})
    start, stop = wanted
    if asked is not None and asked.ranges[0][1] is None and grant.content_type.startswith(("video/", "audio/")):
        stop = min(stop, start + _PLAYED_AT_ONCE)
    served = served_as(grant.content_type, grant.download_as)
    facts = {
        "Content-Type": served.content_type,
        "Content-Disposition": served.disposition,
        "Content-Length": str(stop - start),
        "Accept-Ranges": "bytes",
    }
    if asked is not None:
        facts["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    answer = _headed(HTTPStatus.OK if asked is None else HTTPStatus.PARTIAL_CONTENT, facts)
    if request.method == "GET":
        stream = store.open(key, start=start)
        answer.call_on_close(stream.close)
        if not _read_slots.acquire(timeout=_LONGEST_WAIT_TO_READ):
            answer.close()
            raise StoreBusy
        answer.call_on_close(_read_slots.release)
        answer.response = _chunks(stream, stop - start)
    return answer


@bp.put("/phan/<token>")
@allow(Audience.PUBLIC)
@gives_way
def take_part(token: str) -> Response:
    """One part of an upload, exactly as long as it was signed for."""
    store = _folder()
    grant = store.signer.part_grant(token)
    if request.content_length != grant.size:
        raise PartRefused
    request.max_content_length = grant.size + 1  # the end of the part is looked for behind its last byte
    if not _part_slots.acquire(blocking=False):
        raise StoreBusy
    try:
        with body_of(request.environ, request.stream, grant.size) as body:
            part = store.take_part(grant, body, md5=_announced_md5())
    except ClientDisconnected:
        raise PartRefused from None
    finally:
        _part_slots.release()
    return Response(status=HTTPStatus.OK, headers={"ETag": f'"{part.etag}"', "Cache-Control": "no-store"})


csrf.exempt(take_part)  # the signed address is the proof; no cookie is looked at


def refuse_when_full() -> None:
    """Before a part is sent in vain: whether this process could take one now. Errors: StoreBusy."""
    if not isinstance(current_store(), FolderStore):
        return
    if not _part_slots.acquire(blocking=False):
        raise StoreBusy
    _part_slots.release()


def _folder() -> FolderStore:
    """The store, when it is the folder; with S3 these doors do not exist."""
    store = current_store()
    if not isinstance(store, FolderStore):
        raise LinkRefused
    return store


def _single_range(asked: Range | None) -> Range | None:
    """The range asked for. Several in one request are answered whole, as RFC 9110 allows."""
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return None
    return asked


def _headed(status: HTTPStatus, facts: dict[str, str]) -> Response:
    return Response(status=status, headers={**SANDBOX_HEADERS, **facts})


def _announced_md5() -> bytes | None:
    announced = request.headers.get("Content-MD5")
    if announced is None:
        return None
    try:
        return base64.b64decode(announced, validate=True)
    except binascii.Error:
        raise PartRefused from None


def _chunks(stream: IO[bytes], length: int) -> Iterator[bytes]:
    """``length`` bytes in pieces."""
    while length and (chunk := stream.read(min(CHUNK, length))):
        length -= len(chunk)
        yield chunk
