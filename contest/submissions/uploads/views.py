"""The steps of an upload over HTTP. The bytes themselves go to the store's own addresses.

``/s3/multipart…`` speaks the small language of Uppy's S3 plug-in. Its requests carry no header of
ours, so the form's token stands in their address.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import cast

from flask import Blueprint, current_app, flash, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError, validate_csrf
from wtforms import ValidationError

from contest.access import Actor, allow, current_season
from contest.accounts.types import Role
from contest.db import db
from contest.errors import ContestError
from contest.jobs import enqueue
from contest.settings import Settings
from contest.storage.errors import UploadGone
from contest.storage.stores import current_store
from contest.storage.types import new_key
from contest.submissions.types import FileState
from contest.submissions.uploads.errors import EmptyFile
from contest.submissions.uploads.forms import read_announcement, read_document, read_purpose, sent_json
from contest.submissions.uploads.names import clean_name
from contest.submissions.uploads.plain_form import SentFile, read_file
from contest.submissions.uploads.queries import file_rules, get_fact, get_pending, open_entry
from contest.submissions.uploads.quotas import check_size
from contest.submissions.uploads.services import (
    assemble,
    begin,
    check_usage,
    forget,
    held_parts,
    hold_count,
    mark_received,
    remove,
    reserve,
)
from contest.submissions.uploads.show import as_json
from contest.submissions.uploads.tasks import CHECK
from contest.submissions.uploads.types import Announced, FilePublicId, OpenEntry, PendingFile, part_size_of, plan_for
from contest.web.objects import refuse_when_full
from contest.web.shell import csrf, received_at
from contest.web.turns import end_turn, in_turn

bp = Blueprint("uploads", __name__, url_prefix="/mua/<season_slug>/bai-du-thi/<entry>/tai-len")

WRITERS = (Role.JOURNALIST, Role.UNIT, Role.SECRETARY)
"""Whoever may own an entry: a judge's request never reaches the dossiers, not even to be told no."""

PART_LINK_LASTS = timedelta(hours=1)
"""A part of 8 MiB over 20 kbit/s takes most of it, one of 16 MiB over 40; the link is asked anew for every part."""


@bp.post("/")
@allow(*WRITERS)
@in_turn
def announce(entry: str) -> ResponseReturnValue:
    """Begin an upload, or give back the one of the same file that was begun before."""
    said = read_announcement(sent_json())
    where = _open(entry)
    rules = file_rules(db.session, season_id=current_season().id, category_id=where.category_id)
    check_size(said.size, rules, _settings().uploads)
    before = _reserve(where, said)
    _release()
    if before is not None:
        return jsonify(_begun(before.public_id, said))
    store, key = current_store(), new_key()
    upload = store.begin_upload(key, plan_for(said.size), content_type="application/octet-stream")
    before = _reserve(where, said)  # again: another tab may have come first while the store was asked
    if before is not None:
        _release()
        store.abort_upload(key, upload)
        return jsonify(_begun(before.public_id, said))
    public_id = begin(
        db.session,
        entry=where,
        person_id=_actor().id,
        said=said,
        key=key,
        upload_id=upload,
        now=received_at(),
    )
    db.session.commit()
    return jsonify(_begun(public_id, said)), 201


@bp.get("/<file>")
@allow(*WRITERS)
@in_turn
def status(entry: str, file: str) -> ResponseReturnValue:
    """Where a file stands."""
    return jsonify(as_json(get_fact(db.session, _open(entry), file)))


@bp.get("/<token>/s3/multipart/<file>/<int:number>")
@allow(*WRITERS)
@in_turn
def sign_part(entry: str, token: str, file: str, number: int) -> ResponseReturnValue:
    """An address that takes one part."""
    _check_token(token)
    pending = _pending(entry, file)
    _release()
    if pending.upload_id is None:
        raise UploadGone
    refuse_when_full()
    address = current_store().part_link(
        pending.key, pending.upload_id, pending.plan, number=number, expires_in=PART_LINK_LASTS
    )
    return jsonify({"url": address})


@bp.get("/<token>/s3/multipart/<file>")
@allow(*WRITERS)
@in_turn
def parts(entry: str, token: str, file: str) -> ResponseReturnValue:
    """The parts the store truly holds."""
    _check_token(token)
    pending = _pending(entry, file)
    _release()
    held = held_parts(current_store(), pending)
    return jsonify([{"PartNumber": part.number, "Size": part.size, "ETag": part.etag} for part in held])


@bp.post("/<token>/s3/multipart/<file>/complete")
@allow(*WRITERS)
@in_turn
def complete(entry: str, token: str, file: str) -> ResponseReturnValue:
    """Let the store make the file of its parts; asking twice is harmless."""
    _check_token(token)
    pending = _pending(entry, file)
    _release()
    if pending.state is FileState.UPLOADING:
        assemble(current_store(), pending)
        mark_received(db.session, file_id=pending.id)
        db.session.commit()
        enqueue(CHECK, file_id=pending.id)
    return jsonify({"location": pending.public_id, "key": pending.public_id})


