"""The blueprint of the seasons room and its menu."""

from __future__ import annotations

from typing import Final

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from contest.access import Audience
from contest.accounts.types import Role
from contest.seasons.rulebook import RULEBOOK
from contest.seasons.rules_text import points
from contest.seasons.words import STAGE_WORDS
from contest.text.numbers import money_in_words
from contest.web.navigation import NavItem

bp = Blueprint("seasons", __name__)
STAFF: Final = (Role.ORGANIZER, Role.SECRETARY, Role.CHAIR)
"""Who reads the board and the rules; only organizers change them."""

NAVIGATION = (
    NavItem(
        endpoint="seasons.index",
        label=_l("Các mùa giải"),
        icon="season",
        audience=frozenset({Audience.ADMIN.value}),
        position=89,
        in_season=False,
    ),
    NavItem(
        endpoint="seasons.board",
        label=_l("Điều hành"),
        icon="dashboard",
        audience=frozenset(map(str, STAFF)),
        position=10,
    ),
    NavItem(
        endpoint="seasons.rules",
        label=_l("Thể lệ"),
        icon="rule",
        audience=frozenset(map(str, STAFF)),
        position=20,
    ),
)


@bp.context_processor
def _words() -> dict[str, object]:
    return {
        "stage_words": STAGE_WORDS,
        "rulebook": {key.value: words for key, words in RULEBOOK.items()},
        "points": points,
        "in_words": money_in_words,
    }
