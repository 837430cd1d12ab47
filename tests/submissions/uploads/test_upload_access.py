"""Who may touch the files of an entry, and when; to all others there is no such page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.db import utc_now
from contest.settings import UploadLimits
from tests import factories
from tests.submissions.uploads.browser import Browser, wav_of

SignIn = Callable[[Person], FlaskClient]


def steps(browser: Browser, file: str) -> list[tuple[str, str]]:
    """Every address of an upload."""
    relay = f"{browser.base}/{browser.token}/s3/multipart/{file}"
    return [
        ("POST", f"{browser.base}/"),
        ("GET", f"{browser.base}/{file}"),
        ("GET", f"{relay}/1"),
        ("GET", relay),
        ("POST", relay.removesuffix(f"/{file}")),
        ("GET", f"{relay}.1.1/1"),
        ("GET", f"{relay}.1.1"),
        ("POST", f"{relay}.1.1/complete"),
        ("DELETE", f"{relay}.1.1"),
        ("POST", f"{relay}/complete"),
        ("DELETE", relay),
        ("POST", f"{browser.base}/{file}/bo"),
        ("POST", f"{browser.base}/gui"),
    ]


@pytest.mark.parametrize("role", [*Role, None])
def test_nobody_else_finds_any_step(browser: Browser, session: Session, sign_in: SignIn, role: Role | None) -> None:
    file = browser.begin(wav_of(1000))
    roles = {browser.season.id: role} if role else {}
    stranger = sign_in(factories.person(session, roles=roles))
    said = {"name": "a.wav", "size": 10, "purpose": "work", "filename": f"{file}.1.1"}
    for method, address in steps(browser, file):
        answer = stranger.open(address, method=method, json=said if method == "POST" else None)
        assert answer.status_code == 404, (method, address)
    assert browser.status(file)["state"] == "uploading"


def test_a_visitor_finds_no_step(browser: Browser, client: FlaskClient) -> None:
    file = browser.begin(wav_of(1000))
    for method, address in steps(browser, file):
        assert client.open(address, method=method, headers={"Accept": "application/json"}).status_code == 404


def test_a_unit_sends_the_files_of_the_works_it_entered(browser: Browser, session: Session, sign_in: SignIn) -> None:
    paper = factories.organisation(session)
    delegate = factories.person(session)
    factories.member(session, delegate, browser.season.id, Role.UNIT, organisation_id=paper.id)
    owner = factories.person(session)
    common = {"status": "draft", "organisation_id": paper.id}
    own = factories.entry(session, browser.season, browser.category, owner, channel="unit", **common)
    private = factories.entry(session, browser.season, browser.category, owner, channel="author", **common)
    client = sign_in(delegate)
    said = {"name": "a.wav", "size": 10, "purpose": "work"}
    answers = [
        client.post(f"/mua/{browser.season.slug}/bai-du-thi/{entry.public_id}/tai-len/", json=said).status_code
        for entry in (own, private)
    ]
    assert answers == [201, 404]


@pytest.mark.parametrize(
    ("status", "answer"), [("accepted", 409), ("refused", 409), ("withdrawn", 409), ("draft", 201)]
)
def test_files_change_only_while_the_entry_may(browser: Browser, session: Session, status: str, answer: int) -> None:
    browser.entry.status = status
    session.merge(browser.entry)
    session.commit()
    assert browser.announce(wav_of(100)).status_code == answer


def test_after_the_deadline_no_upload_begins(browser: Browser, session: Session) -> None:
    browser.season.entries_close_at = utc_now() - timedelta(seconds=1)
    session.merge(browser.season)
    session.commit()
    refused = browser.announce(wav_of(100))
    assert refused.status_code == 409
    assert "hết hạn nộp" in refused.get_json()["error"]


def test_unfinished_uploads_of_a_person_are_limited(browser: Browser) -> None:
    most = UploadLimits().open_per_person
    for number in range(most):
        browser.begin(wav_of(1000 + number), f"{number}.wav")
    refused = browser.announce(wav_of(5000), "mot-tep-nua.wav")
    assert refused.status_code == 429
    assert str(most) in refused.get_json()["error"]
