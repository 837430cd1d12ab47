"""The small language of Uppy's S3 plug-in: a stretch begun, addresses and held parts of it, its end.

These requests carry no header of ours, so the form's token stands in their address.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from contest.access import allow
from contest.db import db
from contest.jobs import enqueue
from contest.storage.errors import UploadGone
from contest.storage.stores import current_store
from contest.submissions.types import FileState
from contest.submissions.uploads.context import WRITERS, check_token, find_pending, release, take_out_file
from contest.submissions.uploads.forms import sent_json
from contest.submissions.uploads.services import assemble, held_parts, mark_received
from contest.submissions.uploads.stretches import read_stretch
from contest.submissions.uploads.tasks import CHECK
from contest.web.objects import refuse_when_full
from contest.web.shell import csrf
from contest.web.turns import in_turn

bp = Blueprint("relay", __name__, url_prefix="/mua/<season_slug>/bai-du-thi/<entry>/tai-len/<token>/s3/multipart")

PART_LINK_LASTS = timedelta(hours=1)
"""A part of 8 MiB over 20 kbit/s takes most of it, one of 16 MiB over 40; the link is asked anew for every part."""


@bp.post("")
@allow(*WRITERS)
@in_turn
def begin_stretch(entry: str, token: str) -> ResponseReturnValue:
    """Begin a stretch of a file that was announced; the store is not asked, for it knows the file already."""
    check_token(token)
    said = sent_json()
    name = str(said.get("filename", "")) if isinstance(said, Mapping) else ""
    find_pending(entry, read_stretch(name).file)
    return jsonify({"key": name, "uploadId": name})


@bp.get("/<stretch>/<int:number>")
@allow(*WRITERS)
@in_turn
def sign_part(entry: str, token: str, stretch: str, number: int) -> ResponseReturnValue:
    """An address that takes one part."""
    check_token(token)
    run = read_stretch(stretch)
    pending = find_pending(entry, run.file)
    release()
    if pending.upload_id is None:
        raise UploadGone
    refuse_when_full()
    address = current_store().part_link(
        pending.key, pending.upload_id, pending.plan, number=run.number_in_file(number), expires_in=PART_LINK_LASTS
    )
    return jsonify({"url": address})


@bp.get("/<stretch>")
@allow(*WRITERS)
@in_turn
def parts(entry: str, token: str, stretch: str) -> ResponseReturnValue:
    """The parts the store truly holds."""
    check_token(token)
    run = read_stretch(stretch)
    pending = find_pending(entry, run.file)
    release()
    held = run.own(held_parts(current_store(), pending))
    return jsonify([{"PartNumber": part.number, "Size": part.size, "ETag": part.etag} for part in held])


@bp.post("/<stretch>/complete")
@allow(*WRITERS)
@in_turn
def complete(entry: str, token: str, stretch: str) -> ResponseReturnValue:
    """Let the store make the file of its parts; asking twice is harmless. The end of a stretch asks nothing of it."""
    check_token(token)
    run = read_stretch(stretch)
    pending = find_pending(entry, run.file)
    release()
    if run.is_whole and pending.state is FileState.UPLOADING:
        assemble(current_store(), pending)
        mark_received(db.session, file_id=pending.id)
        db.session.commit()
        enqueue(CHECK, file_id=pending.id)
    return jsonify({"location": pending.public_id, "key": pending.public_id})


@bp.delete("/<stretch>")
@allow(*WRITERS)
@in_turn
def cancel(entry: str, token: str, stretch: str) -> ResponseReturnValue:
    """Drop an upload that is not finished; a finished file is only taken out by its own button.

    A stretch is dropped with its file and never alone: its parts may be all that is left after a cut.
    """
    check_token(token)
    run = read_stretch(stretch)
    pending = find_pending(entry, run.file)
    if run.is_whole and pending.state is FileState.UPLOADING:
        take_out_file(pending)
    return jsonify({})


for _view in (begin_stretch, complete, cancel):
    csrf.exempt(_view)  # each checks the token in its address
