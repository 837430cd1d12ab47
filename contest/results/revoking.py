"""Taking a published prize back (thu hồi giải): one person asks with a reason, another agrees, the public reads it.

Nothing that was published is changed or taken away silently: the work stays in the list with the day and the reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, insert, select, update
from sqlalchemy.orm import Session, aliased

from contest.accounts.models import Person
from contest.errors import NotVisible
from contest.ledger.services import record
from contest.results.awards import lock_prizes
from contest.results.errors import AlreadyAsked, NotTheSame, OwnRequest, ReasonTooShort
from contest.results.models import PublishedWork, Revocation
from contest.text.folding import clean_text

SHORTEST_REASON = 20
"""Letters and digits: the public reads it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PrizeTaken:
    """A published work and how far taking its prize back has come; all but the first six is None before."""

    work_id: int
    slug: str
    title: str
    authors: str
    outlet: str
    prize_name: str
    revocation_id: int | None
    reason: str | None
    asked_by: int | None
    asked_name: str | None
    asked_at: datetime | None
    agreed_name: str | None
    agreed_at: datetime | None


def published_prizes(session: Session, *, season_id: int) -> Sequence[PrizeTaken]:
    """Every published work, the highest prize first; none before the publication."""
    rows = session.execute(_works(PublishedWork.season_id == season_id).order_by(PublishedWork.position))
    return [PrizeTaken(**row._mapping) for row in rows]  # noqa: SLF001 - the public name of a row's mapping


def get_published_prize(session: Session, *, season_id: int, slug: str) -> PrizeTaken:
    """One published work. Errors: NotVisible."""
    row = session.execute(_works(PublishedWork.season_id == season_id, PublishedWork.slug == slug)).one_or_none()
    if row is None:
        raise NotVisible
    return PrizeTaken(**row._mapping)  # noqa: SLF001 - as above


def revoked_at_by_code(session: Session, *, season_id: int) -> Mapping[str, datetime]:
    """When each prize was taken back, by the work's code, with which its public address ends."""
    rows = session.execute(
        select(PublishedWork.slug, Revocation.agreed_at)
        .join(Revocation, Revocation.work_id == PublishedWork.id)
        .where(PublishedWork.season_id == season_id)
    )
    return {row.slug.rpartition("-")[2].upper(): row.agreed_at for row in rows if row.agreed_at is not None}


def ask(session: Session, *, season_id: int, slug: str, reason: str, by: int, now: datetime) -> None:
    """Ask for a published prize to be taken back. Errors: NotVisible, ReasonTooShort, AlreadyAsked."""
    lock_prizes(session, season_id=season_id)
    work = get_published_prize(session, season_id=season_id, slug=slug)
    why = clean_text(reason).strip()
    if sum(char.isalnum() for char in why) < SHORTEST_REASON:
        raise ReasonTooShort
    if work.revocation_id is not None:
        raise AlreadyAsked
    session.execute(
        insert(Revocation).values(season_id=season_id, work_id=work.work_id, reason=why, asked_by=by, asked_at=now)
    )
    _note(session, "revocation.ask", work, {"slug": slug, "reason": why}, season_id=season_id, by=by, now=now)


def agree(session: Session, *, season_id: int, slug: str, seen: int, by: int, now: datetime) -> None:
    """Agree to the request that the person read (by its id); from now on the public reads it.

    Errors: NotVisible, NotTheSame (another request stands there, none, or one already agreed to), OwnRequest.
    """
    work = _pending(session, season_id=season_id, slug=slug, seen=seen)
    if work.asked_by == by:
        raise OwnRequest
    session.execute(update(Revocation).where(Revocation.id == seen).values(agreed_by=by, agreed_at=now))
    _note(session, "revocation.agree", work, {"slug": slug}, season_id=season_id, by=by, now=now)


def drop(session: Session, *, season_id: int, slug: str, seen: int, by: int, now: datetime) -> None:
    """Let a request go that nobody has agreed to yet. Errors: NotVisible, NotTheSame."""
    work = _pending(session, season_id=season_id, slug=slug, seen=seen)
    session.execute(delete(Revocation).where(Revocation.id == seen))
    _note(session, "revocation.drop", work, {"slug": slug}, season_id=season_id, by=by, now=now)


def _pending(session: Session, *, season_id: int, slug: str, seen: int) -> PrizeTaken:
    lock_prizes(session, season_id=season_id)
    work = get_published_prize(session, season_id=season_id, slug=slug)
    if work.revocation_id != seen or work.agreed_at is not None:
        raise NotTheSame
    return work


def _works(*which: ColumnElement[bool]) -> Select[*tuple[object, ...]]:
    asked, agreed = aliased(Person), aliased(Person)
    return (
        select(
            PublishedWork.id.label("work_id"),
            PublishedWork.slug,
            PublishedWork.title,
            PublishedWork.authors,
            PublishedWork.outlet,
            PublishedWork.prize_name,
            Revocation.id.label("revocation_id"),
            Revocation.reason,
            Revocation.asked_by,
            asked.full_name.label("asked_name"),
            Revocation.asked_at,
            agreed.full_name.label("agreed_name"),
            Revocation.agreed_at,
        )
        .join(Revocation, Revocation.work_id == PublishedWork.id, isouter=True)
        .join(asked, asked.id == Revocation.asked_by, isouter=True)
        .join(agreed, agreed.id == Revocation.agreed_by, isouter=True)
        .where(*which)
    )


def _note(
    session: Session,
    action: str,
    work: PrizeTaken,
    payload: Mapping[str, object],
    *,
    season_id: int,
    by: int,
    now: datetime,
) -> None:
    record(
        session,
        action=action,
        subject=f"published_work:{work.work_id}",
        payload=payload,
        at=now,
        actor_id=by,
        season_id=season_id,
    )
