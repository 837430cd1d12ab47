"""What a secretary does to a blind copy. Any change of an approved copy withdraws the approval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from contest.blinding.errors import StillPreparing
from contest.blinding.letters import tell_of_withdrawal
from contest.blinding.models import BlindCopy
from contest.blinding.scanning import rescan
from contest.blinding.types import BlindState
from contest.errors import NotVisible, StaleVersion
from contest.ledger.services import record
from contest.seasons.models import Category
from contest.seasons.types import BlindMode
from contest.submissions.models import Entry
from contest.submissions.types import EntryStatus
from contest.text.folding import clean_line, clean_text
from contest.text.styled import Looks, after_editing

TITLE_LENGTH: Final = 300
NO_APPROVAL: Final[dict[str, object]] = {
    "approved_by": None,
    "approved_at": None,
    "first_by": None,
    "first_at": None,
    "first_digest": "",
}
"""The columns of a copy that nobody stands for any more, neither one nor the first of two."""
CHANGEABLE: Final = {BlindState.READY, BlindState.APPROVED, BlindState.WITHDRAWN}


@dataclass(frozen=True, kw_only=True, slots=True)
class Copy:
    """A blind copy held for a change."""

    id: int
    entry_id: int
    season_id: int
    state: BlindState
    version: int
    entry_version: int
    current_version: int
    entry_status: EntryStatus
    blind_title: str | None
    blind_text: str | None
    emphasis: Looks
    note_to_judges: str
    outlet_line: str
    author_line: str
    mode: BlindMode
    category_id: int
    category_mode: BlindMode
    """How blind the category is now; the copy was made for ``mode``."""
    known_digest: str
    first_by: int | None
    first_digest: str


def hold(session: Session, *, season_id: int, public_id: str) -> Copy:
    """Lock the blind copy of an entry of the season.

    Errors: NotVisible.
    """
    row = session.execute(
        select(
            BlindCopy.id,
            BlindCopy.entry_id,
            Entry.season_id,
            BlindCopy.state,
            BlindCopy.version,
            BlindCopy.entry_version,
            Entry.version.label("current_version"),
            Entry.status.label("entry_status"),
            BlindCopy.blind_title,
            BlindCopy.blind_text,
            BlindCopy.emphasis,
            BlindCopy.note_to_judges,
            BlindCopy.outlet_line,
            BlindCopy.author_line,
            BlindCopy.mode,
            BlindCopy.known_digest,
            BlindCopy.first_by,
            BlindCopy.first_digest,
            Entry.category_id,
            Category.blind_mode.label("category_mode"),
        )
        .join(Entry, Entry.id == BlindCopy.entry_id)
        .join(Category, Category.id == Entry.category_id)
        .where(Entry.season_id == season_id, Entry.public_id == public_id)
        .with_for_update(of=BlindCopy)
    ).one_or_none()
    if row is None:
        raise NotVisible
    return Copy(
        **{
            **row._mapping,  # noqa: SLF001 - the public name of a row's mapping
            "state": BlindState(row.state),
            "entry_status": EntryStatus(row.entry_status),
            "mode": BlindMode(row.mode),
            "category_mode": BlindMode(row.category_mode),
        }
    )


def save_words(
    session: Session, copy: Copy, *, expected: int, title: str, text: str, note: str, by: int, now: datetime
) -> None:
    """Keep the edited title, text and note, and scan them again.

    Errors: StaleVersion when ``expected`` is not the version at hand; StillPreparing.
    """
    expect_version(copy, expected)
    touch(session, copy, by=by, now=now, why="words")
    kept = clean_text(text)
    session.execute(
        update(BlindCopy)
        .where(BlindCopy.id == copy.id)
        .values(
            blind_title=clean_line(title)[:TITLE_LENGTH] or None,
            blind_text=kept,
            emphasis=after_editing(copy.blind_text or "", kept, copy.emphasis),
            note_to_judges=clean_text(note),
        )
    )
    rescan(session, copy_id=copy.id)


def expect_version(copy: Copy, version: int) -> None:
    """Refuse to write over what somebody else did meanwhile.

    Errors: StaleVersion.
    """
    if copy.version != version:
        raise StaleVersion


def touch(session: Session, copy: Copy, *, by: int | None, now: datetime, why: str) -> None:
    """Note a change: the version grows, and an approval is withdrawn and recorded.

    Errors: StillPreparing.
    """
    if copy.state not in CHANGEABLE:
        raise StillPreparing
    session.execute(
        update(BlindCopy)
        .where(BlindCopy.id == copy.id)
        .values(state=BlindState.READY, version=BlindCopy.version + 1, updated_at=now, **NO_APPROVAL)
    )
    _record_loss(session, copy, why, by=by, now=now)


def note_new_file(session: Session, *, copy_id: int, now: datetime) -> None:
    """A job put a new file into the copy: whoever looked before has not seen it, and approves another version."""
    session.execute(
        update(BlindCopy).where(BlindCopy.id == copy_id).values(version=BlindCopy.version + 1, updated_at=now)
    )


def withdraw(session: Session, copy: Copy, *, by: int | None, now: datetime, why: str) -> None:
    """Take an approval back; twice is harmless. When nobody did it, the secretaries are told why."""
    if copy.state is not BlindState.APPROVED and copy.first_by is None:
        return
    session.execute(
        update(BlindCopy)
        .where(BlindCopy.id == copy.id)
        .values(state=BlindState.WITHDRAWN, version=BlindCopy.version + 1, updated_at=now, **NO_APPROVAL)
    )
    _record_loss(session, copy, why, by=by, now=now)
    if by is None and copy.entry_status is EntryStatus.ACCEPTED:
        tell_of_withdrawal(session, entry_id=copy.entry_id, version=copy.version, why=why, now=now)


def _record_loss(session: Session, copy: Copy, why: str, *, by: int | None, now: datetime) -> None:
    """Record that an approval went, or the first of two that waited for the second."""
    if copy.state is BlindState.APPROVED:
        note_act(session, copy, "blind.withdraw", {"why": why}, by=by, now=now)
    elif copy.first_by is not None:
        note_act(session, copy, "blind.withdraw_first", {"why": why, "first_by": copy.first_by}, by=by, now=now)


def withdraw_outdated(session: Session, *, now: datetime) -> int:
    """Withdraw approvals whose dossier or category changed or is no longer accepted; return how many.

    A category that became more or less blind hides the copy at once by itself (`visibility.blind_entries`).
    """
    rows = session.execute(
        select(Entry.season_id, Entry.public_id)
        .join(BlindCopy, BlindCopy.entry_id == Entry.id)
        .join(Category, Category.id == Entry.category_id)
        .where(
            or_(BlindCopy.state == BlindState.APPROVED, BlindCopy.first_by.is_not(None)),
            or_(
                Entry.status != EntryStatus.ACCEPTED,
                Entry.version != BlindCopy.entry_version,
                Category.blind_mode != BlindCopy.mode,
            ),
        )
    ).all()
    for row in rows:
        copy = hold(session, season_id=row.season_id, public_id=row.public_id)
        withdraw(session, copy, by=None, now=now, why="dossier")
    return len(rows)


def note_act(
    session: Session, copy: Copy, action: str, payload: Mapping[str, object], *, by: int | None, now: datetime
) -> None:
    """Put an act on a blind copy into the record."""
    record(
        session,
        action=action,
        subject=f"entry:{copy.entry_id}",
        payload={"blind_copy": copy.id, **payload},
        at=now,
        actor_id=by,
        season_id=copy.season_id,
    )
