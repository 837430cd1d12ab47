"""Invitations: the only way into an officer's or a delegate's role for somebody new to the season."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.accounts.addresses import clean_email
from contest.accounts.errors import LinkSpent, UnitMissing
from contest.accounts.models import Person
from contest.accounts.queries import profile_of
from contest.accounts.registration import NewAccount, account_by_link, unquoted
from contest.accounts.services import grant, refuse_forbidden, set_organisation
from contest.accounts.tokens import Invitation, Link, new_link, use_up
from contest.accounts.types import ROLE_NAMES, PersonId, Role, TokenPurpose
from contest.errors import Refused
from contest.ledger.services import record
from contest.notices.services import notify
from contest.seasons.types import SeasonHead


def invite(
    session: Session, *, season: SeasonHead, email: str, invitation: Invitation, key: str, now: datetime
) -> None:
    """Mail an invitation; one for the same address and role replaces the one before.

    ``organisation_id`` is the delegate's unit, or the agency of an officer, from which conflicts are computed.
    Errors: Refused (no address), UnitMissing, ForbiddenPair where the address has an account that must not.
    """
    address = clean_email(email)
    if address is None:
        raise Refused
    if invitation.role is Role.UNIT and invitation.organisation_id is None:
        raise UnitMissing
    known = session.scalar(select(Person.id).where(Person.email == address))
    if known is not None:
        refuse_forbidden(session, season_id=season.id, person_id=known, role=invitation.role)
    place = new_link(session, purpose=TokenPurpose.INVITE, email=address, key=key, now=now, invitation=invitation)
    link = unquoted(url_for("accounts.invitation", token=place))
    role = str(ROLE_NAMES[invitation.role])
    notify(
        session,
        kind="invite",
        email=address,
        subject=_("Lời mời: %(role)s, %(season)s", role=role, season=season.name),
        body=_(
            "Ban Tổ chức mời bạn tham gia «%(season)s» với vai trò %(role)s.\n"
            "Mở liên kết dưới đây trong 14 ngày để nhận lời. Liên kết dùng được một lần, chỉ dành cho bạn.",
            season=season.name,
            role=role,
        ),
        link=link,
        dedupe_key=f"{season.id}:{address}:{invitation.role}:{now.isoformat()}",
        now=now,
        season_id=season.id,
    )
    record(
        session,
        action="membership.invite",
        subject=f"season:{season.id}",
        payload={"role": invitation.role, "organisation_id": invitation.organisation_id},
        at=now,
        actor_id=invitation.by,
        season_id=season.id,
    )


def accept_as_new(session: Session, *, link: Link, account: NewAccount, now: datetime) -> PersonId:
    """Make the invited person's account and give the role. Errors: LinkSpent, AddressTaken, ForbiddenPair."""
    person_id = account_by_link(session, link=link, account=account, organisation_id=link.organisation_id, now=now)
    _give_role(session, link, person_id, now)
    return person_id


def accept_as(session: Session, *, link: Link, person_id: int, email: str, now: datetime) -> None:
    """Give the role to the signed-in person, if the invitation is theirs. Errors: LinkSpent, ForbiddenPair."""
    if email != link.email:
        raise LinkSpent
    use_up(session, link, now=now)
    if link.organisation_id is not None and profile_of(session, person_id).organisation_id is None:
        set_organisation(session, person_id=person_id, organisation_id=link.organisation_id, by=person_id, now=now)
    _give_role(session, link, person_id, now)


def has_account(session: Session, email: str) -> bool:
    """Whether an address can sign in; asked only for the holder of an invitation to it."""
    return session.scalar(select(Person.id).where(Person.email == email)) is not None


def _give_role(session: Session, link: Link, person_id: int, now: datetime) -> None:
    if link.season_id is None or link.role is None:
        raise LinkSpent
    grant(
        session,
        season_id=link.season_id,
        person_id=person_id,
        role=link.role,
        organisation_id=link.organisation_id,
        by=link.created_by,
        now=now,
    )
