"""Relations that officers declare, from which conflicts of interest are computed.

Whoever declares one types a name. Whether anybody of that name takes part is never answered: the page
shows back what was typed and nothing else, so that it cannot be used to ask who entered. What the secretariat
declares for a judge comes from the dossiers: the judge neither reads it nor takes it back
(docs/decisions/0100-what-the-secretariat-declares.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from contest.accounts.models import Membership, Person, Relation
from contest.accounts.organisations import find_organisation
from contest.accounts.types import BLIND, RelationKind
from contest.errors import NotVisible
from contest.ledger.services import record
from contest.text.folding import clean_line, clean_text, fold


@dataclass(frozen=True, kw_only=True, slots=True)
class Declaration:
    """A relation as it was typed."""

    kind: RelationKind
    to_name: str
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class RelationLine:
    """A declared relation as a list shows it."""

    id: int
    person: str
    kind: RelationKind
    to_name: str
    note: str
    declared_at: datetime
    is_own: bool


def declare(
    session: Session, *, season_id: int, person_id: int, declaration: Declaration, by: int, now: datetime
) -> None:
    """Declare a relation of a judge or chair of the season. Errors: NotVisible (no such judge)."""
    holds = select(Membership.id).where(
        Membership.season_id == season_id, Membership.person_id == person_id, Membership.role.in_(BLIND)
    )
    if session.scalar(holds.limit(1)) is None:
        raise NotVisible
    name = clean_line(declaration.to_name)
    relation_id = session.execute(
        insert(Relation)
        .values(
            season_id=season_id,
            person_id=person_id,
            kind=declaration.kind,
            to_name=name,
            to_name_fold=fold(name)[:120],
            to_organisation_id=find_organisation(session, name),
            note=clean_text(declaration.note),
            declared_at=now,
            is_own=by == person_id,
        )
        .returning(Relation.id)
    ).scalar_one()
    record(
        session,
        action="relation.declare",
        subject=f"relation:{relation_id}",
        payload={"person_id": person_id, "kind": declaration.kind},
        at=now,
        actor_id=by,
        season_id=season_id,
    )


def take_back(
    session: Session, *, season_id: int, relation_id: int, by: int, now: datetime, person_id: int | None = None
) -> None:
    """Remove a relation: one that the person declared, or any of the season for the secretariat. Errors: NotVisible."""
    gone = delete(Relation).where(Relation.id == relation_id, Relation.season_id == season_id)
    if person_id is not None:
        gone = gone.where(Relation.person_id == person_id, Relation.is_own)
    if session.execute(gone.returning(Relation.id)).first() is None:
        raise NotVisible
    record(
        session,
        action="relation.remove",
        subject=f"relation:{relation_id}",
        payload={},
        at=now,
        actor_id=by,
        season_id=season_id,
    )


def relations(session: Session, *, season_id: int, person_id: int | None = None) -> Sequence[RelationLine]:
    """The relations of a season by given name, or those that one person declared in it."""
    query = (
        select(
            Relation.id,
            Person.full_name.label("person"),
            Relation.kind,
            Relation.to_name,
            Relation.note,
            Relation.declared_at,
            Relation.is_own,
        )
        .join(Person, Person.id == Relation.person_id)
        .where(Relation.season_id == season_id)
        .order_by(Person.name_key, Relation.declared_at, Relation.id)
    )
    if person_id is not None:
        query = query.where(Relation.person_id == person_id, Relation.is_own)
    return [
        RelationLine(
            id=row.id,
            person=row.person,
            kind=RelationKind(row.kind),
            to_name=row.to_name,
            note=row.note,
            declared_at=row.declared_at,
            is_own=row.is_own,
        )
        for row in session.execute(query)
    ]
