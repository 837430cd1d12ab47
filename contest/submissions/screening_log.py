"""What the secretariat decided of an entry, and what is still to be decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.seasons.models import Category
from contest.submissions.models import Entry, ScreeningDecision
from contest.submissions.types import Channel, EntryHead, EntryStatus, Outcome


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """One decision. ``checklist`` holds ``answers`` by question and ``overrides`` by rule, each with its reason."""

    id: int
    outcome: Outcome
    reason: str
    clause: str
    checklist: Mapping[str, Any]
    respond_by: datetime | None
    decided_at: datetime
    decided_by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueRow:
    """An entry that waits for the secretariat."""

    public_id: str
    number: str
    title: str
    category: str
    channel: Channel
    status: EntryStatus
    version: int
    submitted_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueCounts:
    """What is left, in numbers."""

    waiting: int
    supplement: int
    accepted: int
    refused: int

    @property
    def decided(self) -> int:
        """Entries with a final answer."""
        return self.accepted + self.refused

    @property
    def total(self) -> int:
        """Every entry that needs an answer."""
        return self.waiting + self.supplement + self.decided


def decisions_of(session: Session, entry_id: int) -> Sequence[Decision]:
    """Every decision on an entry, newest first."""
    rows = session.execute(
        select(
            ScreeningDecision.id,
            ScreeningDecision.outcome,
            ScreeningDecision.reason,
            ScreeningDecision.clause,
            ScreeningDecision.checklist,
            ScreeningDecision.respond_by,
            ScreeningDecision.decided_at,
            Person.full_name.label("decided_by"),
        )
        .join(Person, Person.id == ScreeningDecision.decided_by)
        .where(ScreeningDecision.entry_id == entry_id)
        .order_by(ScreeningDecision.id.desc())
    )
    return [
        Decision(
            id=row.id,
            outcome=Outcome(row.outcome),
            reason=row.reason,
            clause=row.clause,
            checklist=row.checklist,
            respond_by=row.respond_by,
            decided_at=row.decided_at,
            decided_by=row.decided_by,
        )
        for row in rows
    ]


def standing_request(session: Session, head: EntryHead) -> Decision | None:
    """What an entrant is asked to supply; None when nothing is asked, or no more."""
    if head.status is not EntryStatus.SUPPLEMENT:
        return None
    return next((one for one in decisions_of(session, head.id) if one.outcome is Outcome.SUPPLEMENT), None)


def queue_counts(session: Session, season_id: int) -> QueueCounts:
    """What is left and what is done."""
    rows = session.execute(
        select(Entry.status, func.count().label("entries"))
        .where(Entry.season_id == season_id, Entry.number.is_not(None))
        .group_by(Entry.status)
    )
    found = {row.status: row.entries for row in rows}
    return QueueCounts(
        waiting=found.get(EntryStatus.SUBMITTED, 0),
        supplement=found.get(EntryStatus.SUPPLEMENT, 0),
        accepted=found.get(EntryStatus.ACCEPTED, 0),
        refused=found.get(EntryStatus.REFUSED, 0),
    )


def waiting(
    session: Session, season_id: int, *, status: EntryStatus = EntryStatus.SUBMITTED, limit: int
) -> Sequence[QueueRow]:
    """Entries that wait, the longest waiting first."""
    rows = session.execute(
        select(
            Entry.public_id,
            Entry.number,
            Entry.title,
            Category.name.label("category"),
            Entry.channel,
            Entry.status,
            Entry.version,
            Entry.submitted_at,
        )
        .join(Category, Category.id == Entry.category_id)
        .where(Entry.season_id == season_id, Entry.status == status)
        .order_by(Entry.submitted_at, Entry.id)
        .limit(limit)
    )
    return [
        QueueRow(
            public_id=row.public_id,
            number=row.number or "",
            title=row.title,
            category=row.category,
            channel=Channel(row.channel),
            status=EntryStatus(row.status),
            version=row.version,
            submitted_at=row.submitted_at,
        )
        for row in rows
    ]


def next_waiting(session: Session, season_id: int, *, after: str | None = None) -> str | None:
    """The public id of the entry to look at next: the one behind ``after``, else the first that waits."""
    behind = _first(session, season_id, _is_behind(session, after)) if after else None
    return behind or _first(session, season_id, Entry.public_id != (after or ""))


def _first(session: Session, season_id: int, condition: ColumnElement[bool]) -> str | None:
    return session.scalar(
        select(Entry.public_id)
        .where(Entry.season_id == season_id, Entry.status == EntryStatus.SUBMITTED, condition)
        .order_by(Entry.submitted_at, Entry.id)
        .limit(1)
    )


def _is_behind(session: Session, public_id: str) -> ColumnElement[bool]:
    at = session.execute(select(Entry.submitted_at, Entry.id).where(Entry.public_id == public_id)).one_or_none()
    if at is None or at.submitted_at is None:
        return Entry.public_id != public_id
    return or_(Entry.submitted_at > at.submitted_at, and_(Entry.submitted_at == at.submitted_at, Entry.id > at.id))
