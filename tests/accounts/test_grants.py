"""Roles and the pairs that one person must not hold in one season."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.access import find_season
from contest.accounts.entrants import officers_among
from contest.accounts.errors import (
    AddressTaken,
    EntrantCannotJudge,
    ForbiddenPair,
    LastOrganizer,
    NamesAndMarks,
    OfficerCannotEnter,
    ReasonMissing,
    SeasonTakesNoEntries,
    UnitMissing,
)
from contest.accounts.models import Membership, Person
from contest.accounts.services import create_person, grant, join_as_entrant, revoke
from contest.accounts.types import BLIND, ENTRANTS, NAMING, OFFICERS, Role
from contest.db import utc_now
from contest.errors import NotVisible, Refused
from contest.ledger.models import LedgerEntry
from contest.seasons.types import SeasonHead
from tests import factories

FORBIDDEN = {frozenset(pair) for pair in [*product(ENTRANTS, OFFICERS), *product(BLIND, NAMING)]}


def give(session: Session, season_id: int, who: Person, role: Role, organisation_id: int | None = None) -> None:
    grant(
        session,
        season_id=season_id,
        person_id=who.id,
        role=role,
        organisation_id=organisation_id,
        by=None,
        now=utc_now(),
    )


def held(session: Session, who: Person) -> set[str]:
    return set(session.scalars(select(Membership.role).where(Membership.person_id == who.id)))


@pytest.mark.parametrize(("first", "second"), list(product(Role, Role)))
def test_every_pair_of_roles_is_held_or_refused(session: Session, first: Role, second: Role) -> None:
    season, unit, who = factories.season(session), factories.organisation(session), factories.person(session)
    give(session, season.id, who, first, unit.id)
    refused = False
    try:
        give(session, season.id, who, second, unit.id)
    except ForbiddenPair:
        refused = True
    assert refused == (frozenset({first, second}) in FORBIDDEN)
    assert held(session, who) == ({first} if refused else {first, second})


def test_forbidden_pair_is_of_one_season_only(session: Session) -> None:
    this_year, last_year, who = factories.season(session), factories.season(session), factories.person(session)
    give(session, last_year.id, who, Role.JOURNALIST)
    give(session, this_year.id, who, Role.JUDGE)
    assert held(session, who) == {"journalist", "judge"}


@pytest.mark.parametrize("how", ["owner", "author by account", "author by address"])
def test_whoever_made_a_work_becomes_no_officer(session: Session, how: str) -> None:
    season, who, other = factories.season(session), factories.person(session), factories.person(session)
    category = factories.category(session, season)
    entry = factories.entry(session, season, category, who if how == "owner" else other)
    named: dict[str, dict[str, Any]] = {
        "author by account": {"person_id": who.id},
        "author by address": {"email": who.email},
    }
    factories.author(session, entry, **named.get(how, {}))
    for role in OFFICERS:
        with pytest.raises(EntrantCannotJudge):
            give(session, season.id, who, role)
    give(session, factories.season(session).id, who, Role.JUDGE)
    assert held(session, who) == {"judge"}


def test_administrator_does_not_judge(session: Session) -> None:
    season, admin = factories.season(session), factories.person(session, is_admin=True)
    with pytest.raises(NamesAndMarks):
        give(session, season.id, admin, Role.JUDGE)


def test_granting_twice_is_one_role_and_one_record(session: Session) -> None:
    season, who = factories.season(session), factories.person(session)
    give(session, season.id, who, Role.JUDGE)
    give(session, season.id, who, Role.JUDGE)
    assert list(session.scalars(select(LedgerEntry.action))) == ["membership.grant"]


def test_delegate_needs_a_unit(session: Session) -> None:
    season, who = factories.season(session), factories.person(session)
    with pytest.raises(UnitMissing):
        give(session, season.id, who, Role.UNIT)


def test_disabled_person_gets_no_role(session: Session) -> None:
    season, who = factories.season(session), factories.person(session, disabled_at=utc_now())
    with pytest.raises(NotVisible):
        give(session, season.id, who, Role.JUDGE)


def test_revoking_needs_a_reason_and_a_holder(session: Session) -> None:
    season, who = factories.season(session), factories.person(session)
    give(session, season.id, who, Role.JUDGE)
    with pytest.raises(ReasonMissing):
        revoke(session, season_id=season.id, person_id=who.id, role=Role.JUDGE, by=who.id, reason=" ", now=utc_now())
    with pytest.raises(NotVisible):
        revoke(session, season_id=season.id, person_id=who.id, role=Role.CHAIR, by=who.id, reason="x", now=utc_now())
    revoke(session, season_id=season.id, person_id=who.id, role=Role.JUDGE, by=who.id, reason="Xin nghỉ", now=utc_now())
    assert held(session, who) == set()
    assert list(session.scalars(select(LedgerEntry.action).order_by(LedgerEntry.seq)))[-1] == "membership.revoke"


def test_last_organizer_stays(session: Session) -> None:
    season, one, two = factories.season(session), factories.person(session), factories.person(session)
    give(session, season.id, one, Role.ORGANIZER)
    with pytest.raises(LastOrganizer):
        revoke(
            session, season_id=season.id, person_id=one.id, role=Role.ORGANIZER, by=one.id, reason="x", now=utc_now()
        )
    give(session, season.id, two, Role.ORGANIZER)
    revoke(session, season_id=season.id, person_id=one.id, role=Role.ORGANIZER, by=two.id, reason="x", now=utc_now())
    assert held(session, one) == set()


def test_an_organizer_whose_account_is_closed_is_nobody_to_leave_a_season_with(session: Session) -> None:
    season, one, closed = factories.season(session), factories.person(session), factories.person(session)
    for who in (one, closed):
        give(session, season.id, who, Role.ORGANIZER)
    closed.disabled_at = utc_now()
    session.flush()
    with pytest.raises(LastOrganizer):
        revoke(
            session, season_id=season.id, person_id=one.id, role=Role.ORGANIZER, by=one.id, reason="x", now=utc_now()
        )


def test_a_closed_account_loses_its_roles_too(session: Session) -> None:
    season = factories.season(session)
    left = factories.person(session, roles={season.id: Role.ORGANIZER}, disabled_at=utc_now())
    stays = factories.person(session, roles={season.id: Role.ORGANIZER})
    revoke(
        session,
        season_id=season.id,
        person_id=left.id,
        role=Role.ORGANIZER,
        by=stays.id,
        reason="Đã nghỉ việc",
        now=utc_now(),
    )
    assert session.scalars(select(Membership.person_id)).all() == [stays.id]


def head(session: Session, **values: object) -> SeasonHead:
    found = find_season(session, factories.season(session, **values).slug)
    assert found
    return found


def test_registered_person_enters_an_open_season(session: Session) -> None:
    season, who = head(session), factories.person(session)
    for _ in range(2):
        join_as_entrant(session, season=season, person_id=who.id, now=utc_now())
    assert held(session, who) == {"journalist"}


def test_delegate_entering_stays_a_delegate(session: Session) -> None:
    season, who, unit = head(session), factories.person(session), factories.organisation(session)
    give(session, season.id, who, Role.UNIT, unit.id)
    join_as_entrant(session, season=season, person_id=who.id, now=utc_now())
    assert held(session, who) == {"unit"}


def test_closed_and_hidden_seasons_take_nobody(session: Session) -> None:
    now, who = utc_now(), factories.person(session)
    with pytest.raises(SeasonTakesNoEntries):
        join_as_entrant(
            session, season=head(session, entries_close_at=now - timedelta(days=1)), person_id=who.id, now=now
        )
    with pytest.raises(NotVisible):
        join_as_entrant(session, season=head(session, is_public=False), person_id=who.id, now=now)
    assert held(session, who) == set()


@pytest.mark.parametrize("role", sorted(OFFICERS))
def test_officer_cannot_enter(session: Session, role: Role) -> None:
    season, who = head(session), factories.person(session)
    give(session, season.id, who, role)
    with pytest.raises(OfficerCannotEnter):
        join_as_entrant(session, season=season, person_id=who.id, now=utc_now())


def test_officers_are_found_among_authors(session: Session) -> None:
    season, judge, writer = factories.season(session), factories.person(session), factories.person(session)
    give(session, season.id, judge, Role.JUDGE)
    found = officers_among(
        session, season_id=season.id, emails=[f" {judge.email.upper()} ", writer.email, ""], person_ids=[writer.id]
    )
    assert [each.id for each in found] == [judge.id]


def test_address_is_stored_once_in_one_form(session: Session) -> None:
    who = create_person(session, email=" BINH@Toasoan.test", full_name="Trần  Bình ", now=utc_now())
    assert session.get_one(Person, who).email == "binh@toasoan.test"
    with pytest.raises(AddressTaken):
        create_person(session, email="binh@toasoan.test", full_name="Khác", now=utc_now())
    with pytest.raises(Refused):
        create_person(session, email="không phải", full_name="Khác", now=utc_now())
