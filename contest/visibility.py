"""The only module that joins identity with works: one projection per audience, each an allow-list.

A judge's room receives ``blind_entries`` and nothing else. No approved blind copy, no row; an empty
blind title stays empty. Adding a field to a projection is a policy change: write the decision note
and extend the two proofs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, Subquery, and_, or_, select
from sqlalchemy.orm import Session, aliased

from contest.accounts.models import Membership, Person, Relation
from contest.accounts.types import PersonId, PersonName, Role
from contest.blinding.models import BlindAsset, BlindCopy, Code
from contest.blinding.types import AssetState, BlindState, CodeId
from contest.submissions.models import Author, Entry


@dataclass(frozen=True, kw_only=True, slots=True)
class BlindFile:
    """A clean file as a judge gets it: an opaque id, its kind and shape; no name, size or time of the original."""

    public_id: str
    kind: str
    key: str
    poster_key: str | None
    content_type: str
    width: int | None
    height: int | None
    duration_seconds: int | None
    caption: str


@dataclass(frozen=True, kw_only=True, slots=True)
class IdentityConflict:
    """A judge who must not score a code, found from real identities; says why without saying who."""

    code_id: CodeId
    judge_id: PersonId
    kind: str


def blind_entries() -> Subquery:
    """Rows a judge's room may join to: code_id, round_id, category_id, code, title, text, note.

    Only approved blind copies are in it, and no column of the entry itself.
    """
    return (
        select(
            Code.id.label("code_id"),
            Code.round_id,
            Code.category_id,
            Code.code,
            BlindCopy.id.label("blind_copy_id"),
            BlindCopy.blind_title.label("title"),
            BlindCopy.blind_text.label("text"),
            BlindCopy.note_to_judges.label("note"),
        )
        .join(BlindCopy, BlindCopy.entry_id == Code.entry_id)
        .where(
            BlindCopy.state == BlindState.APPROVED,
            BlindCopy.blind_title.is_not(None),
            BlindCopy.blind_text.is_not(None),
        )
        .subquery("blind_entry")
    )


def blind_files(session: Session, *, code_id: int) -> Sequence[BlindFile]:
    """The clean files of one approved blind copy, in order."""
    rows = session.execute(
        select(
            BlindAsset.public_id,
            BlindAsset.kind,
            BlindAsset.key,
            BlindAsset.poster_key,
            BlindAsset.content_type,
            BlindAsset.width,
            BlindAsset.height,
            BlindAsset.duration_seconds,
            BlindAsset.caption,
        )
        .join(BlindCopy, BlindCopy.id == BlindAsset.blind_copy_id)
        .join(Code, Code.entry_id == BlindCopy.entry_id)
        .where(
            Code.id == code_id,
            BlindCopy.state == BlindState.APPROVED,
            BlindAsset.state == AssetState.READY,
            BlindAsset.key.is_not(None),
        )
        .order_by(BlindAsset.position, BlindAsset.id)
    )
    return [BlindFile(**row._mapping) for row in rows]  # noqa: SLF001 - the public name of a row's mapping


def officers(session: Session, *, season_id: int, role: Role) -> Sequence[PersonName]:
    """The people who hold an officer's role in a season, by given name."""
    rows = session.execute(
        select(Person.id, Person.full_name, Person.email)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.season_id == season_id, Membership.role == role, Person.disabled_at.is_(None))
        .order_by(Person.name_key, Person.id)
    )
    return [PersonName(id=PersonId(row.id), full_name=row.full_name, email=row.email) for row in rows]


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
