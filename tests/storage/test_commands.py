"""The commands an operator runs, against both stores."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy.orm import Session

from contest import create_app
from contest.db import db
from contest.settings import Settings
from contest.storage.s3 import S3Store
from contest.storage.stores import store_named
from contest.storage.transfer import HashDiffers, Journal, copy_objects
from contest.storage.types import FileStore, ObjectKey, new_key, sha256_of
from contest.storage_commands import storage_command
from tests.storage.conftest import s3_settings
from tests.storage.swift_server import SwiftServer
from tests.storage.test_house import file_row

Run = Callable[..., Result]


@pytest.fixture
def installation(app: Flask, settings: Settings, swift: SwiftServer, tmp_path: Path) -> Settings:
    """The test database with a folder and a bucket."""
    return replace(settings, s3=s3_settings(swift.endpoint), instance=tmp_path)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Call a command with chosen settings; its connections are closed, as when a command ends."""
    made: list[Flask] = []

    def make(settings: Settings) -> Flask:
        made.append(create_app(settings))
        return made[-1]

    def call(settings: Settings, *arguments: str) -> Result:
        monkeypatch.setattr("contest.storage_commands.settings_here", lambda: settings)
        monkeypatch.setattr("contest.storage_commands.create_app", make)
        return CliRunner().invoke(storage_command, arguments, catch_exceptions=False)

    yield call
    for app in made:
        with app.app_context():
            db.engine.dispose()
        store = app.extensions["contest.storage"]
        if isinstance(store, S3Store):
            store.close()


def test_check_proves_the_folder(run: Run, installation: Settings) -> None:
    result = run(replace(installation, s3=None), "check")
    assert result.exit_code == 0, result.output
    assert "Kho dùng được." in result.output


def test_check_proves_the_bucket_with_cors(run: Run, installation: Settings) -> None:
    result = run(installation, "check")
    assert result.exit_code == 0, result.output
    assert "được  Trình duyệt được phép gửi thẳng tới kho (CORS)" in result.output


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"bucket": "no-such-bucket"}, "S3_BUCKET"),
        ({"secret_key": "wrong"}, "S3_SECRET_KEY"),
        ({"endpoint": "http://127.0.0.1:9"}, "không nối được"),
    ],
)
def test_check_says_in_words_what_is_wrong(run: Run, installation: Settings, wrong: dict[str, Any], words: str) -> None:
    assert installation.s3
    result = run(replace(installation, s3=replace(installation.s3, **wrong)), "check")
    assert result.exit_code == 1
    assert words in result.output


def test_copy_moves_a_store_and_goes_on_where_it_stopped(run: Run, installation: Settings, session: Session) -> None:
    folder, bucket = (store_named(name, installation) for name in ("folder", "s3"))
    content = {new_key(): bytes([n]) * (n + 1) * 1000 for n in range(3)}
    for key, body in content.items():
        folder.put(key, io.BytesIO(body), content_type="image/jpeg")
        file_row(session, key)
    first = run(installation, "copy", "--from", "folder", "--to", "s3")
    assert first.exit_code == 0, first.output
    assert "Đã chuyển 3 tệp, 0 tệp đã có" in first.output
    for key, body in content.items():
        with bucket.open(key) as stream:
            assert stream.read() == body
    bucket.delete(next(iter(content)))
    assert "Đã chuyển 1 tệp, 2 tệp đã có" in run(installation, "copy", "--from", "folder", "--to", "s3").output
    assert run(installation, "copy", "--from", "s3", "--to", "s3").exit_code == 2
    assert run(installation, "copy", "--from", "s3", "--to", "folder", "--season", "khong-co").exit_code == 1


class Damaging:
    """A store that changes a byte on the way: what the hash is there for."""

    def __init__(self, real: FileStore) -> None:
        self._real = real

    def put(self, key: ObjectKey, body: io.BytesIO, *, content_type: str) -> None:
        self._real.put(key, io.BytesIO(body.read()[:-1] + b"!"), content_type=content_type)

    def __getattr__(self, name: str) -> object:
        return getattr(self._real, name)


def test_a_copy_that_differs_is_removed_and_said(folder_store: FileStore, s3_store: FileStore, tmp_path: Path) -> None:
    key = new_key()
    folder_store.put(key, io.BytesIO(b"the original"), content_type="text/plain")
    damaging: FileStore = Damaging(s3_store)  # type: ignore[assignment]  # the rest is the real store's
    with pytest.raises(HashDiffers):
        copy_objects(
            folder_store, damaging, [(key, "text/plain")], journal=Journal(tmp_path / "j"), on_bytes=lambda _n: None
        )
    assert not s3_store.exists(key)
    with folder_store.open(key) as stream:
        assert sha256_of(stream)


def test_audit_is_silent_when_all_is_well(run: Run, installation: Settings) -> None:
    result = run(replace(installation, s3=None), "audit")
    assert result.exit_code == 0, result.output
