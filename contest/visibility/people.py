"""How officers are named to one another."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.accounts.models import Membership, Person
from contest.accounts.types import PersonId, PersonName, Role


def officers(session: Session, *, season_id: int, role: Role) -> Sequence[PersonName]:
    """The people who hold an officer's role in a season, by given name."""
    rows = session.execute(
        select(Person.id, Person.full_name, Person.email)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.season_id == season_id, Membership.role == role, Person.disabled_at.is_(None))
        .order_by(Person.name_key, Person.id)
    )
    return [PersonName(id=PersonId(row.id), full_name=row.full_name, email=row.email) for row in rows]


def officers_of(session: Session, *, season_ids: Collection[int], role: Role) -> Mapping[int, Sequence[PersonId]]:
    """The people who hold an officer's role in each of some seasons, in one query."""
    rows = session.execute(
        select(Membership.season_id, Person.id)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.season_id.in_(season_ids), Membership.role == role, Person.disabled_at.is_(None))
        .order_by(Person.id)
    )
    found: dict[int, list[PersonId]] = {}
    for season_id, person_id in rows:
        found.setdefault(season_id, []).append(PersonId(person_id))
    return found


def holders(session: Session, *, season_id: int, role: Role) -> frozenset[int]:
    """Who holds a role, by number: no row of a person is read, so that a judge's own act may ask it."""
    query = select(Membership.person_id).where(Membership.season_id == season_id, Membership.role == role)
    return frozenset(session.execute(query).scalars())


def people_named(session: Session, *, person_ids: Collection[int]) -> Sequence[PersonName]:
    """People by given name, whatever they are now: what somebody did is not told under a number when they left."""
    rows = session.execute(
        select(Person.id, Person.full_name, Person.email)
        .where(Person.id.in_(person_ids))
        .order_by(Person.name_key, Person.id)
    )
    return [PersonName(id=PersonId(row.id), full_name=row.full_name, email=row.email) for row in rows]
