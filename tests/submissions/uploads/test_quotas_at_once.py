"""The last place of a season goes to one of two people who ask at once."""

from __future__ import annotations

import contextlib
import io
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.db import begin_writing, utc_now
from contest.seasons.types import CategoryId
from contest.settings import GIB, UploadLimits
from contest.storage.folder import FolderStore
from contest.storage.types import UploadId, new_key
from contest.submissions.models import StoredFile
from contest.submissions.types import EntryId, EntryPublicId, FilePurpose
from contest.submissions.uploads import services
from contest.submissions.uploads.errors import NoRoom
from contest.submissions.uploads.types import Announced, OpenEntry
from tests import factories
from tests.submissions.uploads.browser import Browser, wav_of

SIZE = 60
LIMITS = UploadLimits(file=GIB, entry=GIB, person=GIB, season=100, files_per_entry=9, open_per_person=9)
SAID = Announced(name="phim.mp4", size=SIZE, purpose=FilePurpose.WORK)
MEETING = 1.0


def two_people_ask_at_once(app: Flask, engine: Engine, session: Session, monkeypatch: pytest.MonkeyPatch) -> int:
    """Bytes that were promised in all, when each would see the room before the other takes it."""
    season = factories.season(session)
    category = factories.category(session, season)
    asking = []
    for _one in range(2):
        person = factories.person(session, roles={season.id: Role.JOURNALIST})
        entry = factories.entry(session, season, category, person, status="draft", submitted_at=None)
        where = OpenEntry(
            id=EntryId(entry.id), public_id=EntryPublicId(entry.public_id), category_id=CategoryId(category.id)
        )
        asking.append((person.id, where))
    season_id = season.id
    session.commit()
    both, counted = threading.Barrier(2), services.check_usage

    def count_and_meet(*given: Any, **named: Any) -> None:
        counted(*given, **named)
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(MEETING)

    monkeypatch.setattr(services, "check_usage", count_and_meet)

    def ask(person_id: int, where: OpenEntry) -> None:
        begin_writing()
        with app.app_context(), Session(engine) as own, contextlib.suppress(NoRoom):
            services.reserve(own, entry=where, season_id=season_id, person_id=person_id, said=SAID, limits=LIMITS)
            upload = UploadId("0" * 32)
            services.begin(
                own, entry=where, person_id=person_id, said=SAID, key=new_key(), upload_id=upload, now=utc_now()
            )
            own.commit()

    threads = [threading.Thread(target=ask, args=one) for one in asking]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return int(session.scalar(select(func.sum(StoredFile.size))) or 0)


def test_two_people_never_share_the_last_place_of_a_season(
    app: Flask, engine: Engine, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert two_people_ask_at_once(app, engine, session, monkeypatch) == SIZE


def test_a_count_that_nobody_holds_is_noticed(
    app: Flask, engine: Engine, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL; SQLite lets one writer in at a time anyway."""

    def hold_nothing(_session: Session, *, season_id: int) -> None:
        del season_id

    monkeypatch.setattr(services, "hold_count", hold_nothing)
    promised = two_people_ask_at_once(app, engine, session, monkeypatch)
    assert promised == (2 * SIZE if engine.dialect.name == "postgresql" else SIZE)


def test_a_form_whose_room_was_taken_meanwhile_is_refused_and_leaves_nothing(
    app: Flask,
    browser: Browser,
    session: Session,
    sign_in: Callable[[Person], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = app.extensions["contest.storage"]
    assert isinstance(store, FolderStore)
    content = wav_of(50_000)
    other = factories.person(session, roles={browser.season.id: Role.JOURNALIST})
    theirs = factories.entry(session, browser.season, browser.category, other, status="draft", submitted_at=None)
    session.commit()
    limits = UploadLimits(season=len(content) + 10)
    small = replace(app.extensions["contest.settings"], uploads=limits)
    monkeypatch.setattr("contest.submissions.uploads.views.settings", lambda: small)
    put = store.put
    second = Browser(
        client=sign_in(other),
        base=f"/mua/{browser.season.slug}/bai-du-thi/{theirs.public_id}/tai-len",
        season=browser.season,
        category=browser.category,
        entry=theirs,
    )

    def slowly(*given: Any, **named: Any) -> Any:
        meanwhile = threading.Thread(target=second.begin, args=(b"x" * 20,))
        meanwhile.start()
        meanwhile.join()
        return put(*given, **named)

    monkeypatch.setattr(store, "put", slowly)
    before = {found.key for found in store.list_objects()}
    data = {"csrf_token": browser.token, "purpose": "work", "document": "", "next": "/"}
    answer = browser.client.post(f"{browser.base}/gui", data={**data, "file": (io.BytesIO(content), "a.wav")})
    assert answer.status_code == NoRoom.status
    assert "Kho tệp của mùa giải đã đầy" in answer.text
    assert {found.key for found in store.list_objects()} == before
    session.rollback()
    assert session.scalars(select(StoredFile.size)).all() == [20]
