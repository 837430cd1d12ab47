"""Whether somebody takes part in a season as an entrant, by membership, ownership or authorship.

The entries' tables stand above this floor, so they are named here without their models; nothing but
a yes or a no comes out (docs/decisions/0041-forbidden-pairs.md).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import column, exists, or_, select, table
from sqlalchemy.orm import Session

from contest.accounts.models import Membership, Person
from contest.accounts.types import ENTRANTS, OFFICERS, PersonId, PersonName

_ENTRY = table("entry", column("id"), column("season_id"), column("owner_id"), column("status"))
_AUTHOR = table("author", column("entry_id"), column("person_id"), column("email"))


def is_entrant(session: Session, *, season_id: int, person_id: int) -> bool:
    """Whether the person holds an entrant's role, owns an entry of the season, or is an author of one."""
    member = select(Membership.id).where(
        Membership.season_id == season_id, Membership.person_id == person_id, Membership.role.in_(ENTRANTS)
    )
    email = select(Person.email).where(Person.id == person_id).scalar_subquery()
    works = (
        select(_ENTRY.c.id)
        .select_from(_ENTRY.outerjoin(_AUTHOR, _AUTHOR.c.entry_id == _ENTRY.c.id))
        .where(
            _ENTRY.c.season_id == season_id,
            _ENTRY.c.status != "withdrawn",
            or_(_ENTRY.c.owner_id == person_id, _AUTHOR.c.person_id == person_id, _AUTHOR.c.email == email),
        )
    )
    return bool(session.scalar(select(or_(exists(member), exists(works)))))


def is_officer(session: Session, *, season_id: int, person_id: int) -> bool:
    """Whether the person judges, screens or organizes the season."""
    held = select(Membership.id).where(
        Membership.season_id == season_id, Membership.person_id == person_id, Membership.role.in_(OFFICERS)
    )
    return bool(session.scalar(select(exists(held))))


def officers_among(
    session: Session, *, season_id: int, emails: Collection[str], person_ids: Collection[int]
) -> Sequence[PersonName]:
    """Officers of the season behind these addresses or accounts: they cannot be authors of an entry."""
    rows = session.execute(
        select(Person.id, Person.full_name, Person.email)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.season_id == season_id,
            Membership.role.in_(OFFICERS),
            or_(
                Person.email.in_([email.strip().lower() for email in emails if email.strip()]),
                Person.id.in_(person_ids),
            ),
        )
        .distinct()
        .order_by(Person.id)
    )
    return [PersonName(id=PersonId(row.id), full_name=row.full_name, email=row.email) for row in rows]
