"""The public site: for a reader on a phone with a shared link, and a journalist looking for the rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from contest.access import Audience, allow, current_season
from contest.db import db
from contest.errors import NotVisible
from contest.portal import queries
from contest.results.results_file import results_file as written_results
from contest.seasons import queries as seasons
from contest.seasons.round_queries import prizes
from contest.seasons.rules_text import articles_of
from contest.seasons.snapshot import document_of
from contest.seasons.types import PrizeFacts, Stage
from contest.storage import ObjectKey, current_store
from contest.text.folding import clean_line
from contest.web.figures import money, number
from contest.web.navigation import READER, NavItem
from contest.web.shell import received_at
from contest.web.tables import CSV_TYPE

bp = Blueprint("portal", __name__)
_PUBLIC = frozenset({Audience.PUBLIC})
_READERS = frozenset({READER})
NAVIGATION = (
    NavItem(endpoint="portal.season", label=_l("Trang chủ"), icon="home", audience=_PUBLIC, position=1),
    NavItem(endpoint="portal.rules", label=_l("Thể lệ"), icon="rule", audience=_READERS, position=2),
    NavItem(endpoint="portal.topics", label=_l("Chủ đề"), icon="list", audience=_READERS, position=3),
    NavItem(endpoint="portal.works", label=_l("Tác phẩm đạt giải"), icon="award", audience=_READERS, position=4),
)
MEDIA_LINK_LIFE = timedelta(hours=2)
LONGEST_SEARCH = 100


@bp.app_template_filter("pair")
def pair(value: str) -> tuple[str, str]:
    """A choice whose value is its own label."""
    return (value, value)


def _prize_rows(prizes: Sequence[PrizeFacts]) -> list[tuple[str, str]]:
    """The prize table as people read it: name, then count and money."""
    return [
        (one.name, _("%(count)s giải, mỗi giải %(money)s", count=number(one.count), money=money(one.money)))
        for one in prizes
    ]


@bp.context_processor
def _words() -> dict[str, object]:
    return {"prize_rows": _prize_rows, "site": current_app.extensions["contest.settings"].base_url}


@bp.get("/")
@allow(Audience.PUBLIC)
def home() -> ResponseReturnValue:
    """The front door opens on the newest public season."""
    slug = queries.newest_public_slug(db.session)
    if slug is None:
        return render_template("portal/no_season.html")
    return redirect(url_for("portal.season", season_slug=slug))


@bp.get("/mua/<season_slug>/")
@allow(Audience.PUBLIC)
def season() -> ResponseReturnValue:
    """A season's home: the phase and what to do in it; the winners once they are out."""
    head = current_season()
    published = head.results_published_at is not None
    return render_template(
        "portal/season.html",
        details=seasons.details_of(db.session, head.id),
        categories=seasons.categories(db.session, head.id),
        prizes=prizes(db.session, head.id),
        works=queries.published_works(db.session, season_id=head.id)[:12] if published else (),
        stage=head.stage_at(received_at()),
        stages=tuple(Stage),
        published=published,
    )


@bp.get("/mua/<season_slug>/the-le")
@allow(Audience.PUBLIC)
def rules() -> ResponseReturnValue:
    """The whole thể lệ, made from the rules as they stand: what is read is what is checked."""
    return render_template("portal/rules.html", articles=articles_of(document_of(db.session, current_season().id)))


@bp.get("/mua/<season_slug>/chu-de")
@allow(Audience.PUBLIC)
def topics() -> ResponseReturnValue:
    """The topics a work may be about."""
    head = current_season()
    return render_template("portal/topics.html", topics=seasons.topics(db.session, head.id))


@bp.get("/mua/<season_slug>/tac-pham")
@allow(Audience.PUBLIC)
def works() -> ResponseReturnValue:
    """Winning works, with a search that ignores diacritics; empty until publication."""
    head = current_season()
    search = clean_line(request.args.get("tim", ""))[:LONGEST_SEARCH]
    category = clean_line(request.args.get("loai", ""))[:LONGEST_SEARCH]
    found = queries.published_works(db.session, season_id=head.id, search=search, category=category)
    return render_template(
        "portal/works.html",
        works=found,
        seal=queries.seal_of(db.session, season_id=head.id),
        search=search,
        category=category,
        categories=seasons.categories(db.session, head.id),
        published=head.results_published_at is not None,
    )


@bp.get("/mua/<season_slug>/ket-qua.csv")
@allow(Audience.PUBLIC)
def results_file() -> ResponseReturnValue:
    """The results as one file, whose hash is on the page of works; nothing before publication."""
    head = current_season()
    if head.results_published_at is None:
        raise NotVisible
    response = Response(written_results(db.session, season_id=head.id), content_type=CSV_TYPE)
    response.headers.set("Content-Disposition", "attachment", filename=f"ket-qua-{head.slug}.csv")
    return response


@bp.get("/mua/<season_slug>/tac-pham/<slug>")
@allow(Audience.PUBLIC)
def work(slug: str) -> ResponseReturnValue:
    """One winning work."""
    found = queries.get_published_work(db.session, season_id=current_season().id, slug=slug)
    return render_template("portal/work.html", work=found)


@bp.get("/mua/<season_slug>/tac-pham/<slug>/tep/<file_id>")
@allow(Audience.PUBLIC)
def work_file(slug: str, file_id: str) -> ResponseReturnValue:
    """A licensed file of a winning work, by a short-lived link; ``?anh-bia`` asks for a film's poster."""
    found = queries.get_published_work(db.session, season_id=current_season().id, slug=slug)
    for file in found.media:
        if file["id"] == file_id:
            poster = "anh-bia" in request.args
            key = file["poster_key"] if poster else file["key"]
            if not key:
                break
            kind = "image/jpeg" if poster else file["content_type"]
            name = f"bai-{slug[-4:]}.{_EXTENSIONS.get(kind, 'bin')}"
            link = current_store().link(ObjectKey(key), download_as=name, content_type=kind, expires_in=MEDIA_LINK_LIFE)
            return redirect(link)
    raise NotVisible


@bp.get("/mua/<season_slug>/tin.atom")
@allow(Audience.PUBLIC)
def feed() -> ResponseReturnValue:
    """The winning works as an Atom feed (RFC 4287)."""
    head = current_season()
    found = queries.published_works(db.session, season_id=head.id)
    updated = max((line.changed_at for line in found), default=head.entries_open_at)
    body = render_template("portal/feed.xml", works=found, updated=updated)
    return Response(body, content_type="application/atom+xml; charset=utf-8")


_EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "video/mp4": "mp4",
}
