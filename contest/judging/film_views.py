"""What stands beside a film on the judge's desk: its poster, its thumbnails, its rates for a slow line."""

from __future__ import annotations

from flask import Blueprint, Response, redirect
from flask.typing import ResponseReturnValue

from contest.access import allow
from contest.accounts.types import Role
from contest.blinding.rates import MIME, fragments_list, rates_list
from contest.errors import NotVisible
from contest.judging.views import FILE_LINK_LASTS, file_on_desk
from contest.storage import ObjectKey, current_store

_BASE = "/vong-<int(max=99):ordinal>/<code>/tep/<public_id>"
bp = Blueprint("judging_film", __name__, url_prefix="/mua/<season_slug>/cham")


@bp.get(f"{_BASE}/bia")
@allow(Role.JUDGE)
def poster(ordinal: int, code: str, public_id: str) -> ResponseReturnValue:
    """The still picture of a film, or the wave of a sound."""
    found = file_on_desk(ordinal, code, public_id)
    is_wave = found.content_type.startswith("audio/")
    return _picture(found.poster_key, f"bai-{code}", "image/png" if is_wave else "image/jpeg")


@bp.get(f"{_BASE}/dai-anh")
@allow(Role.JUDGE)
def strip(ordinal: int, code: str, public_id: str) -> ResponseReturnValue:
    """Thumbnails of a film in a row."""
    return _picture(file_on_desk(ordinal, code, public_id).strip_key, f"bai-{code}", "image/jpeg")


@bp.get(f"{_BASE}/dong")
@allow(Role.JUDGE)
def rates(ordinal: int, code: str, public_id: str) -> Response:
    """The rates of a long film."""
    return Response(rates_list(file_on_desk(ordinal, code, public_id).rates), mimetype=MIME)


@bp.get(f"{_BASE}/dong/<int(max=9):number>")
@allow(Role.JUDGE)
def fragments(ordinal: int, code: str, public_id: str, number: int) -> Response:
    """The fragments of one rate, by a link that lasts for a while."""
    found = file_on_desk(ordinal, code, public_id)
    listed = fragments_list(
        current_store(), found.rates, number, download_as=f"bai-{code}.mp4", expires_in=FILE_LINK_LASTS
    )
    return Response(listed, mimetype=MIME)


def _picture(key: str | None, name: str, content_type: str) -> ResponseReturnValue:
    if key is None:
        raise NotVisible
    ending = "png" if content_type == "image/png" else "jpg"
    link = current_store().link(
        ObjectKey(key), download_as=f"{name}.{ending}", content_type=content_type, expires_in=FILE_LINK_LASTS
    )
    return redirect(link)
