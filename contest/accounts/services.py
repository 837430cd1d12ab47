"""People and their roles: the only writers of ``person`` and ``membership``."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.orm import Session

from contest.accounts.addresses import clean_email
from contest.accounts.entrants import is_entrant, is_officer
from contest.accounts.errors import (
    AddressTaken,
    EntrantCannotJudge,
    LastOrganizer,
    NamesAndMarks,
    OfficerCannotEnter,
    ReasonMissing,
    SeasonTakesNoEntries,
    UnitMissing,
)
from contest.accounts.models import EndedSession, Membership, Person
from contest.accounts.types import BLIND, ENTRANTS, NAMING, OFFICERS, PersonId, Profile, Role
from contest.errors import NotVisible, Refused
from contest.ledger.services import record
from contest.seasons.types import SeasonHead
from contest.text.folding import clean_line, fold
from contest.text.names import given_name_key


def create_person(
    session: Session,
    *,
    email: str,
    full_name: str,
    now: datetime,
    password_hash: str | None = None,
    confirmed: bool = True,
    pen_name: str = "",
    phone: str = "",
    press_card: str = "",
    organisation_id: int | None = None,
    is_admin: bool = False,
) -> PersonId:
    """Add somebody who can sign in; hash the password before the transaction (``passwords.hash_password``).

    Errors: Refused (no address), AddressTaken.
    """
    address = clean_email(email)
    if address is None:
        raise Refused
    if session.scalar(select(Person.id).where(Person.email == address)) is not None:
        raise AddressTaken
    name = clean_line(full_name)
    person_id = session.execute(
        insert(Person)
        .values(
            email=address,
            password_hash=password_hash,
            full_name=name,
            name_key=given_name_key(name),
            pen_name=clean_line(pen_name),
            phone=clean_line(phone),
            press_card=clean_line(press_card),
            organisation_id=organisation_id,
            is_admin=is_admin,
            email_confirmed_at=now if confirmed else None,
            session_epoch=0,
            created_at=now,
        )
        .returning(Person.id)
    ).scalar_one()
    record(
        session,
        action="person.create",
        subject=f"person:{person_id}",
        payload={"is_admin": is_admin},
        at=now,
        actor_id=person_id,
    )
    return PersonId(person_id)


def save_profile(session: Session, *, person_id: int, profile: Profile, now: datetime) -> None:
    """Replace what a person says of themself; a change of agency is recorded, because conflicts follow from it."""
    name = clean_line(profile.full_name)
    session.execute(
        update(Person)
        .where(Person.id == person_id)
        .values(
            full_name=name,
            name_key=given_name_key(name),
            name_fold=fold(name)[:120],
            pen_name=clean_line(profile.pen_name),
            phone=clean_line(profile.phone),
            press_card=clean_line(profile.press_card),
        )
    )
    set_organisation(session, person_id=person_id, organisation_id=profile.organisation_id, by=person_id, now=now)


def set_password(session: Session, *, person_id: int, password_hash: str, now: datetime) -> int:
    """Store a new password and end every session of the person; return the new epoch."""
    session.execute(update(Person).where(Person.id == person_id).values(password_hash=password_hash))
    return end_sessions(session, person_id=person_id, why="password", now=now)


def confirm_address(session: Session, *, person_id: int, now: datetime) -> None:
    """Somebody who reads the mailbox has shown it; an address confirmed before keeps its first time."""
    unconfirmed = update(Person).where(Person.id == person_id, Person.email_confirmed_at.is_(None))
    session.execute(unconfirmed.values(email_confirmed_at=now))


def renew_hash(session: Session, *, person_id: int, before: str, after: str) -> None:
    """Store the same password under today's parameters, unless it was changed meanwhile."""
    session.execute(
        update(Person).where(Person.id == person_id, Person.password_hash == before).values(password_hash=after)
    )


def end_sessions(session: Session, *, person_id: int, why: str, now: datetime) -> int:
    """Sign a person out everywhere; return the epoch that a session begun now carries."""
    epoch = session.execute(
        update(Person)
        .where(Person.id == person_id)
        .values(session_epoch=Person.session_epoch + 1)
        .returning(Person.session_epoch)
    ).scalar_one()
    subject = f"person:{person_id}"
    record(session, action="person.end_sessions", subject=subject, payload={"why": why}, at=now, actor_id=person_id)
    return int(epoch)


def end_session(session: Session, *, key: str, lifetime: timedelta, now: datetime) -> None:
    """Sign one session out, so that no copy of its cookie opens anything; forget those whose cookies are too old."""
    session.execute(delete(EndedSession).where(or_(EndedSession.key == key, EndedSession.ended_at < now - lifetime)))
    session.execute(insert(EndedSession).values(key=key, ended_at=now))


