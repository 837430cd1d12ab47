"""Reading one entry's blinding desk: column selects, a fixed number of statements."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, and_, case, or_, select
from sqlalchemy.orm import Session, aliased

from contest.accounts.models import Membership, Person
from contest.accounts.types import Role
from contest.blinding.desk_types import CleanObject, Desk, DeskAsset, DeskFinding, Original, Rescan, desk_edit
from contest.blinding.known import digest_of, known_of
from contest.blinding.models import BlindAsset, BlindCopy, Code, Finding
from contest.blinding.types import AssetKind, AssetState, BlindState, FindingState, Place, Reading, sides_of
from contest.errors import NotVisible
from contest.seasons.models import Category, Round
from contest.seasons.queries import rules_of
from contest.seasons.types import BlindMode, RuleKey
from contest.submissions.models import Entry, Part, StoredFile
from contest.submissions.types import FilePurpose, FileState
from contest.text.styled import paragraphs

_first = aliased(Person)


def read_desk(session: Session, *, season_id: int, public_id: str) -> Desk:
    """Read one entry's desk in eleven statements, one more while a second approval is awaited.

    Errors: NotVisible.
    """
    row = _copy(session, season_id=season_id, public_id=public_id)
    if row is None:
        raise NotVisible
    done = row.state not in (BlindState.PREPARING, BlindState.FAILED)
    return Desk(
        public_id=row.public_id,
        number=row.number,
        entry_title=row.entry_title,
        category=row.category,
        press_type=row.press_type,
        mode=BlindMode(row.blind_mode),
        made_for=BlindMode(row.mode),
        state=BlindState(row.state),
        progress=row.progress,
        error=row.error,
        version=row.version,
        is_outdated=done and (row.entry_version != row.current_version or row.mode != row.blind_mode),
        rescan=_rescan(session, row) if done else Rescan.NONE,
        title=row.blind_title,
        text=row.blind_text,
        paragraphs=paragraphs(row.blind_text or "", row.emphasis),
        note=row.note_to_judges,
        outlet_line=row.outlet_line,
        author_line=row.author_line,
        needs_two=bool(rules_of(session, season_id).value(RuleKey.TWO_APPROVALS, row.category_id, default=False)),
        first_by=row.first_by,
        first_id=row.first_id,
        first_at=row.first_at,
        awaited=_awaited(session, season_id, row.first_id) if row.first_id is not None else (),
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        assets=_assets(session, row.id),
        findings=_findings(session, row.id),
        originals=_originals(session, row.entry_id),
        addresses=_addresses(session, row.entry_id),
        codes=_codes(session, row.entry_id),
    )


def _copy(session: Session, *, season_id: int, public_id: str) -> Row[*tuple[Any, ...]] | None:
    return session.execute(
        select(
            Entry.id.label("entry_id"),
            Entry.public_id,
            Entry.number,
            Entry.title.label("entry_title"),
            Entry.version.label("current_version"),
            Entry.category_id,
            Category.name.label("category"),
            Category.press_type,
            Category.blind_mode,
            BlindCopy.id,
            BlindCopy.state,
            BlindCopy.progress,
            BlindCopy.error,
            BlindCopy.version,
            BlindCopy.entry_version,
            BlindCopy.blind_title,
            BlindCopy.blind_text,
            BlindCopy.emphasis,
            BlindCopy.note_to_judges,
            BlindCopy.outlet_line,
            BlindCopy.author_line,
            BlindCopy.mode,
            BlindCopy.known_digest,
            BlindCopy.known_heard,
            BlindCopy.first_by.label("first_id"),
            BlindCopy.first_at,
            BlindCopy.approved_at,
            Person.full_name.label("approved_by"),
            _first.full_name.label("first_by"),
        )
        .join(Entry, Entry.id == BlindCopy.entry_id)
        .join(Category, Category.id == Entry.category_id)
        .join(Person, Person.id == BlindCopy.approved_by, isouter=True)
        .join(_first, _first.id == BlindCopy.first_by, isouter=True)
        .where(Entry.season_id == season_id, Entry.public_id == public_id)
    ).one_or_none()


def _rescan(session: Session, row: Row[*tuple[Any, ...]]) -> Rescan:
    """Held against what is known now, as the approval is: four statements."""
    if row.known_digest == digest_of(known_of(session, entry_id=row.entry_id)):
        return Rescan.NONE
    return Rescan.WAITING if row.known_heard is None else Rescan.RUNNING


def find_clean_file(session: Session, *, season_id: int, public_id: str, file_id: str) -> CleanObject:
    """The object behind one file a judge would get. Errors: NotVisible."""
    row = session.execute(
        select(BlindAsset.key, BlindAsset.content_type, BlindAsset.poster_key, BlindAsset.sides)
        .join(BlindCopy, BlindCopy.id == BlindAsset.blind_copy_id)
        .join(Entry, Entry.id == BlindCopy.entry_id)
        .where(
            Entry.season_id == season_id,
            Entry.public_id == public_id,
            BlindAsset.public_id == file_id,
            BlindAsset.state == AssetState.READY,
            BlindAsset.key.is_not(None),
        )
    ).one_or_none()
    if row is None:
        raise NotVisible
    sides = sides_of(row.sides, key=row.key)
    return CleanObject(
        key=row.key,
        content_type=row.content_type,
        poster_key=row.poster_key,
        strip_key=sides.strip_key,
        rates=sides.rates,
    )


def _awaited(session: Session, season_id: int, first_id: int) -> list[str]:
    """Who may approve as the second of two: the season's other secretaries."""
    return list(
        session.scalars(
            select(Person.full_name)
            .join(Membership, Membership.person_id == Person.id)
            .where(
                Membership.season_id == season_id,
                Membership.role == Role.SECRETARY,
                Person.disabled_at.is_(None),
                Person.id != first_id,
            )
            .order_by(Person.name_key, Person.id)
        )
    )


