"""Taking back a published prize: who asks, why, who agrees."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from contest.access import allow, current_season
from contest.accounts.types import Role
from contest.db import db
from contest.errors import ContestError, NotVisible
from contest.results import revoking
from contest.results.errors import ReasonTooShort
from contest.results.forms import RequestForm, RevokeForm
from contest.results.views.blueprint import READERS, bp
from contest.web.shell import received_at

_DECIDERS = (Role.CHAIR, Role.ORGANIZER)


@bp.get("/thu-hoi")
@allow(*READERS)
def revocations() -> ResponseReturnValue:
    """Every published prize and what became of it. Errors: NotVisible before the publication."""
    works = revoking.published_prizes(db.session, season_id=current_season().id)
    if not works:
        raise NotVisible
    return render_template("results/revocations.html", works=works)


@bp.get("/thu-hoi/<slug>")
@allow(*READERS)
def revocation(slug: str) -> ResponseReturnValue:
    """One published prize: asking for it to be taken back, or the request that waits for a second person."""
    return _page(slug, RevokeForm())


def _page(slug: str, form: RevokeForm, status: int = 200) -> ResponseReturnValue:
    work = revoking.get_published_prize(db.session, season_id=current_season().id, slug=slug)
    return render_template("results/revocation.html", work=work, form=form), status


@bp.post("/thu-hoi/<slug>")
@allow(*_DECIDERS)
def ask_revocation(slug: str) -> ResponseReturnValue:
    """Ask for it."""
    form = RevokeForm()
    if not form.validate_on_submit():
        return _page(slug, form, 422)
    try:
        revoking.ask(
            db.session,
            season_id=current_season().id,
            slug=slug,
            reason=form.reason.data or "",
            by=current_user.id,
            now=received_at(),
        )
    except ReasonTooShort as refusal:
        db.session.rollback()
        form.reason.errors = [refusal.message]
        return _page(slug, form, 422)
    db.session.commit()
    flash(_("Đã ghi đề nghị thu hồi giải. Trang công khai chưa đổi cho đến khi một người khác đồng ý."), "good")
    return redirect(url_for("results.revocation", slug=slug))


@bp.post("/thu-hoi/<slug>/dong-y")
@allow(*_DECIDERS)
def agree_to_revocation(slug: str) -> ResponseReturnValue:
    """Agree, so that it holds."""
    return _decide(slug, revoking.agree, _("Đã thu hồi giải. Trang công khai nay ghi ngày và lý do."))


@bp.post("/thu-hoi/<slug>/bo")
@allow(*_DECIDERS)
def drop_revocation(slug: str) -> ResponseReturnValue:
    """Let the request go."""
    return _decide(slug, revoking.drop, _("Đã bỏ đề nghị thu hồi. Giải giữ nguyên."))


def _decide(slug: str, act: Callable[..., None], said: str) -> ResponseReturnValue:
    how = {"season_id": current_season().id, "slug": slug, "seen": RequestForm().seen_id()}
    try:
        act(db.session, **how, by=current_user.id, now=received_at())
    except ContestError as refusal:
        db.session.rollback()
        if refusal.status == NotVisible.status:
            raise
        flash(str(refusal.message), "warn")
        return _page(slug, RevokeForm(), refusal.status)
    db.session.commit()
    flash(said, "good")
    return redirect(url_for("results.revocation", slug=slug))
