"""What a secretary does to a blind copy. Any change of an approved copy withdraws the approval."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from contest.blinding.codes import draw_codes
from contest.blinding.errors import (
    EntryChanged,
    FileUnclean,
    FindingsOpen,
    NotAccepted,
    NothingToJudge,
    NotLookedAt,
    StillPreparing,
    TitleMissing,
)
from contest.blinding.models import BlindAsset, BlindCopy, Finding
from contest.blinding.scanning import rescan
from contest.blinding.types import AssetState, BlindState, FindingState
from contest.errors import NotVisible, StaleVersion
from contest.ledger.services import record
from contest.seasons.models import Round
from contest.seasons.types import RoundState
from contest.submissions.models import Entry
from contest.submissions.types import EntryStatus
from contest.text.folding import clean_line, clean_text
from contest.text.styled import Looks, after_editing

TITLE_LENGTH: Final = 300
_CHANGEABLE: Final = {BlindState.READY, BlindState.APPROVED, BlindState.WITHDRAWN}


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
            Entry.status,
            BlindCopy.blind_title,
            BlindCopy.blind_text,
            BlindCopy.emphasis,
            BlindCopy.note_to_judges,
        )
        .join(Entry, Entry.id == BlindCopy.entry_id)
        .where(Entry.season_id == season_id, Entry.public_id == public_id)
        .with_for_update(of=BlindCopy)
    ).one_or_none()
    if row is None:
        raise NotVisible
    return Copy(
        id=row.id,
        entry_id=row.entry_id,
        season_id=row.season_id,
        state=BlindState(row.state),
        version=row.version,
        entry_version=row.entry_version,
        current_version=row.current_version,
        entry_status=EntryStatus(row.status),
        blind_title=row.blind_title,
        blind_text=row.blind_text,
        emphasis=row.emphasis,
        note_to_judges=row.note_to_judges,
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
    if copy.state not in _CHANGEABLE:
        raise StillPreparing
    session.execute(
        update(BlindCopy)
        .where(BlindCopy.id == copy.id)
        .values(
            state=BlindState.READY, version=BlindCopy.version + 1, approved_by=None, approved_at=None, updated_at=now
        )
    )
    if copy.state is BlindState.APPROVED:
        _record(session, copy, "blind.withdraw", {"why": why}, by=by, now=now)


def approve(session: Session, copy: Copy, *, expected: int, looked: bool, by: int, now: datetime) -> None:
    """Let judges see the copy, and draw its code for the first round.

    ``looked``: the secretary says to have seen and heard every file.
    Errors: NotAccepted, StillPreparing, EntryChanged, StaleVersion, TitleMissing, FindingsOpen, FileUnclean,
            NothingToJudge, NotLookedAt.
    """
    if copy.state is BlindState.APPROVED:
        return
    if copy.state not in _CHANGEABLE:
        raise StillPreparing
    expect_version(copy, expected)
    check_approvable(session, copy, looked=looked)
    session.execute(
        update(BlindCopy)
        .where(BlindCopy.id == copy.id)
        .values(
            state=BlindState.APPROVED, approved_by=by, approved_at=now, updated_at=now, blind_text=copy.blind_text or ""
        )
    )
    _draw_first_code(session, copy)
    payload = {"version": copy.version, "digest": digest_of(session, copy)}
    _record(session, copy, "blind.approve", payload, by=by, now=now)


def check_approvable(session: Session, copy: Copy, *, looked: bool) -> None:
    """Hold the copy against every condition of approval; see `approve` for the errors."""
    if copy.entry_status is not EntryStatus.ACCEPTED:
        raise NotAccepted
    if copy.entry_version != copy.current_version:
        raise EntryChanged
    if not (copy.blind_title or "").strip():
        raise TitleMissing
    assets = _assets_by_state(session, copy.id)
    if assets.get(AssetState.NEEDS_CLEAN, 0):
        raise FileUnclean
    if _open_findings(session, copy.id):
        raise FindingsOpen
    shown = assets.get(AssetState.READY, 0)
    if not shown and not (copy.blind_text or "").strip():
        raise NothingToJudge
    if shown and not looked:
        raise NotLookedAt


def _assets_by_state(session: Session, copy_id: int) -> dict[str, int]:
    rows = session.execute(
        select(BlindAsset.state, func.count()).where(BlindAsset.blind_copy_id == copy_id).group_by(BlindAsset.state)
    )
    return {state: count for state, count in rows}  # noqa: C416 - rows are not pairs to a type checker


def _open_findings(session: Session, copy_id: int) -> int:
    counted = session.execute(
        select(func.count())
        .select_from(Finding)
        .where(Finding.blind_copy_id == copy_id, Finding.state == FindingState.OPEN)
    )
    return int(counted.scalar_one())


def digest_of(session: Session, copy: Copy) -> str:
    """SHA-256 over all a judge will see: title, text and its emphasis, note, and each file's key and caption."""
    files = session.execute(
        select(BlindAsset.key, BlindAsset.caption)
        .where(BlindAsset.blind_copy_id == copy.id, BlindAsset.state == AssetState.READY)
        .order_by(BlindAsset.position, BlindAsset.id)
    )
    parts = [copy.blind_title or "", copy.blind_text or "", copy.note_to_judges]
    parts += [f"{one['start']} {one['end']} {one['look']}" for one in copy.emphasis]
    parts += [f"{key} {caption}" for key, caption in files]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _draw_first_code(session: Session, copy: Copy) -> None:
    """Later rounds draw codes when they open, for the entries that reach them."""
    first = session.execute(
        select(Round.id, Round.state).where(Round.season_id == copy.season_id).order_by(Round.ordinal).limit(1)
    ).one_or_none()
    if first is not None and first.state != RoundState.CLOSED:
        draw_codes(session, round_id=first.id, entry_ids=[copy.entry_id])


def withdraw(session: Session, copy: Copy, *, by: int | None, now: datetime, why: str) -> None:
    """Take an approval back; twice is harmless."""
    if copy.state is not BlindState.APPROVED:
        return
    session.execute(
        update(BlindCopy)
        .where(BlindCopy.id == copy.id)
        .values(
            state=BlindState.WITHDRAWN,
            version=BlindCopy.version + 1,
            approved_by=None,
            approved_at=None,
            updated_at=now,
        )
    )
    _record(session, copy, "blind.withdraw", {"why": why}, by=by, now=now)


def withdraw_outdated(session: Session, *, now: datetime) -> int:
    """Withdraw approvals whose dossier changed or is no longer accepted; return how many."""
    rows = session.execute(
        select(Entry.season_id, Entry.public_id)
        .join(BlindCopy, BlindCopy.entry_id == Entry.id)
        .where(
            BlindCopy.state == BlindState.APPROVED,
            (Entry.status != EntryStatus.ACCEPTED) | (Entry.version != BlindCopy.entry_version),
        )
    ).all()
    for row in rows:
        copy = hold(session, season_id=row.season_id, public_id=row.public_id)
        withdraw(session, copy, by=None, now=now, why="dossier")
    return len(rows)


def _record(
    session: Session, copy: Copy, action: str, payload: dict[str, object], *, by: int | None, now: datetime
) -> None:
    record(
        session,
        action=action,
        subject=f"entry:{copy.entry_id}",
        payload={"blind_copy": copy.id, **payload},
        at=now,
        actor_id=by,
        season_id=copy.season_id,
    )
