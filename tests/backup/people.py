"""People who work while a backup is taken, and what was acknowledged to them."""

from __future__ import annotations

import contextlib
import hashlib
import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from contest.access import find_season
from contest.db import begin_writing, utc_now
from contest.storage import current_store, new_key
from contest.storage.types import ObjectKey
from contest.submissions.models import Entry
from contest.submissions.services import create_draft, delete_draft
from contest.submissions.types import Channel, DraftContent
from tests import factories

THREADS = 3


@dataclass(frozen=True)
class Act:
    """A draft with a file that was acknowledged."""

    entry_id: int
    public_id: str
    key: str
    body: bytes


@dataclass(kw_only=True)
class Work:
    """People who begin drafts with a file, and throw every third away, until they are told to stop."""

    app: Flask
    engine: Engine
    slug: str
    owner_id: int
    category_id: int
    acknowledged: list[Act] = field(default_factory=list)
    given_up: set[str] = field(default_factory=set)
    """Drafts whose removal was begun."""
    stop: threading.Event = field(default_factory=threading.Event)
    failures: list[BaseException] = field(default_factory=list)

    def act(self, number: int) -> Act:
        """Begin a draft with a file; acknowledged after the commit."""
        body = f"tệp {number} {new_key()}".encode()
        with self.app.app_context(), Session(self.engine) as own:
            season = find_season(own, self.slug)
            assert season is not None
            head = create_draft(
                own,
                season=season,
                category_id=self.category_id,
                owner_id=self.owner_id,
                channel=Channel.AUTHOR,
                content=DraftContent(title=f"Bài {number}"),
                now=utc_now(),
            )
            key = new_key()
            current_store().put(key, io.BytesIO(body), content_type="text/plain")
            file = {"key": key, "sha256": hashlib.sha256(body).hexdigest(), "size": len(body)}
            factories.stored_file(own, own.get_one(Entry, head.id), _Owner(self.owner_id), **file)  # type: ignore[arg-type]  # its id is all that is read
            own.commit()
        done = Act(head.id, head.public_id, key, body)
        self.acknowledged.append(done)
        return done

    def give_up(self, act: Act) -> None:
        """Throw a draft away as the view does: the rows, then the object."""
        self.given_up.add(act.public_id)
        with self.app.app_context(), Session(self.engine) as own:
            delete_draft(own, entry_id=act.entry_id, by=self.owner_id, now=utc_now())
            own.commit()
            current_store().delete(ObjectKey(act.key))

    def run(self, thread: int) -> None:
        """Go on until told to stop."""
        begin_writing()
        try:
            for number in range(thread, 10_000, THREADS):
                if self.stop.is_set():
                    return
                done = self.act(number)
                if number % 9 < THREADS:
                    self.give_up(done)
        except BaseException as error:  # noqa: BLE001 - told by the test
            self.failures.append(error)

    def until(self, count: int) -> None:
        """Wait until so many acts were acknowledged."""
        while len(self.acknowledged) < count and not self.failures:
            threading.Event().wait(0.01)
        assert self.failures == []


@dataclass(frozen=True)
class _Owner:
    id: int


@contextlib.contextmanager
def at_work(work: Work) -> Iterator[None]:
    """Everybody works while the block runs."""
    people = [threading.Thread(target=work.run, args=(thread,)) for thread in range(THREADS)]
    for each in people:
        each.start()
    try:
        yield
    finally:
        work.stop.set()
        for each in people:
            each.join()
    assert work.failures == []
