"""The rules to read: as an entrant will, as they changed, and as a file.

For whoever answers a journalist's question about a rule: what it says, since when, and why.
"""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from contest.access import allow, current_season
from contest.db import db
from contest.seasons.overview import change_count, change_lines
from contest.seasons.rules_text import articles_of
from contest.seasons.services import export_season
from contest.seasons.snapshot import document_of
from contest.seasons.spoken import spoken_changes, subject_words
from contest.seasons.views.blueprint import STAFF, bp

CHANGES_A_PAGE = 30


@bp.get("/mua/<season_slug>/soan-the-le/xem-truoc")
@allow(*STAFF)
def preview() -> ResponseReturnValue:
    """The whole thể lệ as an entrant reads it."""
    return render_template("seasons/preview.html", articles=articles_of(document_of(db.session, current_season().id)))


@bp.get("/mua/<season_slug>/soan-the-le/lich-su")
@allow(*STAFF)
def changes() -> ResponseReturnValue:
    """Every change of the rules, the newest first."""
    season, session = current_season(), db.session
    total = change_count(session, season.id)
    pages = max(1, -(-total // CHANGES_A_PAGE))
    page = min(max(request.args.get("trang", 1, type=int), 1), pages)
    lines = change_lines(session, season.id, page=page, size=CHANGES_A_PAGE)
    listed = [(line, subject_words(line.subject), spoken_changes(line.before, line.after)) for line in lines]
    return render_template("seasons/changes.html", listed=listed, page=page, pages=pages, total=total)


@bp.get("/mua/<season_slug>/soan-the-le/tai-ve")
@allow(*STAFF)
def export() -> ResponseReturnValue:
    """The rules as a TOML file, ready to be imported anywhere."""
    season = current_season()
    response = Response(export_season(db.session, season.id), content_type="application/toml; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"{season.slug}.toml")
    return response
