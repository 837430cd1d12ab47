"""Writing drafts: an entry from its first line until it is handed in.

Exactly one place writes what an entrant types; every other room reads it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.errors import NotVisible
from contest.ledger.services import record
from contest.seasons.models import Category
from contest.seasons.types import SeasonHead, Stage
from contest.submissions.content import cleaned, write_content
from contest.submissions.errors import EntriesClosed, EntryLocked, NoSuchCategory, StaleDraft
from contest.submissions.models import Author, Entry, EntryTopic, Part, ScreeningDecision, StoredFile
from contest.submissions.queries import content_of, get_head
from contest.submissions.types import (
    Channel,
    DraftContent,
    EntryHead,
    EntryStatus,
    Outcome,
)


def create_draft(
    session: Session,
    *,
    season: SeasonHead,
    category_id: int,
    owner_id: int,
    channel: Channel,
    content: DraftContent,
    now: datetime,
    organisation_id: int | None = None,
) -> EntryHead:
    """Begin an entry. Errors: EntriesClosed, NoSuchCategory."""
    _ensure_open(season, channel, now)
    known = session.scalar(select(Category.id).where(Category.id == category_id, Category.season_id == season.id))
    if known is None:
        raise NoSuchCategory
    unit = organisation_id
    if channel is Channel.AUTHOR:
        unit = session.scalar(select(Person.organisation_id).where(Person.id == owner_id))
    entry_id = session.execute(
        insert(Entry)
        .values(
            public_id=secrets.token_hex(6),
            season_id=season.id,
            category_id=category_id,
            owner_id=owner_id,
            organisation_id=unit,
            channel=channel,
            status=EntryStatus.DRAFT,
            version=1,
            unit_position=_next_position(session, season.id, unit) if channel is Channel.UNIT else None,
            created_at=now,
            updated_at=now,
        )
        .returning(Entry.id)
    ).scalar_one()
    write_content(
        session, entry_id=entry_id, season_id=season.id, category_id=category_id, content=cleaned(content), now=now
    )
    record(
        session,
        action="entry.create",
        subject=f"entry:{entry_id}",
        payload={"channel": channel, "category_id": category_id},
        at=now,
        actor_id=owner_id,
        season_id=season.id,
    )
    return get_head(session, entry_id)


def save_draft(
    session: Session, *, season: SeasonHead, entry_id: int, version: int, content: DraftContent, now: datetime
) -> int:
    """Replace what was typed and return the version it has now; saving the same text twice changes nothing.

    Errors: EntryLocked, StaleDraft with the newer text.
    """
    head = lock_entry(session, entry_id)
    ensure_editable(session, season=season, head=head, now=now)
    new, old = cleaned(content), content_of(session, entry_id)
    if new == old:
        return head.version
    if version != head.version:
        raise StaleDraft(head, old)
    write_content(
        session, entry_id=entry_id, season_id=head.season_id, category_id=head.category_id, content=new, now=now
    )
    session.execute(update(Entry).where(Entry.id == entry_id).values(version=Entry.version + 1, updated_at=now))
    return head.version + 1


def change_category(session: Session, *, season: SeasonHead, entry_id: int, category_id: int, now: datetime) -> None:
    """Move an entry to another category; its genre, which belonged to the old one, is cleared.

    Errors: EntryLocked, NoSuchCategory.
    """
    head = lock_entry(session, entry_id)
    ensure_editable(session, season=season, head=head, now=now)
    known = session.scalar(select(Category.id).where(Category.id == category_id, Category.season_id == season.id))
    if known is None:
        raise NoSuchCategory
    if category_id == head.category_id:
        return
    session.execute(
        update(Entry)
        .where(Entry.id == entry_id)
        .values(category_id=category_id, genre_id=None, version=Entry.version + 1, updated_at=now)
    )


def delete_draft(session: Session, *, entry_id: int, by: int, now: datetime) -> tuple[str, ...]:
    """Throw a draft away that was never handed in; return the keys of its files, to be deleted after the commit.

    Errors: EntryLocked for one that has a number.
    """
    head = lock_entry(session, entry_id)
    if head.status is not EntryStatus.DRAFT or head.number is not None:
        raise EntryLocked
    keys = tuple(session.scalars(select(StoredFile.key).where(StoredFile.entry_id == entry_id)))
    for table in (StoredFile, Author, Part, EntryTopic):
        session.execute(delete(table).where(table.entry_id == entry_id))
    session.execute(delete(Entry).where(Entry.id == entry_id))
    record(
        session,
        action="entry.delete_draft",
        subject=f"entry:{entry_id}",
        payload={"files": len(keys)},
        at=now,
        actor_id=by,
        season_id=head.season_id,
    )
    return keys


def order_unit_works(
    session: Session, *, season_id: int, organisation_id: int, public_ids: Iterable[str], now: datetime
) -> None:
    """Put a unit's works in the order given; those not named keep their place behind them."""
    for position, public_id in enumerate(public_ids, 1):
        session.execute(
            update(Entry)
            .where(
                Entry.season_id == season_id,
                Entry.organisation_id == organisation_id,
                Entry.channel == Channel.UNIT,
                Entry.public_id == public_id,
            )
            .values(unit_position=position, updated_at=now)
        )


def lock_entry(session: Session, entry_id: int) -> EntryHead:
    """Hold an entry until the end of the transaction, and read it. Errors: NotVisible."""
    if session.scalar(select(Entry.id).where(Entry.id == entry_id).with_for_update()) is None:
        raise NotVisible
    return get_head(session, entry_id)


def ensure_editable(session: Session, *, season: SeasonHead, head: EntryHead, now: datetime) -> None:
    """Refuse a change that comes too late. Errors: EntryLocked."""
    if not is_editable(head, season, respond_by(session, head), now):
        raise EntryLocked


def is_editable(head: EntryHead, season: SeasonHead, answer_by: datetime | None, now: datetime) -> bool:
    """Whether an entrant may still change an entry.

    A draft always: nothing typed is lost, only handing in has a deadline. A received entry until the
    deadline, one waiting for a supplement until the day it was given, one on paper until it is decided.
    """
    if head.status is EntryStatus.DRAFT:
        return True
    if head.status is EntryStatus.SUPPLEMENT:
        return answer_by is None or now < answer_by
    if head.status is EntryStatus.SUBMITTED:
        return season.accepts_entries(now) or (head.channel is Channel.PAPER and _takes_paper(season))
    return False


def respond_by(session: Session, head: EntryHead) -> datetime | None:
    """Until when the entrant may answer a request for a supplement."""
    if head.status is not EntryStatus.SUPPLEMENT:
        return None
    return session.scalar(
        select(ScreeningDecision.respond_by)
        .where(ScreeningDecision.entry_id == head.id, ScreeningDecision.outcome == Outcome.SUPPLEMENT)
        .order_by(ScreeningDecision.id.desc())
        .limit(1)
    )


def _ensure_open(season: SeasonHead, channel: Channel, now: datetime) -> None:
    if channel is Channel.PAPER and _takes_paper(season):
        return
    if season.stage is not Stage.ENTRY or now >= season.entries_close_at:
        raise EntriesClosed


def _takes_paper(season: SeasonHead) -> bool:
    """Paper may arrive after the deadline that its postmark is held against."""
    return season.stage in {Stage.ENTRY, Stage.SCREENING}


def _next_position(session: Session, season_id: int, organisation_id: int | None) -> int:
    last = session.scalar(
        select(func.max(Entry.unit_position)).where(
            Entry.season_id == season_id, Entry.organisation_id == organisation_id, Entry.channel == Channel.UNIT
        )
    )
    return (last or 0) + 1
