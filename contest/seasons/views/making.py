"""The list of seasons and the making of a new one.

For the organizer once a year, with last year's thể lệ on the desk: they fear to type everything
again, and to break last year's season while they do.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import FileStorage
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are of 3.2

from contest.access import Actor, Audience, allow
from contest.accounts.services import grant
from contest.accounts.types import Role
from contest.db import db
from contest.errors import ContestError, NotVisible
from contest.seasons.forms import NewSeasonForm
from contest.seasons.overview import SeasonLine, season_lines
from contest.seasons.reader import LARGEST_FILE, decoded
from contest.seasons.services import LONGEST_NAME, InvalidYear, clone_season, create_from_template, import_season
from contest.seasons.shipped import shipped_templates
from contest.seasons.tables import InvalidDocument, Problem
from contest.seasons.types import SeasonId
from contest.seasons.views.blueprint import STAFF, bp
from contest.text.dates import in_hanoi
from contest.text.folding import clean_line
from contest.web.shell import received_at

HALF_A_YEAR = timedelta(days=183)
"""In the first half of a year its own contest is prepared, in the second the next one."""


def _actor() -> Actor:
    return cast("Actor", current_user)


def _organized() -> set[int] | None:
    """Seasons whose rules the actor may copy; None means all. Errors: NotVisible for who organizes none."""
    if _actor().is_admin:
        return None
    held = {season_id for season_id, roles in _actor().roles.items() if Role.ORGANIZER in roles}
    if not held:
        raise NotVisible
    return held


@bp.get("/mua-giai")
@allow(Audience.SIGNED_IN)
def index() -> ResponseReturnValue:
    """Every season the actor helps to run."""
    actor = _actor()
    run = {season_id for season_id, roles in actor.roles.items() if roles & set(STAFF)}
    if not (run or actor.is_admin):
        raise NotVisible
    lines = season_lines(db.session, None if actor.is_admin else run)
    may_make = actor.is_admin or any(Role.ORGANIZER in roles for roles in actor.roles.values())
    return render_template("seasons/index.html", lines=lines, may_make=may_make)


@bp.get("/mua-giai/moi")
@allow(Audience.SIGNED_IN)
def new() -> ResponseReturnValue:
    """Choose where the rules come from."""
    lines = season_lines(db.session, _organized())
    return _new_page(_form(lines))


@bp.post("/mua-giai/moi")
@allow(Audience.SIGNED_IN)
def create() -> ResponseReturnValue:
    """Make the season; its maker becomes its organizer."""
    session = db.session
    lines = season_lines(session, _organized())
    form = _form(lines)
    form.validate_on_submit()
    try:
        season_id = _made(form, lines)
        if not _actor().is_admin:
            by, now = _actor().id, received_at()
            grant(session, season_id=season_id, person_id=by, role=Role.ORGANIZER, now=now, by=by)
    except InvalidDocument as invalid:
        session.rollback()
        return _new_page(form, invalid.problems, invalid.status)
    except ContestError as refused:
        session.rollback()
        field = form.year if isinstance(refused, InvalidYear) else form.slug
        field.errors = [str(refused.message)]
        return _new_page(form, status=refused.status)
    session.commit()
    flash(
        _(
            "Đã tạo mùa giải, mọi mốc thời gian nay theo năm %(year)s. "
            "Hãy xem lại từng trang của thể lệ trước khi mở nhận bài.",
            year=form.whole_year(),
        ),
        "good",
    )
    return redirect(url_for("seasons.rules", season_slug=form.slug.data))


def _form(lines: Sequence[SeasonLine]) -> NewSeasonForm:
    form = NewSeasonForm()
    offered: list[Any] = [
        *(SelectChoice(f"season:{one.id}", _("Năm trước: %(name)s", name=one.name)) for one in lines),
        *(SelectChoice(f"template:{one.key}", _("Mẫu: %(name)s", name=one.name)) for one in shipped_templates()),
        SelectChoice("file", _("Tệp TOML đã xuất từ một mùa giải")),
    ]
    form.source.choices = offered
    if form.source.data is None:
        form.source.data = offered[0].value
    if form.year.data is None:
        form.year.data = str((in_hanoi(received_at()) + HALF_A_YEAR).year)
    return form


def _made(form: NewSeasonForm, lines: Sequence[SeasonLine]) -> SeasonId:
    """The new season's id. Errors: InvalidDocument, InvalidYear, InvalidSlug, SlugTaken, NotVisible (not offered)."""
    session, slug = db.session, (form.slug.data or "").strip()
    name = clean_line(form.name.data or "")[:LONGEST_NAME] or None
    by, now = _actor().id, received_at()
    year = form.whole_year()
    kind, _colon, key = (form.source.data or "").partition(":")
    if kind == "season" and key in {str(one.id) for one in lines}:
        return clone_season(session, season_id=int(key), slug=slug, name=name, year=year, actor_id=by, now=now)
    if kind == "template":
        return create_from_template(session, key=key, slug=slug, name=name, year=year, actor_id=by, now=now)
    if kind == "file":
        text = _uploaded(form.file.data)
        return import_season(session, text=text, slug=slug, name=name, year=year, actor_id=by, now=now)
    raise NotVisible


def _uploaded(file: FileStorage | None) -> str:
    if not file:
        raise InvalidDocument((Problem(path="", message=_("Hãy chọn tệp thể lệ.")),))
    with file.stream as stream:
        return decoded(stream.read(LARGEST_FILE + 1))


def _new_page(form: NewSeasonForm, problems: tuple[Problem, ...] = (), status: int = 200) -> ResponseReturnValue:
    return render_template("seasons/new.html", form=form, problems=problems), status
