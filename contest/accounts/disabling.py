"""Closing an account and opening it again: an administrator's act, with a reason, in the record."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session, aliased

from contest.accounts.errors import LastAdministrator, OwnAccount, ReasonMissing
from contest.accounts.models import Organisation, Person
from contest.accounts.queries import SeasonRole, roles_of
from contest.accounts.services import end_sessions
from contest.accounts.types import PersonId
from contest.errors import NotVisible
from contest.ledger.models import LedgerEntry
from contest.ledger.services import record
from contest.text.folding import clean_line, fold

PAGE = 50
DISABLE, ENABLE = "person.disable", "person.enable"


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountLine:
    """One account as an administrator lists it."""

    id: PersonId
    full_name: str
    email: str
    organisation: str | None
    is_admin: bool
    disabled_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class AccountTurn:
    """One time an account was closed or opened again."""

    is_closing: bool
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """One account with its roles everywhere and its past, newest first."""

    line: AccountLine
    roles: Sequence[SeasonRole]
    turns: Sequence[AccountTurn]


def disable_account(session: Session, *, person_id: int, by: int, reason: str, now: datetime) -> bool:
    """Close an account and sign its person out everywhere; return whether it was open.

    Roles, works and marks stay as they are: closing a door takes nothing away.
    Errors: ReasonMissing, OwnAccount, NotVisible (no such person), LastAdministrator.
    """
    why = _reason(reason)
    if person_id == by:
        raise OwnAccount
    # Every administrator is held, so that two who close each other at once do not both succeed.
    admins = select(Person.id).where(Person.is_admin.is_(True), Person.disabled_at.is_(None)).order_by(Person.id)
    if set(session.scalars(admins.with_for_update())) == {person_id}:
        raise LastAdministrator
    if not _turn(session, person_id, to=now, was_open=True):
        return False
    end_sessions(session, person_id=person_id, why="disabled", now=now)
    _record(session, DISABLE, person_id=person_id, by=by, reason=why, now=now)
    return True


def enable_account(session: Session, *, person_id: int, by: int, reason: str, now: datetime) -> bool:
    """Open a closed account again, with the password it had; return whether it was closed.

    Errors: ReasonMissing, NotVisible (no such person).
    """
    why = _reason(reason)
    if not _turn(session, person_id, to=None, was_open=False):
        return False
    _record(session, ENABLE, person_id=person_id, by=by, reason=why, now=now)
    return True


def accounts(
    session: Session, *, search: str = "", only_closed: bool = False, page: int = 1
) -> tuple[Sequence[AccountLine], int]:
    """One page of every account of the house by given name, and how many match: two statements."""
    wanted: list[ColumnElement[bool]] = []
    if fold(search):
        by_name = Person.name_fold.contains(fold(search), autoescape=True)
        wanted.append(by_name | Person.email.contains(search.strip().lower(), autoescape=True))
    if only_closed:
        wanted.append(Person.disabled_at.is_not(None))
    total = session.scalar(select(func.count()).select_from(Person).where(*wanted)) or 0
    return _lines(session, page, *wanted), total


def account_of(session: Session, *, person_id: int) -> Account:
    """One account: three statements. Errors: NotVisible."""
    found = _lines(session, 1, Person.id == person_id)
    if not found:
        raise NotVisible
    return Account(line=found[0], roles=roles_of(session, person_id), turns=_turns(session, person_id))


def _lines(session: Session, page: int, *wanted: ColumnElement[bool]) -> Sequence[AccountLine]:
    rows = session.execute(
        select(
            Person.id,
            Person.full_name,
            Person.email,
            Organisation.name.label("organisation"),
            Person.is_admin,
            Person.disabled_at,
            Person.created_at,
        )
        .join(Organisation, Organisation.id == Person.organisation_id, isouter=True)
        .where(*wanted)
        .order_by(Person.name_key, Person.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return [AccountLine(**row._mapping) for row in rows]  # noqa: SLF001 - the public name of a row's mapping


def _turns(session: Session, person_id: int) -> Sequence[AccountTurn]:
    actor = aliased(Person)
    rows = session.execute(
        select(LedgerEntry.action, LedgerEntry.at, LedgerEntry.payload, actor.full_name)
        .join(actor, actor.id == LedgerEntry.actor_id, isouter=True)
        .where(LedgerEntry.subject == f"person:{person_id}", LedgerEntry.action.in_((DISABLE, ENABLE)))
        .order_by(LedgerEntry.seq.desc())
    )
    return [
        AccountTurn(is_closing=action == DISABLE, at=at, by=name or "", reason=json.loads(payload)["reason"])
        for action, at, payload, name in rows
    ]


def _turn(session: Session, person_id: int, *, to: datetime | None, was_open: bool) -> bool:
    """Set the closing time where it changes something. Errors: NotVisible."""
    before = Person.disabled_at.is_(None) if was_open else Person.disabled_at.is_not(None)
    changed = update(Person).where(Person.id == person_id, before).values(disabled_at=to).returning(Person.id)
    if session.scalar(changed) is not None:
        return True
    if session.scalar(select(Person.id).where(Person.id == person_id)) is None:
        raise NotVisible
    return False


def _reason(given: str) -> str:
    why = clean_line(given)
    if not why:
        raise ReasonMissing
    return why


def _record(session: Session, action: str, *, person_id: int, by: int, reason: str, now: datetime) -> None:
    record(session, action=action, subject=f"person:{person_id}", payload={"reason": reason}, at=now, actor_id=by)
