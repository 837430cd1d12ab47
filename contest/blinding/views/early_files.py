"""The files of a draft as judges would get them: ordered by their author, shown to their author alone."""

from __future__ import annotations

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from contest.access import allow
from contest.blinding import early_files
from contest.blinding.desk_types import CleanObject
from contest.blinding.early_look import find_early_file
from contest.blinding.forms import PlainForm
from contest.blinding.rates import MIME, fragments_list, rates_list
from contest.blinding.views.blueprint import LINK_LIFE, checked, file_link
from contest.blinding.views.early import bp
from contest.db import db
from contest.errors import NotVisible
from contest.jobs import enqueue
from contest.storage import current_store
from contest.submissions.views.blueprint import TYPISTS, own_entry
from contest.web.shell import received_at

_BASE = "/ban-kin/tep/<file_id>"
_NAME = "bai-xem-truoc"


@bp.post("/ban-kin/tep")
@allow(*TYPISTS)
def make_files(public_id: str) -> ResponseReturnValue:
    """Order the clean files; each content is made once."""
    checked(PlainForm())
    head = own_entry(public_id)
    ordered = early_files.ask(db.session, entry_id=head.id, now=received_at())
    db.session.commit()
    if ordered:
        enqueue(early_files.TASK, entry_id=head.id)
        flash(_("Máy đang làm bản xem trước của tệp. Bạn có thể rời trang và quay lại sau."), "good")
    return redirect(url_for("early.look", public_id=public_id, _anchor="cac-tep"))


@bp.get(_BASE)
@allow(*TYPISTS)
def file(public_id: str, file_id: str) -> ResponseReturnValue:
    """One clean file at the place where the judge's desk has it."""
    found = _found(public_id, file_id)
    return redirect(file_link(found.key, found.content_type, _NAME))


@bp.get(f"{_BASE}/bia")
@allow(*TYPISTS)
def poster(public_id: str, file_id: str) -> ResponseReturnValue:
    """The still picture of a film, or the wave of a sound."""
    found = _found(public_id, file_id)
    return _picture(found.poster_key, "image/png" if found.content_type.startswith("audio/") else "image/jpeg")


@bp.get(f"{_BASE}/dai-anh")
@allow(*TYPISTS)
def strip(public_id: str, file_id: str) -> ResponseReturnValue:
    """Thumbnails of a film in a row."""
    return _picture(_found(public_id, file_id).strip_key, "image/jpeg")


@bp.get(f"{_BASE}/dong")
@allow(*TYPISTS)
def rates(public_id: str, file_id: str) -> Response:
    """The rates of a long film."""
    return Response(rates_list(_found(public_id, file_id).rates), mimetype=MIME)


@bp.get(f"{_BASE}/dong/<int(max=9):number>")
@allow(*TYPISTS)
def fragments(public_id: str, file_id: str, number: int) -> Response:
    """The fragments of one rate."""
    found = _found(public_id, file_id)
    listed = fragments_list(current_store(), found.rates, number, download_as=f"{_NAME}.mp4", expires_in=LINK_LIFE)
    return Response(listed, mimetype=MIME)


def _found(public_id: str, file_id: str) -> CleanObject:
    return find_early_file(db.session, entry_id=own_entry(public_id).id, file_id=file_id)


def _picture(key: str | None, content_type: str) -> ResponseReturnValue:
    if key is None:
        raise NotVisible
    return redirect(file_link(key, content_type, _NAME))
