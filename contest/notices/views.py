"""Messages inside the application, and the outbox folder of a demo."""

from __future__ import annotations

from ipaddress import ip_address

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from contest.access import Audience, allow
from contest.db import db
from contest.errors import NotVisible
from contest.notices.folder import kept_mails
from contest.notices.queries import find_link, has_real_season, messages_of
from contest.notices.services import mark_read
from contest.settings import Settings
from contest.web.shell import received_at

bp = Blueprint("notices", __name__)
LAST_PAGE = 10_000
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")


@bp.get("/thong-bao")
@allow(Audience.SIGNED_IN)
def inbox() -> ResponseReturnValue:
    """What the contest has told me."""
    page = min(max(request.args.get("trang", 1, type=int), 1), LAST_PAGE)
    found = messages_of(db.session, person_id=current_user.id, page=page)
    return render_template("notices/inbox.html", found=found)


@bp.post("/thong-bao/da-doc")
@allow(Audience.SIGNED_IN)
def read_all() -> ResponseReturnValue:
    """Mark every message as read."""
    mark_read(db.session, person_id=current_user.id, now=received_at())
    db.session.commit()
    return redirect(url_for("notices.inbox"))


@bp.post("/thong-bao/<public_id>")
@allow(Audience.SIGNED_IN)
def open_message(public_id: str) -> ResponseReturnValue:
    """Mark one message as read and go where it leads."""
    link = find_link(db.session, person_id=current_user.id, public_id=public_id)
    if link is None:
        raise NotVisible
    mark_read(db.session, person_id=current_user.id, public_id=public_id, now=received_at())
    db.session.commit()
    return redirect(link or url_for("notices.inbox"))


@bp.get("/thu-mau")
@allow(Audience.PUBLIC)
def outbox() -> ResponseReturnValue:
    """The mails of a demo, as nobody receives them.

    They hold links that open accounts, so the page is there only without a mail server, only while every
    season is a sample, and only for administrators and for whoever sits at the machine itself.
    """
    settings: Settings = current_app.extensions["contest.settings"]
    if settings.smtp_url or not (_is_admin() or _at_the_machine(settings)) or has_real_season(db.session):
        raise NotVisible
    return render_template("notices/outbox.html", mails=kept_mails(settings.outbox, settings.base_url))


def _is_admin() -> bool:
    return bool(current_user.is_authenticated and current_user.is_admin)


def _at_the_machine(settings: Settings) -> bool:
    """Whether the request comes from this machine, directly: behind a proxy everybody seems to."""
    if settings.trusted_proxies or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
