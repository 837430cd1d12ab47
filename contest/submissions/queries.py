"""Reading one entry: for its owner, its unit and the officers; columns only, a fixed number of statements."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, false, or_, select
from sqlalchemy.orm import Session

from contest.accounts.models import Membership, Organisation, Person
from contest.accounts.types import Role
from contest.errors import NotVisible
from contest.submissions.models import Author, Entry, EntryTopic, Part, StoredFile
from contest.submissions.types import (
    AuthorContent,
    Channel,
    DraftContent,
    Entrant,
    EntryHead,
    EntryId,
    EntryPublicId,
    EntryStatus,
    FileFact,
    FilePurpose,
    FileState,
    Licence,
    PartContent,
)

_HEAD = (
    Entry.id,
    Entry.public_id,
    Entry.season_id,
    Entry.category_id,
    Entry.owner_id,
    Entry.organisation_id,
    Entry.channel,
    Entry.status,
    Entry.version,
    Entry.number,
    Entry.title,
    Entry.word_count,
    Entry.postmarked_on,
    Entry.submitted_at,
    Entry.decided_at,
    Entry.updated_at,
)


def entrant_of(session: Session, *, season_id: int, person_id: int, roles: frozenset[Role]) -> Entrant:
    """Who a signed-in person is to the entries of a season."""
    unit = None
    if Role.UNIT in roles:
        unit = session.scalar(
            select(Membership.organisation_id).where(
                Membership.season_id == season_id, Membership.person_id == person_id, Membership.role == Role.UNIT
            )
        )
    return Entrant(person_id=person_id, organisation_id=unit, takes_paper=Role.SECRETARY in roles)


def own(entrant: Entrant) -> ColumnElement[bool]:
    """Which entries an entrant may open: their own, their unit's, or those that came on paper."""
    doors: list[ColumnElement[bool]] = [and_(Entry.owner_id == entrant.person_id, Entry.channel != Channel.PAPER)]
    if entrant.organisation_id is not None:
        doors.append(and_(Entry.channel == Channel.UNIT, Entry.organisation_id == entrant.organisation_id))
    if entrant.takes_paper:
        doors.append(Entry.channel == Channel.PAPER)
    return or_(false(), *doors)


def get_own(session: Session, *, season_id: int, public_id: str, entrant: Entrant) -> EntryHead:
    """The head of an entry for who may open it. Errors: NotVisible."""
    return _head(session, Entry.season_id == season_id, Entry.public_id == public_id, own(entrant))


def get_received(session: Session, *, season_id: int, public_id: str) -> EntryHead:
    """The head of an entry for an officer: drafts are nobody's business but their owner's. Errors: NotVisible."""
    return _head(session, Entry.season_id == season_id, Entry.public_id == public_id, Entry.number.is_not(None))


def get_head(session: Session, entry_id: int) -> EntryHead:
    """The head of an entry by its key, for services. Errors: NotVisible."""
    return _head(session, Entry.id == entry_id)


def _head(session: Session, *where: ColumnElement[bool]) -> EntryHead:
    row = session.execute(select(*_HEAD).where(*where)).one_or_none()
    if row is None:
        raise NotVisible
    return head_from(row)


def head_from(row: Row[*tuple[Any, ...]]) -> EntryHead:
    """An entry's head from a row of its columns."""
    return EntryHead(
        id=EntryId(row.id),
        public_id=EntryPublicId(row.public_id),
        season_id=row.season_id,
        category_id=row.category_id,
        owner_id=row.owner_id,
        organisation_id=row.organisation_id,
        channel=Channel(row.channel),
        status=EntryStatus(row.status),
        version=row.version,
        number=row.number,
        title=row.title,
        word_count=row.word_count,
        postmarked_on=row.postmarked_on,
        submitted_at=row.submitted_at,
        decided_at=row.decided_at,
        updated_at=row.updated_at,
    )


def content_of(session: Session, entry_id: int) -> DraftContent:
    """Everything that was typed into an entry. Errors: NotVisible."""
    row = session.execute(
        select(
            Entry.title,
            Entry.genre_id,
            Entry.summary,
            Entry.body,
            Entry.place_id,
            Entry.primary_topic_id,
            Entry.language,
            Entry.other_awards,
            Entry.no_other_awards,
            Entry.commitments,
            Entry.licence,
            Entry.postmarked_on,
            Entry.unread,
        ).where(Entry.id == entry_id)
    ).one_or_none()
    if row is None:
        raise NotVisible
    topics = session.scalars(select(EntryTopic.topic_id).where(EntryTopic.entry_id == entry_id))
    return DraftContent(
        title=row.title,
        genre_id=row.genre_id,
        summary=row.summary,
        body=row.body,
        place_id=row.place_id,
        primary_topic_id=row.primary_topic_id,
        topic_ids=frozenset(topics),
        language=row.language,
        other_awards=row.other_awards,
        no_other_awards=row.no_other_awards,
        commitments=frozenset(row.commitments),
        licence=Licence(row.licence),
        authors=authors_of(session, entry_id),
        parts=parts_of(session, entry_id),
        postmarked_on=row.postmarked_on,
        unread=tuple(row.unread.items()),
    )


