"""The person behind a session cookie and the season of the address, in one query."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from contest.access import find_season, load_visit
from contest.accounts.models import EndedSession, Person
from contest.accounts.types import Role
from contest.db import utc_now
from tests import factories


def test_a_person_comes_with_every_role_and_with_the_season_asked_for(session: Session) -> None:
    first, second, foreign = (factories.season(session) for _ in range(3))
    person = factories.person(session, roles={first.id: Role.ORGANIZER, second.id: Role.JUDGE})
    for season in (first, second, foreign):
        visit = load_visit(session, f"{person.id}:{person.session_epoch}:k", season.slug)
        assert visit is not None
        assert (visit.slug, visit.season) == (season.slug, find_season(session, season.slug))
        assert visit.actor.id == person.id
        assert visit.actor.roles == {first.id: {Role.ORGANIZER}, second.id: {Role.JUDGE}}


@pytest.mark.parametrize("slug", ["", "khong-co"])
def test_a_person_without_a_role_comes_without_a_season_that_is_not_there(session: Session, slug: str) -> None:
    person = factories.person(session)
    visit = load_visit(session, f"{person.id}:{person.session_epoch}:k", slug)
    assert visit is not None
    assert (visit.season, visit.actor.roles) == (None, {})


def test_nobody_is_behind_an_ended_session_an_old_epoch_or_nonsense(session: Session) -> None:
    person = factories.person(session)
    session.add(EndedSession(key="ended", ended_at=utc_now()))
    session.flush()
    for cookie in (
        f"{person.id}:{person.session_epoch}:ended",
        f"{person.id}:{person.session_epoch + 1}:k",
        "",
        "x:y:z",
    ):
        assert load_visit(session, cookie) is None


def test_one_person_goes_from_season_to_season(session: Session, sign_in: Callable[[Person], FlaskClient]) -> None:
    seasons = [factories.season(session) for _ in range(2)]
    person = factories.person(session, roles={seasons[0].id: Role.ORGANIZER})
    session.commit()
    client = sign_in(person)
    for _ in range(2):
        for season, status in zip(seasons, (200, 404), strict=True):
            assert client.get(f"/mua/{season.slug}/ho-so/").status_code == status
