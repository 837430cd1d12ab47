"""Tables of people, organisations, roles, one-time tokens and consents."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import GIVEN_ONCE, Base, Key
from contest.text.folding import fold


def _folded_name(context: DefaultExecutionContext) -> str:
    row = context.get_current_parameters()  # type: ignore[no-untyped-call]  # SQLAlchemy's own
    return fold(row["full_name"])[:120]


class Organisation(Base):
    """A press agency, a journalists' branch, or another unit that may enter works."""

    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_fold: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    aliases: Mapped[list[str]] = mapped_column(default=list)
    domains: Mapped[list[str]] = mapped_column(default=list)


class Person(Base):
    """Somebody who signs in. ``session_epoch`` grows to sign out every session at once."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    full_name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(String(600), index=True)
    name_fold: Mapped[str] = mapped_column(String(120), default=_folded_name, server_default="")
    """The name as the organizers' search compares it; made with the row, whoever writes it."""
    pen_name: Mapped[str] = mapped_column(String(120), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    press_card: Mapped[str] = mapped_column(String(40), default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey(Organisation.id), index=True)
    locale: Mapped[str] = mapped_column(String(5), default="vi")
    is_admin: Mapped[bool] = mapped_column(default=False)
    email_confirmed_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    session_epoch: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


class Membership(Base):
    """A role of a person in a season; a unit delegate's role names the unit."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("season_id", "person_id", "role"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    role: Mapped[str] = mapped_column(String(20))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey(Organisation.id))
    created_at: Mapped[datetime]


class Relation(Base):
    """A relation an officer declares, from which conflicts of interest are computed."""

    __tablename__ = "relation"
    __table_args__ = GIVEN_ONCE
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    to_name: Mapped[str] = mapped_column(String(120), default="")
    to_name_fold: Mapped[str] = mapped_column(String(120), default="")
    to_organisation_id: Mapped[int | None] = mapped_column(ForeignKey(Organisation.id))
    note: Mapped[str] = mapped_column(Text, default="")
    declared_at: Mapped[datetime]
    is_own: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Declared by the officer; what the secretariat wrote is not shown to the officer."""


class AccountToken(Base):
    """A single-use link (confirm, reset, invite); only its hash is kept."""

    __tablename__ = "account_token"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    season_id: Mapped[int | None] = mapped_column(ForeignKey("season.id", ondelete="CASCADE"))
    role: Mapped[str | None] = mapped_column(String(20))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey(Organisation.id))
    created_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class EndedSession(Base):
    """A session that was signed out: a copy of its cookie, kept elsewhere, opens nothing any more."""

    __tablename__ = "ended_session"
    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    ended_at: Mapped[datetime] = mapped_column(index=True)


class ConsentText(Base):
    """One version of what a person is asked to agree to, for one purpose."""

    __tablename__ = "consent_text"
    __table_args__ = (UniqueConstraint("purpose", "version"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    purpose: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    text_vi: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime]


class Consent(Base):
    """A person's consent to one version of a text, with its time."""

    __tablename__ = "consent"
    __table_args__ = (UniqueConstraint("person_id", "consent_text_id"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    consent_text_id: Mapped[int] = mapped_column(ForeignKey(ConsentText.id))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
