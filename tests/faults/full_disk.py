"""An installation on a disk that is nearly full: run in a process of its own, says what it met.

    python -m tests.faults.full_disk ROOT tmpfs|limit

``tmpfs``: ROOT is a small file system; a ballast file fills it and is removed again. ``limit``: no file may grow
beyond a size, which is then lifted.
"""

from __future__ import annotations

import logging
import resource
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from contest import create_app
from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.db import begin_writing, db, reading
from contest.ledger.services import verify
from contest.migrate import migrate
from contest.settings import Settings
from contest.submissions.models import Entry, Receipt
from tests import factories
from tests.faults.crowd import ready_draft

MIB = 1 << 20


class Disk:
    """Fills up, and has room again."""

    def __init__(self, root: Path, way: str) -> None:
        self.root, self.way = root, way

    def fill(self) -> None:
        """Leave no room: the next page of the database has no place."""
        if self.way == "limit":
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            largest = max(path.stat().st_size for path in self.root.glob("contest.db*"))
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))
            return
        with (self.root / "ballast").open("wb", buffering=0) as ballast:
            for size in (MIB, 4096):
                try:
                    while ballast.write(bytes(size)) == size:
                        pass
                except OSError:
                    continue

    def make_room(self) -> None:
        """Let it be as before."""
        if self.way == "limit":
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        else:
            (self.root / "ballast").unlink()


def arranged(settings: Settings) -> tuple[Person, str, str, str]:
    """A journalist, the season's address, a draft to write and one to hand in."""
    migrate(settings.database)
    engine = create_engine(settings.database)
    begin_writing()
    with Session(engine, expire_on_commit=False) as session:
        season = factories.season(session)
        person = factories.person(session, roles={season.id: Role.JOURNALIST})
        category, topic = factories.category(session, season), factories.topic(session, season)
        drafts = [ready_draft(session, season, category, person, topic).public_id for _ in range(2)]
        session.commit()
    engine.dispose()
    return person, f"/mua/{season.slug}/bai-du-thi", *drafts  # type: ignore[return-value]  # two of them


def signed_in(app: Flask, person: Person) -> FlaskClient:
    """The journalist's browser."""
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = f"{person.id}:{person.session_epoch}"
        cookie["_fresh"] = True
    return client


def told_plainly(answer: TestResponse) -> None:
    """A refusal that a person understands."""
    assert answer.status_code == 503, answer.status_code
    words = answer.get_json()["error"] if answer.is_json else answer.text
    assert answer.headers["Retry-After"]
    assert "không ghi được xuống ổ đĩa" in words, words
    assert "Traceback" not in words


def until_refused(save: Callable[[int], TestResponse]) -> int:
    """Save longer and longer texts until one is refused; the number of the last that was acknowledged."""
    for number in range(2, 200):
        answer = save(number)
        if answer.status_code != 200:
            told_plainly(answer)
            return number - 1
    raise AssertionError("the disk never was full")


def main(root: Path, way: str) -> None:
    """Fill the disk under a journalist and look at what they are told and what is kept."""
    logging.disable(logging.CRITICAL)
    settings = Settings(secret_key="s", instance=root, rate_limits=False)
    person, base, written, handed_in = arranged(settings)
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    client, disk = signed_in(app, person), Disk(root, way)

    def save(number: int) -> TestResponse:
        fields = {"title": f"lần {number}", "body": "chữ " * number * 5000, "version": number - 1, "language": "vi"}
        return client.post(f"{base}/{written}/tu-luu", data=fields, headers={"Accept": "application/json"})

    def hand_in() -> TestResponse:
        return client.post(f"{base}/{handed_in}/nop", data={"version": 1, "key": "k"})

    assert client.get(f"{base}/").status_code == 200  # the site is in use: its journal is open
    disk.fill()
    last = until_refused(save)
    refused = hand_in()
    with app.app_context(), reading():
        title, receipts = db.session.scalar(select(Entry.title).where(Entry.public_id == written)), count(Receipt)
        db.session.rollback()
    assert client.get(f"{base}/{written}/sua").status_code == 200, "reading needs no room"
    assert title == f"lần {last}" or last == 1, f"acknowledged {last}, found {title}"
    if refused.status_code != 302:
        told_plainly(refused)
        assert receipts == 0, "half of an act is there"
    disk.make_room()
    assert save(last + 1).status_code == 200, "it works again"
    assert hand_in().status_code == 302
    with app.app_context(), reading():
        assert verify(db.session).holds
        assert count(Receipt) == 1
        db.engine.dispose()
    with closing(sqlite3.connect(root / "contest.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    print("ok")  # noqa: T201 - what the test reads


def count(model: type[Receipt]) -> int:
    """Rows of a table."""
    return len(db.session.scalars(select(model.id)).all())


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
