"""Any S3-compatible store; loaded only when one is configured, because boto3 is heavy."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from boto3.s3.transfer import TransferConfig
from botocore.exceptions import BotoCoreError, HTTPClientError

from contest.errors import SettingMissing
from contest.settings import S3Settings, Settings
from contest.storage.disk import disk_errors
from contest.storage.errors import (
    ObjectMissing,
    PartRefused,
    PartsMissing,
    StoreUnavailable,
    UploadGone,
)
from contest.storage.ranged import RangedStream, buffered
from contest.storage.s3_client import encryption_of, make_client, s3_errors
from contest.storage.serving import harmless_type, served_as
from contest.storage.types import (
    CHUNK,
    ObjectKey,
    PendingUpload,
    StoredObject,
    StoredPart,
    UploadId,
    UploadPlan,
    checked_key,
)

_MIB = 1024 * 1024

# One thread and one part in memory: a 5 GiB body needs no more than a 5 MiB one.
_TRANSFER = TransferConfig(multipart_threshold=32 * _MIB, multipart_chunksize=16 * _MIB, use_threads=False)


class S3Store:
    """Bytes in one bucket. Browsers talk to the endpoint directly, by presigned addresses."""

    name: str = "s3"

    def __init__(self, settings: S3Settings, *, scratch: Path) -> None:
        """``scratch`` is a folder with room for the largest object."""
        self.settings = settings
        self._scratch = scratch
        self.client = make_client(settings, settings.endpoint)
        public = settings.public_endpoint or settings.endpoint
        self._signer = self.client if public == settings.endpoint else make_client(settings, public)
        self._sealed: dict[str, Any] = encryption_of(settings)

    @cached_property
    def origin(self) -> str:
        """See FileStore.origin: read off a real link, because the address style decides it."""
        parts = urlsplit(self._presign("head_bucket", {"Bucket": self.settings.bucket}, timedelta(minutes=1)))
        return f"{parts.scheme}://{parts.netloc}"

    def close(self) -> None:
        """Close the connections that are kept open between requests."""
        self.client.close()
        self._signer.close()

    def put(self, key: ObjectKey, body: IO[bytes], *, content_type: str) -> StoredObject:
        """See FileStore.put. S3 shows an object only when all of it has arrived."""
        extra = {"ContentType": harmless_type(content_type), **self._sealed}
        with s3_errors():
            self.client.upload_fileobj(body, self.settings.bucket, checked_key(key), ExtraArgs=extra, Config=_TRANSFER)
        return self.facts(key)

    def open(self, key: ObjectKey, *, start: int = 0) -> IO[bytes]:
        """See FileStore.open. A read that breaks off goes on from the same byte."""
        stream = RangedStream(
            lambda position: self._body(key, position),
            size=self.size(key),
            start=start,
            broken=(BotoCoreError, HTTPClientError, StoreUnavailable),
        )
        return buffered(stream, CHUNK)

    @contextlib.contextmanager
    def local_file(self, key: ObjectKey) -> Iterator[Path]:
        """See FileStore.local_file."""
        self._scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._scratch) as copy, self.open(key) as stream:
            with disk_errors():
                shutil.copyfileobj(stream, copy, CHUNK)
                copy.flush()
            yield Path(copy.name)

    def facts(self, key: ObjectKey) -> StoredObject:
        """See FileStore.facts."""
        with s3_errors():
            head = self.client.head_object(Bucket=self.settings.bucket, Key=checked_key(key))
        return StoredObject(key=key, size=head["ContentLength"], modified_at=head["LastModified"])

    def size(self, key: ObjectKey) -> int:
        """See FileStore.size."""
        return self.facts(key).size

    def exists(self, key: ObjectKey) -> bool:
        """See FileStore.exists."""
        try:
            self.facts(key)
        except ObjectMissing:
            return False
        return True

    def delete(self, key: ObjectKey) -> None:
        """See FileStore.delete."""
        with contextlib.suppress(ObjectMissing), s3_errors():
            self.client.delete_object(Bucket=self.settings.bucket, Key=checked_key(key))

    def link(self, key: ObjectKey, *, download_as: str, content_type: str, expires_in: timedelta) -> str:
        """See FileStore.link."""
        served = served_as(content_type, download_as)
        wanted = {
            "Bucket": self.settings.bucket,
            "Key": checked_key(key),
            "ResponseContentType": served.content_type,
            "ResponseContentDisposition": served.disposition,
            "ResponseCacheControl": "private, no-store",
        }
        return self._presign("get_object", wanted, expires_in)

    def begin_upload(self, key: ObjectKey, plan: UploadPlan, *, content_type: str) -> UploadId:
        """See FileStore.begin_upload."""
        del plan
        with s3_errors():
            begun = self.client.create_multipart_upload(
                Bucket=self.settings.bucket,
                Key=checked_key(key),
                ContentType=harmless_type(content_type),
                **self._sealed,
            )
        return UploadId(begun["UploadId"])

    def part_link(
        self,
        key: ObjectKey,
        upload: UploadId,
        plan: UploadPlan,
        *,
        number: int,
        expires_in: timedelta,
    ) -> str:
        """See FileStore.part_link. The exact length is signed, so that no quota can be passed."""
        size = plan.size_of(number)
        if not size:
            raise PartRefused
        wanted = {
            "Bucket": self.settings.bucket,
            "Key": checked_key(key),
            "UploadId": upload,
            "PartNumber": number,
            "ContentLength": size,
        }
        return self._presign("upload_part", wanted, expires_in)

    def put_part(
        self, key: ObjectKey, upload: UploadId, plan: UploadPlan, *, number: int, body: IO[bytes]
    ) -> StoredPart:
        """See FileStore.put_part. Holds one part in memory: a retry must send it again."""
        size = plan.size_of(number)
        content = body.read(size) if size else b""
        if not size or len(content) != size:
            raise PartRefused
        md5 = hashlib.md5(content, usedforsecurity=False)
        with s3_errors():
            self.client.upload_part(
                Bucket=self.settings.bucket,
                Key=checked_key(key),
                UploadId=upload,
                PartNumber=number,
                ContentLength=size,
                ContentMD5=base64.b64encode(md5.digest()).decode("ascii"),
                Body=io.BytesIO(content),
            )
        return StoredPart(number=number, size=size, etag=md5.hexdigest())

    def list_parts(self, key: ObjectKey, upload: UploadId) -> tuple[StoredPart, ...]:
        """See FileStore.list_parts."""
        pages = self.client.get_paginator("list_parts").paginate(
            Bucket=self.settings.bucket, Key=checked_key(key), UploadId=upload
        )
        try:
            with s3_errors():
                return tuple(
                    StoredPart(number=part["PartNumber"], size=part["Size"], etag=part["ETag"].strip('"'))
                    for page in pages
                    for part in page.get("Parts", [])
                )
        except ObjectMissing:
            raise UploadGone from None  # Ceph's word for an upload that is no more

    def complete_upload(self, key: ObjectKey, upload: UploadId, parts: Sequence[StoredPart]) -> StoredObject:
        """See FileStore.complete_upload."""
        named = [{"PartNumber": part.number, "ETag": f'"{part.etag}"'} for part in parts]
        try:
            if not parts:  # stores differ in what they call this
                self.list_parts(key, upload)
                raise PartsMissing
            with s3_errors():
                self.client.complete_multipart_upload(
                    Bucket=self.settings.bucket,
                    Key=checked_key(key),
                    UploadId=upload,
                    MultipartUpload={"Parts": named},  # type: ignore[typeddict-item]  # same shape
                )
        except (UploadGone, ObjectMissing):
            self._demand_made(key)
        except StoreUnavailable:
            # Ceph answers 500 for an upload that is no more; a store that is truly away fails here again.
            try:
                self.list_parts(key, upload)
            except UploadGone:
                self._demand_made(key)
            else:
                raise
        return self.facts(key)

    def _demand_made(self, key: ObjectKey) -> None:
        """Completed before, by a request whose answer was lost: the object is the proof. Errors: UploadGone."""
        if not self.exists(key):
            raise UploadGone

    def abort_upload(self, key: ObjectKey, upload: UploadId) -> None:
        """See FileStore.abort_upload."""
        with contextlib.suppress(UploadGone, ObjectMissing), s3_errors():
            self.client.abort_multipart_upload(Bucket=self.settings.bucket, Key=checked_key(key), UploadId=upload)

    def list_objects(self) -> Iterator[StoredObject]:
        """See FileStore.list_objects. What is no key of ours in a shared bucket is passed over."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.settings.bucket)
        with s3_errors():
            for page in pages:
                for found in page.get("Contents", []):
                    with contextlib.suppress(ObjectMissing):
                        yield StoredObject(
                            key=checked_key(found["Key"]),
                            size=found["Size"],
                            modified_at=found["LastModified"],
                        )

    def list_uploads(self) -> Iterator[PendingUpload]:
        """See FileStore.list_uploads."""
        paginator = self.client.get_paginator("list_multipart_uploads")
        with s3_errors():
            for page in paginator.paginate(Bucket=self.settings.bucket):
                for found in page.get("Uploads", []):
                    with contextlib.suppress(ObjectMissing):
                        yield PendingUpload(
                            key=checked_key(found["Key"]),
                            upload=UploadId(found["UploadId"]),
                            begun_at=found["Initiated"],
                        )

    def remove_leftovers(self, *, older_than: datetime) -> int:
        """See FileStore.remove_leftovers: S3 shows no half-written object; copies whose reader was killed are ours."""
        stale = [path for path in self._scratch.glob("tmp*") if path.stat().st_mtime < older_than.timestamp()]
        for path in stale:
            path.unlink(missing_ok=True)
        return len(stale)

    def _body(self, key: ObjectKey, position: int) -> Any:  # noqa: ANN401  botocore's own stream
        with s3_errors():
            answer = self.client.get_object(Bucket=self.settings.bucket, Key=key, Range=f"bytes={position}-")
        return answer["Body"]

    def _presign(self, action: str, wanted: dict[str, Any], expires_in: timedelta) -> str:
        return self._signer.generate_presigned_url(action, Params=wanted, ExpiresIn=int(expires_in.total_seconds()))


def store_from(settings: Settings) -> S3Store:
    """The S3 store of an installation. Errors: SettingMissing."""
    if settings.s3 is None:
        raise SettingMissing("S3_BUCKET")
    return S3Store(settings.s3, scratch=settings.instance / "scratch")
