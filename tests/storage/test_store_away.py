"""A store that is away, slow, or has another clock; each with a broken variant that turns its check red."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from contest.storage import s3, s3_client
from contest.storage.errors import ObjectMissing, StoreRefused, StoreUnavailable, UploadGone
from contest.storage.probe import explain
from contest.storage.s3 import S3Store
from contest.storage.types import ObjectKey, UploadId, UploadPlan, new_key, sha256_of
from tests.storage.conftest import s3_settings
from tests.storage.http import ask
from tests.storage.lossy_line import LossyLine
from tests.storage.parts import PART, SOON, bytes_of, send
from tests.storage.swift_server import ACCESS_KEY, SECRET_KEY, make_bucket, running_swift

PLAN = UploadPlan(size=2 * PART, part_size=PART)


def away_is_said_and_nothing_is_lost(store: S3Store, line: LossyLine, fault: str) -> None:
    content = bytes_of(PLAN.size)
    key = new_key()
    upload = store.begin_upload(key, PLAN, content_type="video/mp4")
    send(store, key, upload, PLAN, content, number=1)
    setattr(line, fault, True)
    try:
        for question in (
            lambda: store.list_parts(key, upload),
            lambda: store.exists(key),
            lambda: store.complete_upload(key, upload, ()),
        ):
            with pytest.raises(StoreUnavailable):
                question()
    finally:
        setattr(line, fault, False)
    assert PLAN.missing(store.list_parts(key, upload)) == (2,)
    send(store, key, upload, PLAN, content, number=2)
    store.complete_upload(key, upload, store.list_parts(key, upload))
    with store.open(key) as stream:
        assert sha256_of(stream) == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("fault", ["down", "says_503"])
def test_a_store_that_is_away_is_said_so_and_loses_nothing(far_store: S3Store, line: LossyLine, fault: str) -> None:
    away_is_said_and_nothing_is_lost(far_store, line, fault)


@pytest.mark.parametrize("fault", ["down", "says_503"])
def test_a_broken_store_that_takes_being_away_for_absence_is_noticed(
    far_store: S3Store, line: LossyLine, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """«Không có tệp này» for a file that is there would let a person send it again, or a sweep forget it."""

    @contextlib.contextmanager
    def absent() -> Iterator[None]:
        try:
            yield
        except (ClientError, BotoCoreError):
            raise ObjectMissing from None

    monkeypatch.setattr(s3, "s3_errors", absent)
    with pytest.raises((ObjectMissing, UploadGone, pytest.fail.Exception)):
        away_is_said_and_nothing_is_lost(far_store, line, fault)


def test_a_read_that_breaks_off_goes_on_from_the_same_byte(far_store: S3Store, line: LossyLine) -> None:
    content = bytes_of(3 * 1024 * 1024)
    key = new_key()
    far_store.put(key, io.BytesIO(content), content_type="video/mp4")
    line.cut_down_after = 1_200_000
    with far_store.open(key) as stream:
        assert sha256_of(stream) == hashlib.sha256(content).hexdigest()


def test_a_broken_reader_that_stops_at_the_break_is_noticed(far_store: S3Store, line: LossyLine) -> None:
    content = bytes_of(3 * 1024 * 1024)
    key = new_key()
    far_store.put(key, io.BytesIO(content), content_type="video/mp4")
    far_store.client.close()
    line.cut_down_after = 1_200_000
    address = far_store.link(key, download_as="a.mp4", content_type="video/mp4", expires_in=SOON)
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        ask("GET", address)  # one request, no second try: what RangedStream is there for


def slow_is_waited_for(store: S3Store, line: LossyLine) -> None:
    line.speed = 1_000_000
    key, content = new_key(), bytes_of(1_500_000)
    store.put(key, io.BytesIO(content), content_type="video/mp4")
    with store.open(key) as stream:
        assert stream.read() == content


def test_a_slow_store_is_waited_for(far_store: S3Store, line: LossyLine) -> None:
    slow_is_waited_for(far_store, line)


def test_a_broken_client_without_patience_is_noticed(
    far_store: S3Store, line: LossyLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = boto3.session.Session().client(
        "s3",
        endpoint_url=line.endpoint,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
        region_name="us-east-1",
        config=far_store.client.meta.config.merge(Config(read_timeout=0.05, retries={"max_attempts": 0})),
    )
    monkeypatch.setattr(far_store, "client", client)
    with pytest.raises(StoreUnavailable):
        slow_is_waited_for(far_store, line)
    client.close()


def clock_is_said(store: S3Store, key: ObjectKey, upload: UploadId) -> None:
    with pytest.raises(StoreRefused) as refused:
        store.list_parts(key, upload)
    assert refused.value.code == "RequestTimeTooSkewed"
    assert "đồng hồ" in explain(refused.value)


def test_a_store_whose_clock_is_20_minutes_off_is_said_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_swift(tmp_path / "swift") as cluster:
        make_bucket(cluster.endpoint)
        store = S3Store(s3_settings(cluster.endpoint), scratch=tmp_path)
        content = bytes_of(PLAN.size)
        key = new_key()
        upload = store.begin_upload(key, PLAN, content_type="video/mp4")
        send(store, key, upload, PLAN, content, number=1)
        cluster.restart_proxy(clock_off=timedelta(minutes=20))
        clock_is_said(store, key, upload)
        with monkeypatch.context() as broken:
            broken.setattr(s3_client, "_named", lambda _error: StoreUnavailable())
            with pytest.raises(StoreUnavailable):  # broken: tells an operator to wait for ever
                clock_is_said(store, key, upload)
        cluster.restart_proxy(clock_off=timedelta(0))
        send(store, key, upload, PLAN, content, number=2)
        store.complete_upload(key, upload, store.list_parts(key, upload))
        with store.open(key) as stream:
            assert sha256_of(stream) == hashlib.sha256(content).hexdigest()
        store.close()
