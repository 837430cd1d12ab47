"""A journalist with a draft, and the application on each of both stores in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.accounts.models import Membership, Person
from contest.accounts.types import Role
from contest.seasons.models import Season
from contest.storage.s3 import S3Store
from contest.storage.types import FileStore
from tests import factories
from tests.storage.conftest import s3_settings
from tests.storage.swift_server import SwiftServer
from tests.submissions.uploads.browser import Browser


@pytest.fixture(params=["folder", "s3"])
def stored(request: pytest.FixtureRequest, app: Flask, tmp_path: Path) -> Iterator[FileStore]:
    """The application's store, once the folder and once Swift."""
    if request.param == "folder":
        yield app.extensions["contest.storage"]
        return
    cluster: SwiftServer = request.getfixturevalue("swift")
    before = app.extensions["contest.storage"]
    store = S3Store(s3_settings(cluster.endpoint), scratch=tmp_path / "scratch")
    app.extensions["contest.storage"] = store
    yield store
    app.extensions["contest.storage"] = before
    store.close()


@pytest.fixture
def journalist(session: Session) -> Person:
    """Somebody who may enter works."""
    season = factories.season(session)
    return factories.person(session, roles={season.id: Role.JOURNALIST})


@pytest.fixture
def browser(session: Session, journalist: Person, sign_in: Callable[[Person], FlaskClient]) -> Browser:
    """Their browser on their draft."""
    season = session.scalars(select(Season).join(Membership).where(Membership.person_id == journalist.id)).one()
    category = factories.category(session, season)
    entry = factories.entry(session, season, category, journalist, status="draft", submitted_at=None)
    client = sign_in(journalist)
    return Browser(
        client=client,
        base=f"/mua/{season.slug}/bai-du-thi/{entry.public_id}/tai-len",
        season=season,
        category=category,
        entry=entry,
    )
