"""Multipart uploads on a disk.

uploads/<upload>/about.json      what the upload is to become; its lock, too
uploads/<upload>/data            the bytes; every part is written straight to its place
uploads/<upload>/parts/00001     the record of a part: whole only once its bytes are written

A part goes to its final place at once, so that completing 5 GiB is a rename and not a copy.
The record is emptied before the bytes are touched and written after them: a crash, a cut line or a
full disk in between leaves a part that is simply not there.

What a killed process wrote, the kernel keeps. A power cut loses more, so a record names the boot it
was made in: after another boot a part counts only when its bytes still have their fingerprint. Completing
brings the whole file to the disk before it appears (docs/decisions/0016-parts-in-place.md).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zlib import crc32

from contest.storage.disk import disk_errors, locked, sync_file, sync_folder, write_all, write_whole
from contest.storage.errors import PartRefused, PartsMissing, UploadGone
from contest.storage.types import (
    CHUNK,
    ObjectKey,
    PendingUpload,
    Readable,
    StoredPart,
    UploadId,
    UploadPlan,
)

_ID_LENGTH = 32
_WORDS = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class _About:
    """What an upload is to become."""

    key: ObjectKey
    plan: UploadPlan


class FolderUploads:
    """The uploads of one folder store."""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(mode=0o700, parents=True, exist_ok=True)

    def begin(self, key: ObjectKey, plan: UploadPlan) -> UploadId:
        """Open an upload."""
        upload = UploadId(secrets.token_hex(_ID_LENGTH // 2))
        folder = self._root / upload
        about = {"key": key, "size": plan.size, "part_size": plan.part_size}
        with disk_errors():
            (folder / "parts").mkdir(parents=True, mode=0o700)
            (folder / "data").touch(mode=0o600)
            write_whole(folder / "about.json", json.dumps(about).encode())
            sync_folder(self._root)
        return upload

    def write_part(
        self, key: ObjectKey, upload: UploadId, *, number: int, body: Readable, md5: bytes | None
    ) -> StoredPart:
        """Take one part. A part sent again replaces the one before.

        Errors: UploadGone; PartRefused (not its planned size, not the hash in ``md5``);
        PartBusy (another connection writes it); StoreFull.
        """
        folder, about = self._find(upload, key)
        size = about.plan.size_of(number)
        if not size:
            raise PartRefused
        record_path = folder / "parts" / f"{number:05d}"
        with _still_there(folder), locked(record_path, exclusive=True) as record:
            os.ftruncate(record, 0)
            offset = (number - 1) * about.plan.part_size
            etag = _write_in_place(folder / "data", body, offset, size, md5)
            part = StoredPart(number=number, size=size, etag=etag)
            write_all(record, _line(part), 0)
        return part

    def parts(self, key: ObjectKey, upload: UploadId) -> tuple[StoredPart, ...]:
        """The parts whose bytes are there, by number."""
        folder, about = self._find(upload, key)
        return _read_records(folder, about.plan)

    def finish(
        self,
        key: ObjectKey,
        upload: UploadId,
        parts: Sequence[StoredPart],
        publish: Callable[[Path], None],
    ) -> None:
        """Check that all is there, hand the file to ``publish`` and forget the upload.

        Errors: UploadGone; PartsMissing; PartBusy while a part is still being written, which
        could otherwise go on writing into the published object.
        """
        folder, about = self._find(upload, key)
        with disk_errors(), locked(folder / "about.json", exclusive=True):
            if (folder / "data").exists():
                _check_whole(folder, about.plan, parts)
                sync_file(folder / "data")
                publish(folder / "data")
            shutil.rmtree(folder, ignore_errors=True)

    def abort(self, key: ObjectKey, upload: UploadId) -> None:
        """Forget an upload; one that is gone is no error."""
        with contextlib.suppress(UploadGone):
            folder, _about = self._find(upload, key)
            shutil.rmtree(folder, ignore_errors=True)

    def pending(self) -> Iterator[PendingUpload]:
        """Every upload that is open."""
        for folder in self._root.iterdir():
            about = _read_about(folder)
            if about is None:
                continue
            begun_at = datetime.fromtimestamp((folder / "about.json").stat().st_mtime, UTC)
            yield PendingUpload(key=about.key, upload=UploadId(folder.name), begun_at=begun_at)

    def remove_broken(self, *, older_than: float) -> int:
        """Remove folders whose page was never written; ``older_than`` is a Unix time."""
        broken = [
            folder
            for folder in self._root.iterdir()
            if _read_about(folder) is None and folder.stat().st_mtime < older_than
        ]
        for folder in broken:
            shutil.rmtree(folder, ignore_errors=True)
        return len(broken)

    def _find(self, upload: str, key: str) -> tuple[Path, _About]:
        """The upload's folder, when there is one and it belongs to ``key``. Errors: UploadGone."""
        if len(upload) != _ID_LENGTH or not (upload.isascii() and upload.isalnum()):
            raise UploadGone
        folder = self._root / upload
        about = _read_about(folder)
        if about is None or about.key != key:
            raise UploadGone
        return folder, about


