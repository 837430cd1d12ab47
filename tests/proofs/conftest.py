"""A crawler over fresh worlds: one clock, one source of chance, every run kept for all proofs."""

from __future__ import annotations

import hashlib
import itertools
import random
import secrets
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask, Response
from sqlalchemy import Engine, event, text
from sqlalchemy.orm import Session

from contest import create_app
from contest.access import allow
from contest.accounts.types import Role
from contest.db import Base, begin_writing, db
from contest.settings import Settings
from tests.conftest import Database
from tests.proofs.crawl import Run, crawl
from tests.proofs.secret import NOW, Secret
from tests.proofs.world import Phase, build, store_files

Leaky = Callable[[Callable[[], Response]], Flask]
Crawler = Callable[[Flask, Secret, Phase, Sequence[str]], Run]


@contextmanager
def one_clock_one_chance() -> Iterator[None]:
    """Stop the clock and make every draw the same in every world."""
    counter = itertools.count()

    def drawn(size: int | None = 32) -> bytes:
        return hashlib.shake_256(f"chance {next(counter)}".encode()).digest(size or 32)

    with pytest.MonkeyPatch.context() as patch:
        for name, module in list(sys.modules.items()):
            if name.startswith(("contest.", "tests.factories")) and hasattr(module, "utc_now"):
                patch.setattr(module, "utc_now", lambda: NOW)
        patch.setattr(secrets, "token_bytes", drawn)
        patch.setattr(secrets, "token_hex", lambda size=32: drawn(size).hex())
        patch.setattr(secrets, "token_urlsafe", lambda size=32: drawn(size).hex())
        patch.setattr(secrets, "randbits", lambda bits: int.from_bytes(drawn(16)) % (1 << bits))
        patch.setattr(secrets, "choice", lambda things: things[drawn(1)[0] % len(things)])
        patch.setattr(secrets, "SystemRandom", lambda: random.Random(next(counter)))  # noqa: S311 - chance on purpose
        yield


@pytest.fixture(scope="session")
def house(_application: Flask) -> Flask:
    """The application as it is, over whatever world was built last."""
    return _application


@pytest.fixture(scope="session")
def crawled(house: Flask, database: Database) -> Crawler:
    """Build a world and walk it; the same world, people and application are walked once."""
    walked = [house]
    kept: dict[tuple[int, Secret, Phase, tuple[str, ...]], Run] = {}

    def once(app: Flask, secret: Secret, phase: Phase, people: Sequence[str]) -> Run:
        key = (id(app), secret, phase, tuple(people))
        if key not in kept:
            # No application may find another's connections open on the file that is put back.
            for each in walked:
                with each.app_context():
                    db.engine.dispose()
            walked.append(app)
            kept[key] = _walk(app, database, secret, phase, people)
        return kept[key]

    return once


def _walk(app: Flask, database: Database, secret: Secret, phase: Phase, people: Sequence[str]) -> Run:
    with app.app_context():
        engine = db.engine
    database.reset(engine)
    if engine.dialect.name == "postgresql":
        names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
        with engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    store_files(app, secret)
    with one_clock_one_chance(), _listening(engine) as heard:
        begin_writing()
        with Session(engine, expire_on_commit=False) as session:
            world = build(session, secret, phase)
            return crawl(app, session, world, people, heard=heard)


@pytest.fixture
def leaky(settings: Settings) -> Iterator[Leaky]:
    """Make a throwaway application with one leaky page for judges, which alone is walked."""
    made: list[Flask] = []

    def with_leak(view: Callable[[], Response]) -> Flask:
        app = create_app(replace(settings))
        app.config.update(WTF_CSRF_ENABLED=False, PROOF_ONLY="ro_ri")
        app.add_url_rule("/mua/<season_slug>/ro-ri", "ro_ri", allow(Role.JUDGE)(view))
        made.append(app)
        return app

    yield with_leak
    for app in made:
        with app.app_context():
            db.engine.dispose()


@contextmanager
def _listening(engine: Engine) -> Iterator[set[str]]:
    heard: set[str] = set()

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        heard.add(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield heard
    event.remove(engine, "before_cursor_execute", note)
