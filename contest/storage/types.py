"""What every store can do, and the plain values it speaks in.

A store holds bytes by opaque key. It knows nothing of entries, people or file names.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import IO, NewType, Protocol

from contest.storage.errors import ObjectMissing

ObjectKey = NewType("ObjectKey", str)
"""32 random hexadecimal characters; never a name, never a date."""

UploadId = NewType("UploadId", str)
"""The store's own name of one multipart upload."""

CHUNK = 256 * 1024
"""Bytes held in memory at a time while streaming, whatever the size of the object."""

_KEY = re.compile(r"[0-9a-f]{32,64}", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredObject:
    """The store's own facts of one whole object."""

    key: ObjectKey
    size: int
    modified_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredPart:
    """One part the store holds; ``etag`` is the store's own fingerprint of its bytes, without quotes."""

    number: int
    size: int
    etag: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PendingUpload:
    """A multipart upload that was begun and neither completed nor aborted."""

    key: ObjectKey
    upload: UploadId
    begun_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class UploadPlan:
    """How a file of ``size`` bytes is cut: every part of ``part_size``, the last one shorter.

    Shape: ``size`` >= 1; ``part_size`` >= 5 MiB for S3 unless there is one part only.
    """

    size: int
    part_size: int

    @property
    def count(self) -> int:
        """Number of parts; they are numbered 1..count."""
        return -(-self.size // self.part_size)

    def size_of(self, number: int) -> int:
        """Exact bytes of part ``number``; 0 for a number outside the plan."""
        if not 1 <= number <= self.count:
            return 0
        return min(self.part_size, self.size - (number - 1) * self.part_size)

    def missing(self, parts: Sequence[StoredPart]) -> tuple[int, ...]:
        """Numbers the store does not hold at their exact size, in order."""
        held = {part.number for part in parts if part.size == self.size_of(part.number)}
        return tuple(number for number in range(1, self.count + 1) if number not in held)


class Readable(Protocol):
    """What gives bytes piece by piece; a piece is good until the next one is asked for."""

    def read(self, size: int, /) -> bytes | memoryview:
        """Up to ``size`` bytes; empty at the end."""
        ...


class FileStore(Protocol):
    """Bytes by opaque key. Both stores pass tests/storage/test_contract.py.

    Errors: StoreUnavailable when the store cannot be asked; StoreFull when it has no room.
    """

    @property
    def name(self) -> str:
        """The word for it in settings and on the command line: folder or s3."""
        ...

    @property
    def origin(self) -> str:
        """Origin that links lead to, for a page's Content-Security-Policy; empty for our own."""
        ...

    def put(self, key: ObjectKey, body: IO[bytes], *, content_type: str) -> StoredObject:
        """Store the whole of ``body``; nothing is visible under ``key`` before all of it is."""
        ...

    def open(self, key: ObjectKey, *, start: int = 0) -> IO[bytes]:
        """A seekable stream from byte ``start``; the caller closes it. Errors: ObjectMissing."""
        ...

    def local_file(self, key: ObjectKey) -> AbstractContextManager[Path]:
        """The object as a file to read, for tools that need a path. Errors: ObjectMissing.

        The folder lends its own file; S3 copies it to a scratch file that is gone afterwards.
        """
        ...

    def facts(self, key: ObjectKey) -> StoredObject:
        """Size and time of an object. Errors: ObjectMissing."""
        ...

    def size(self, key: ObjectKey) -> int:
        """Bytes of an object. Errors: ObjectMissing."""
        ...

    def exists(self, key: ObjectKey) -> bool:
        """Whether a whole object is there."""
        ...

    def delete(self, key: ObjectKey) -> None:
        """Remove an object; one that is not there is no error, so that a retry is harmless."""
        ...

    def link(self, key: ObjectKey, *, download_as: str, content_type: str, expires_in: timedelta) -> str:
        """An address that reads this one object for a while, without signing in.

        Shape: ``download_as`` is neutral ASCII (``bai-7QF2.mp4``); contest.storage.serving
        decides the type and whether a browser may show it.
        """
        ...

    def begin_upload(self, key: ObjectKey, plan: UploadPlan, *, content_type: str) -> UploadId:
        """Open a multipart upload; nothing is visible under ``key`` until it is completed."""
        ...

    def part_link(
        self,
        key: ObjectKey,
        upload: UploadId,
        plan: UploadPlan,
        *,
        number: int,
        expires_in: timedelta,
    ) -> str:
        """An address that takes one PUT of part ``number``, of exactly its planned size."""
        ...

    def put_part(
        self, key: ObjectKey, upload: UploadId, plan: UploadPlan, *, number: int, body: IO[bytes]
    ) -> StoredPart:
        """Store one part from the server's side (a form without JavaScript, a copy)."""
        ...

    def list_parts(self, key: ObjectKey, upload: UploadId) -> tuple[StoredPart, ...]:
        """What the store truly holds, by number. Errors: UploadGone."""
        ...

    def complete_upload(self, key: ObjectKey, upload: UploadId, parts: Sequence[StoredPart]) -> StoredObject:
        """Make the object of its parts. Twice is harmless. Errors: UploadGone, PartsMissing."""
        ...

    def abort_upload(self, key: ObjectKey, upload: UploadId) -> None:
        """Drop an upload and its parts; one that is gone is no error."""
        ...

    def list_objects(self) -> Iterator[StoredObject]:
        """Every whole object, in no stated order, without holding them all."""
        ...

    def list_uploads(self) -> Iterator[PendingUpload]:
        """Every upload neither completed nor aborted."""
        ...

    def remove_leftovers(self, *, older_than: datetime) -> int:
        """Remove half-written files no upload owns; the number removed."""
        ...


def new_key() -> ObjectKey:
    """A key nobody can guess and that says nothing."""
    return ObjectKey(secrets.token_hex(16))


def checked_key(key: str) -> ObjectKey:
    """``key`` when it has the shape of one. Errors: ObjectMissing, the same as for an absent one."""
    if _KEY.fullmatch(key) is None:
        raise ObjectMissing
    return ObjectKey(key)


def sha256_of(stream: IO[bytes]) -> str:
    """Hexadecimal SHA-256 of the rest of ``stream``, in constant memory."""
    digest = sha256()
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