def grant(
    session: Session,
    *,
    season_id: int,
    person_id: int,
    role: Role,
    now: datetime,
    by: int | None,
    organisation_id: int | None = None,
) -> None:
    """Give a role in a season; giving it twice changes nothing but the delegate's unit.

    Errors: NotVisible (no such person), UnitMissing, EntrantCannotJudge, OfficerCannotEnter, NamesAndMarks.
    """
    _locked(session, person_id)
    if role is Role.UNIT and organisation_id is None:
        raise UnitMissing
    held = _roles(session, season_id, person_id)
    if role in held and role is not Role.UNIT:
        return
    refuse_forbidden(session, season_id=season_id, person_id=person_id, role=role)
    unit = organisation_id if role is Role.UNIT else None
    if role in held:
        changed = update(Membership).where(
            Membership.season_id == season_id, Membership.person_id == person_id, Membership.role == role
        )
        session.execute(changed.values(organisation_id=unit))
    else:
        session.execute(
            insert(Membership).values(
                season_id=season_id, person_id=person_id, role=role, organisation_id=unit, created_at=now
            )
        )
    record(
        session,
        action="membership.grant",
        subject=f"person:{person_id}",
        payload={"role": role, "organisation_id": unit},
        at=now,
        actor_id=by,
        season_id=season_id,
    )


def revoke(
    session: Session, *, season_id: int, person_id: int, role: Role, by: int, reason: str, now: datetime
) -> None:
    """Take a role away, at once and with a reason, also from a closed account.

    Errors: ReasonMissing, NotVisible (not held), LastOrganizer.
    """
    why = clean_line(reason)
    if not why:
        raise ReasonMissing
    is_open = _held(session, person_id)
    if role not in _roles(session, season_id, person_id):
        raise NotVisible
    if role is Role.ORGANIZER and is_open and _able_holders(session, season_id, role) == 1:
        raise LastOrganizer
    session.execute(
        delete(Membership).where(
            Membership.season_id == season_id, Membership.person_id == person_id, Membership.role == role
        )
    )
    record(
        session,
        action="membership.revoke",
        subject=f"person:{person_id}",
        payload={"role": role, "reason": why},
        at=now,
        actor_id=by,
        season_id=season_id,
    )


def join_as_entrant(session: Session, *, season: SeasonHead, person_id: int, now: datetime) -> None:
    """Let a registered person enter a public season that takes entries; a delegate stays a delegate.

    Errors: NotVisible (not public), SeasonTakesNoEntries, OfficerCannotEnter.
    """
    if not season.is_public:
        raise NotVisible
    _locked(session, person_id)
    held = _roles(session, season.id, person_id)
    if held & OFFICERS:
        raise OfficerCannotEnter
    if held & ENTRANTS:
        return
    if not season.accepts_entries(now):
        raise SeasonTakesNoEntries
    grant(session, season_id=season.id, person_id=person_id, role=Role.JOURNALIST, by=person_id, now=now)


def refuse_forbidden(session: Session, *, season_id: int, person_id: int, role: Role) -> None:
    """Say whether a role could be granted. Errors: OfficerCannotEnter, EntrantCannotJudge, NamesAndMarks."""
    if role in ENTRANTS and is_officer(session, season_id=season_id, person_id=person_id):
        raise OfficerCannotEnter
    if role in OFFICERS and is_entrant(session, season_id=season_id, person_id=person_id):
        raise EntrantCannotJudge
    held = _roles(session, season_id, person_id)
    reads_names = held & NAMING or session.scalar(select(Person.is_admin).where(Person.id == person_id))
    if (role in BLIND and reads_names) or (role in NAMING and held & BLIND):
        raise NamesAndMarks


def set_organisation(session: Session, *, person_id: int, organisation_id: int | None, by: int, now: datetime) -> None:
    """Say which agency a person belongs to; recorded, because conflicts follow from it."""
    before = session.scalar(select(Person.organisation_id).where(Person.id == person_id))
    if before == organisation_id:
        return
    session.execute(update(Person).where(Person.id == person_id).values(organisation_id=organisation_id))
    record(
        session,
        action="person.organisation",
        subject=f"person:{person_id}",
        payload={"before": before, "after": organisation_id},
        at=now,
        actor_id=by,
    )


def _locked(session: Session, person_id: int) -> None:
    """Hold the person of an open account. Errors: NotVisible."""
    if not _held(session, person_id):
        raise NotVisible


def _held(session: Session, person_id: int) -> bool:
    """Hold the person until the transaction ends, so that two grants at once cannot make a forbidden pair.

    Returns whether the account is open. Errors: NotVisible (no such person).
    """
    row = session.execute(select(Person.disabled_at).where(Person.id == person_id).with_for_update()).one_or_none()
    if row is None:
        raise NotVisible
    return row.disabled_at is None


def _roles(session: Session, season_id: int, person_id: int) -> frozenset[Role]:
    query = select(Membership.role).where(Membership.season_id == season_id, Membership.person_id == person_id)
    return frozenset(Role(role) for role in session.scalars(query))


def _able_holders(session: Session, season_id: int, role: Role) -> int:
    """How many can act in a role; held until the transaction ends, so that two who revoke each other leave one."""
    query = (
        select(Membership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.season_id == season_id, Membership.role == role, Person.disabled_at.is_(None))
        .order_by(Membership.id)
        .with_for_update(of=Membership)
    )
    return len(session.scalars(query).all())
