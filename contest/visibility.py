"""The only module that joins identity with works: one projection per audience, each an allow-list.

A judge's room receives ``blind_entries`` and nothing else. No approved blind copy, no row; an empty
blind title stays empty. Adding a field to a projection is a policy change: write the decision note
and extend the two proofs.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, Select, Subquery, and_, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from contest.accounts.models import Membership, Organisation, Person, Relation
from contest.accounts.types import PersonId, PersonName, Role
from contest.blinding.models import BlindAsset, BlindCopy, Code
from contest.blinding.types import AssetState, BlindState, CodeId, sides_of
from contest.db import columns_of
from contest.seasons.models import Category, Genre, Place, Topic
from contest.seasons.types import BlindMode
from contest.submissions.models import Author, Entry, EntryTopic, Part


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
    strip_key: str | None
    """Thumbnails of a film in a row."""
    rates: Sequence[Mapping[str, Any]]
    """A long film in fragments at several rates: bandwidth, key of the fragments, key of their list."""


@dataclass(frozen=True, kw_only=True, slots=True)
class IdentityConflict:
    """A judge who must not score a code, found from real identities; says why without saying who."""

    code_id: CodeId
    judge_id: PersonId
    kind: str


_asset, _copy, _code, _category = (columns_of(one) for one in (BlindAsset, BlindCopy, Code, Category))


def blind_entries() -> Subquery:
    """Rows a judge's room may join to: code_id, round_id, category_id, code, title, text, note.

    ``emphasis`` beside the text holds offsets of its bold and italic. Only approved blind copies are in it,
    and no column of the entry itself. A copy made for another blindness than its category has now is in it
    no more: what it hides is no longer what must be hidden.
    """
    return (
        select(
            _code.id.label("code_id"),
            _code.round_id,
            _code.category_id,
            _code.code,
            _copy.id.label("blind_copy_id"),
            _copy.blind_title.label("title"),
            _copy.blind_text.label("text"),
            _copy.emphasis,
            _copy.note_to_judges.label("note"),
        )
        .select_from(Code.__table__)
        .join(BlindCopy.__table__, _copy.entry_id == _code.entry_id)
        .join(Category.__table__, and_(_category.id == _code.category_id, _category.blind_mode == _copy.mode))
        .where(
            _copy.state == BlindState.APPROVED,
            _copy.blind_title.is_not(None),
            _copy.blind_text.is_not(None),
        )
        .subquery("blind_entry")
    )


_FILES = (
    select(
        _asset.public_id,
        _asset.kind,
        _asset.key,
        _asset.poster_key,
        _asset.content_type,
        _asset.width,
        _asset.height,
        _asset.duration_seconds,
        _asset.caption,
        _asset.sides,
    )
    .select_from(BlindAsset.__table__)
    .join(BlindCopy.__table__, _copy.id == _asset.blind_copy_id)
    .join(Code.__table__, _code.entry_id == _copy.entry_id)
    .where(
        _code.id == bindparam("code_id", type_=BigInteger),
        _copy.state == BlindState.APPROVED,
        _asset.state == AssetState.READY,
        _asset.key.is_not(None),
    )
    .order_by(_asset.position, _asset.id)
)


def blind_files(session: Session, *, code_id: int) -> Sequence[BlindFile]:
    """The clean files of one approved blind copy, in order."""
    rows = session.execute(_FILES, {"code_id": code_id})
    return [_blind_file(row) for row in rows]


def _blind_file(row: Row[*tuple[Any, ...]]) -> BlindFile:
    columns = dict(row._mapping)  # noqa: SLF001 - the public name of a row's mapping
    sides = sides_of(columns.pop("sides"), key=row.key)
    return BlindFile(**columns, strip_key=sides.strip_key, rates=sides.rates)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReleasedFile:
    """A winner's clean file as readers get it: what hid the authors is off again, what was left out stays out."""

    public_id: str
    kind: str
    key: str
    poster_key: str | None
    content_type: str
    width: int | None
    height: int | None
    caption: str