def authors_of(session: Session, entry_id: int) -> tuple[AuthorContent, ...]:
    """The authors of an entry in order."""
    rows = session.execute(
        select(
            Author.full_name,
            Author.pen_name,
            Author.byline,
            Author.email,
            Author.phone,
            Author.press_card,
            Author.birth_year,
            Author.organisation_name,
            Author.is_representative,
        )
        .where(Author.entry_id == entry_id)
        .order_by(Author.position, Author.id)
    )
    return tuple(AuthorContent(**row._mapping) for row in rows)  # noqa: SLF001 - the public name of a row's mapping


def parts_of(session: Session, entry_id: int) -> tuple[PartContent, ...]:
    """The publications of an entry in order."""
    rows = session.execute(
        select(Part.title, Part.outlet, Part.published_on, Part.issue, Part.programme, Part.url)
        .where(Part.entry_id == entry_id)
        .order_by(Part.position, Part.id)
    )
    return tuple(PartContent(**row._mapping) for row in rows)  # noqa: SLF001 - as above


def files_of(session: Session, entry_id: int) -> tuple[FileFact, ...]:
    """The files of an entry in order."""
    return _files(session, StoredFile.entry_id == entry_id)


def get_file(session: Session, *, entry_id: int, public_id: str) -> FileFact:
    """One file of an entry. Errors: NotVisible."""
    found = _files(session, StoredFile.entry_id == entry_id, StoredFile.public_id == public_id)
    if not found:
        raise NotVisible
    return found[0]


def file_key(session: Session, *, entry_id: int, public_id: str) -> tuple[FileFact, str]:
    """One file of an entry with its key in the store. Errors: NotVisible."""
    fact = get_file(session, entry_id=entry_id, public_id=public_id)
    key = session.execute(select(StoredFile.key).where(StoredFile.id == fact.id)).scalar_one()
    return fact, key


def _files(session: Session, *where: ColumnElement[bool]) -> tuple[FileFact, ...]:
    rows = session.execute(
        select(
            StoredFile.id,
            StoredFile.public_id,
            StoredFile.purpose,
            StoredFile.document_key,
            StoredFile.name,
            StoredFile.caption,
            StoredFile.size,
            StoredFile.sha256,
            StoredFile.content_type,
            StoredFile.kind,
            StoredFile.state,
            StoredFile.refusal,
            StoredFile.facts,
            StoredFile.created_at,
        )
        .where(*where)
        .order_by(StoredFile.position, StoredFile.id)
    )
    return tuple(_file(row) for row in rows)


def _file(row: Row[*tuple[Any, ...]]) -> FileFact:
    facts = row.facts or {}
    seconds = facts.get("seconds")
    return FileFact(
        id=row.id,
        public_id=row.public_id,
        purpose=FilePurpose(row.purpose),
        document_key=row.document_key,
        name=row.name,
        caption=row.caption,
        size=row.size,
        sha256=row.sha256,
        content_type=row.content_type,
        kind=row.kind,
        container=facts.get("container", row.kind),
        state=FileState(row.state),
        refusal=row.refusal,
        words=facts.get("words"),
        pages=facts.get("pages"),
        width=facts.get("width"),
        height=facts.get("height"),
        seconds=None if seconds is None else Decimal(str(seconds)),
        created_at=row.created_at,
    )


def organisation_name(session: Session, organisation_id: int | None) -> str | None:
    """The name of an organisation, if there is one."""
    if organisation_id is None:
        return None
    return session.scalar(select(Organisation.name).where(Organisation.id == organisation_id))


def person_as_author(session: Session, person_id: int) -> AuthorContent:
    """A person as the first author of their own new entry. Errors: NotVisible."""
    row = session.execute(
        select(
            Person.full_name,
            Person.pen_name,
            Person.email,
            Person.phone,
            Person.press_card,
            Organisation.name.label("organisation_name"),
        )
        .join(Organisation, Organisation.id == Person.organisation_id, isouter=True)
        .where(Person.id == person_id)
    ).one_or_none()
    if row is None:
        raise NotVisible
    return AuthorContent(
        full_name=row.full_name,
        pen_name=row.pen_name,
        email=row.email,
        phone=row.phone,
        press_card=row.press_card,
        organisation_name=row.organisation_name or "",
        is_representative=True,
    )
