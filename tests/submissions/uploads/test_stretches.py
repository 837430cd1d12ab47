"""A file sent as several stretches side by side, and one whose parts the store dropped meanwhile."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy.orm import Session

from contest.errors import NotVisible
from contest.storage.types import FileStore, StoredPart
from contest.submissions.uploads.stretches import read_stretch
from contest.submissions.uploads.types import PART_SIZE
from tests.storage.http import ask
from tests.submissions.uploads.browser import Browser, wav_of
from tests.submissions.uploads.test_upload_steps import TWO_PARTS, row_of

HELD = [StoredPart(number=number, size=PART_SIZE, etag=str(number)) for number in (1, 3, 4, 9)]


def test_a_stretch_counts_its_own_parts_from_one() -> None:
    stretch = read_stretch("ab12.3.2")
    assert (stretch.file, stretch.is_whole) == ("ab12", False)
    assert [stretch.number_in_file(number) for number in (1, 2)] == [3, 4]
    assert [(part.number, part.etag) for part in stretch.own(HELD)] == [(1, "3"), (2, "4")]


def test_a_file_by_its_bare_name_is_one_stretch() -> None:
    whole = read_stretch("ab12")
    assert whole.is_whole
    assert whole.own(HELD) == tuple(HELD)
    assert whole.number_in_file(320) == 320


@pytest.mark.parametrize("number", [0, 3])
def test_a_part_outside_its_stretch_is_no_part(number: int) -> None:
    with pytest.raises(NotVisible):
        read_stretch("ab12.3.2").number_in_file(number)


@pytest.mark.parametrize("name", ["", "ab.1", "ab.0.1", "ab.1.0", "ab.-1.2", "ab.1.2.3", "AB", "ab.1.123456", "ab.१.2"])
def test_garbled_stretches_are_absent(name: str) -> None:
    with pytest.raises(NotVisible):
        read_stretch(name)


def test_stretches_of_one_file_come_together(browser: Browser, stored: FileStore) -> None:
    content = wav_of(TWO_PARTS)
    file = browser.begin(content)
    for number in (2, 1):
        stretch = f"{file}.{number}.1"
        begun = browser.client.post(f"{browser.base}/{browser.token}/s3/multipart", json={"filename": stretch})
        assert begun.json == {"key": stretch, "uploadId": stretch}
        assert browser.held(stretch) == []
        _send_first(browser, stretch, content[(number - 1) * PART_SIZE : number * PART_SIZE])
        assert browser.held(stretch) == [1]
        assert browser.complete(stretch).status_code == 200
    assert browser.status(file)["state"] == "uploading"  # the end of a stretch is not the end of the file
    browser.complete(file)
    assert browser.status(file)["sha256"] == hashlib.sha256(content).hexdigest()


def test_dropping_a_stretch_keeps_the_file(browser: Browser, stored: FileStore) -> None:
    content = wav_of(TWO_PARTS)
    file = browser.begin(content)
    browser.send(file, content, 1)
    browser.client.delete(f"{browser.base}/{browser.token}/s3/multipart/{file}.1.1")
    assert browser.held(file) == [1]


def test_resuming_names_the_parts_that_need_not_come_again(browser: Browser, stored: FileStore) -> None:
    content = wav_of(TWO_PARTS)
    file = browser.begin(content)
    assert browser.announce(content).json["held"] == []  # type: ignore[index]
    browser.send(file, content, 2)
    assert browser.announce(content).json["held"] == [2]  # type: ignore[index]


def test_a_file_whose_parts_the_store_dropped_begins_again(
    browser: Browser, stored: FileStore, session: Session
) -> None:
    content = wav_of(TWO_PARTS)
    file = browser.begin(content)
    browser.send(file, content, 1)
    row = row_of(session, file)
    stored.abort_upload(row.key, row.upload_id)
    again = browser.announce(content).json
    assert (again["key"], again["held"]) == (file, [])  # type: ignore[index]
    for number in (1, 2):
        browser.send(file, content, number)
    browser.complete(file)
    assert browser.status(file)["sha256"] == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("said", [[], "x", {"filename": "../x"}, {"filename": 7}, {}])
def test_garbage_begins_no_stretch(browser: Browser, said: object) -> None:
    answer = browser.client.post(f"{browser.base}/{browser.token}/s3/multipart", json=said)
    assert answer.status_code in {400, 404, 422}


def _send_first(browser: Browser, stretch: str, body: bytes) -> None:
    address = browser.address_of(stretch, 1)
    if address.startswith("/"):
        assert browser.client.put(address, data=body).status_code == 200
    else:
        assert ask("PUT", address, body=body).status == 200
