"""Faults between the steps, with the broken variants that would lose or mix what people sent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from contest.db import utc_now
from contest.jobs import run_sweeps
from contest.media.types import Container, FileFacts, Kind
from contest.storage.errors import UploadGone
from contest.storage.types import FileStore, StoredPart, UploadPlan
from contest.submissions.types import FilePurpose
from contest.submissions.uploads import check, forms, relay, services, tasks, views
from contest.submissions.uploads.types import PART_SIZE, Announced
from tests.submissions.uploads.browser import Browser, wav_of
from tests.submissions.uploads.test_upload_steps import TWO_PARTS, row_of

Check = Callable[[], None]


def turns_red(check: Check) -> None:
    """A broken variant must not pass."""
    with pytest.raises((AssertionError, UploadGone)):
        check()


def test_without_asking_for_the_object_a_dead_worker_would_lose_the_file(
    browser: Browser, stored: FileStore, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = wav_of(TWO_PARTS)
    file = browser.begin(content)
    for number in (1, 2):
        browser.send(file, content, number)
    row = row_of(session, file)
    stored.complete_upload(row.key, row.upload_id, stored.list_parts(row.key, row.upload_id))

    def comes_back() -> None:
        assert browser.complete(file).status_code == 200

    with monkeypatch.context() as broken:
        broken.setattr(stored, "exists", lambda _key: False)
        broken.setattr(stored, "complete_upload", _gone)
        turns_red(comes_back)
    comes_back()
    assert browser.status(file)["sha256"] == hashlib.sha256(content).hexdigest()


def _gone(*_arguments: object) -> None:
    raise UploadGone


def test_a_server_that_believes_the_browser_about_parts_is_noticed(
    browser: Browser, stored: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = wav_of(TWO_PARTS)
    file = browser.begin(content)
    browser.send(file, content, 1)

    def missing_part_is_refused() -> None:
        assert browser.complete(file).status_code == 409

    missing_part_is_refused()

    def believe(_plan: UploadPlan, _parts: tuple[StoredPart, ...]) -> tuple[int, ...]:
        return ()

    monkeypatch.setattr(UploadPlan, "missing", believe)
    turns_red_or_is_caught_later(browser, file, missing_part_is_refused)


def turns_red_or_is_caught_later(browser: Browser, file: str, check: Check) -> None:
    """S3 would make a shorter object of the parts there are; the folder notices by its length.

    Either the check above is red, or the store itself still refused.
    """
    try:
        check()
    except AssertionError:
        assert browser.status(file)["state"] == "refused"


def test_without_looking_for_the_same_file_two_tabs_send_it_twice(
    browser: Browser, stored: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = wav_of(TWO_PARTS)

    def one_upload() -> None:
        assert browser.begin(content, fingerprint="ab" * 32) == browser.begin(content, fingerprint="ab" * 32)

    one_upload()
    monkeypatch.setattr(services, "find_resumable", lambda *_: None)
    turns_red(one_upload)


def test_a_lost_wake_up_is_found_by_the_sweep(
    app: Flask, browser: Browser, stored: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = wav_of(1000)
    with monkeypatch.context() as dead_queue:
        dead_queue.setattr(relay, "enqueue", lambda *_a, **_k: None)
        file = browser.upload(content)
    assert browser.status(file)["state"] == "checking"
    run_sweeps(app, utc_now())
    assert browser.status(file)["state"] == "verified"


def test_an_upload_nobody_came_back_for_is_given_up_and_said(
    app: Flask, browser: Browser, stored: FileStore, session: Session
) -> None:
    content = wav_of(TWO_PARTS)
    file = browser.begin(content)
    browser.send(file, content, 1)
    with app.app_context():
        tasks.clean(utc_now())
    assert browser.status(file)["state"] == "uploading"
    with app.app_context():
        tasks.clean(utc_now() + tasks.ABANDONED_AFTER * 2)
    found = browser.status(file)
    assert found["state"] == "refused"
    assert "14 ngày" in found["words"]
    assert row_of(session, file).key not in {pending.key for pending in stored.list_uploads()}


def test_parts_sent_before_a_break_are_never_asked_for_again(browser: Browser, stored: FileStore) -> None:
    content = wav_of(3 * PART_SIZE + 5)
    file = browser.begin(content)
    for number in (1, 2):
        browser.send(file, content, number)
    assert browser.begin(content) == file
    assert browser.held(file) == [1, 2]


def test_a_server_that_keeps_a_hostile_name_is_noticed(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    given = "../../etc/gi\u202egnv.wav"

    def is_made_harmless() -> None:
        name = browser.status(browser.begin(wav_of(100), given))["name"]
        assert name == "gignv.wav"

    is_made_harmless()
    monkeypatch.setattr(forms, "clean_name", lambda name: name)
    turns_red(is_made_harmless)


@pytest.mark.parametrize("name", ["a\0b.wav", "a" * 10_000])
def test_a_server_that_takes_any_name_is_noticed(browser: Browser, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def is_refused() -> None:
        assert browser.announce(wav_of(100), name).status_code == 422

    is_refused()
    monkeypatch.setattr(forms, "clean_name", lambda _name: "a.wav")
    turns_red(is_refused)


def test_a_server_that_takes_an_empty_file_is_noticed(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def is_refused() -> None:
        assert browser.announce(b"").status_code == 422

    is_refused()
    empty = Announced(name="rong.wav", size=0, purpose=FilePurpose.WORK)
    monkeypatch.setattr(views, "read_announcement", lambda _said: empty)
    turns_red(is_refused)


def test_a_server_that_believes_the_announced_type_is_noticed(
    browser: Browser, stored: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def the_lie_is_found() -> None:
        file = browser.upload(b"<html><script>alert(1)</script></html>", "anh.jpg")
        assert browser.status(file)["state"] == "refused"

    the_lie_is_found()
    believed = FileFacts(container=Container.JPEG, kind=Kind.IMAGE, mime="image/jpeg", extension="jpg")
    monkeypatch.setattr(check, "measure", lambda _path, **_said: believed)
    turns_red(the_lie_is_found)
