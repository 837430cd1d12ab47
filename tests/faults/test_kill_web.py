"""kill -9 of web workers while people write, against each person's own list of what was acknowledged."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from contest.db import reading
from tests.faults.crowd import Crowd, gather
from tests.faults.held import nothing_is_lost
from tests.faults.server import Server

pytestmark = pytest.mark.long

ANSWERS = 12
"""Answers between two kills: as often as the machine can bear."""


def killed_under_load(arranging: Session, server: Server, *, kills: int) -> Crowd:
    """Kill one worker after another while everybody works, then all of it at once; and start it again."""
    crowd = gather(arranging, server)
    crowd.begin()
    for _kill in range(kills):
        crowd.until_more(ANSWERS)
        server.kill_a_worker()
    crowd.until_everybody_was_answered()
    server.kill()
    crowd.end()
    assert crowd.failures == []
    server.start()
    return crowd


def test_killed_workers_lose_nothing_that_was_acknowledged(
    arranging: Session, ground: Engine, serve: Callable[..., Server]
) -> None:
    crowd = killed_under_load(arranging, serve(), kills=25)
    with reading(), Session(ground) as session:
        nothing_is_lost(session, crowd)
    assert sum(actor.client.interrupted for actor in crowd.everybody) > 0
    for actor in crowd.everybody:  # and everybody can go on
        actor.client.stop.clear()
        actor.step()
    with reading(), Session(ground) as session:
        nothing_is_lost(session, crowd)


@pytest.mark.any_database
@pytest.mark.parametrize("fault", ["answers first", "records apart"])
def test_a_broken_server_is_noticed(
    arranging: Session, ground: Engine, serve: Callable[..., Server], fault: str
) -> None:
    crowd = killed_under_load(arranging, serve(fault), kills=6)
    with reading(), Session(ground) as session, pytest.raises(AssertionError):
        nothing_is_lost(session, crowd)
