"""The blueprint of the results, and what all its pages share."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from contest.access import current_roles, current_season
from contest.accounts.types import Role
from contest.db import db
from contest.results import queries
from contest.results.lines import WORDS
from contest.results.types import RoundHead
from contest.web.navigation import NavItem
from contest.web.tables import csv_response, xlsx_response

bp = Blueprint("results", __name__, url_prefix="/mua/<season_slug>/ket-qua-cham")
READERS = (Role.CHAIR, Role.SECRETARY, Role.ORGANIZER)
ANSWERS = {"csv": csv_response, "xlsx": xlsx_response}
NAVIGATION = (
    NavItem(
        endpoint="results.overview",
        label=_l("Kết quả"),
        icon="medal",
        audience=frozenset(READERS),
        position=60,
    ),
)


@bp.context_processor
def _words() -> dict[str, object]:
    return {"roles": current_roles, **WORDS}


def last_round() -> RoundHead:
    return queries.get_last_round(db.session, season_id=current_season().id)
