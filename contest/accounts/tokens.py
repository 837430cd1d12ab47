"""Single-use links: made, looked at, used up. Only hashes are kept (docs/decisions/0042-links-in-mail.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.orm import Session

from contest.accounts.errors import LinkSpent
from contest.accounts.models import AccountToken
from contest.accounts.types import Role, TokenPurpose
from contest.links import new_seed, place_for, token_hash, token_of

LIFETIME: Final = {
    TokenPurpose.CONFIRM: timedelta(hours=24),
    TokenPurpose.RESET: timedelta(hours=1),
    TokenPurpose.INVITE: timedelta(days=14),
}
_LONGEST: Final = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """What a link that still works stands for."""

    id: int
    purpose: TokenPurpose
    email: str
    person_id: int | None
    season_id: int | None
    role: Role | None
    organisation_id: int | None
    created_by: int | None
    expires_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Invitation:
    """What an invited person will be."""

    season_id: int
    role: Role
    organisation_id: int | None
    by: int


def new_link(
    session: Session,
    *,
    purpose: TokenPurpose,
    email: str,
    key: str,
    now: datetime,
    person_id: int | None = None,
    invitation: Invitation | None = None,
) -> str:
    """Make a link and void older ones for the same; return what stands for its secret in a message's address."""
    _void(session, purpose=purpose, email=email, invitation=invitation, now=now)
    seed = new_seed()
    session.execute(
        insert(AccountToken).values(
            purpose=purpose,
            token_hash=token_hash(token_of(seed, key)),
            email=email,
            person_id=person_id,
            season_id=invitation.season_id if invitation else None,
            role=invitation.role if invitation else None,
            organisation_id=invitation.organisation_id if invitation else None,
            created_by=invitation.by if invitation else None,
            created_at=now,
            expires_at=now + LIFETIME[purpose],
        )
    )
    return place_for(seed)


def look_at(session: Session, token: str, *, purpose: TokenPurpose, now: datetime) -> Link:
    """What a link stands for; looking uses nothing up. Errors: LinkSpent for every reason alike."""
    if len(token) > _LONGEST:
        raise LinkSpent
    row = session.execute(
        select(
            AccountToken.id,
            AccountToken.email,
            AccountToken.person_id,
            AccountToken.season_id,
            AccountToken.role,
            AccountToken.organisation_id,
            AccountToken.created_by,
            AccountToken.expires_at,
        ).where(AccountToken.token_hash == token_hash(token), *_works(purpose, now))
    ).one_or_none()
    if row is None:
        raise LinkSpent
    return Link(
        id=row.id,
        purpose=purpose,
        email=row.email,
        person_id=row.person_id,
        season_id=row.season_id,
        role=Role(row.role) if row.role else None,
        organisation_id=row.organisation_id,
        created_by=row.created_by,
        expires_at=row.expires_at,
    )


def use_up(session: Session, link: Link, *, now: datetime) -> None:
    """Use a link: of two at once, one. Errors: LinkSpent."""
    used = session.execute(
        update(AccountToken)
        .where(AccountToken.id == link.id, *_works(link.purpose, now))
        .values(used_at=now)
        .returning(AccountToken.id)
    ).first()
    if used is None:
        raise LinkSpent


def withdraw(session: Session, *, token_id: int, season_id: int, now: datetime) -> bool:
    """Void an invitation of a season; return whether there was one."""
    voided = session.execute(
        update(AccountToken)
        .where(AccountToken.id == token_id, AccountToken.season_id == season_id)
        .where(*_works(TokenPurpose.INVITE, now))
        .values(used_at=now)
        .returning(AccountToken.id)
    ).first()
    return voided is not None


def _works(purpose: TokenPurpose, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return AccountToken.purpose == purpose, AccountToken.used_at.is_(None), AccountToken.expires_at > now


def _void(session: Session, *, purpose: TokenPurpose, email: str, invitation: Invitation | None, now: datetime) -> None:
    older = update(AccountToken).where(AccountToken.email == email, *_works(purpose, now))
    if invitation:
        older = older.where(AccountToken.season_id == invitation.season_id, AccountToken.role == invitation.role)
    session.execute(older.values(used_at=now))
