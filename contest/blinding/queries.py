"""What the secretary's pages read: column selects, a fixed number of statements a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.blinding.models import BlindAsset, BlindCopy, Finding
from contest.blinding.types import AssetState, BlindState, FindingState
from contest.seasons.models import Category
from contest.seasons.types import BlindMode
from contest.submissions.models import Entry
from contest.submissions.types import EntryStatus

PAGE_SIZE: Final = 50
_TO_DO: Final = (BlindState.READY, BlindState.WITHDRAWN, BlindState.FAILED)


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueRow:
    """One accepted entry in the secretary's list. ``state`` is None before the job began."""

    public_id: str
    number: str | None
    title: str
    category: str
    mode: BlindMode
    state: BlindState | None
    progress: int
    open_findings: int
    unclean_files: int
    first_by: str | None
    """Who approved as the first of two."""


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueNumbers:
    """How the season's accepted entries stand."""

    accepted: int
    approved: int
    preparing: int

    @property
    def to_do(self) -> int:
        """What waits for a person."""
        return self.accepted - self.approved - self.preparing


@dataclass(frozen=True, kw_only=True, slots=True)
class Queue:
    """A page of the list."""

    rows: Sequence[QueueRow]
    numbers: QueueNumbers
    shown: int
    """Entries that the filter leaves, over all pages."""


def queue(session: Session, *, season_id: int, only: str, page: int) -> Queue:
    """List accepted entries: ``only`` is "viec" (to be done), "duyet" (approved) or "" (all). Two statements."""
    numbers = _numbers(session, season_id)
    listed = _accepted(season_id).where(*_filter(only))
    counts = {"viec": numbers.accepted - numbers.approved, "duyet": numbers.approved}
    rows = session.execute(listed.order_by(*_order()).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
    return Queue(rows=[_queue_row(row) for row in rows], numbers=numbers, shown=counts.get(only, numbers.accepted))


def _numbers(session: Session, season_id: int) -> QueueNumbers:
    def count(*states: BlindState) -> Any:  # noqa: ANN401 - a SQL expression
        return func.coalesce(func.sum(case((BlindCopy.state.in_(states), 1), else_=0)), 0)

    row = session.execute(
        select(
            func.count(Entry.id).label("accepted"),
            count(BlindState.APPROVED).label("approved"),
            (
                count(BlindState.PREPARING) + func.coalesce(func.sum(case((BlindCopy.id.is_(None), 1), else_=0)), 0)
            ).label("preparing"),
        )
        .join(BlindCopy, BlindCopy.entry_id == Entry.id, isouter=True)
        .where(Entry.season_id == season_id, Entry.status == EntryStatus.ACCEPTED)
    ).one()
    return QueueNumbers(accepted=row.accepted, approved=int(row.approved), preparing=int(row.preparing))


def _accepted(season_id: int) -> Select[Any]:
    findings = (
        select(func.count())
        .where(Finding.blind_copy_id == BlindCopy.id, Finding.state == FindingState.OPEN)
        .scalar_subquery()
    )
    unclean = (
        select(func.count())
        .where(BlindAsset.blind_copy_id == BlindCopy.id, BlindAsset.state == AssetState.NEEDS_CLEAN)
        .scalar_subquery()
    )
    return (
        select(
            Entry.public_id,
            Entry.number,
            Entry.title,
            Category.name.label("category"),
            Category.blind_mode,
            BlindCopy.state,
            BlindCopy.progress,
            findings.label("open_findings"),
            unclean.label("unclean_files"),
            Person.full_name.label("first_by"),
        )
        .join(Category, Category.id == Entry.category_id)
        .join(BlindCopy, BlindCopy.entry_id == Entry.id, isouter=True)
        .join(Person, and_(Person.id == BlindCopy.first_by, BlindCopy.state != BlindState.APPROVED), isouter=True)
        .where(Entry.season_id == season_id, Entry.status == EntryStatus.ACCEPTED)
    )


def _filter(only: str) -> list[Any]:
    if only == "viec":
        return [or_(BlindCopy.id.is_(None), BlindCopy.state != BlindState.APPROVED)]
    return [BlindCopy.state == BlindState.APPROVED] if only == "duyet" else []


def _order() -> tuple[Any, ...]:
    """What waits for a person first; then what the machine is at; then what is done."""
    weight = case((BlindCopy.state.in_(_TO_DO), 0), (BlindCopy.state == BlindState.APPROVED, 2), else_=1)
    return weight, Entry.decided_at, Entry.id


def _queue_row(row: Any) -> QueueRow:  # noqa: ANN401 - a row of the statement above
    return QueueRow(
        public_id=row.public_id,
        number=row.number,
        title=row.title,
        category=row.category,
        mode=BlindMode(row.blind_mode),
        state=None if row.state is None else BlindState(row.state),
        progress=row.progress or 0,
        open_findings=row.open_findings,
        unclean_files=row.unclean_files,
        first_by=row.first_by,
    )


def next_to_do(session: Session, *, season_id: int, by: int, after: str = "") -> str | None:
    """Find the public id of the next entry that waits for ``by``, never the one at hand.

    A copy that they approved as the first of two waits for somebody else.
    """
    return session.execute(
        select(Entry.public_id)
        .join(BlindCopy, BlindCopy.entry_id == Entry.id)
        .where(
            Entry.season_id == season_id,
            Entry.status == EntryStatus.ACCEPTED,
            BlindCopy.state.in_(_TO_DO),
            Entry.public_id != after,
            or_(BlindCopy.first_by.is_(None), BlindCopy.first_by != by),
        )
        .order_by(Entry.decided_at, Entry.id)
        .limit(1)
    ).scalar_one_or_none()
