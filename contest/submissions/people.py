"""Who stands behind an entry, for the officers who may know."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.accounts.models import Organisation, Person
from contest.submissions.types import EntryHead


@dataclass(frozen=True, kw_only=True, slots=True)
class Owner:
    """The account that entered the work and the unit it stands for."""

    full_name: str
    email: str
    unit: str | None


def owner_of(session: Session, head: EntryHead) -> Owner:
    """Who entered a work."""
    person = session.execute(select(Person.full_name, Person.email).where(Person.id == head.owner_id)).one()
    unit = None
    if head.organisation_id is not None:
        unit = session.scalar(select(Organisation.name).where(Organisation.id == head.organisation_id))
    return Owner(full_name=person.full_name, email=person.email, unit=unit)
