"""What the upload steps read: whose entry, which files, how much is taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, func, or_, select
from sqlalchemy.orm import Session

from contest.access import Actor
from contest.accounts.models import Membership
from contest.accounts.types import Role
from contest.errors import NotVisible
from contest.seasons.queries import rules_of
from contest.seasons.types import CategoryId, RuleKey, SeasonHead
from contest.storage.types import ObjectKey, UploadId
from contest.submissions.models import Entry, StoredFile
from contest.submissions.types import Channel, EntryId, EntryPublicId, EntryStatus, FilePurpose, FileState
from contest.submissions.uploads.errors import UploadsClosed
from contest.submissions.uploads.types import (
    Announced,
    FileFact,
    FileId,
    FilePublicId,
    FileRules,
    OpenEntry,
    PendingFile,
    Usage,
)

_CHANGEABLE = frozenset({EntryStatus.DRAFT, EntryStatus.SUBMITTED})
_PENDING = (
    StoredFile.id,
    StoredFile.public_id,
    StoredFile.entry_id,
    StoredFile.key,
    StoredFile.upload_id,
    StoredFile.size,
    StoredFile.state,
)
_COUNTED = StoredFile.state != FileState.REFUSED


def open_entry(session: Session, *, season: SeasonHead, public_id: str, actor: Actor, now: datetime) -> OpenEntry:
    """The entry, when this person may change its files now.

    Its owner may; a unit's delegates may for the works their unit entered; the secretariat may for
    dossiers that came on paper, whose deadline is the postmark.
    Errors: NotVisible (absent or not theirs, not told apart), UploadsClosed.
    """
    row = session.execute(
        select(Entry.id, Entry.category_id, Entry.status, Entry.channel).where(
            Entry.public_id == public_id, Entry.season_id == season.id, _may_change(season, actor)
        )
    ).one_or_none()
    if row is None:
        raise NotVisible
    if not _is_open(EntryStatus(row.status), Channel(row.channel), season, now):
        raise UploadsClosed
    return OpenEntry(id=EntryId(row.id), public_id=EntryPublicId(public_id), category_id=CategoryId(row.category_id))


def get_pending(session: Session, entry: OpenEntry, public_id: str) -> PendingFile:
    """One file of the entry. Errors: NotVisible."""
    row = session.execute(
        select(*_PENDING).where(StoredFile.entry_id == entry.id, StoredFile.public_id == public_id)
    ).one_or_none()
    if row is None:
        raise NotVisible
    return _pending(row)


def find_resumable(session: Session, entry: OpenEntry, said: Announced) -> PendingFile | None:
    """An upload of the same file that was begun earlier, here or in another tab.

    The browser's hash of the file's ends decides where it gave one; else name and size do.
    """
    rows = session.execute(
        select(*_PENDING, StoredFile.facts)
        .where(
            StoredFile.entry_id == entry.id,
            StoredFile.state == FileState.UPLOADING,
            StoredFile.upload_id.is_not(None),
            StoredFile.size == said.size,
            StoredFile.name == said.name,
        )
        .order_by(StoredFile.id)
    )
    for row in rows:
        before = row.facts.get("fingerprint", "")
        if not before or not said.fingerprint or before == said.fingerprint:
            return _pending(row)
    return None


def files_of(session: Session, entry_id: EntryId) -> Sequence[FileFact]:
    """Every file of an entry, in order."""
    return _facts(session, StoredFile.entry_id == entry_id)


def get_fact(session: Session, entry: OpenEntry, public_id: str) -> FileFact:
    """One file as its owner sees it. Errors: NotVisible."""
    found = _facts(session, StoredFile.entry_id == entry.id, StoredFile.public_id == public_id)
    if not found:
        raise NotVisible
    return found[0]


def usage(session: Session, *, entry_id: EntryId, person_id: int, season_id: int) -> Usage:
    """What is taken already, in one query."""
    mine, here = StoredFile.uploaded_by == person_id, StoredFile.entry_id == entry_id
    size = func.sum(StoredFile.size)
    row = session.execute(
        select(
            size.filter(here).label("entry_bytes"),
            func.count().filter(here).label("entry_files"),
            size.filter(mine).label("person_bytes"),
            func.count().filter(and_(mine, StoredFile.state == FileState.UPLOADING)).label("person_open"),
            size.label("season_bytes"),
        )
        .join(Entry, Entry.id == StoredFile.entry_id)
        .where(Entry.season_id == season_id, _COUNTED)
    ).one()
    return Usage(
        entry_bytes=int(row.entry_bytes or 0),
        entry_files=row.entry_files,
        person_bytes=int(row.person_bytes or 0),
        person_open=row.person_open,
        season_bytes=int(row.season_bytes or 0),
    )


def file_rules(session: Session, *, season_id: int, category_id: int) -> FileRules:
    """What the season demands of a file in this category."""
    rules = rules_of(session, season_id)
    kinds, size = rules.get(RuleKey.FILE_TYPES, category_id), rules.get(RuleKey.MAX_FILE_MB, category_id)
    return FileRules(
        kinds=tuple(kinds.value) if kinds else (),
        kinds_clause=kinds.clause if kinds else "",
        megabytes=size.value if size else None,
        megabytes_clause=size.clause if size else "",
    )


def find_checking(session: Session, *, limit: int) -> Sequence[FileId]:
    """Files that wait for their check, the oldest first."""
    found = select(StoredFile.id).where(StoredFile.state == FileState.CHECKING).order_by(StoredFile.id).limit(limit)
    return [FileId(file_id) for file_id in session.scalars(found)]


def find_abandoned(session: Session, *, before: datetime, limit: int) -> Sequence[PendingFile]:
    """Uploads begun before an instant and never finished."""
    rows = session.execute(
        select(*_PENDING)
        .where(StoredFile.state == FileState.UPLOADING, StoredFile.created_at < before)
        .order_by(StoredFile.id)
        .limit(limit)
    )
    return [_pending(row) for row in rows]


def _may_change(season: SeasonHead, actor: Actor) -> ColumnElement[bool]:
    roles = actor.roles_in(season.id)
    ways: list[ColumnElement[bool]] = [Entry.owner_id == actor.id]
    if Role.UNIT in roles:
        units = select(Membership.organisation_id).where(
            Membership.season_id == season.id, Membership.person_id == actor.id, Membership.role == Role.UNIT
        )
        ways.append(and_(Entry.channel == Channel.UNIT, Entry.organisation_id.in_(units)))
    if Role.SECRETARY in roles:
        ways.append(Entry.channel == Channel.PAPER)
    return or_(*ways)


def _is_open(status: EntryStatus, channel: Channel, season: SeasonHead, now: datetime) -> bool:
    if status is EntryStatus.SUPPLEMENT:
        return True
    return status in _CHANGEABLE and (channel is Channel.PAPER or season.accepts_entries(now))


def _facts(session: Session, *where: ColumnElement[bool]) -> Sequence[FileFact]:
    rows = session.execute(
        select(
            StoredFile.public_id,
            StoredFile.name,
            StoredFile.purpose,
            StoredFile.document_key,
            StoredFile.size,
            StoredFile.state,
            StoredFile.kind,
            StoredFile.sha256,
            StoredFile.refusal,
            StoredFile.facts,
            StoredFile.verified_at,
        )
        .where(*where)
        .order_by(StoredFile.position, StoredFile.id)
    )
    return [
        FileFact(
            public_id=FilePublicId(row.public_id),
            name=row.name,
            purpose=FilePurpose(row.purpose),
            document_key=row.document_key,
            size=row.size,
            state=FileState(row.state),
            kind=row.kind,
            sha256=row.sha256,
            refusal=row.refusal,
            facts=row.facts,
            verified_at=row.verified_at,
        )
        for row in rows
    ]


def _pending(row: Row[*tuple[object, ...]]) -> PendingFile:
    return PendingFile(
        id=FileId(row.id),
        public_id=FilePublicId(row.public_id),
        entry_id=EntryId(row.entry_id),
        key=ObjectKey(row.key),
        upload_id=UploadId(row.upload_id) if row.upload_id else None,
        size=row.size,
        state=FileState(row.state),
    )
