"""kill -9 of whatever ``contest run`` consists of, at random moments: started again it comes up and nothing is lost."""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from contest.accounts.types import Role
from contest.db import begin_writing, reading
from tests import factories
from tests.faults.crowd import Crowd, Entrant, ready_draft
from tests.faults.held import nothing_is_lost
from tests.faults.server import SECRET, Client, Server, client_of
from tests.ports import free_port

pytestmark = [pytest.mark.any_database, pytest.mark.long]  # a start is the same on both, and each takes seconds
ROUNDS = 4
LINGERS = 30
"""Seconds in which whoever is told to stop has stopped, on a slow machine too."""


@dataclass(kw_only=True)
class Running:
    """``contest run``, and all that belongs to it."""

    folder: Path
    port: int
    process: psutil.Popen | None = None
    program: tuple[str, ...] = ("-m", "contest")

    def start(self, *options: str) -> None:
        """Start it; it may not be up yet."""
        environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        environment |= {"SECRET_KEY": SECRET, "CONTEST_INSTANCE": str(self.folder), "PORT": str(self.port)}
        with (self.folder / "run.log").open("ab") as log:
            command = [sys.executable, *self.program, "run", *options]
            self.process = psutil.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)

    def until_up(self) -> None:
        """Wait for the first answer."""
        for _try in range(600):
            with contextlib.suppress(OSError, http.client.HTTPException):
                if Client(port=self.port).get("/suc-khoe").status == http.client.OK:
                    return
            time.sleep(0.1)
        raise TimeoutError((self.folder / "run.log").read_text("utf-8")[-2000:])

    def family(self) -> list[psutil.Process]:
        """Itself, web server and its workers, background worker."""
        assert self.process is not None
        with contextlib.suppress(psutil.NoSuchProcess):
            return [self.process, *self.process.children(recursive=True)]
        return []

    def kill_one(self, chance: random.Random) -> None:
        """Kill one of them, or all."""
        family = self.family()
        self.kill_these(family if chance.random() < 0.3 else [chance.choice(family)])

    def kill_these(self, doomed: Sequence[psutil.Process], *, within: float = LINGERS) -> None:
        """Kill some; stop what still runs as Ctrl-C does, and see that nobody is left to hold the port."""
        family = self.family()
        for each in doomed:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()
        self.stop()
        _gone, alive = psutil.wait_procs(family, timeout=within)
        assert alive == []

    def stop(self) -> None:
        """End it as Ctrl-C does, if it still runs."""
        if self.process is not None:
            with contextlib.suppress(psutil.NoSuchProcess):
                self.process.terminate()
            self.process.wait(20)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """An empty instance folder; nothing of it runs when the test is over."""
    found = Running(folder=tmp_path, port=free_port())
    yield found
    for each in found.family():
        with contextlib.suppress(psutil.NoSuchProcess):
            each.kill()


def written(running: Running) -> Crowd:
    """One entrant with a draft, in a season, so that no demonstration is loaded."""
    engine = create_engine(f"sqlite:///{running.folder / 'contest.db'}")
    begin_writing()
    stop = threading.Event()
    with Session(engine, expire_on_commit=False) as own:
        season = factories.season(own)
        person = factories.person(own, roles={season.id: Role.JOURNALIST})
        category, topic = factories.category(own, season), factories.topic(own, season)
        first, *others = [ready_draft(own, season, category, person, topic) for _ in range(150)]
        own.commit()
    engine.dispose()
    entrant = Entrant(
        client=client_of(Server(url="", folder=running.folder, port=running.port), person, stop),
        pool=[one.id for one in others],
        told=person.id,
        base=f"/mua/{season.slug}/bai-du-thi",
        draft=first,
        names={one.id: one.public_id for one in others},
    )
    return Crowd(entrants=[entrant], judges=[], secretaries=[], stop=stop)


def goes_on(crowd: Crowd) -> None:
    """Wait until the entrant was given some answers more."""
    (entrant,) = crowd.entrants
    enough = entrant.saves_acknowledged + 3
    for _try in range(600):
        if entrant.saves_acknowledged >= enough or crowd.failures:
            return
        time.sleep(0.1)
    raise TimeoutError


def test_killed_at_random_it_comes_up_again_with_all_that_was_acknowledged(running: Running) -> None:
    chance = random.Random()  # noqa: S311 - chance, not secrecy
    running.start("--no-demo")  # killed while it makes its database
    time.sleep(chance.uniform(0.5, 2.5))
    running.kill_one(chance)
    running.start("--no-demo")
    running.until_up()
    crowd = written(running)
    crowd.begin()
    goes_on(crowd)
    running.kill_these(running.family()[:1])
    running.start("--no-demo")
    for _round in range(ROUNDS):
        time.sleep(chance.uniform(0.2, 1.5))
        running.kill_one(chance)
        running.start("--no-demo")
        if chance.random() < 0.7:
            running.until_up()
    running.until_up()
    goes_on(crowd)
    crowd.end()
    assert crowd.failures == []
    running.stop()
    engine = create_engine(f"sqlite:///{running.folder / 'contest.db'}")
    with reading(), Session(engine) as session:
        nothing_is_lost(session, crowd)
    engine.dispose()


UNCARING = "import contest.serve as s; s._end_with_us = lambda: None; from contest.cli import main; main()"


def test_a_broken_start_whose_children_outlive_it_is_noticed(running: Running) -> None:
    running.program = ("-c", UNCARING)
    running.start("--no-demo")
    running.until_up()
    family = running.family()
    with pytest.raises(AssertionError):
        running.kill_these(family[:1], within=3)
    for each in family[1:]:
        with contextlib.suppress(psutil.NoSuchProcess):
            each.kill()
