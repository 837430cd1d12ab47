"""The blueprint of the desk, and what all its pages share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from contest.access import current_season
from contest.accounts.types import Role
from contest.blinding import painting, services
from contest.blinding.cleaning import painted
from contest.blinding.forms import ACT_NAMES, PlainForm
from contest.blinding.types import EXTENSIONS, BlindState, Place, Reading
from contest.db import db
from contest.errors import Refused
from contest.storage import ObjectKey, current_store
from contest.web.navigation import NavItem

bp = Blueprint("blinding", __name__, url_prefix="/mua/<season_slug>/roc-phach")
NAVIGATION = (
    NavItem(
        endpoint="blinding.queue",
        label=_l("Rọc phách"),
        icon="mask",
        audience=frozenset({Role.SECRETARY}),
        position=40,
    ),
)
REPLACEMENT_LIMIT: Final = 512 * 1024 * 1024
LINK_LIFE: Final = timedelta(hours=4)

STATE_NAMES: Final = {
    None: _l("Chờ máy tạo bản sạch"),
    BlindState.PREPARING: _l("Đang tạo bản sạch"),
    BlindState.READY: _l("Chờ duyệt"),
    BlindState.APPROVED: _l("Đã duyệt"),
    BlindState.WITHDRAWN: _l("Đã thu hồi duyệt"),
    BlindState.FAILED: _l("Chưa tạo được"),
}
MODE_NAMES: Final = {
    "full": _l("Kín hoàn toàn: giấu tên người và cơ quan"),
    "semi": _l("Bán kín: giấu tên người, để lộ cơ quan"),
    "open": _l("Mở: không giấu"),
}
SORT_NAMES: Final = {
    "name": _l("Tên tác giả"),
    "pen_name": _l("Bút danh"),
    "byline": _l("Ký tên"),
    "outlet": _l("Cơ quan báo chí"),
    "email": _l("Thư điện tử"),
    "phone": _l("Điện thoại"),
    "card": _l("Số thẻ"),
    "url": _l("Liên kết"),
    "issue": _l("Số báo, ngày đăng"),
    "code": _l("Mã QR, mã vạch"),
    "tell": _l("Dấu hiệu nguồn, người chụp"),
}
PLACE_NAMES: Final = {
    Place.TITLE: _l("tên bài"),
    Place.TEXT: _l("trong bài"),
    Place.NOTE: _l("ghi chú"),
    Place.CAPTION: _l("chú thích"),
    Place.PAGE: _l("in trên trang"),
    Place.PICTURE: _l("đọc trong ảnh"),
    Place.FRAME: _l("đọc trong video"),
}

READING_NAMES: Final = {
    Reading.WAITING: _l("Máy chưa đọc chữ trong tệp này. Hãy tự xem kỹ."),
    Reading.READ: _l("Máy đã đọc chữ và mã QR trong tệp này."),
    Reading.PART: _l("Máy mới đọc được một phần tệp này thì hết giờ. Hãy tự xem kỹ."),
    Reading.CODES_ONLY: _l(
        "Máy mới tìm mã QR, chưa đọc chữ trong tệp này vì máy chủ chưa cài Tesseract tiếng Việt. Hãy tự xem kỹ."
    ),
    Reading.FAILED: _l("Máy không đọc được chữ trong tệp này. Hãy tự xem kỹ."),
}


@bp.url_value_preprocessor
def _allow_a_file(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let this one form be as large as a film; before anything reads the form."""
    if endpoint == "blinding.replace_file":
        request.max_content_length = REPLACEMENT_LIMIT


@bp.context_processor
def _words() -> dict[str, object]:
    return {
        "state_names": STATE_NAMES,
        "mode_names": MODE_NAMES,
        "sort_names": SORT_NAMES,
        "place_names": PLACE_NAMES,
        "reading_names": READING_NAMES,
        "act_names": ACT_NAMES,
        "file_link": file_link,
    }


def file_link(key: str, content_type: str, name: str) -> str:
    """An address for one stored object; ``name`` without an ending."""
    ending = EXTENSIONS.get(content_type, "bin")
    return current_store().link(
        ObjectKey(key), download_as=f"{name}.{ending}", content_type=content_type, expires_in=LINK_LIFE
    )


def hold(public_id: str) -> services.Copy:
    return services.hold(db.session, season_id=current_season().id, public_id=public_id)


def back(public_id: str, anchor: str = "") -> ResponseReturnValue:
    return redirect(url_for("blinding.desk", public_id=public_id, _anchor=anchor or None))


def paint(plans: list[painting.Painting]) -> list[painting.PaintedPicture]:
    """Paint while no transaction is open: the one write lock must not wait for pictures."""
    if plans:
        db.session.rollback()
    store = current_store()
    done = []
    for plan in plans:
        key, size = painted(store, plan.base_key, plan.boxes)
        done.append(painting.PaintedPicture(painting=plan, key=key, size=size))
    return done


def same(before: services.Copy, after: services.Copy) -> services.Copy:
    """Go on only if nobody changed the copy while the picture was painted."""
    services.expect_version(after, before.version)
    return after


def checked(form: PlainForm) -> None:
    if not form.validate_on_submit():
        raise Refused
