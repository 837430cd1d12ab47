"""The pages of people: one blueprint, one module for each errand."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from contest.access import Audience
from contest.accounts.types import Role
from contest.accounts.views import (
    account,
    administration,
    consents,
    invitations,
    organisations,
    people,
    registration,
    relations,
    sign_in,
)
from contest.accounts.views.blueprint import bp
from contest.web.navigation import NavItem

NAVIGATION = (
    NavItem(
        endpoint="accounts.people",
        label=_l("Người và vai trò"),
        icon="people",
        audience=frozenset({Role.ORGANIZER}),
        position=80,
    ),
    NavItem(
        endpoint="accounts.organisations",
        label=_l("Các đơn vị"),
        icon="organization",
        audience=frozenset({Role.ORGANIZER, Role.SECRETARY}),
        position=81,
    ),
    NavItem(
        endpoint="accounts.all_relations",
        label=_l("Quan hệ đã khai"),
        icon="conflict",
        audience=frozenset({Role.ORGANIZER, Role.SECRETARY}),
        position=82,
    ),
    NavItem(
        endpoint="accounts.my_relations",
        label=_l("Khai báo quan hệ"),
        icon="conflict",
        audience=frozenset({Role.JUDGE, Role.CHAIR}),
        position=83,
    ),
    NavItem(
        endpoint="accounts.all_accounts",
        label=_l("Tài khoản"),
        icon="people",
        audience=frozenset({Audience.ADMIN}),
        position=90,
        in_season=False,
    ),
)

__all__ = [
    "NAVIGATION",
    "account",
    "administration",
    "bp",
    "consents",
    "invitations",
    "organisations",
    "people",
    "registration",
    "relations",
    "sign_in",
]
