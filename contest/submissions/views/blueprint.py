"""The blueprint of every page of entries, and what their views share."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import gettext as _
from flask_login import current_user

from contest.access import current_roles, current_season
from contest.accounts.types import Role
from contest.db import db
from contest.seasons.queries import categories, genres, places, topics
from contest.seasons.types import CategoryFacts, RuleKey
from contest.submissions.dossier import Check, Rules
from contest.submissions.forms import EntryChoices
from contest.submissions.queries import entrant_of, get_own
from contest.submissions.types import Entrant, EntryHead

TYPISTS = (Role.JOURNALIST, Role.UNIT, Role.SECRETARY)
"""Who types entries: entrants their own, the secretary those that came on paper, and no others."""

bp = Blueprint("submissions", __name__, url_prefix="/mua/<season_slug>")


def this_entrant() -> Entrant:
    """Who the signed-in person is to the entries of this season."""
    return entrant_of(
        db.session, season_id=current_season().id, person_id=current_user.id, roles=frozenset(current_roles())
    )


def own_entry(public_id: str) -> EntryHead:
    """An entry of the signed-in person. Errors: NotVisible."""
    return get_own(db.session, season_id=current_season().id, public_id=public_id, entrant=this_entrant())


def choices_for(category_id: int, rules: Rules) -> EntryChoices:
    """What the form of one category offers."""
    season_id, session = current_season().id, db.session
    made = rules.get(RuleKey.COMMITMENTS)
    return EntryChoices(
        genres=[(genre.id, genre.name) for genre in genres(session, season_id) if genre.category_id == category_id],
        topics=[(topic.id, f"{topic.code}. {topic.name}") for topic in topics(session, season_id)],
        places=[(place.id, place.name) for place in places(session, season_id)],
        commitments=[(one["key"], one["text"]) for one in (made.value if made else ())],
    )


def category_of(category_id: int) -> CategoryFacts:
    """The facts of a category of this season."""
    return next(one for one in categories(db.session, current_season().id) if one.id == category_id)


def rule_items(checks: tuple[Check, ...]) -> list[dict[str, str]]:
    """The rules as the macro ``rule_list`` shows them."""
    return [
        {
            "text": str(check.demand),
            "clause": check.clause,
            "state": "met" if check.is_met else "failed",
            "mend": " ".join(str(failure.message) for failure in check.failures),
        }
        for check in checks
    ]


def limit_of(rules: Rules, key: RuleKey, parts: int = 1) -> int:
    """A whole-number limit, or 0 where the season sets none."""
    rule = rules.get(key)
    return int(rule.value) * max(parts, 1) if rule else 0


def title_or_none(head: EntryHead) -> str:
    """What to call an entry that has no title yet."""
    return head.title or _("Tác phẩm chưa có tên")
