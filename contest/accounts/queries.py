"""Reading people: column selects only, a fixed number of statements for each page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.accounts.models import Membership, Organisation, Person
from contest.accounts.types import BLIND, PersonId, Profile, Role
from contest.errors import NotVisible
from contest.seasons.models import Season


@dataclass(frozen=True, kw_only=True, slots=True)
class Credentials:
    """What a sign-in is held against; nothing where the address is unknown, disabled or without a password."""

    person_id: PersonId
    password_hash: str
    session_epoch: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SeasonRole:
    """A role of the person in a season, as the account page lists it."""

    slug: str
    season: str
    role: Role
    organisation: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class OrganisationName:
    """An organisation to choose from a list."""

    id: int
    name: str


def find_credentials(session: Session, email: str) -> Credentials | None:
    """The hash behind an address that may sign in."""
    row = session.execute(
        select(Person.id, Person.password_hash, Person.session_epoch).where(
            Person.email == email,
            Person.disabled_at.is_(None),
            Person.email_confirmed_at.is_not(None),
            Person.password_hash.is_not(None),
        )
    ).one_or_none()
    if row is None:
        return None
    return Credentials(
        person_id=PersonId(row.id), password_hash=row.password_hash or "", session_epoch=row.session_epoch
    )


def credentials_of(session: Session, person_id: int) -> Credentials:
    """The hash of a person who is signed in. Errors: NotVisible."""
    row = session.execute(
        select(Person.id, Person.password_hash, Person.session_epoch).where(Person.id == person_id)
    ).one_or_none()
    if row is None:
        raise NotVisible
    return Credentials(
        person_id=PersonId(row.id), password_hash=row.password_hash or "", session_epoch=row.session_epoch
    )


def profile_of(session: Session, person_id: int) -> Profile:
    """What a person says of themself. Errors: NotVisible."""
    row = session.execute(
        select(Person.full_name, Person.pen_name, Person.phone, Person.press_card, Person.organisation_id).where(
            Person.id == person_id
        )
    ).one_or_none()
    if row is None:
        raise NotVisible
    return Profile(**row._mapping)  # noqa: SLF001 - the public name of a row's mapping


def roles_of(session: Session, person_id: int) -> Sequence[SeasonRole]:
    """A person's roles in every season, newest season first."""
    rows = session.execute(
        select(Season.slug, Season.name, Membership.role, Organisation.name.label("organisation"))
        .join(Membership, Membership.season_id == Season.id)
        .join(Organisation, Organisation.id == Membership.organisation_id, isouter=True)
        .where(Membership.person_id == person_id)
        .order_by(Season.created_at.desc(), Season.id.desc(), Membership.role)
    )
    return [
        SeasonRole(slug=row.slug, season=row.name, role=Role(row.role), organisation=row.organisation) for row in rows
    ]


def organisation_names(session: Session) -> Sequence[OrganisationName]:
    """Every organisation, for a list to choose from."""
    rows = session.execute(select(Organisation.id, Organisation.name).order_by(Organisation.name_fold))
    return [OrganisationName(id=row.id, name=row.name) for row in rows]


def season_name(session: Session, season_id: int) -> str:
    """A season's name, for an invitation to it; empty where it is gone."""
    return session.scalar(select(Season.name).where(Season.id == season_id)) or ""


def season_slug(session: Session, season_id: int) -> str | None:
    """A season's part of its address; None where it is gone."""
    return session.scalar(select(Season.slug).where(Season.id == season_id))


def is_blind_anywhere(session: Session, person_id: int) -> bool:
    """Whether a person judges or chairs in any season: their agency is then for the organizers to say."""
    held = select(Membership.id).where(Membership.person_id == person_id, Membership.role.in_(BLIND))
    return session.scalar(held.limit(1)) is not None


def is_administrator(session: Session, person_id: int) -> bool:
    """Whether somebody keeps the whole house."""
    return bool(session.scalar(select(Person.is_admin).where(Person.id == person_id)))
