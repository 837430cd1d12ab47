"""The people of a season, as those who manage them read the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from contest.accounts.models import AccountToken, Membership, Organisation, Person
from contest.accounts.types import BLIND, PersonId, PersonName, Role, TokenPurpose
from contest.errors import NotVisible
from contest.text.folding import fold

PAGE = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldRole:
    """A role, and for a delegate the unit."""

    role: Role
    unit: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonLine:
    """Somebody with a role in the season."""

    id: int
    full_name: str
    email: str
    phone: str
    organisation: str | None
    organisation_id: int | None
    roles: Sequence[HeldRole]


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenInvitation:
    """An invitation that waits for its answer."""

    id: int
    email: str
    role: Role
    expires_at: datetime


_LINES: Final = select(
    Person.id,
    Person.full_name,
    Person.email,
    Person.phone,
    Person.organisation_id,
    Organisation.name.label("organisation"),
).join(Organisation, Organisation.id == Person.organisation_id, isouter=True)


def people_of(
    session: Session, *, season_id: int, search: str = "", role: Role | None = None, page: int = 1
) -> tuple[Sequence[PersonLine], int]:
    """One page of people by given name, and how many match: three statements."""
    members = select(Membership.person_id).where(Membership.season_id == season_id)
    if role is not None:
        members = members.where(Membership.role == role)
    wanted: list[ColumnElement[bool]] = [Person.id.in_(members)]
    if fold(search):
        wanted.append(Person.name_fold.contains(fold(search), autoescape=True))
    total = session.scalar(select(func.count()).select_from(Person).where(*wanted)) or 0
    rows = session.execute(
        _LINES.where(*wanted).order_by(Person.name_key, Person.id).limit(PAGE).offset((page - 1) * PAGE)
    ).all()
    held = _roles(session, season_id, [row.id for row in rows])
    return [PersonLine(**row._mapping, roles=held.get(row.id, [])) for row in rows], total  # noqa: SLF001 - its public name


def person_in(session: Session, *, season_id: int, person_id: int) -> PersonLine:
    """One person of the season. Errors: NotVisible."""
    row = session.execute(_LINES.where(Person.id == person_id)).one_or_none()
    held = _roles(session, season_id, [person_id])
    if row is None or person_id not in held:
        raise NotVisible
    return PersonLine(**row._mapping, roles=held[person_id])  # noqa: SLF001 - the public name of a row's mapping


def open_invitations(session: Session, *, season_id: int, now: datetime) -> Sequence[OpenInvitation]:
    """Invitations of the season that can still be accepted, newest first."""
    rows = session.execute(
        select(AccountToken.id, AccountToken.email, AccountToken.role, AccountToken.expires_at)
        .where(
            AccountToken.season_id == season_id,
            AccountToken.purpose == TokenPurpose.INVITE,
            AccountToken.used_at.is_(None),
            AccountToken.expires_at > now,
        )
        .order_by(AccountToken.created_at.desc(), AccountToken.id.desc())
    )
    return [OpenInvitation(id=row.id, email=row.email, role=Role(row.role), expires_at=row.expires_at) for row in rows]


def judges_of(session: Session, season_id: int) -> Sequence[PersonName]:
    """Judges and chairs of the season, by given name."""
    members = select(Membership.person_id).where(Membership.season_id == season_id, Membership.role.in_(BLIND))
    rows = session.execute(
        select(Person.id, Person.full_name, Person.email)
        .where(Person.id.in_(members))
        .order_by(Person.name_key, Person.id)
    )
    return [PersonName(id=PersonId(row.id), full_name=row.full_name, email=row.email) for row in rows]


def _roles(session: Session, season_id: int, people: Sequence[int]) -> dict[int, list[HeldRole]]:
    rows = session.execute(
        select(Membership.person_id, Membership.role, Organisation.name)
        .join(Organisation, Organisation.id == Membership.organisation_id, isouter=True)
        .where(Membership.season_id == season_id, Membership.person_id.in_(people))
        .order_by(Membership.role)
    )
    held: dict[int, list[HeldRole]] = {}
    for person_id, role, unit in rows:
        held.setdefault(person_id, []).append(HeldRole(role=Role(role), unit=unit))
    return held
