"""The steps of an upload on both stores: begun, sent, cut, resumed, completed, checked."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db import reading
from contest.storage.types import FileStore, ObjectKey
from contest.submissions.models import StoredFile
from contest.submissions.uploads.types import PART_SIZE
from tests import factories
from tests.submissions.uploads.browser import Browser, wav_of

CUT_FORM = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc'
TWO_PARTS = PART_SIZE + 100_000


def row_of(session: Session, file: str) -> Any:
    """The file's row as plain values; no transaction stays open."""
    with reading():
        row = session.execute(select(StoredFile.__table__).where(StoredFile.public_id == file)).one()
        session.rollback()
    return row


def test_a_file_sent_in_parts_is_verified_with_its_hash(browser: Browser, stored: FileStore, session: Session) -> None:
    content = wav_of(TWO_PARTS)
    file = browser.upload(content)
    found = browser.status(file)
    assert found["state"] == "verified", found
    assert found["sha256"] == hashlib.sha256(content).hexdigest()
    row = row_of(session, file)
    assert (row.kind, row.content_type, row.size) == ("audio", "audio/wav", len(content))
    assert row.facts["container"] == "wav"
    with stored.open(ObjectKey(row.key)) as stream:
        assert stream.read() == content


def test_an_upload_is_resumed_by_choosing_the_same_file(browser: Browser, stored: FileStore) -> None:
    content = wav_of(TWO_PARTS)
    file = browser.begin(content, fingerprint="ab" * 32)
    browser.send(file, content, 1)
    again = browser.announce(content, fingerprint="ab" * 32)
    assert (again.status_code, again.json["key"]) == (200, file)  # type: ignore[index]
    assert browser.held(file) == [1]
    browser.send(file, content, 2)
    browser.complete(file)
    assert browser.status(file)["state"] == "verified"


def test_another_file_of_the_same_name_and_size_is_not_mixed_in(browser: Browser, stored: FileStore) -> None:
    content = wav_of(1000)
    first = browser.begin(content, fingerprint="ab" * 32)
    second = browser.begin(content, fingerprint="cd" * 32)
    assert first != second


def test_parts_never_sent_cannot_be_completed(browser: Browser, stored: FileStore) -> None:
    content = wav_of(TWO_PARTS)
    file = browser.begin(content)
    browser.send(file, content, 2)
    refused = browser.complete(file)
    assert refused.status_code == 409
    assert browser.status(file)["state"] == "uploading"
    browser.send(file, content, 1)
    assert browser.complete(file).status_code == 200
    assert browser.status(file)["state"] == "verified"


def test_completing_twice_is_harmless(browser: Browser, stored: FileStore) -> None:
    file = browser.upload(wav_of(1000))
    assert browser.complete(file).status_code == 200
    assert browser.status(file)["state"] == "verified"


def test_two_tabs_share_one_upload(browser: Browser, stored: FileStore) -> None:
    content = wav_of(TWO_PARTS)
    first, second = (browser.begin(content, fingerprint="ab" * 32) for _tab in range(2))
    assert first == second
    browser.send(first, content, 1)
    browser.send(second, content, 1)
    browser.send(second, content, 2)
    assert [browser.complete(file).status_code for file in (first, second)] == [200, 200]
    assert browser.status(first)["state"] == "verified"


def test_a_worker_that_died_between_complete_and_commit_loses_nothing(
    browser: Browser, stored: FileStore, session: Session
) -> None:
    content = wav_of(TWO_PARTS)
    file = browser.begin(content)
    for number in (1, 2):
        browser.send(file, content, number)
    row = row_of(session, file)
    key, upload = ObjectKey(row.key), row.upload_id
    assert upload
    # What the worker did before it died:
    stored.complete_upload(key, upload, stored.list_parts(key, upload))
    # What the browser does when it comes back:
    assert browser.begin(content) == file
    assert browser.held(file) == [1, 2]
    assert browser.complete(file).status_code == 200
    assert browser.status(file)["sha256"] == hashlib.sha256(content).hexdigest()


def test_a_file_that_lies_about_its_type_is_refused_and_removed(
    browser: Browser, stored: FileStore, session: Session
) -> None:
    file = browser.upload(b"<html><script>alert(1)</script></html>", "anh.jpg")
    found = browser.status(file)
    assert found["state"] == "refused"
    assert "tự chạy" in found["words"]
    assert not stored.exists(ObjectKey(row_of(session, file).key))


def test_a_type_the_category_does_not_take_is_refused_with_its_clause(
    browser: Browser, stored: FileStore, session: Session
) -> None:
    factories.rule(session, browser.season, "file_types", ["pdf", "docx"], clause="Điều 6.1")
    session.commit()
    file = browser.upload(wav_of(1000))
    found = browser.status(file)
    assert found["state"] == "refused"
    assert "Điều 6.1" in found["words"]


