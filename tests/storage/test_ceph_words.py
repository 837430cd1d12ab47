"""What Ceph's gateway (16.2) answered for an upload that is no more; the contract tests ran against it by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from botocore.stub import Stubber

from contest.storage.errors import StoreUnavailable, UploadGone
from contest.storage.s3 import S3Store
from contest.storage.types import StoredPart, UploadId, new_key
from tests.storage.conftest import s3_settings

UPLOAD = UploadId("2~gone")
PART = StoredPart(number=1, size=10, etag="0" * 32)


@pytest.fixture
def ceph(tmp_path: Path) -> Iterator[S3Store]:
    """A store whose answers are said by the test."""
    store = S3Store(s3_settings("http://127.0.0.1:9"), scratch=tmp_path)
    yield store
    store.close()


def answers(store: S3Store, *said: str) -> Stubber:
    """Let the store answer so, in this order."""
    stubber = Stubber(store.client)
    for one in said:
        match one:
            case "no such key":
                stubber.add_client_error("list_parts", "NoSuchKey", http_status_code=404)
            case "in progress":
                stubber.add_client_error("complete_multipart_upload", "InternalError", http_status_code=500)
            case "parts":
                stubber.add_response("list_parts", {"Parts": [{"PartNumber": 1, "Size": 10, "ETag": PART.etag}]})
            case "no object":
                stubber.add_client_error("head_object", "404", http_status_code=404)
            case "object":
                facts = {"ContentLength": 10, "LastModified": datetime(2026, 1, 1, tzinfo=UTC)}
                stubber.add_response("head_object", facts)
            case _:
                raise ValueError(one)
    stubber.activate()
    return stubber


def test_an_upload_that_is_no_more_is_gone(ceph: S3Store) -> None:
    answers(ceph, "no such key")
    with pytest.raises(UploadGone):
        ceph.list_parts(new_key(), UPLOAD)


def test_completing_what_was_completed_before_finds_the_object(ceph: S3Store) -> None:
    said = answers(ceph, "in progress", "no such key", "object", "object")
    assert ceph.complete_upload(new_key(), UPLOAD, (PART,)).size == 10
    said.assert_no_pending_responses()


def test_completing_what_was_dropped_is_gone(ceph: S3Store) -> None:
    answers(ceph, "in progress", "no such key", "no object")
    with pytest.raises(UploadGone):
        ceph.complete_upload(new_key(), UPLOAD, (PART,))


def test_an_upload_that_is_still_there_waits_for_the_store(ceph: S3Store) -> None:
    answers(ceph, "in progress", "parts")
    with pytest.raises(StoreUnavailable):
        ceph.complete_upload(new_key(), UPLOAD, (PART,))
