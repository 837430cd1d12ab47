"""Messages inside the application, and the outbox folder of a demo."""

from __future__ import annotations

from ipaddress import ip_address

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from contest.access import Audience, allow, current_season
from contest.accounts.types import Role
from contest.db import db
from contest.errors import NotVisible
from contest.notices.folder import kept_mails
from contest.notices.queries import find_link, has_real_season, messages_of
from contest.notices.services import mark_read
from contest.notices.undelivered import PAGE, send_again, undelivered
from contest.settings import Settings
from contest.web.navigation import NavItem
from contest.web.shell import received_at

bp = Blueprint("notices", __name__)
LAST_PAGE = 10_000
NAVIGATION = (
    NavItem(
        endpoint="notices.season_undelivered",
        label=_l("Thư không gửi được"),
        icon="mail",
        audience=frozenset({Role.ORGANIZER}),
        position=84,
    ),
    NavItem(
        endpoint="notices.all_undelivered",
        label=_l("Thư hệ thống không gửi được"),
        icon="mail",
        audience=frozenset({Audience.ADMIN}),
        position=91,
        in_season=False,
    ),
)
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")


@bp.get("/thong-bao")
@allow(Audience.SIGNED_IN)
def inbox() -> ResponseReturnValue:
    """What the contest has told me."""
    found = messages_of(db.session, person_id=current_user.id, page=_page_number())
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


@bp.get("/mua/<season_slug>/thu-khong-gui-duoc")
@allow(Role.ORGANIZER)
def season_undelivered() -> ResponseReturnValue:
    """Mails of this season that nobody got."""
    return _undelivered_page(current_season().id)


@bp.post("/mua/<season_slug>/thu-khong-gui-duoc/<public_id>")
@allow(Role.ORGANIZER)
def send_again_in_season(public_id: str) -> ResponseReturnValue:
    """Send one of them again."""
    return _send_again(public_id, current_season().id, "notices.season_undelivered")


@bp.get("/quan-tri/thu-khong-gui-duoc")
@allow(Audience.ADMIN)
def all_undelivered() -> ResponseReturnValue:
    """Mails that nobody got, of every season and of accounts."""
    return _undelivered_page(None)


@bp.post("/quan-tri/thu-khong-gui-duoc/<public_id>")
@allow(Audience.ADMIN)
def send_any_again(public_id: str) -> ResponseReturnValue:
    """Send one of them again."""
    return _send_again(public_id, None, "notices.all_undelivered")


@bp.get("/thu-mau")
@allow(Audience.PUBLIC)
def outbox() -> ResponseReturnValue:
    """The mails of a demo, as nobody receives them.

    They hold links that open accounts, so the page is there only without a mail server, only while every
    season is a sample, and only for administrators and for whoever sits at the machine itself.
    """
    settings: Settings = current_app.extensions["contest.settings"]
    if not outbox_is_open():
        raise NotVisible
    return render_template("notices/outbox.html", mails=kept_mails(settings.outbox, settings.base_url))


def outbox_is_open() -> bool:
    """Whether who asks may read the mails of a demo."""
    settings: Settings = current_app.extensions["contest.settings"]
    if settings.smtp_url or not (_is_admin() or _at_the_machine(settings)):
        return False
    return not has_real_season(db.session)


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


def _undelivered_page(season_id: int | None) -> str:
    page = _page_number()
    found, total = undelivered(db.session, season_id=season_id, page=page)
    return render_template(
        "notices/undelivered.html",
        found=found,
        total=total,
        page=page,
        pages=max(1, -(-total // PAGE)),
        list_page="notices.all_undelivered" if season_id is None else "notices.season_undelivered",
        again="notices.send_any_again" if season_id is None else "notices.send_again_in_season",
    )


def _send_again(public_id: str, season_id: int | None, back: str) -> ResponseReturnValue:
    queued = send_again(db.session, public_id=public_id, season_id=season_id, by=current_user.id, now=received_at())
    db.session.commit()
    if queued:
        flash(_("Đã xếp thư vào hàng gửi lại. Nếu lại không gửi được, thư sẽ trở về danh sách này."), "good")
    else:
        flash(_("Thư này đã được gửi hoặc đang chờ gửi, nên không gửi thêm lần nữa."), "info")
    return redirect(url_for(back))


def _page_number() -> int:
    return min(max(request.args.get("trang", 1, type=int), 1), LAST_PAGE)