def _assets(session: Session, copy_id: int) -> list[DeskAsset]:
    rows = session.execute(
        select(
            BlindAsset.id,
            BlindAsset.public_id,
            BlindAsset.kind,
            BlindAsset.key,
            BlindAsset.poster_key,
            BlindAsset.content_type,
            BlindAsset.width,
            BlindAsset.height,
            BlindAsset.duration_seconds,
            BlindAsset.caption,
            BlindAsset.state,
            BlindAsset.note,
            BlindAsset.reading,
            BlindAsset.boxes,
            BlindAsset.base_key,
            BlindAsset.base_poster_key,
            BlindAsset.base_facts,
            BlindAsset.edits,
            BlindAsset.edit_progress,
            BlindAsset.sides,
            BlindAsset.upload_key.is_not(None).label("is_waiting"),
            StoredFile.name.label("source_name"),
        )
        .join(StoredFile, StoredFile.id == BlindAsset.source_file_id, isouter=True)
        .where(BlindAsset.blind_copy_id == copy_id)
        .order_by(BlindAsset.position, BlindAsset.id)
    )
    return [_asset(row) for row in rows]


def _asset(row: Row[*tuple[Any, ...]]) -> DeskAsset:
    columns = dict(row._mapping)  # noqa: SLF001 - the public name of a row's mapping
    sides = sides_of(columns.pop("sides"), key=row.key)
    typed = {
        "kind": AssetKind(row.kind),
        "state": AssetState(row.state),
        "reading": Reading(row.reading),
        "edits": [desk_edit(each) for each in row.edits],
    }
    return DeskAsset(**columns | typed, strip_key=sides.strip_key, rates=sides.rates)


def _findings(session: Session, copy_id: int) -> list[DeskFinding]:
    rows = session.execute(
        select(
            Finding.id,
            Finding.asset_id,
            Finding.place,
            Finding.kind,
            Finding.start,
            Finding.end,
            Finding.matched,
            Finding.excerpt,
            Finding.proposal,
            Finding.state,
            Finding.reason,
            Finding.boxes,
            Finding.moment,
            Person.full_name.label("resolved_by"),
        )
        .join(Person, Person.id == Finding.resolved_by, isouter=True)
        .join(BlindAsset, BlindAsset.id == Finding.asset_id, isouter=True)
        .where(Finding.blind_copy_id == copy_id, or_(BlindAsset.id.is_(None), BlindAsset.state != AssetState.LEFT_OUT))
        .order_by(_place_order(), BlindAsset.position, Finding.start, Finding.id)
    )
    return [
        DeskFinding(
            id=row.id,
            asset_id=row.asset_id,
            place=Place(row.place),
            kind=row.kind,
            start=row.start,
            end=row.end,
            matched=row.matched,
            excerpt=row.excerpt,
            proposal=row.proposal,
            state=FindingState(row.state),
            reason=row.reason,
            boxes=row.boxes,
            moment=row.moment,
            resolved_by=row.resolved_by,
        )
        for row in rows
    ]


def _place_order() -> Any:  # noqa: ANN401 - a SQL expression
    places = (Place.TITLE, Place.TEXT, Place.NOTE, Place.CAPTION, Place.PAGE, Place.PICTURE, Place.FRAME)
    return case({place: number for number, place in enumerate(places)}, value=Finding.place, else_=9)


def _originals(session: Session, entry_id: int) -> list[Original]:
    rows = session.execute(
        select(StoredFile.name, StoredFile.key, StoredFile.content_type, StoredFile.purpose)
        .where(StoredFile.entry_id == entry_id, StoredFile.state == FileState.VERIFIED)
        .order_by(StoredFile.position, StoredFile.id)
    )
    return [
        Original(name=row.name, key=row.key, content_type=row.content_type, purpose=FilePurpose(row.purpose))
        for row in rows
    ]


def _addresses(session: Session, entry_id: int) -> list[str]:
    return list(
        session.scalars(select(Part.url).where(and_(Part.entry_id == entry_id, Part.url != "")).order_by(Part.position))
    )


def _codes(session: Session, entry_id: int) -> list[tuple[str, str]]:
    rows = session.execute(
        select(Round.name, Code.code)
        .join(Round, Round.id == Code.round_id)
        .where(Code.entry_id == entry_id)
        .order_by(Round.ordinal)
    )
    return [(row.name, row.code) for row in rows]
