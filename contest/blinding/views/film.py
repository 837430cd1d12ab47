"""What stands beside a film in the secretary's preview, at the places where the judge's desk has it."""

from __future__ import annotations

from flask import Response, redirect
from flask.typing import ResponseReturnValue

from contest.access import allow, current_season
from contest.accounts.types import Role
from contest.blinding.desk import find_clean_file
from contest.blinding.desk_types import CleanObject
from contest.blinding.rates import MIME, fragments_list, rates_list
from contest.blinding.views.blueprint import LINK_LIFE, bp, file_link
from contest.db import db
from contest.errors import NotVisible
from contest.storage import current_store

_BASE = "/<public_id>/xem-truoc/tep/<file_id>"
_NAME = "bai-xem-truoc"


@bp.get(f"{_BASE}/bia")
@allow(Role.SECRETARY)
def preview_poster(public_id: str, file_id: str) -> ResponseReturnValue:
    """The still picture of a film, or the wave of a sound."""
    found = _found(public_id, file_id)
    is_wave = found.content_type.startswith("audio/")
    return _picture(found.poster_key, "image/png" if is_wave else "image/jpeg")


@bp.get(f"{_BASE}/dai-anh")
@allow(Role.SECRETARY)
def preview_strip(public_id: str, file_id: str) -> ResponseReturnValue:
    """Thumbnails of a film in a row."""
    return _picture(_found(public_id, file_id).strip_key, "image/jpeg")


@bp.get(f"{_BASE}/dong")
@allow(Role.SECRETARY)
def preview_rates(public_id: str, file_id: str) -> Response:
    """The rates of a long film."""
    return Response(rates_list(_found(public_id, file_id).rates), mimetype=MIME)


@bp.get(f"{_BASE}/dong/<int(max=9):number>")
@allow(Role.SECRETARY)
def preview_fragments(public_id: str, file_id: str, number: int) -> Response:
    """The fragments of one rate."""
    rates = _found(public_id, file_id).rates
    listed = fragments_list(current_store(), rates, number, download_as=f"{_NAME}.mp4", expires_in=LINK_LIFE)
    return Response(listed, mimetype=MIME)


def _found(public_id: str, file_id: str) -> CleanObject:
    return find_clean_file(db.session, season_id=current_season().id, public_id=public_id, file_id=file_id)


def _picture(key: str | None, content_type: str) -> ResponseReturnValue:
    if key is None:
        raise NotVisible
    return redirect(file_link(key, content_type, _NAME))
