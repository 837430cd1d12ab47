"""The published page beside the text that was sent."""

from __future__ import annotations

from typing import Final

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from contest.access import allow, current_season
from contest.accounts.types import Role
from contest.blinding import published
from contest.blinding.comparing import published_of
from contest.blinding.forms import PlainForm
from contest.blinding.guarded import Hindrance
from contest.blinding.views.blueprint import bp, checked
from contest.db import db
from contest.errors import NotVisible

SENTENCES: Final = {
    Hindrance.ADDRESS: _l("Đường dẫn không phải một trang http hoặc https thông thường. Hãy sửa trong hồ sơ."),
    Hindrance.INSIDE: _l("Đường dẫn dẫn vào mạng nội bộ nên máy chủ không tải. Hãy mở trang bằng máy của mình."),
    Hindrance.UNKNOWN: _l("Không tìm thấy tên miền này. Hãy kiểm tra lại đường dẫn."),
    Hindrance.AWAY: _l("Máy chủ của trang không trả lời. Hãy thử lại sau."),
    Hindrance.REFUSED: _l("Trang không còn hoặc từ chối cho tải. Hãy mở trang bằng máy của mình."),
    Hindrance.REDIRECTS: _l("Trang chuyển hướng quá nhiều lần. Hãy ghi đường dẫn cuối cùng."),
    Hindrance.TYPE: _l("Đường dẫn này không phải một trang web. Hãy ghi đường dẫn của bài đã đăng."),
    Hindrance.TOO_LONG: _l("Trang quá lớn nên không lưu được. Hãy mở trang bằng máy của mình."),
    Hindrance.TOO_SLOW: _l("Trang trả lời quá chậm. Hãy thử lại sau."),
    "unreadable": _l("Trang đã tải về nhưng không đọc được. Hãy mở trang bằng máy của mình."),
}


@bp.get("/<public_id>/ban-da-dang")
@allow(Role.SECRETARY)
def published_pages(public_id: str) -> ResponseReturnValue:
    """Show the snapshots of one entry's published pages."""
    found = published_of(db.session, season_id=current_season().id, public_id=public_id)
    return render_template("blinding/published.html", published=found, sentences=SENTENCES)


@bp.post("/<public_id>/ban-da-dang/<int:page_id>/tai-lai")
@allow(Role.SECRETARY)
def fetch_again(public_id: str, page_id: int) -> ResponseReturnValue:
    """Let a page that failed be fetched anew, in the background."""
    checked(PlainForm())
    found = published_of(db.session, season_id=current_season().id, public_id=public_id)
    if page_id not in {page.id for page in found.pages}:
        raise NotVisible
    published.ask_again(db.session, page_id=page_id)
    db.session.commit()
    flash(_("Máy chủ sẽ tải lại trang này trong một phút tới."), "good")
    return redirect(url_for("blinding.published_pages", public_id=public_id))
