"""Speaking to an S3-compatible store: the client, and its answers in our words."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

from contest.settings import S3Settings
from contest.storage.errors import (
    ObjectMissing,
    PartRefused,
    PartsMissing,
    StoreFull,
    StoreRefused,
    StoreUnavailable,
    UploadGone,
)

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

log = logging.getLogger(__name__)

_MISSING = frozenset({"NoSuchKey", "404", "NotFound"})
_GONE = frozenset({"NoSuchUpload"})
_PARTS = frozenset({"InvalidPart", "InvalidPartOrder", "EntityTooSmall"})
_FULL = frozenset({"QuotaExceeded", "XMinioStorageFull", "InsufficientStorage"})
_BROKEN_PART = frozenset({"BadDigest", "InvalidDigest", "IncompleteBody", "RequestTimeout"})
_SERVER_ERROR = 500


def make_client(settings: S3Settings, endpoint: str | None) -> S3Client:
    """A client for one address of the store."""
    config = Config(
        signature_version="s3v4",
        s3={"addressing_style": "path" if settings.path_style else "virtual"},
        connect_timeout=5,
        read_timeout=60,
        retries={"mode": "standard", "max_attempts": 4},
        max_pool_connections=32,
        # AWS's newer default adds trailers that other stores answer with 400 or 501.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return boto3.session.Session().client(
        "s3",
        endpoint_url=endpoint,
        region_name=settings.region,
        aws_access_key_id=settings.access_key,
        aws_secret_access_key=settings.secret_key,
        verify=settings.ca_bundle,
        config=config,
    )


def encryption_of(settings: S3Settings) -> dict[str, Any]:
    """What to ask for when an object is made, when the store is to encrypt it."""
    if not settings.encryption:
        return {}
    sealed = {"ServerSideEncryption": settings.encryption}
    if settings.encryption_key:
        sealed["SSEKMSKeyId"] = settings.encryption_key
    return sealed


@contextlib.contextmanager
def s3_errors() -> Iterator[None]:
    """Say the store's answers in our words; boto3's types stay in this module."""
    try:
        yield
    except ClientError as error:
        raise _named(error) from error
    except (BotoCoreError, HTTPClientError, boto3.exceptions.Boto3Error) as error:
        raise StoreUnavailable from error


def _named(error: ClientError) -> Exception:
    code = str(error.response.get("Error", {}).get("Code", ""))
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    for codes, kind in (
        (_MISSING, ObjectMissing),
        (_GONE, UploadGone),
        (_PARTS, PartsMissing),
        (_FULL, StoreFull),
        (_BROKEN_PART, PartRefused),
    ):
        if code in codes:
            return kind()
    if status >= _SERVER_ERROR or code in {"SlowDown", "Throttling", "ServiceUnavailable"}:
        return StoreUnavailable()
    log.error("the store refused: %s %s", status, code)
    return StoreRefused(code)
