"""The author's own look at what judges will get; everybody else meets the usual 404."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from contest.access import allow
from contest.blinding.early import EarlyPlace, early_look
from contest.blinding.segments import paragraphs
from contest.blinding.views.blueprint import MODE_NAMES, READING_NAMES, SORT_NAMES
from contest.db import db
from contest.submissions.views.blueprint import TYPISTS, own_entry, title_or_none

bp = Blueprint("early", __name__, url_prefix="/mua/<season_slug>/bai-du-thi/<public_id>")

PLACE_NAMES = {
    EarlyPlace.TITLE: _l("tên bài"),
    EarlyPlace.TEXT: _l("toàn văn"),
    EarlyPlace.CAPTION: _l("chú thích"),
    EarlyPlace.FILE: _l("chữ trong tệp"),
    EarlyPlace.PAGE: _l("in trên trang"),
    EarlyPlace.PICTURE: _l("đọc trong ảnh"),
    EarlyPlace.FRAME: _l("đọc trong video"),
    EarlyPlace.FILE_NAME: _l("tên tệp"),
}


@bp.context_processor
def _words() -> dict[str, object]:
    return {
        "mode_names": MODE_NAMES,
        "sort_names": SORT_NAMES,
        "place_names": PLACE_NAMES,
        "reading_names": READING_NAMES,
    }


@bp.get("/ban-kin")
@allow(*TYPISTS)
def look(public_id: str) -> ResponseReturnValue:
    """The work with everything marked that may tell whose it is."""
    head = own_entry(public_id)
    found = early_look(db.session, entry_id=head.id)
    return render_template(
        "blinding/early.html",
        head=head,
        title=title_or_none(head),
        look=found,
        title_parts=paragraphs(found.title, found.signs_in(EarlyPlace.TITLE)),
        text_parts=paragraphs(found.text, found.signs_in(EarlyPlace.TEXT)),
        captions=[
            paragraphs(file.caption, found.signs_in(EarlyPlace.CAPTION, number))
            for number, file in enumerate(found.files)
        ],
        documents=[
            paragraphs(file.text, found.signs_in(EarlyPlace.FILE, number)) for number, file in enumerate(found.files)
        ],
    )


@bp.get("/dau-hieu")
@allow(*TYPISTS)
def signs(public_id: str) -> ResponseReturnValue:
    """The list beside the form, asked for anew after each save: it never stands in the way of typing or handing in."""
    head = own_entry(public_id)
    return render_template("blinding/_early_signs.html", head=head, look=early_look(db.session, entry_id=head.id))
