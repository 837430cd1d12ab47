"""Forty people hand in within two seconds around the deadline.

Each is in time and has a receipt, or is told so and loses nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from contest.accounts.types import Role
from contest.db import begin_writing, reading, utc_now
from contest.ledger.services import verify
from contest.seasons.models import Season
from contest.submissions.models import Entry, Receipt
from tests import factories
from tests.faults.crowd import ready_draft
from tests.faults.server import Answer, Client, Server, client_of

PEOPLE = 40
APART = 0.05
"""Seconds between two of them."""
NONE_YET = Answer(status=0, body="", location="")


@dataclass(kw_only=True)
class Late:
    """One who hands in near the deadline, and what came of it."""

    client: Client
    address: str
    entry: Entry
    sent_at: datetime = datetime.max  # noqa: DTZ901 - replaced before it is read
    answered_at: datetime = datetime.max  # noqa: DTZ901 - replaced before it is read
    answer: Answer = NONE_YET

    def hand_in(self, at: datetime) -> None:
        """Wait for the moment, then press the button."""
        time.sleep(max(0.0, (at - utc_now()).total_seconds()))
        self.sent_at = utc_now()
        self.answer = self.client.post(f"{self.address}/nop", {"version": "1", "key": f"khoa{self.entry.id}"})
        self.answered_at = utc_now()


def gathered(session: Session, server: Server) -> tuple[Season, list[Late]]:
    """Everybody with a draft that could be handed in."""
    season = factories.season(session)
    category, topic = factories.category(session, season), factories.topic(session, season)
    people = []
    for _ in range(PEOPLE):
        person = factories.person(session, roles={season.id: Role.JOURNALIST})
        entry = ready_draft(session, season, category, person, topic)
        address = f"/mua/{season.slug}/bai-du-thi/{entry.public_id}"
        people.append(Late(client=client_of(server, person), address=address, entry=entry))
    session.commit()
    return season, people


def raced(ground: Engine, season: Season, people: Sequence[Late]) -> datetime:
    """Set the deadline a moment ahead and let everybody hand in around it; the deadline."""
    deadline = utc_now() + timedelta(seconds=APART * PEOPLE / 2 + 1)
    begin_writing()
    with Session(ground) as own:
        own.execute(update(Season).where(Season.id == season.id).values(entries_close_at=deadline))
        own.commit()
    moments = [deadline + timedelta(seconds=APART) * (place - PEOPLE // 2) for place in range(PEOPLE)]
    threads = [threading.Thread(target=one.hand_in, args=(at,)) for one, at in zip(people, moments, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return deadline


def everybody_was_treated_alike(session: Session, people: Sequence[Late], deadline: datetime) -> None:
    """In time: a receipt that says so. Late: told so, and everything typed is there."""
    receipts = {row.entry_id: row.issued_at for row in session.execute(select(Receipt.entry_id, Receipt.issued_at))}
    for one in people:
        if one.answer.status == 302:
            assert one.sent_at <= receipts[one.entry.id] < deadline
            assert one.sent_at < deadline
        else:
            assert one.answer.status == 422
            assert one.answered_at >= deadline
            assert "nên không còn nhận được. Nội dung đã nhập vẫn được giữ." in one.answer.body
            assert one.entry.id not in receipts
            kept = session.execute(select(Entry.status, Entry.body).where(Entry.id == one.entry.id)).one()
            assert tuple(kept) == ("draft", one.entry.body)
    assert verify(session).holds


def test_at_the_deadline_everybody_is_in_time_or_told(
    arranging: Session, ground: Engine, serve: Callable[..., Server]
) -> None:
    season, people = gathered(arranging, serve())
    page = people[0].client.get(f"{people[0].address}/nop")
    assert "theo đồng hồ của máy chủ" in page.body
    deadline = raced(ground, season, people)
    with reading(), Session(ground) as session:
        everybody_was_treated_alike(session, people, deadline)
    late = [one for one in people if one.answer.status == 422]
    assert 5 <= len(late) <= PEOPLE - 5
    page = late[0].client.get(f"{late[0].address}/sua")  # what was typed can still be read, and written on
    assert (page.status, late[0].entry.body in page.body) == (200, True)


@pytest.mark.any_database
def test_a_broken_clock_at_the_deadline_is_noticed(
    arranging: Session, ground: Engine, serve: Callable[..., Server]
) -> None:
    season, people = gathered(arranging, serve("slow clock"))
    deadline = raced(ground, season, people)
    with reading(), Session(ground) as session, pytest.raises(AssertionError):
        everybody_was_treated_alike(session, people, deadline)
