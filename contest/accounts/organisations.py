"""Agencies and branches: what they are called, which is also what the blinding looks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from contest.accounts.errors import NameTaken
from contest.accounts.models import Organisation, Person, Relation
from contest.accounts.types import OrganisationKind
from contest.errors import NotVisible
from contest.ledger.services import record
from contest.text.folding import clean_line, fold

PAGE = 50
NAME_LENGTH = 200
"""Letters of a name, as typed and as searched for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OrganisationFacts:
    """Everything an organisation is known by; ``domains`` are host names of its sites."""

    name: str
    kind: OrganisationKind
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class OrganisationLine:
    """An organisation in the list."""

    id: int
    name: str
    kind: OrganisationKind
    aliases: Sequence[str]
    domains: Sequence[str]
    people: int


def organisations(session: Session, *, search: str, page: int) -> tuple[Sequence[OrganisationLine], int]:
    """One page of organisations by name, and how many there are: two statements."""
    wanted = Organisation.name_fold.contains(fold(search), autoescape=True)
    total = session.scalar(select(func.count()).select_from(Organisation).where(wanted)) or 0
    people = select(func.count()).where(Person.organisation_id == Organisation.id).scalar_subquery()
    rows = session.execute(
        select(
            Organisation.id,
            Organisation.name,
            Organisation.kind,
            Organisation.aliases,
            Organisation.domains,
            people.label("people"),
        )
        .where(wanted)
        .order_by(Organisation.name_fold)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return [
        OrganisationLine(
            id=row.id,
            name=row.name,
            kind=OrganisationKind(row.kind),
            aliases=row.aliases,
            domains=row.domains,
            people=row.people,
        )
        for row in rows
    ], total


def organisation_facts(session: Session, organisation_id: int) -> OrganisationFacts:
    """One organisation. Errors: NotVisible."""
    row = session.execute(
        select(Organisation.name, Organisation.kind, Organisation.aliases, Organisation.domains).where(
            Organisation.id == organisation_id
        )
    ).one_or_none()
    if row is None:
        raise NotVisible
    return OrganisationFacts(
        name=row.name, kind=OrganisationKind(row.kind), aliases=tuple(row.aliases), domains=tuple(row.domains)
    )


def save_organisation(
    session: Session, *, facts: OrganisationFacts, by: int | None, now: datetime, organisation_id: int | None = None
) -> int:
    """Add or change an organisation; declared relations that name it are tied to it. Errors: NameTaken, NotVisible."""
    name = clean_line(facts.name)
    # Folding may write one letter as several («ß», «½»); the column holds as many as the name may have.
    folded = fold(name)[:NAME_LENGTH]
    same = select(Organisation.id).where(Organisation.name_fold == folded)
    if session.scalar(same) not in {None, organisation_id}:
        raise NameTaken
    values = {
        "name": name,
        "name_fold": folded,
        "kind": facts.kind,
        "aliases": [clean_line(alias) for alias in facts.aliases if clean_line(alias)],
        "domains": [domain.strip().lower() for domain in facts.domains if domain.strip()],
    }
    saved: int | None
    if organisation_id is None:
        saved = session.execute(insert(Organisation).values(**values).returning(Organisation.id)).scalar_one()
    else:
        change = update(Organisation).where(Organisation.id == organisation_id).values(**values)
        saved = session.execute(change.returning(Organisation.id)).scalar_one_or_none()
    if saved is None:
        raise NotVisible
    _tie_relations(session, saved, [name, *facts.aliases])
    record(session, action="organisation.save", subject=f"organisation:{saved}", payload=values, at=now, actor_id=by)
    return saved


def find_organisation(session: Session, name: str) -> int | None:
    """The organisation that a name or an alias means; nothing of it is shown to whoever typed the name."""
    wanted = fold(name)
    if not wanted:
        return None
    rows = session.execute(select(Organisation.id, Organisation.name_fold, Organisation.aliases))
    for row in rows:
        if wanted == row.name_fold or wanted in {fold(alias) for alias in row.aliases}:
            return int(row.id)
    return None


def _tie_relations(session: Session, organisation_id: int, names: Sequence[str]) -> None:
    loose = update(Relation).where(
        Relation.to_organisation_id.is_(None), Relation.to_name_fold.in_([fold(name) for name in names])
    )
    session.execute(loose.values(to_organisation_id=organisation_id))
