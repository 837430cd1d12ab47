"""kill -9 of the background worker in the middle of a blind copy: it is taken up again, nothing is half or double."""

from __future__ import annotations

import io
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import psutil
import pytest
from flask import Flask
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from contest import create_app
from contest.blinding.heartbeat import LEASE
from contest.blinding.models import BlindAsset, BlindCopy
from contest.db import begin_writing, db, reading, utc_now
from contest.jobs import enqueue
from contest.settings import Settings
from contest.storage.folder import store_from
from contest.storage.house import remove_orphans
from contest.storage.types import new_key
from contest.storage_commands import audit
from contest.visibility import blind_entries
from tests import factories
from tests.blinding.arrange import world
from tests.faults.server import SECRET
from tests.faults.worker import start_worker
from tests.media import samples

# Of any database: it is about files beside rows, which no database can change.
pytestmark = [pytest.mark.any_database, pytest.mark.long]
PAGES = (8, 1, 6)
"""Clean pages that each file of the entry gives: a PDF, a photo, a PDF. Many, so that a slow test still meets one."""


@dataclass(kw_only=True)
class Desk:
    """One accepted entry with three files, its store, and the queue that a worker takes orders from."""

    url: str
    folder: Path
    ground: Engine
    app: Flask
    entry_id: int
    files: list[int]
    worker: subprocess.Popen[bytes] | None = None

    def order(self, fault: str = "") -> None:
        """Start a worker and tell it to make, or go on with, the copy."""
        self.worker = start_worker(self.url, self.folder, fault=fault)
        with self.app.app_context():
            enqueue("blinding.prepare", entry_id=self.entry_id)

    def kill_when(self, is_time: Callable[[], bool]) -> None:
        """End the worker at once when it is time, not its children: they must notice by themselves."""
        assert self.worker is not None
        for _try in range(24_000):
            if is_time():
                break
            time.sleep(0.005)
        else:
            raise TimeoutError
        children = psutil.Process(self.worker.pid).children(recursive=True)
        self.worker.kill()
        self.worker.wait()
        _gone, alive = psutil.wait_procs(children, timeout=30)
        assert alive == []

    def later(self) -> None:
        """Let the time pass after which a silent job counts as dead."""
        begin_writing()
        with Session(self.ground) as own:
            long_ago = utc_now() - LEASE - timedelta(seconds=1)
            own.execute(update(BlindCopy).where(BlindCopy.entry_id == self.entry_id).values(updated_at=long_ago))
            own.commit()

    def state(self) -> str:
        """The copy's state now."""
        with reading(), Session(self.ground) as own:
            return str(own.scalar(select(BlindCopy.state).where(BlindCopy.entry_id == self.entry_id)))

    def kept(self) -> list[int]:
        """How many clean pages each file has rows for."""
        with reading(), Session(self.ground) as own:
            rows = own.scalars(
                select(BlindAsset.source_file_id)
                .join(BlindCopy, BlindCopy.id == BlindAsset.blind_copy_id)
                .where(BlindCopy.entry_id == self.entry_id)
            )
            count = Counter(rows)
        return [count[one] for one in self.files]

    def objects(self) -> int:
        """Objects in the store besides the originals."""
        return sum(1 for path in (self.folder / "objects" / "whole").rglob("*") if path.is_file()) - len(self.files)

    def nothing_is_half(self) -> None:
        """A file has all its pages or none, and no judge could be given anything."""
        assert all(have in {0, whole} for have, whole in zip(self.kept(), PAGES, strict=True)), self.kept()
        with reading(), Session(self.ground) as own:
            assert own.scalars(select(blind_entries().c.code_id)).all() == []


@pytest.fixture
def desk(arranging: Session, ground: Engine, url: str, tmp_path: Path) -> Iterator[Desk]:
    """Everything but the worker."""
    settings = Settings(secret_key=SECRET, instance=tmp_path, database_url=url)
    store = store_from(settings)
    of = world(arranging)
    of.category.blind_mode = "open"  # reading letters in pixels takes seconds a page and is not what is killed here
    originals = [
        samples.pdf(tmp_path / "a.pdf", pages=PAGES[0]),
        samples.jpeg(tmp_path / "b.jpg"),
        samples.pdf(tmp_path / "c.pdf", pages=PAGES[2]),
    ]
    files = []
    for position, path in enumerate(originals, 1):
        key = new_key()
        store.put(key, io.BytesIO(path.read_bytes()), content_type="application/octet-stream")
        values = {"key": key, "position": position, "name": path.name, "sha256": None}
        files.append(factories.stored_file(arranging, of.entry, of.journalist, **values).id)
    arranging.commit()
    app = create_app(settings)
    found = Desk(url=url, folder=tmp_path, ground=ground, app=app, entry_id=of.entry.id, files=files)
    yield found
    if found.worker is not None and found.worker.poll() is None:
        found.worker.kill()
        found.worker.wait()
    with app.app_context():
        db.engine.dispose()
        app.extensions["contest.queue"].storage.close()


def killed_again_and_again(desk: Desk, *, fault: str = "") -> None:
    """Kill it at a page of the first file, between two files and at a page of the last; let the next one finish."""
    moments: list[Callable[[int], bool]] = [
        lambda before: desk.objects() >= before + 2,
        lambda _before: desk.kept()[0] > 0,
        lambda before: desk.kept()[1] > 0 and desk.objects() >= before + 3,  # the photo is two
    ]
    for moment in moments:
        before = desk.objects()
        desk.order(fault)
        desk.kill_when(partial(moment, before))
        assert desk.state() == "preparing"
        desk.nothing_is_half()
        desk.later()
    desk.order(fault)
    for _try in range(600):
        if desk.state() == "ready":
            break
        time.sleep(0.1)
    assert desk.state() == "ready"


def test_a_killed_worker_leaves_nothing_half_and_is_taken_up_again(desk: Desk) -> None:
    killed_again_and_again(desk)
    assert desk.kept() == list(PAGES)
    store = store_from(Settings(secret_key=SECRET, instance=desk.folder))
    begin_writing()
    with Session(desk.ground) as own:
        assert remove_orphans(own, store, now=utc_now() + timedelta(days=2)) >= 1  # what the dead ones had put
        assert list(audit(own, store, hashes=False)) == []


def test_a_broken_worker_that_keeps_pages_one_by_one_is_noticed(desk: Desk) -> None:
    with pytest.raises(AssertionError):
        killed_again_and_again(desk, fault="one by one")
