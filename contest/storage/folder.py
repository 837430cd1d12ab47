"""The embedded store: a folder of plain files under ``instance/objects/``.

whole/ab/cd/<key>       a whole object; it appears here by one rename, never grows, never changes
uploads/<upload>/…      multipart uploads, see contest.storage.folder_uploads
incoming/<random>       a body on its way in
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from contest.db import utc_now
from contest.settings import Settings
from contest.storage.disk import disk_errors, sync_folder
from contest.storage.errors import ObjectMissing, PartRefused, UploadGone
from contest.storage.folder_uploads import FolderUploads
from contest.storage.links import LinkSigner, PartGrant, ReadGrant
from contest.storage.serving import served_as
from contest.storage.types import (
    CHUNK,
    ObjectKey,
    PendingUpload,
    Readable,
    StoredObject,
    StoredPart,
    UploadId,
    UploadPlan,
    checked_key,
)


class FolderStore:
    """Bytes in a folder. Several processes may use one folder at once."""

    name: str = "folder"

    def __init__(self, root: Path, *, signer: LinkSigner) -> None:
        self.root = root
        self.signer = signer
        self._whole = root / "whole"
        self._incoming = root / "incoming"
        for folder in (self._whole, self._incoming):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._uploads = FolderUploads(root / "uploads")

    @property
    def origin(self) -> str:
        """See FileStore.origin."""
        return self.signer.base

    def put(self, key: ObjectKey, body: IO[bytes], *, content_type: str) -> StoredObject:
        """See FileStore.put. The type is not kept: whoever links states it, from the database."""
        del content_type
        target = self._path(key)
        arriving = self._incoming / secrets.token_hex(16)
        with disk_errors():
            try:
                with arriving.open("xb") as out:
                    shutil.copyfileobj(body, out, CHUNK)
                    out.flush()
                    os.fsync(out.fileno())
                self._publish(arriving, target)
            except BaseException:
                arriving.unlink(missing_ok=True)
                raise
        return self.facts(key)

    def open(self, key: ObjectKey, *, start: int = 0) -> IO[bytes]:
        """See FileStore.open."""
        try:
            stream = self._path(key).open("rb")
        except FileNotFoundError:
            raise ObjectMissing from None
        stream.seek(start)
        return stream

    @contextlib.contextmanager
    def local_file(self, key: ObjectKey) -> Iterator[Path]:
        """See FileStore.local_file."""
        path = self._path(key)
        if not path.is_file():
            raise ObjectMissing
        yield path

    def facts(self, key: ObjectKey) -> StoredObject:
        """See FileStore.facts."""
        try:
            stat = self._path(key).stat()
        except FileNotFoundError:
            raise ObjectMissing from None
        modified_at = datetime.fromtimestamp(stat.st_mtime, UTC)
        return StoredObject(key=key, size=stat.st_size, modified_at=modified_at)

    def size(self, key: ObjectKey) -> int:
        """See FileStore.size."""
        return self.facts(key).size

    def exists(self, key: ObjectKey) -> bool:
        """See FileStore.exists."""
        return self._path(key).is_file()

    def delete(self, key: ObjectKey) -> None:
        """See FileStore.delete."""
        path = self._path(key)
        with disk_errors(), contextlib.suppress(FileNotFoundError):
            path.unlink()
            sync_folder(path.parent)

    def link(self, key: ObjectKey, *, download_as: str, content_type: str, expires_in: timedelta) -> str:
        """See FileStore.link: a signed address that contest.web.objects serves."""
        served_as(content_type, download_as)  # a name that is not neutral must fail here, not at the reader's
        grant = ReadGrant(key=checked_key(key), download_as=download_as, content_type=content_type)
        return self.signer.read_address(grant, expires_in=expires_in)

    def begin_upload(self, key: ObjectKey, plan: UploadPlan, *, content_type: str) -> UploadId:
        """See FileStore.begin_upload."""
        del content_type
        return self._uploads.begin(checked_key(key), plan)

    def part_link(
        self,
        key: ObjectKey,
        upload: UploadId,
        plan: UploadPlan,
        *,
        number: int,
        expires_in: timedelta,
    ) -> str:
        """See FileStore.part_link."""
        size = plan.size_of(number)
        if not size:
            raise PartRefused
        grant = PartGrant(key=key, upload=upload, number=number, size=size)
        return self.signer.part_address(grant, expires_in=expires_in)

    def put_part(
        self, key: ObjectKey, upload: UploadId, plan: UploadPlan, *, number: int, body: IO[bytes]
    ) -> StoredPart:
        """See FileStore.put_part. The plan is the one kept on the disk."""
        del plan
        return self._uploads.write_part(key, upload, number=number, body=body, md5=None)

    def take_part(self, grant: PartGrant, body: Readable, *, md5: bytes | None) -> StoredPart:
        """Take what a browser sends to a part link; ``md5`` is its Content-MD5, when it sent one.

        Errors: as FolderUploads.write_part.
        """
        key, upload = ObjectKey(grant.key), UploadId(grant.upload)
        return self._uploads.write_part(key, upload, number=grant.number, body=body, md5=md5)

    def list_parts(self, key: ObjectKey, upload: UploadId) -> tuple[StoredPart, ...]:
        """See FileStore.list_parts."""
        return self._uploads.parts(key, upload)

    def complete_upload(self, key: ObjectKey, upload: UploadId, parts: Sequence[StoredPart]) -> StoredObject:
        """See FileStore.complete_upload. A crash in the middle is mended by asking again."""
        target = self._path(key)
        try:
            self._uploads.finish(key, upload, parts, publish=lambda data: self._publish(data, target))
        except UploadGone:
            if not self.exists(key):
                raise
        return self.facts(key)

    def abort_upload(self, key: ObjectKey, upload: UploadId) -> None:
        """See FileStore.abort_upload."""
        self._uploads.abort(key, upload)

    def list_objects(self) -> Iterator[StoredObject]:
        """See FileStore.list_objects."""
        for path in self._whole.glob("??/??/*"):
            with contextlib.suppress(ObjectMissing):
                yield self.facts(ObjectKey(path.name))

    def list_uploads(self) -> Iterator[PendingUpload]:
        """See FileStore.list_uploads."""
        return self._uploads.pending()

    def remove_leftovers(self, *, older_than: datetime) -> int:
        """See FileStore.remove_leftovers: bodies whose writer died, uploads without their page."""
        limit = older_than.timestamp()
        stale = [path for path in self._incoming.iterdir() if path.stat().st_mtime < limit]
        for path in stale:
            path.unlink(missing_ok=True)
        return len(stale) + self._uploads.remove_broken(older_than=limit)

    def _path(self, key: str) -> Path:
        name = checked_key(key)
        return self._whole / name[:2] / name[2:4] / name

    def _publish(self, arrived: Path, target: Path) -> None:
        """Let a durable file appear under its key, in one step that survives a power cut."""
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        arrived.chmod(0o400)
        arrived.replace(target)
        for folder in (target.parent, target.parent.parent, self._whole):
            sync_folder(folder)


def store_from(settings: Settings) -> FolderStore:
    """The folder store of an installation; its links are signed with the installation's secret."""
    return FolderStore(settings.objects, signer=LinkSigner(settings.secret_key, clock=utc_now))
