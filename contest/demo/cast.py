"""The people of the demonstration: twelve fixed accounts and the invented authors behind the works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from contest.accounts.consents import give
from contest.accounts.models import Organisation, Person, Relation
from contest.accounts.services import create_person, grant
from contest.accounts.types import ConsentPurpose, RelationKind, Role
from contest.demo.content import SampleContest, SamplePerson
from contest.text.folding import fold

PASSWORD: Final = "demo-Viec-thien-2023"  # noqa: S105 - printed on the start page of every demonstration


@dataclass(frozen=True, kw_only=True, slots=True)
class Officer:
    """A fixed account of the demonstration; ``unit`` is a key of the units or empty."""

    email: str
    name: str
    role: Role | None
    unit: str = ""


SECRETARY: Final = "thuky@demo.test"
CHAIR: Final = "chutich@demo.test"
ORGANIZER: Final = "bantochuc@demo.test"
ADMIN: Final = "quantri@demo.test"
JOURNALIST: Final = "nhabao@demo.test"
DELEGATE: Final = "donvi@demo.test"

OFFICERS: Final = (
    Officer(email=SECRETARY, name="Nguyễn Thị Hồng Vân", role=Role.SECRETARY),
    Officer(email="giamkhao1@demo.test", name="Hoàng Bá Lộc", role=Role.JUDGE),
    Officer(email="giamkhao2@demo.test", name="Phạm Thị Kim Oanh", role=Role.JUDGE),
    Officer(email="giamkhao3@demo.test", name="Nguyễn Trọng Nghĩa", role=Role.JUDGE, unit="bbg"),
    Officer(email="giamkhao4@demo.test", name="Lại Thế Vinh", role=Role.JUDGE),
    Officer(email="giamkhao5@demo.test", name="Đào Thu Huyền", role=Role.JUDGE, unit="dai"),
    Officer(email="giamkhao6@demo.test", name="Vương Quốc Trụ", role=Role.JUDGE),
    Officer(email="giamkhao7@demo.test", name="Mai Thị Ánh Hồng", role=Role.JUDGE, unit="hnb"),
    Officer(email=CHAIR, name="Trịnh Văn Phấn", role=Role.CHAIR),
    Officer(email=ORGANIZER, name="Lê Thị Minh Tâm", role=Role.ORGANIZER),
    Officer(email=ADMIN, name="Đỗ Anh Tuấn", role=None),
)
JUDGES: Final = tuple(one.email for one in OFFICERS if one.role is Role.JUDGE)
_SILENT: Final = 8
"""Of so many entrants one has not agreed that the name is published, and is to be asked before the release."""
ACCOUNTS: Final = (JOURNALIST, DELEGATE, SECRETARY, *JUDGES, CHAIR, ORGANIZER, ADMIN)
"""The addresses that can sign in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cast:
    """Ids of the people by address and of the units by key."""

    people: Mapping[str, int]
    units: Mapping[str, int]


def address_of(person: SamplePerson) -> str:
    """The address of an author: the fixed account, or one of their own that nobody can sign in to."""
    return person.account or f"{fold(person.name).replace(' ', '.')}@demo.test"


def create_cast(session: Session, *, contest: SampleContest, password_hash: str, now: datetime) -> Cast:
    """Write units and people. Only the fixed accounts have a password. Errors: AddressTaken."""
    units = {
        key: _unit(session, unit.name, unit.kind, unit.aliases, unit.domains) for key, unit in contest.units.items()
    }
    people: dict[str, int] = {}
    for officer in OFFICERS:
        people[officer.email] = create_person(
            session,
            email=officer.email,
            full_name=officer.name,
            password_hash=password_hash,
            organisation_id=units.get(officer.unit),
            is_admin=officer.email == ADMIN,
            now=now,
        )
    for unit_key, unit in contest.units.items():
        if unit.account:
            people[unit.account] = create_person(
                session,
                email=unit.account,
                full_name=unit.delegate,
                password_hash=password_hash,
                organisation_id=units[unit_key],
                now=now,
            )
    for place, author in enumerate(contest.people.values()):
        person_id = _author(session, author, units, password_hash if author.account else None, now)
        people[address_of(author)] = person_id
        agreed = {ConsentPurpose.PROCESSING, ConsentPurpose.PUBLICATION}
        if place % _SILENT == 1:
            agreed.remove(ConsentPurpose.PUBLICATION)
        give(session, person_id=person_id, purposes=agreed, now=now)
    return Cast(people=people, units=units)


def grant_roles(session: Session, *, contest: SampleContest, cast: Cast, season_id: int, now: datetime) -> None:
    """Give the officers and the unit's delegate their roles; entrants join by themselves."""
    by = cast.people[ADMIN]
    for officer in OFFICERS:
        if officer.role is not None:
            person_id = cast.people[officer.email]
            grant(session, season_id=season_id, person_id=person_id, role=officer.role, by=by, now=now)
    for key, unit in contest.units.items():
        if unit.account:
            grant(
                session,
                season_id=season_id,
                person_id=cast.people[unit.account],
                role=Role.UNIT,
                organisation_id=cast.units[key],
                by=by,
                now=now,
            )


def declare_relation(session: Session, *, contest: SampleContest, cast: Cast, season_id: int, now: datetime) -> None:
    """One judge says that an author is family: conflicts of interest have something to show."""
    name = contest.people["nong_sang"].name
    session.execute(
        insert(Relation).values(
            season_id=season_id,
            person_id=cast.people[JUDGES[1]],
            kind=RelationKind.FAMILY,
            to_name=name,
            to_name_fold=fold(name),
            note="Em họ",
            declared_at=now,
            is_own=True,
        )
    )


def _unit(session: Session, name: str, kind: str, aliases: tuple[str, ...], domains: tuple[str, ...]) -> int:
    found = session.scalar(select(Organisation.id).where(Organisation.name_fold == fold(name)))
    if found is not None:
        return found
    added = insert(Organisation).values(
        name=name, name_fold=fold(name), kind=kind, aliases=list(aliases), domains=list(domains)
    )
    return int(session.execute(added.returning(Organisation.id)).scalar_one())


def _author(
    session: Session, author: SamplePerson, units: Mapping[str, int], password_hash: str | None, now: datetime
) -> int:
    person_id = create_person(
        session,
        email=address_of(author),
        full_name=author.name,
        pen_name=author.pen,
        organisation_id=units.get(author.unit),
        password_hash=password_hash,
        now=now,
    )
    return int(person_id)


def people_named(session: Session, emails: tuple[str, ...]) -> Mapping[str, int]:
    """Ids of people by address."""
    rows = session.execute(select(Person.email, Person.id).where(Person.email.in_(emails)))
    return {row.email: row.id for row in rows}
