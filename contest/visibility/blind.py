"""What a judge sees: approved blind copies by code, their clean files, and what a category's mode shows beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, Select, Subquery, and_, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from contest.blinding.models import BlindAsset, BlindCopy, Code
from contest.blinding.types import AssetState, BlindState, sides_of
from contest.db import columns_of
from contest.seasons.models import Category, Criterion, Round
from contest.seasons.types import BlindMode
from contest.submissions.models import Entry
from contest.submissions.types import EntryStatus


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


def out_of_contest(round_id: int | InstrumentedAttribute[int]) -> Select[int]:
    """Ids of a round's codes whose entry is accepted no more: nobody waits for a sheet on them."""
    return (
        select(Code.id)
        .join(Entry, Entry.id == Code.entry_id)
        .where(Code.round_id == round_id, Entry.status != EntryStatus.ACCEPTED)
    )


def unseen_works(session: Session, round_id: int) -> int:
    """How many accepted works of a round no judge can see: not approved yet, or the approval was withdrawn.

    To the first round belong all accepted works of the categories it has a rubric for, with or without a code.
    """
    shown = blind_entries()
    hidden = (
        select(func.count())
        .select_from(Code)
        .join(Entry, Entry.id == Code.entry_id)
        .where(
            Code.round_id == round_id,
            Entry.status == EntryStatus.ACCEPTED,
            Code.id.not_in(select(shown.c.code_id).where(shown.c.round_id == round_id)),
        )
    )
    earlier = aliased(Round)
    first = select(func.min(earlier.ordinal)).where(earlier.season_id == Round.season_id).scalar_subquery()
    without_code = (
        select(func.count())
        .select_from(Entry)
        .join(Round, (Round.season_id == Entry.season_id) & (Round.ordinal == first))
        .where(
            Round.id == round_id,
            Entry.status == EntryStatus.ACCEPTED,
            Entry.category_id.in_(select(Criterion.category_id).where(Criterion.round_id == round_id)),
            Entry.id.not_in(select(Code.entry_id).where(Code.round_id == round_id)),
        )
    )
    count: int = session.execute(
        select(hidden.correlate(None).scalar_subquery() + without_code.correlate(None).scalar_subquery())
    ).scalar_one()
    return count


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