@contextlib.contextmanager
def _still_there(folder: Path) -> Iterator[None]:
    """Share the upload with other parts; an upload finished meanwhile is UploadGone."""
    with disk_errors():
        try:
            with locked(folder / "about.json", exclusive=False):
                yield
        except FileNotFoundError:
            raise UploadGone from None


def _write_in_place(path: Path, body: Readable, offset: int, size: int, md5: bytes | None) -> str:
    """Write exactly ``size`` bytes of ``body`` at ``offset`` and start bringing them to the disk; their fingerprint."""
    announced = None if md5 is None else hashlib.md5(usedforsecurity=False)
    written = crc = 0
    with path.open("r+b", buffering=0) as out:
        while chunk := body.read(min(CHUNK, size - written)):
            crc = crc32(chunk, crc)
            if announced is not None:
                announced.update(chunk)
            write_all(out.fileno(), chunk, offset + written)
            written += len(chunk)
        if written != size or body.read(1) or (announced is not None and announced.digest() != md5):
            raise PartRefused
        _start_writing_out(out.fileno(), offset, size)
    return _fingerprint(crc)


def _fingerprint(crc: int) -> str:
    """A part's etag: enough to see what a power cut took. Whole files are proved by SHA-256, later."""
    return f"{crc:08x}"


def _start_writing_out(file: int, offset: int, size: int) -> None:
    """Without waiting: so that the disk works while the next part arrives, not all at the end."""
    if hasattr(os, "posix_fadvise") and boot():
        os.posix_fadvise(file, offset, size, os.POSIX_FADV_DONTNEED)
    else:
        os.fsync(file)


def _check_whole(folder: Path, plan: UploadPlan, parts: Sequence[StoredPart]) -> None:
    held = _read_records(folder, plan)
    if plan.missing(held) or set(held) != set(parts):
        raise PartsMissing
    if (folder / "data").stat().st_size != plan.size:
        raise PartsMissing


@cache
def boot() -> str:
    """Which boot of this machine it is; empty where the kernel does not say, and parts are synced one by one."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""


def _line(part: StoredPart) -> bytes:
    return f"{part.size} {part.etag} {boot()}\n".encode("ascii")


def _read_records(folder: Path, plan: UploadPlan) -> tuple[StoredPart, ...]:
    found = (_read_record(path, folder / "data", plan) for path in sorted((folder / "parts").iterdir()))
    return tuple(part for part in found if part is not None)


def _read_record(path: Path, data: Path, plan: UploadPlan) -> StoredPart | None:
    """A record that is torn or empty says: this part is not there."""
    line = path.read_text("ascii", errors="replace")
    words = line[:-1].split(" ")
    if not line.endswith("\n") or len(words) != _WORDS or not words[0].isdigit():
        return None
    part = StoredPart(number=int(path.name), size=int(words[0]), etag=words[1])
    if words[2] != boot():
        if not _still_whole(part, data, plan):
            return None
        path.write_bytes(_line(part))
    return part


def _still_whole(part: StoredPart, data: Path, plan: UploadPlan) -> bool:
    """Whether the bytes survived what ended the boot they were written in."""
    crc, left = 0, part.size
    with data.open("rb") as stream:
        stream.seek((part.number - 1) * plan.part_size)
        while left and (chunk := stream.read(min(CHUNK, left))):
            crc = crc32(chunk, crc)
            left -= len(chunk)
    return not left and _fingerprint(crc) == part.etag


def _read_about(folder: Path) -> _About | None:
    try:
        about = json.loads((folder / "about.json").read_bytes())
    except (FileNotFoundError, NotADirectoryError, json.JSONDecodeError):
        return None
    plan = UploadPlan(size=about["size"], part_size=about["part_size"])
    return _About(key=ObjectKey(about["key"]), plan=plan)
