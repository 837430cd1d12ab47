"""Both stores for every test that takes ``store``: a folder, and a real Swift over its S3 API."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from contest import create_app
from contest.settings import S3Settings, Settings
from contest.storage.folder import FolderStore
from contest.storage.s3 import S3Store
from contest.storage.stores import store_named
from contest.storage.types import FileStore
from tests.storage.lossy_line import LossyLine, lossy_line
from tests.storage.swift_server import ACCESS_KEY, BUCKET, SECRET_KEY, SwiftServer


def s3_settings(endpoint: str) -> S3Settings:
    """Settings for the test cluster, or for a proxy in front of it."""
    return S3Settings(bucket=BUCKET, endpoint=endpoint, access_key=ACCESS_KEY, secret_key=SECRET_KEY)


@pytest.fixture
def folder_settings(tmp_path: Path) -> Settings:
    """An installation with a folder."""
    return Settings(secret_key="a secret of the tests", instance=tmp_path / "instance", testing=True)


@pytest.fixture
def folder_store(folder_settings: Settings, doors: str) -> FolderStore:
    """The folder store whose links lead to a real HTTP server."""
    store = store_named("folder", folder_settings)
    assert isinstance(store, FolderStore)
    store.signer.base = doors
    return store


@pytest.fixture
def s3_store(swift: SwiftServer, tmp_path: Path) -> Iterator[S3Store]:
    """The S3 store on the real server."""
    store = S3Store(s3_settings(swift.endpoint), scratch=tmp_path / "scratch")
    yield store
    store.close()


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest) -> FileStore:
    """Each test that takes this runs once with each store."""
    chosen: FileStore = request.getfixturevalue(f"{request.param}_store")
    return chosen


@pytest.fixture
def doors(folder_settings: Settings) -> Iterator[str]:
    """The folder store's own views behind a real server; yields its address."""
    app = create_app(folder_settings)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def line(swift: SwiftServer) -> Iterator[LossyLine]:
    """The line to Swift."""
    with lossy_line(swift.ports["proxy"]) as between:
        yield between


@pytest.fixture
def far_store(line: LossyLine, tmp_path: Path) -> Iterator[S3Store]:
    """The S3 store at the other end of the bad line."""
    store = S3Store(s3_settings(line.endpoint), scratch=tmp_path)
    yield store
    store.close()
