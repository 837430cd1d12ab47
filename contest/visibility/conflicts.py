"""Who must not score what, found from real identities; a code, a judge and a kind come out, no name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from contest.accounts.models import Membership, Person, Relation
from contest.accounts.types import PersonId, Role
from contest.blinding.models import Code
from contest.blinding.types import CodeId
from contest.submissions.models import Author, Entry


@dataclass(frozen=True, kw_only=True, slots=True)
class IdentityConflict:
    """A judge who must not score a code, found from real identities; says why without saying who."""

    code_id: CodeId
    judge_id: PersonId
    kind: str


def identity_conflicts(session: Session, *, round_id: int) -> Sequence[IdentityConflict]:
    """Conflicts of every judge of the round's season with every code of the round.

    Kinds: ``own_work`` (the judge is an author or the owner, by account or e-mail), ``same_organisation``
    (the judge's agency made or sent the work), ``relation`` (a declared relation to an author or an agency).
    """
    found: dict[tuple[int, int], str] = {}
    for kind in ("relation", "same_organisation", "own_work"):
        for code_id, judge_id in session.execute(_CONFLICT_QUERIES[kind](round_id)):
            found[(code_id, judge_id)] = kind
    return [
        IdentityConflict(code_id=CodeId(code_id), judge_id=PersonId(judge_id), kind=kind)
        for (code_id, judge_id), kind in sorted(found.items())
    ]


def _own_work(round_id: int) -> Select[int, int]:
    judge = aliased(Person)
    return (
        select(Code.id, judge.id)
        .join(Entry, Entry.id == Code.entry_id)
        .join(Membership, and_(Membership.season_id == Entry.season_id, Membership.role.in_([Role.JUDGE, Role.CHAIR])))
        .join(judge, judge.id == Membership.person_id)
        .join(Author, Author.entry_id == Entry.id, isouter=True)
        .where(
            Code.round_id == round_id,
            or_(
                Entry.owner_id == judge.id,
                Author.person_id == judge.id,
                and_(Author.email != "", Author.email == judge.email),
                and_(Author.name_key != "", Author.name_key == judge.name_key),
            ),
        )
        .distinct()
    )


def _same_organisation(round_id: int) -> Select[int, int]:
    judge = aliased(Person)
    return (
        select(Code.id, judge.id)
        .join(Entry, Entry.id == Code.entry_id)
        .join(Membership, and_(Membership.season_id == Entry.season_id, Membership.role.in_([Role.JUDGE, Role.CHAIR])))
        .join(judge, judge.id == Membership.person_id)
        .join(Author, Author.entry_id == Entry.id, isouter=True)
        .where(
            Code.round_id == round_id,
            judge.organisation_id.is_not(None),
            or_(Entry.organisation_id == judge.organisation_id, Author.organisation_id == judge.organisation_id),
        )
        .distinct()
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
