"""Letting judges see a blind copy: by one secretary, or by two where the season asks for it.

The first of two lets nobody see anything: no code is drawn and no row is there for a judge before the
second, who is another person, has approved the very same copy (docs/decisions/0071-two-approvals.md).
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from contest.blinding.codes import draw_codes, move_code
from contest.blinding.errors import (
    EntryChanged,
    FileUnclean,
    FindingsOpen,
    KnownChanged,
    ModeChanged,
    NotAccepted,
    NothingToJudge,
    NotLookedAt,
    SecondIsFirst,
    StillPreparing,
    TitleMissing,
)
from contest.blinding.known import digest_of as digest_of_known
from contest.blinding.known import known_of
from contest.blinding.models import BlindAsset, BlindCopy, Finding
from contest.blinding.services import CHANGEABLE, NO_APPROVAL, Copy, expect_version, note_act
from contest.blinding.types import AssetState, BlindState, FindingState
from contest.seasons.models import Round
from contest.seasons.queries import rules_of
from contest.seasons.types import RoundState, RuleKey
from contest.submissions.types import EntryStatus


class Approval(StrEnum):
    """What an approval did."""

    DONE = "done"
    FIRST = "first"
    """One of two: another secretary is awaited."""


def approve(session: Session, copy: Copy, *, expected: int, looked: bool, by: int, now: datetime) -> Approval:
    """Let judges see the copy and draw its code for the first round, or stand for it as the first of two.

    ``looked``: the secretary says to have seen and heard every file.
    Errors: NotAccepted, StillPreparing, EntryChanged, ModeChanged, StaleVersion, TitleMissing, FindingsOpen,
            KnownChanged, FileUnclean, NothingToJudge, NotLookedAt, SecondIsFirst.
    """
    if copy.state is BlindState.APPROVED:
        return Approval.DONE
    if copy.state not in CHANGEABLE:
        raise StillPreparing
    expect_version(copy, expected)
    check_approvable(session, copy, looked=looked)
    digest = digest_of(session, copy)
    if needs_two(session, copy):
        if copy.first_by is None or copy.first_digest != digest:
            return _stand_first(session, copy, digest, by=by, now=now)
        if copy.first_by == by:
            raise SecondIsFirst
    _open(session, copy, by=by, now=now)
    payload = {"version": copy.version, "digest": digest}
    if copy.first_by is not None:
        payload["first_by"] = copy.first_by
    note_act(session, copy, "blind.approve", payload, by=by, now=now)
    _draw_first_code(session, copy, by=by, now=now)
    return Approval.DONE


def needs_two(session: Session, copy: Copy) -> bool:
    """Whether the season, or the category, lets no copy through on one person's word."""
    return bool(rules_of(session, copy.season_id).value(RuleKey.TWO_APPROVALS, copy.category_id, default=False))


def _stand_first(session: Session, copy: Copy, digest: str, *, by: int, now: datetime) -> Approval:
    session.execute(
        update(BlindCopy)
        .where(BlindCopy.id == copy.id)
        .values(**NO_APPROVAL | {"first_by": by, "first_at": now, "first_digest": digest}, updated_at=now)
    )
    payload = {"version": copy.version, "digest": digest}
    note_act(session, copy, "blind.approve_first", payload, by=by, now=now)
    return Approval.FIRST


def _open(session: Session, copy: Copy, *, by: int, now: datetime) -> None:
    session.execute(
        update(BlindCopy)
        .where(BlindCopy.id == copy.id)
        .values(
            state=BlindState.APPROVED, approved_by=by, approved_at=now, updated_at=now, blind_text=copy.blind_text or ""
        )
    )


def check_approvable(session: Session, copy: Copy, *, looked: bool) -> None:
    """Hold the copy against every condition of approval; see `approve` for the errors."""
    if copy.entry_status is not EntryStatus.ACCEPTED:
        raise NotAccepted
    if copy.entry_version != copy.current_version:
        raise EntryChanged
    if copy.mode is not copy.category_mode:
        raise ModeChanged
    if not (copy.blind_title or "").strip():
        raise TitleMissing
    assets = _assets_by_state(session, copy.id)
    if assets.get(AssetState.NEEDS_CLEAN, 0):
        raise FileUnclean
    if _open_findings(session, copy.id):
        raise FindingsOpen
    if copy.known_digest != digest_of_known(known_of(session, entry_id=copy.entry_id)):
        raise KnownChanged
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
    """SHA-256 over all a judge will see: words, their emphasis, the lines of outlet and authors, each file."""
    files = session.execute(
        select(BlindAsset.key, BlindAsset.caption)
        .where(BlindAsset.blind_copy_id == copy.id, BlindAsset.state == AssetState.READY)
        .order_by(BlindAsset.position, BlindAsset.id)
    )
    parts = [copy.blind_title or "", copy.blind_text or "", copy.note_to_judges, copy.outlet_line, copy.author_line]
    parts += [f"{one['start']} {one['end']} {one['look']}" for one in copy.emphasis]
    parts += [f"{key} {caption}" for key, caption in files]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _draw_first_code(session: Session, copy: Copy, *, by: int, now: datetime) -> None:
    """Later rounds draw codes when they open, for the entries that reach them."""
    first = session.execute(
        select(Round.id, Round.state).where(Round.season_id == copy.season_id).order_by(Round.ordinal).limit(1)
    ).one_or_none()
    if first is not None and first.state != RoundState.CLOSED:
        move_code(session, round_id=first.id, entry_id=copy.entry_id, by=by, now=now)
        draw_codes(session, round_id=first.id, entry_ids=[copy.entry_id], by=by, now=now)
