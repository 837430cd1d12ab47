"""Writing messages: a row in the outbox, in the transaction of the act that it tells of."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g, has_request_context
from sqlalchemy import Executable, Insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.notices.models import Notice
from contest.notices.types import NoticeState
from contest.text.folding import clean_line, clean_text

SUBJECT_LENGTH = 200
LINK_LENGTH = 500
_KEY_LENGTH = 120


@dataclass(frozen=True, kw_only=True, slots=True)
class NewNotice:
    """A message to one person, to be queued by ``notify_all``; the same kind and key is queued once."""

    kind: str
    key: str
    person_id: int
    subject: str
    body: str
    link: str
    season_id: int


class NoticeWithoutRecipient(ValueError):
    """A message names neither a person nor an address: a bug of the caller."""


def notify(
    session: Session,
    *,
    kind: str,
    subject: str,
    body: str,
    dedupe_key: str,
    now: datetime,
    person_id: int | None = None,
    email: str | None = None,
    link: str = "",
    season_id: int | None = None,
) -> bool:
    """Queue one message to one person, in the caller's transaction; return whether it is new.

    Shape: a person (shown in the application too, and mailed to their address), or a bare address. ``kind``
    is the namespace of ``dedupe_key``: the same pair sends nothing twice. ``link`` is a path of this site; the
    mail makes it absolute from ``Settings.base_url``. Write nothing here that the reader may not know.
    Errors: NoticeWithoutRecipient.
    """
    address = email or session.scalar(select(Person.email).where(Person.id == person_id))
    if not address:
        raise NoticeWithoutRecipient(kind)
    values = {
        "dedupe_key": _key(kind, dedupe_key),
        "person_id": person_id,
        "season_id": season_id,
        "email": address,
        "subject": clean_line(subject)[:SUBJECT_LENGTH],
        "body": clean_text(body),
        "link": _path(link),
        "state": NoticeState.QUEUED,
        "attempts": 0,
        "last_error": "",
        "message_id": secrets.token_hex(16),
        "created_at": now,
    }
    added = session.execute(_insert_once(session, values)).first()
    if has_request_context():
        g.wake_notices = True
    return added is not None


def notify_all(session: Session, notices: Sequence[NewNotice], *, now: datetime) -> int:
    """Queue those that were not queued before; return how many. What was queued costs one statement a kind."""
    told = {
        (kind, key)
        for kind in sorted({one.kind for one in notices})
        for key in _told_before(session, kind=kind, keys=[one.key for one in notices if one.kind == kind])
    }
    return sum(
        notify(
            session,
            kind=one.kind,
            subject=one.subject,
            body=one.body,
            dedupe_key=one.key,
            now=now,
            person_id=one.person_id,
            link=one.link,
            season_id=one.season_id,
        )
        for one in notices
        if (one.kind, one.key) not in told
    )


def _told_before(session: Session, *, kind: str, keys: Collection[str]) -> frozenset[str]:
    """Those of some ``dedupe_key`` of a kind that a message was queued for already: one statement for any number."""
    known = {_key(kind, key): key for key in keys}
    found = session.scalars(select(Notice.dedupe_key).where(Notice.dedupe_key.in_(sorted(known))))
    return frozenset(known[key] for key in found)


def mark_read(session: Session, *, person_id: int, now: datetime, public_id: str | None = None) -> None:
    """Mark one message of a person as read, or all of them."""
    unread = update(Notice).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    if public_id is not None:
        unread = unread.where(Notice.message_id == public_id)
    session.execute(unread.values(read_at=now))


def _insert_once(session: Session, values: dict[str, Any]) -> Executable:
    statement: Any
    if session.get_bind().dialect.name == "postgresql":
        statement = postgresql.insert(Notice).values(**values)
    else:
        statement = sqlite.insert(Notice).values(**values)
    once: Insert = statement.on_conflict_do_nothing(index_elements=["dedupe_key"]).returning(Notice.id)
    return once


def _key(kind: str, dedupe_key: str) -> str:
    whole = f"{kind}:{dedupe_key}"
    if len(whole) <= _KEY_LENGTH:
        return whole
    return f"{kind[:50]}:{hashlib.sha256(whole.encode()).hexdigest()}"


def _path(link: str) -> str:
    """A path of this site and nothing else."""
    local = link.startswith("/") and not link.startswith(("//", "/\\")) and link.isprintable() and " " not in link
    return link if local and len(link) <= LINK_LENGTH else ""
