"""A number that a page names is never another row's, also after the row that had it is gone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from contest.accounts.models import Relation
from contest.blinding.models import Finding
from contest.db import Base, utc_now
from contest.results.models import Revocation
from tests import factories


def finding(session: Session) -> Callable[[], Base]:
    """What the scan found; every scan writes its own."""
    season = factories.season(session)
    entry = factories.entry(session, season, factories.category(session, season), factories.person(session))
    copy = factories.blind_copy(session, entry)
    words = {"place": "text", "kind": "name", "start": 0, "end": 5, "matched": "Lan", "excerpt": "Lan", "proposal": "…"}
    return lambda: Finding(blind_copy_id=copy.id, boxes=[], state="open", **words)


def relation(session: Session) -> Callable[[], Base]:
    """What an officer declared and may take back."""
    season = factories.season(session)
    who = factories.person(session)
    return lambda: Relation(season_id=season.id, person_id=who.id, kind="family", declared_at=utc_now(), is_own=True)


def revocation(session: Session) -> Callable[[], Base]:
    """A request that may be let go, and another made in its place."""
    season = factories.season(session)
    work = factories.published_work(session, season)
    who = factories.person(session)
    asked = {"season_id": season.id, "work_id": work.id, "asked_by": who.id, "asked_at": utc_now()}
    return lambda: Revocation(reason="Theo quyết định.", **asked)


@pytest.mark.parametrize("rows", [finding, relation, revocation])
def test_a_number_that_a_page_names_is_given_once(
    session: Session, rows: Callable[[Session], Callable[[], Base]]
) -> None:
    make = rows(session)
    numbers = []
    for _time in range(3):
        row = make()
        session.add(row)
        session.flush()
        numbers.append(row.id)  # type: ignore[attr-defined]  # every one of these tables has it
        session.delete(row)
        session.flush()
    assert len(set(numbers)) == 3
