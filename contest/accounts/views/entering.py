"""The step from a registered person to an entrant of one season."""

from __future__ import annotations

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from contest.access import Audience, allow, current_season
from contest.accounts.services import join_as_entrant
from contest.accounts.types import Role
from contest.accounts.views.blueprint import bp
from contest.accounts.views.sign_in import role_page
from contest.db import db
from contest.web.shell import received_at


@bp.post("/mua/<season_slug>/du-thi")
@allow(Audience.SIGNED_IN)
def join() -> ResponseReturnValue:
    """Enter an open season, and go to where one's works are."""
    season = current_season()
    join_as_entrant(db.session, season=season, person_id=current_user.id, now=received_at())
    db.session.commit()
    flash(_("Bạn đã tham gia mùa giải. Hãy tạo hồ sơ dự thi đầu tiên."), "good")
    return redirect(role_page(Role.JOURNALIST, season.slug))
