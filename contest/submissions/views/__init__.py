"""The pages of entries: one blueprint, one module for each errand."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from contest.accounts.types import Role
from contest.submissions.views import entrant, handing, officers, receipts, screening, unit
from contest.submissions.views.blueprint import bp
from contest.submissions.views.filters import init_submissions
from contest.web.navigation import NavItem

NAVIGATION = (
    NavItem(
        endpoint="submissions.mine",
        label=_l("Bài dự thi"),
        icon="entry",
        audience=frozenset({Role.JOURNALIST, Role.UNIT}),
        position=10,
    ),
    NavItem(
        endpoint="submissions.screening",
        label=_l("Thẩm định"),
        icon="screen",
        audience=frozenset({Role.SECRETARY}),
        position=20,
    ),
    NavItem(
        endpoint="submissions.entries",
        label=_l("Hồ sơ"),
        icon="list",
        audience=frozenset({Role.SECRETARY, Role.ORGANIZER}),
        position=25,
    ),
)

__all__ = ["NAVIGATION", "bp", "entrant", "handing", "init_submissions", "officers", "receipts", "screening", "unit"]