def test_a_file_over_the_category_limit_is_refused_before_it_is_sent(browser: Browser, session: Session) -> None:
    factories.rule(session, browser.season, "max_file_mb", 1, clause="Điều 6.2")
    session.commit()
    refused = browser.announce(wav_of(2 * 1024 * 1024))
    assert refused.status_code == 422
    assert "Điều 6.2" in refused.json["error"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"size": 0}, 422),
        ({"size": -1}, 422),
        ({"size": "9"}, 422),
        ({"size": True}, 422),
        ({"size": 10**15}, 422),
        ({"name": "a\0b.wav"}, 422),
        ({"name": "a" * 10_000}, 422),
        ({"name": "../.."}, 422),
        ({"name": 7}, 422),
        ({"purpose": "evil"}, 422),
        ({"document": "../x"}, 422),
        ({"fingerprint": "x"}, 422),
    ],
)
def test_a_bad_announcement_is_refused_in_words(browser: Browser, said: dict[str, object], status: int) -> None:
    whole = {"name": "a.wav", "size": 10, "purpose": "work"} | said
    refused = browser.client.post(f"{browser.base}/", json=whole, headers={"Accept": "application/json"})
    assert refused.status_code == status
    assert len(refused.json["error"]) > 20  # type: ignore[index]


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff\xfe", b'"x"', b"[" * 50_000])
def test_garbage_is_refused(browser: Browser, body: bytes) -> None:
    refused = browser.client.post(f"{browser.base}/", data=body, content_type="application/json")
    assert refused.status_code == 422


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.wav", "passwd.wav"),
        ("C:\\Users\\a\\bài.wav", "bài.wav"),
        ("evil\u202evaw.exe.wav", "evilvaw.exe.wav"),
        ("Bài báo của tôi.wav", "Bài báo của tôi.wav"),
    ],
)
def test_a_name_is_kept_as_text_without_path_or_turning_marks(browser: Browser, given: str, kept: str) -> None:
    file = browser.begin(wav_of(100), given)
    assert browser.status(file)["name"] == kept


def test_a_file_is_taken_out_with_its_bytes(browser: Browser, stored: FileStore, session: Session) -> None:
    file = browser.upload(wav_of(1000))
    key = ObjectKey(row_of(session, file).key)
    assert stored.exists(key)
    assert browser.client.post(f"{browser.base}/{file}/bo", json={}).status_code == 200
    assert not stored.exists(key)
    assert browser.client.get(f"{browser.base}/{file}").status_code == 404


def test_cancelling_an_upload_drops_its_parts(browser: Browser, stored: FileStore, session: Session) -> None:
    content = wav_of(1000)
    file = browser.begin(content)
    browser.send(file, content, 1)
    key = row_of(session, file).key
    assert browser.client.delete(f"{browser.base}/{browser.token}/s3/multipart/{file}").status_code == 200
    assert key not in {found.key for found in stored.list_uploads()}


def test_a_form_without_script_is_taken_whole(browser: Browser, stored: FileStore) -> None:
    content = wav_of(400_000)  # more than one reading, less than the test client puts on the disk
    answer = browser.client.post(
        f"{browser.base}/gui",
        data={
            "csrf_token": "x",
            "purpose": "work",
            "document": "",
            "next": "/x/y",
            "file": (io.BytesIO(content), "a.wav"),
        },
    )
    assert (answer.status_code, answer.location) == (302, "/x/y")


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b"", "multipart/form-data"),
        (b"x", "multipart/form-data; boundary=b"),
        (
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc',
            "multipart/form-data; boundary=b",
        ),
        (b"a=b", "application/x-www-form-urlencoded"),
    ],
)
def test_a_form_that_is_none_or_was_cut_is_refused(browser: Browser, data: bytes, content_type: str) -> None:
    assert browser.client.post(f"{browser.base}/gui", data=data, content_type=content_type).status_code == 422


def test_an_empty_file_from_a_form_is_refused(browser: Browser) -> None:
    answer = browser.client.post(f"{browser.base}/gui", data={"purpose": "work", "file": (io.BytesIO(b""), "a.wav")})
    assert answer.status_code == 422


def test_the_form_never_leads_to_another_site(browser: Browser) -> None:
    for target in ("//evil.test", "https://evil.test", "/\\evil.test"):
        answer = browser.client.post(
            f"{browser.base}/gui",
            data={"purpose": "work", "next": target, "file": (io.BytesIO(wav_of(100)), "a.wav")},
        )
        assert answer.location == "/"


def test_the_store_waits_for_no_transaction(app: Flask, browser: Browser, stored: FileStore) -> None:
    """Another writer gets SQLite's one lock while a part is on its way."""
    content = wav_of(1000)
    file = browser.begin(content)
    assert browser.send(file, content, 1) == 200
    assert browser.begin(wav_of(2000), "khac.wav") != file
