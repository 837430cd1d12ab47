"""Who must not score what, found from real identities; a code, a judge and a kind come out, no name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from contest.accounts.models import Membership, Person, Relation
from contest.accounts.types import PersonId, Role
from contest.blinding.models import Code
from contest.blinding.types import CodeId
from contest.submissions.models import Author, Entry
from contest.text.folding import fold

SHORTEST_NAME: Final = 5
"""Letters of a pen name that bars a judge: «TS» or «Hà» is many people."""


@dataclass(frozen=True, kw_only=True, slots=True)
class IdentityConflict:
    """A judge who must not score a code, found from real identities; says why without saying who."""

    code_id: CodeId
    judge_id: PersonId
    kind: str


def identity_conflicts(session: Session, *, round_id: int) -> Sequence[IdentityConflict]:
    """Conflicts of every judge of the round's season with every code of the round.

    Kinds: ``own_work`` (the judge is an author or the owner, by account, e-mail, name or pen name),
    ``same_organisation`` (the judge's agency made or sent the work), ``relation`` (a declared relation to an author,
    also by a pen name, or to an agency).
    """
    found = by_pen_name(session, round_id=round_id)
    for kind in ("relation", "same_organisation", "own_work"):
        for code_id, judge_id in session.execute(_CONFLICT_QUERIES[kind](round_id)):
            found[(code_id, judge_id)] = kind
    return [
        IdentityConflict(code_id=CodeId(code_id), judge_id=PersonId(judge_id), kind=kind)
        for (code_id, judge_id), kind in sorted(found.items())
    ]


def by_pen_name(session: Session, *, round_id: int) -> dict[tuple[int, int], str]:
    """Conflicts that only a pen name or a byline shows, by code and judge.

    Folding is not the database's: the season's judges and the authors who sign otherwise are compared here. A name
    shorter than ``SHORTEST_NAME`` letters is nobody's alone and bars no one.
    """
    own, related = _names_of_judges(session, round_id), _names_of_relations(session, round_id)
    signed = {name for names in own.values() for name in names}
    found: dict[tuple[int, int], str] = {}
    for code_id, *names in session.execute(_signing_authors(round_id, signed)):
        known = {folded for folded in map(fold, names) if len(folded) >= SHORTEST_NAME}
        for kind, sought in (("relation", related), ("own_work", own)):
            found |= {(code_id, judge_id): kind for judge_id, theirs in sought.items() if known & theirs}
    return found


def held_by_relatives(session: Session, *, round_id: int, since: datetime) -> Collection[tuple[int, int]]:
    """Pairs of code and judge that a relation declared after ``since`` says must not meet, whoever holds what."""
    later = Relation.declared_at > since
    fresh = set(session.scalars(select(Relation.person_id).where(later, Relation.season_id.in_(_season_of(round_id)))))
    if not fresh:
        return set()
    pairs = {(code_id, judge_id) for code_id, judge_id in session.execute(_relation(round_id).where(later))}
    signed = by_pen_name(session, round_id=round_id)
    return pairs | {pair for pair, kind in signed.items() if kind == "relation" and pair[1] in fresh}


def _season_of(round_id: int) -> Select[int]:
    return select(Entry.season_id).join(Code, Code.entry_id == Entry.id).where(Code.round_id == round_id).limit(1)


def _names_of_judges(session: Session, round_id: int) -> Mapping[int, set[str]]:
    """The pen name of every judge who has one, with the full name."""
    rows = session.execute(
        select(Person.id, Person.name_fold, Person.pen_name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.season_id.in_(_season_of(round_id)), Membership.role.in_([Role.JUDGE, Role.CHAIR]))
    )
    return {
        row.id: {name for name in (row.name_fold, fold(row.pen_name)) if len(name) >= SHORTEST_NAME} for row in rows
    }


def _names_of_relations(session: Session, round_id: int) -> Mapping[int, set[str]]:
    named: dict[int, set[str]] = {}
    rows = session.execute(
        select(Relation.person_id, Relation.to_name_fold).where(Relation.season_id.in_(_season_of(round_id)))
    )
    for person_id, name in rows:
        if len(name) >= SHORTEST_NAME:
            named.setdefault(person_id, set()).add(name)
    return named


def _signing_authors(round_id: int, judges: Collection[str]) -> Select[int, str, str, str]:
    """Authors who sign with another name, and those whose own name a judge signs with."""
    return (
        select(Code.id, Author.full_name_fold, Author.pen_name, Author.byline)
        .join(Author, Author.entry_id == Code.entry_id)
        .where(
            Code.round_id == round_id,
            or_(Author.pen_name != "", Author.byline != "", Author.full_name_fold.in_(judges)),
        )
    )


_judge = aliased(Person)


def _judges_beside_works(round_id: int, *conflict: ColumnElement[bool]) -> Select[int, int]:
    """Code and judge of the season, wherever the conflict holds between them."""
    return (
        select(Code.id, _judge.id)
        .join(Entry, Entry.id == Code.entry_id)
        .join(Membership, and_(Membership.season_id == Entry.season_id, Membership.role.in_([Role.JUDGE, Role.CHAIR])))
        .join(_judge, _judge.id == Membership.person_id)
        .join(Author, Author.entry_id == Entry.id, isouter=True)
        .where(Code.round_id == round_id, *conflict)
        .distinct()
    )


def _own_work(round_id: int) -> Select[int, int]:
    return _judges_beside_works(
        round_id,
        or_(
            Entry.owner_id == _judge.id,
            Author.person_id == _judge.id,
            and_(Author.email != "", Author.email == _judge.email),
            and_(Author.name_key != "", Author.name_key == _judge.name_key),
        ),
    )


def _same_organisation(round_id: int) -> Select[int, int]:
    return _judges_beside_works(
        round_id,
        _judge.organisation_id.is_not(None),
        or_(Entry.organisation_id == _judge.organisation_id, Author.organisation_id == _judge.organisation_id),
    )


def _relation(round_id: int) -> Select[int, int]:
    return (
        select(Code.id, Relation.person_id)
        .join(Entry, Entry.id == Code.entry_id)
        .join(Relation, Relation.season_id == Entry.season_id)
        .join(Author, Author.entry_id == Entry.id, isouter=True)
        .where(
            Code.round_id == round_id,
            or_(
                and_(Relation.to_name_fold != "", Author.full_name_fold == Relation.to_name_fold),
                and_(
                    Relation.to_organisation_id.is_not(None),
                    or_(
                        Entry.organisation_id == Relation.to_organisation_id,
                        Author.organisation_id == Relation.to_organisation_id,
                    ),
                ),
            ),
        )
        .distinct()
    )


_CONFLICT_QUERIES = {"own_work": _own_work, "same_organisation": _same_organisation, "relation": _relation}
