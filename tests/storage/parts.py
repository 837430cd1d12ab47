"""Parts of an object sent as a browser sends them."""

from __future__ import annotations

import random
from datetime import timedelta

from contest.storage.types import (
    FileStore,
    ObjectKey,
    UploadId,
    UploadPlan,
    new_key,
)
from tests.storage.http import ask

MIB = 1024 * 1024
PART = 5 * MIB
SOON = timedelta(minutes=5)


def bytes_of(size: int, seed: int = 1) -> bytes:
    """Bytes that no compression and no hole in a file can stand in for."""
    return random.Random(seed).randbytes(size)  # noqa: S311  no secret


def begin(store: FileStore, plan: UploadPlan) -> tuple[ObjectKey, UploadId]:
    key = new_key()
    return key, store.begin_upload(key, plan, content_type="video/mp4")


def send(store: FileStore, key: ObjectKey, upload: UploadId, plan: UploadPlan, content: bytes, *, number: int) -> str:
    """PUT one part to its link, as a browser does; the ETag without quotes."""
    start = (number - 1) * plan.part_size
    address = store.part_link(key, upload, plan, number=number, expires_in=SOON)
    answer = ask("PUT", address, body=content[start : start + plan.size_of(number)])
    assert answer.status == 200, answer
    return answer.headers["etag"].strip('"')
