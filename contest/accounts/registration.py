"""How an account comes to be, and how it is opened again when the password is lost.

Whoever types an address learns nothing about it: the answer is one, and the mail tells its owner the rest.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.accounts import consents
from contest.accounts.models import Person
from contest.accounts.services import confirm_address, create_person, set_password
from contest.accounts.tokens import Link, new_link, use_up
from contest.accounts.types import ConsentPurpose, PersonId, Profile, TokenPurpose
from contest.notices.services import notify


@dataclass(frozen=True, kw_only=True, slots=True)
class NewAccount:
    """What somebody who proved an address says of themself."""

    profile: Profile
    password_hash: str
    consents: Collection[ConsentPurpose]


def begin_registration(session: Session, *, email: str, key: str, now: datetime) -> None:
    """Mail the next step to an address: to go on, or, where there is an account, how to open it."""
    person_id = _account(session, email)
    if person_id is None:
        place = new_link(session, purpose=TokenPurpose.CONFIRM, email=email, key=key, now=now)
        subject = _("Hoàn tất đăng ký dự thi")
        body = _(
            "Có người, hẳn là bạn, vừa dùng địa chỉ này để đăng ký dự thi.\n"
            "Mở liên kết dưới đây trong 24 giờ để đặt mật khẩu và hoàn tất. "
            "Nếu không phải bạn, hãy bỏ qua thư này; không có tài khoản nào được tạo."
        )
        link = url_for("accounts.complete", token=place)
    else:
        place = new_link(session, purpose=TokenPurpose.RESET, email=email, key=key, now=now, person_id=person_id)
        subject = _("Bạn đã có tài khoản")
        body = _(
            "Có người, hẳn là bạn, vừa đăng ký bằng địa chỉ này, nhưng địa chỉ đã có tài khoản.\n"
            "Hãy đăng nhập như thường lệ. Nếu đã quên mật khẩu, mở liên kết dưới đây trong 1 giờ để đặt lại."
        )
        link = url_for("accounts.reset", token=place)
    _mail(session, kind="register", email=email, subject=subject, body=body, link=unquoted(link), now=now)


def begin_reset(session: Session, *, email: str, key: str, now: datetime) -> None:
    """Mail a link that sets a new password; where there is no account, mail that."""
    person_id = _account(session, email)
    if person_id is not None:
        place = new_link(session, purpose=TokenPurpose.RESET, email=email, key=key, now=now, person_id=person_id)
        body = _(
            "Mở liên kết dưới đây trong 1 giờ để đặt mật khẩu mới. Mọi thiết bị đang đăng nhập sẽ bị đăng xuất.\n"
            "Nếu bạn không yêu cầu, hãy bỏ qua thư này; mật khẩu không đổi."
        )
        link = url_for("accounts.reset", token=place)
    else:
        # As much work as for a known address, and the owner learns that somebody tried.
        place = new_link(session, purpose=TokenPurpose.CONFIRM, email=email, key=key, now=now)
        body = _(
            "Có người vừa yêu cầu đặt lại mật khẩu cho địa chỉ này, nhưng chưa có tài khoản nào dùng nó.\n"
            "Nếu muốn dự thi, mở liên kết dưới đây trong 24 giờ để tạo tài khoản. Nếu không, hãy bỏ qua thư này."
        )
        link = url_for("accounts.complete", token=place)
    subject = _("Đặt lại mật khẩu")
    _mail(session, kind="reset", email=email, subject=subject, body=body, link=unquoted(link), now=now)


def complete_registration(session: Session, *, link: Link, account: NewAccount, now: datetime) -> PersonId:
    """Use the link up and make the account. Errors: LinkSpent, AddressTaken (made meanwhile by another link)."""
    return account_by_link(
        session, link=link, account=account, organisation_id=account.profile.organisation_id, now=now
    )


def account_by_link(
    session: Session, *, link: Link, account: NewAccount, organisation_id: int | None, now: datetime
) -> PersonId:
    """Use a link up and make the account of its address, with the consents. Errors: LinkSpent, AddressTaken."""
    use_up(session, link, now=now)
    person_id = create_person(
        session,
        email=link.email,
        full_name=account.profile.full_name,
        pen_name=account.profile.pen_name,
        phone=account.profile.phone,
        press_card=account.profile.press_card,
        organisation_id=organisation_id,
        password_hash=account.password_hash,
        now=now,
    )
    consents.give(session, person_id=person_id, purposes=account.consents, now=now)
    return person_id


def complete_reset(session: Session, *, link: Link, password_hash: str, now: datetime) -> None:
    """Use the link up, set the password, end every session, and tell the owner. Errors: LinkSpent."""
    use_up(session, link, now=now)
    person_id = link.person_id or 0
    set_password(session, person_id=person_id, password_hash=password_hash, now=now)
    confirm_address(session, person_id=person_id, now=now)
    _mail(
        session,
        kind="reset-done",
        email=link.email,
        subject=_("Mật khẩu đã được đặt lại"),
        body=_("Mật khẩu tài khoản của bạn vừa được đặt lại. Nếu không phải bạn làm, hãy báo ngay cho Ban Tổ chức."),
        link=url_for("accounts.sign_in"),
        now=now,
    )


def _account(session: Session, email: str) -> int | None:
    return session.scalar(select(Person.id).where(Person.email == email, Person.disabled_at.is_(None)))


def _mail(session: Session, *, kind: str, email: str, subject: str, body: str, link: str, now: datetime) -> None:
    """No person on the row: these messages are for the mailbox alone, never for the in-app list."""
    key = f"{email}:{now.isoformat()}"
    notify(session, kind=kind, email=email, subject=subject, body=body, link=link, dedupe_key=key, now=now)


def unquoted(link: str) -> str:
    """The address with its place for the secret, which ``url_for`` wrote in percent signs."""
    return link.replace("%7B", "{").replace("%7D", "}")
