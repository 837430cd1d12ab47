"""People with real passwords, and applications whose doors are guarded as in service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from contest import create_app
from contest.accounts.models import Person
from contest.accounts.passwords import hash_password
from contest.db import db
from contest.settings import Settings
from contest.web.limits import limiter
from tests import factories

PASSWORD = "mot cau dai de nho 2023"
HASHED = hash_password(PASSWORD)


@pytest.fixture
def someone(session: Session) -> Person:
    """A person who can sign in with PASSWORD."""
    who = factories.person(session, email="an@toasoan.test", full_name="Nguyễn Văn An", password_hash=HASHED)
    session.commit()
    return who


@pytest.fixture
def guarded(app: Flask, settings: Settings) -> Iterator[Flask]:
    """The same database behind an application with form tokens and rate limits on."""
    strict = create_app(replace(settings, rate_limits=True))
    limiter.reset()
    yield strict
    with strict.app_context():
        db.engine.dispose()


@pytest.fixture
def enter(client: FlaskClient) -> Callable[..., object]:
    """Sign in through the door."""

    def through_the_door(email: str, password: str = PASSWORD) -> object:
        return client.post("/dang-nhap", data={"email": email, "password": password})

    return through_the_door
