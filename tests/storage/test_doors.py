"""The folder store's own doors: headers, ranges of a player, room for pages, and what is never loaded."""

from __future__ import annotations

import io
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from contest.storage.folder import FolderStore
from contest.storage.types import ObjectKey, UploadPlan, new_key
from contest.web import objects
from tests.storage.parts import PART

MIB = 1024 * 1024
SOON = timedelta(minutes=5)


@pytest.fixture
def folder(app: Flask) -> FolderStore:
    store = app.extensions["contest.storage"]
    assert isinstance(store, FolderStore)
    return store


def film(store: FolderStore, size: int) -> str:
    key: ObjectKey = new_key()
    store.put(key, io.BytesIO(bytes(size)), content_type="video/mp4")
    return store.link(key, download_as="bai-7qf2.mp4", content_type="video/mp4", expires_in=SOON)


def test_every_answer_is_sandboxed_and_tells_no_time(client: FlaskClient, folder: FolderStore) -> None:
    with client.get(film(folder, 1000)) as answer:
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "Last-Modified" not in answer.headers
        assert "Set-Cookie" not in answer.headers


def test_a_player_that_asks_for_the_rest_gets_a_piece_of_it(client: FlaskClient, folder: FolderStore) -> None:
    """A paused film would hold a thread for as long as it is paused."""
    with client.get(film(folder, 9 * MIB), headers={"Range": "bytes=0-"}) as answer:
        assert (answer.status_code, answer.content_length) == (206, 4 * MIB)
        assert answer.headers["Content-Range"] == f"bytes 0-{4 * MIB - 1}/{9 * MIB}"


def test_several_ranges_are_answered_whole(client: FlaskClient, folder: FolderStore) -> None:
    with client.get(film(folder, 1000), headers={"Range": "bytes=0-1,5-6"}) as answer:
        assert (answer.status_code, answer.content_length) == (200, 1000)


def test_head_tells_the_size_and_sends_nothing(client: FlaskClient, folder: FolderStore) -> None:
    answer = client.head(film(folder, 1000))
    assert (answer.status_code, answer.content_length, answer.data) == (200, 1000, b"")


def test_a_part_beyond_the_room_is_asked_to_come_again(
    client: FlaskClient, folder: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = UploadPlan(size=4, part_size=PART)
    key = new_key()
    upload = folder.begin_upload(key, plan, content_type="text/plain")
    address = folder.part_link(key, upload, plan, number=1, expires_in=SOON)
    taken = [objects._part_slots.acquire(blocking=False) for _one in range(objects.PARTS_AT_ONCE)]  # noqa: SLF001
    assert all(taken)
    assert client.put(address, data=b"part").status_code == 503
    for _one in taken:
        objects._part_slots.release()  # noqa: SLF001
    assert client.put(address, data=b"part").status_code == 200
    # Refused and broken parts give their place back.
    for _try in range(objects.PARTS_AT_ONCE + 1):
        assert client.put(address, data=b"part", headers={"Content-MD5": "AAAA"}).status_code == 400
    assert client.put(address, data=b"part").status_code == 200


def test_an_installation_with_a_folder_never_loads_boto3(tmp_path: Path) -> None:
    script = "import sys; import contest.wsgi; print('boto3' in sys.modules, 'botocore' in sys.modules)"
    environment = {"SECRET_KEY": "x", "CONTEST_INSTANCE": str(tmp_path), "PATH": ""}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"