def released_files(session: Session, *, code_id: int) -> Sequence[ReleasedFile]:
    """The clean files of one approved work without covers, mutes and cuts; for publication only (decision 0080)."""
    rows = session.execute(
        select(
            BlindAsset.public_id,
            BlindAsset.kind,
            func.coalesce(BlindAsset.base_key, BlindAsset.key).label("key"),
            func.coalesce(BlindAsset.base_poster_key, BlindAsset.poster_key).label("poster_key"),
            BlindAsset.content_type,
            BlindAsset.width,
            BlindAsset.height,
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
    return [ReleasedFile(**row._mapping) for row in rows]  # noqa: SLF001 - the public name of a row's mapping


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownOutlet:
    """What a judge of a semi-blind category reads beside a work: the outlet, no person."""

    outlet: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownMakers:
    """What a judge of an open category reads beside a work: the authors and the outlet."""

    authors: str
    outlet: str


def _line(mode: BlindMode, *columns: InstrumentedAttribute[str]) -> Select[Any]:
    """Lines of a blind copy that was approved for ``mode``, and whose category still has it."""
    shown: Sequence[ColumnElement[Any]] = [column.expression for column in columns]
    lines: Select[Any] = select(*shown)
    return (
        lines.select_from(BlindCopy)
        .join(Code, Code.entry_id == BlindCopy.entry_id)
        .join(Category, Category.id == Code.category_id)
        .where(
            Code.id == bindparam("code_id", type_=BigInteger),
            BlindCopy.state == BlindState.APPROVED,
            BlindCopy.mode == mode,
            Category.blind_mode == mode,
        )
    )


_SEMI = _line(BlindMode.SEMI, BlindCopy.outlet_line)
_OPEN = _line(BlindMode.OPEN, BlindCopy.author_line, BlindCopy.outlet_line)


def outlet_of_semi(session: Session, *, code_id: int) -> ShownOutlet | None:
    """The outlet of a work in a semi-blind category; None in any other."""
    outlet = session.execute(_SEMI, {"code_id": code_id}).scalar_one_or_none()
    return None if outlet is None else ShownOutlet(outlet=outlet)


def makers_of_open(session: Session, *, code_id: int) -> ShownMakers | None:
    """The authors and the outlet of a work in an open category; None in any other."""
    row = session.execute(_OPEN, {"code_id": code_id}).one_or_none()
    return None if row is None else ShownMakers(authors=row.author_line, outlet=row.outlet_line)


def officers(session: Session, *, season_id: int, role: Role) -> Sequence[PersonName]:
    """The people who hold an officer's role in a season, by given name."""
    rows = session.execute(
        select(Person.id, Person.full_name, Person.email)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.season_id == season_id, Membership.role == role, Person.disabled_at.is_(None))
        .order_by(Person.name_key, Person.id)
    )
    return [PersonName(id=PersonId(row.id), full_name=row.full_name, email=row.email) for row in rows]


def people_named(session: Session, *, person_ids: Collection[int]) -> Sequence[PersonName]:
    """People by given name, whatever they are now: what somebody did is not told under a number when they left."""
    rows = session.execute(
        select(Person.id, Person.full_name, Person.email)
        .where(Person.id.in_(person_ids))
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


@dataclass(frozen=True, kw_only=True, slots=True)
class UnmaskedWork:
    """A work with its people: only for a season whose results two people have confirmed and unmasked."""

    code_id: int
    code: str
    entry_id: int
    number: str | None
    title: str
    category_name: str
    press_type: str
    genre_name: str
    authors: Sequence[str]
    outlet: str
    organisation: str
    place: str
    topics: Sequence[str]
    published_on: date | None
    source_url: str
    parts: int
    summary: str
    body: str
    licence: str


def unmasked_works(session: Session, *, code_ids: Sequence[int]) -> Mapping[int, UnmaskedWork]:
    """Works by code id with authors, outlet and text; the caller has checked that they may be unmasked."""
    rows = session.execute(
        select(
            Code.id.label("code_id"),
            Code.code,
            Entry.id.label("entry_id"),
            Entry.number,
            Entry.title,
            Category.name.label("category_name"),
            Category.press_type,
            Genre.name.label("genre_name"),
            Organisation.name.label("organisation"),
            Place.name.label("place"),
            Entry.summary,
            Entry.body,
            Entry.licence,
        )
        .join(Entry, Entry.id == Code.entry_id)
        .join(Category, Category.id == Entry.category_id)
        .join(Genre, Genre.id == Entry.genre_id, isouter=True)
        .join(Organisation, Organisation.id == Entry.organisation_id, isouter=True)
        .join(Place, Place.id == Entry.place_id, isouter=True)
        .where(Code.id.in_(code_ids))
    ).all()
    entry_ids = [row.entry_id for row in rows]
    authors = _grouped(session, select(Author.entry_id, Author.full_name).order_by(Author.position), entry_ids, Author)
    topics = _grouped(
        session,
        select(EntryTopic.entry_id, Topic.name).join(Topic, Topic.id == EntryTopic.topic_id).order_by(Topic.position),
        entry_ids,
        EntryTopic,
    )
    parts = _first_parts(session, entry_ids)
    return {
        row.code_id: UnmaskedWork(
            **{
                **row._mapping,  # noqa: SLF001 - the public name of a row's mapping
                "genre_name": row.genre_name or "",
                "organisation": row.organisation or "",
                "place": row.place or "",
            },
            authors=authors.get(row.entry_id, ()),
            topics=topics.get(row.entry_id, ()),
            **parts.get(row.entry_id, _NO_PART),
        )
        for row in rows
    }


_NO_PART: Mapping[str, Any] = {"outlet": "", "published_on": None, "source_url": "", "parts": 0}


def _grouped(
    session: Session, query: Select[int, str], entry_ids: Sequence[int], table: type[Author | EntryTopic]
) -> Mapping[int, Sequence[str]]:
    found: dict[int, list[str]] = {}
    for entry_id, text in session.execute(query.where(table.entry_id.in_(entry_ids))):
        found.setdefault(entry_id, []).append(text)
    return found


def _first_parts(session: Session, entry_ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
    """The first publication of each entry, and how many there are."""
    found: dict[int, dict[str, Any]] = {}
    rows = session.execute(
        select(Part.entry_id, Part.outlet, Part.published_on, Part.url)
        .where(Part.entry_id.in_(entry_ids))
        .order_by(Part.entry_id, Part.position)
    )
    for row in rows:
        first = found.setdefault(
            row.entry_id,
            {"outlet": row.outlet, "published_on": row.published_on, "source_url": row.url, "parts": 0},
        )
        first["parts"] += 1
    return found
