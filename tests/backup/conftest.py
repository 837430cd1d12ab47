"""An installation that is used, an empty one beside it, and the commands."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import click
import pgserver
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from contest import create_app
from contest.backup_commands import backup_command, restore_command
from contest.db import db
from contest.settings import Settings
from tests import factories
from tests.backup.people import Work
from tests.conftest import Database

Run = Callable[..., Result]


@pytest.fixture
def work(app: Flask, engine: Engine, session: Session) -> Work:
    """A season with one entrant, before anybody begins."""
    season = factories.season(session)
    owner = factories.person(session)
    category = factories.category(session, season)
    session.commit()
    return Work(app=app, engine=engine, slug=season.slug, owner_id=owner.id, category_id=category.id)


@pytest.fixture
def elsewhere(settings: Settings, database: Database, tmp_path: Path) -> Iterator[Settings]:
    """An empty installation of the same kind."""
    place = tmp_path / "elsewhere"
    place.mkdir()
    if database.template is not None:
        yield replace(settings, instance=place, database_url="")
        return
    name = f"restored_{os.getpid()}"
    server = create_engine(database.url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        yield replace(settings, instance=place, database_url=database.url.replace("/postgres?", f"/{name}?"))
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Call a command in an installation; its connections are closed, as when a command ends."""
    tools = Path(pgserver.__file__).parent / "pginstall" / "bin"
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    made: list[Flask] = []

    def make(settings: Settings) -> Flask:
        made.append(create_app(settings))
        return made[-1]

    def call(settings: Settings, command: click.Command, *arguments: str) -> Result:
        monkeypatch.setattr("contest.backup_commands.settings_here", lambda: settings)
        monkeypatch.setattr("contest.backup_commands.create_app", make)
        return CliRunner().invoke(command, arguments, catch_exceptions=False)

    yield call
    for app in made:
        with app.app_context():
            db.engine.dispose()


@dataclass(frozen=True, kw_only=True)
class Site:
    """An installation in use, an empty one, and the folder that a backup goes to."""

    work: Work
    here: Settings
    elsewhere: Settings
    copy: Path
    call: Run

    def back_up(self) -> Result:
        """Call ``contest backup``."""
        return self.call(self.here, backup_command, str(self.copy))

    def restore(self) -> Result:
        """Call ``contest restore`` in the empty installation."""
        return self.call(self.elsewhere, restore_command, str(self.copy))


@pytest.fixture
def site(work: Work, settings: Settings, elsewhere: Settings, run: Run, tmp_path: Path) -> Site:
    """All of it."""
    return Site(work=work, here=settings, elsewhere=elsewhere, copy=tmp_path / "copy", call=run)