@bp.delete("/<token>/s3/multipart/<file>")
@allow(*WRITERS)
@in_turn
def cancel(entry: str, token: str, file: str) -> ResponseReturnValue:
    """Drop an upload that is not finished; a finished file is only taken out by its own button."""
    _check_token(token)
    pending = _pending(entry, file)
    if pending.state is FileState.UPLOADING:
        _take_out(pending)
    return jsonify({})


@bp.post("/<file>/bo")
@allow(*WRITERS)
def take_out(entry: str, file: str) -> ResponseReturnValue:
    """Take a file out of the dossier."""
    _take_out(_pending(entry, file))
    if request.is_json:
        return jsonify({})
    flash(_("Đã bỏ tệp khỏi hồ sơ."), "success")
    return redirect(_back(request.form))


@bp.post("/gui")
@allow(*WRITERS)
def send_plainly(entry: str) -> ResponseReturnValue:
    """One file from a form without JavaScript; the token inside it is checked before the file is kept."""
    where = _open(entry)
    rules = file_rules(db.session, season_id=current_season().id, category_id=where.category_id)
    limits = _settings().uploads
    _release()
    request.max_content_length = limits.file + 1024 * 1024
    sent = read_file(
        request.stream,
        request.headers.get("Content-Type", ""),
        scratch=_settings().instance / "scratch",
        before_file=lambda fields: _check_token(fields.get("csrf_token", "")),
        check_size=lambda size: check_size(size, rules, limits),
    )
    with sent.body:
        _keep_plainly(where, sent)
    flash(_("Đã nhận tệp. Hệ thống đang kiểm tra, kết quả hiện ở dòng của tệp sau ít phút."), "success")
    return redirect(_back(sent.fields))


for _view in (complete, cancel, send_plainly):
    csrf.exempt(_view)  # each checks the token where it stands: in the address, or before the file


def _open(entry: str) -> OpenEntry:
    return open_entry(db.session, season=current_season(), public_id=entry, actor=_actor(), now=received_at())


def _pending(entry: str, file: str) -> PendingFile:
    return get_pending(db.session, _open(entry), file)


def _reserve(where: OpenEntry, said: Announced) -> PendingFile | None:
    return reserve(
        db.session,
        entry=where,
        season_id=current_season().id,
        person_id=_actor().id,
        said=said,
        limits=_settings().uploads,
    )


def _release() -> None:
    """End the transaction and the turn: the store may be slow, and SQLite has one write lock for everybody."""
    db.session.rollback()
    end_turn()


def _take_out(pending: PendingFile) -> None:
    remove(db.session, file=pending, season_id=current_season().id, person_id=_actor().id, now=received_at())
    db.session.commit()
    forget(current_store(), pending)


def _keep_plainly(where: OpenEntry, sent: SentFile) -> None:
    """Put the file into the store, then write its row; a refusal in between leaves no object."""
    if not sent.size:
        raise EmptyFile
    said = Announced(
        name=clean_name(sent.name),
        size=sent.size,
        purpose=read_purpose(sent.fields.get("purpose", "")),
        document_key=read_document(sent.fields.get("document", "")),
    )
    _check_usage(where, said)
    _release()
    store, key = current_store(), new_key()
    store.put(key, sent.body, content_type="application/octet-stream")
    try:
        hold_count(db.session, season_id=current_season().id)
        _check_usage(where, said)  # again: others may have filled the room while the bytes came
    except ContestError:
        _release()
        store.delete(key)
        raise
    public_id = begin(
        db.session, entry=where, person_id=_actor().id, said=said, key=key, upload_id=None, now=received_at()
    )
    file_id = get_pending(db.session, where, public_id).id
    db.session.commit()
    enqueue(CHECK, file_id=file_id)


def _check_usage(where: OpenEntry, said: Announced) -> None:
    check_usage(
        db.session,
        entry=where,
        season_id=current_season().id,
        person_id=_actor().id,
        said=said,
        limits=_settings().uploads,
    )


def _begun(public_id: FilePublicId, said: Announced) -> Mapping[str, object]:
    return {"key": public_id, "uploadId": public_id, "partSize": part_size_of(said.size)}


def _check_token(token: str) -> None:
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return
    try:
        validate_csrf(token)
    except ValidationError as error:
        raise CSRFError(str(error)) from error


def _back(fields: Mapping[str, str]) -> str:
    """The page the form stood on, when it is one of ours."""
    target = fields.get("next", "")
    return target if target.startswith("/") and not target.startswith(("//", "/\\")) else "/"


def _actor() -> Actor:
    return cast("Actor", current_user)


def _settings() -> Settings:
    return cast("Settings", current_app.extensions["contest.settings"])
