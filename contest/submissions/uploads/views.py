"""The steps of an upload over HTTP. The bytes themselves go to the store's own addresses.

What the page's uploader asks for while it sends is in ``relay``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from contest.access import allow, current_season
from contest.db import db
from contest.errors import ContestError
from contest.jobs import enqueue
from contest.storage.errors import UploadGone
from contest.storage.stores import current_store
from contest.storage.types import StoredPart, new_key
from contest.submissions.uploads.context import (
    WRITERS,
    actor,
    check_token,
    find_open,
    find_pending,
    release,
    settings,
    take_out_file,
)
from contest.submissions.uploads.errors import EmptyFile
from contest.submissions.uploads.forms import read_announcement, read_document, read_purpose, sent_json
from contest.submissions.uploads.names import clean_name
from contest.submissions.uploads.plain_form import SentFile, read_file
from contest.submissions.uploads.queries import file_rules, get_fact, get_pending
from contest.submissions.uploads.quotas import check_size
from contest.submissions.uploads.services import begin, begin_again, check_usage, held_parts, hold_count, reserve
from contest.submissions.uploads.show import as_json
from contest.submissions.uploads.tasks import CHECK
from contest.submissions.uploads.types import Announced, FilePublicId, OpenEntry, PendingFile, part_size_of, plan_for
from contest.web.shell import csrf, received_at
from contest.web.turns import in_turn

bp = Blueprint("uploads", __name__, url_prefix="/mua/<season_slug>/bai-du-thi/<entry>/tai-len")

STORE_LANES = 4
"""Stretches of one file at a time to a store of its own, on a fast line: its work for each part then overlaps. To our
own folder one at a time is as fast as the disk."""


@bp.post("/")
@allow(*WRITERS)
@in_turn
def announce(entry: str) -> ResponseReturnValue:
    """Begin an upload, or give back the one of the same file that was begun before."""
    said = read_announcement(sent_json())
    where = find_open(entry)
    rules = file_rules(db.session, season_id=current_season().id, category_id=where.category_id)
    check_size(said.size, rules, settings().uploads)
    before = _reserve(where, said)
    release()
    if before is not None:
        return jsonify(_going_on(before, said))
    store, key = current_store(), new_key()
    upload = store.begin_upload(key, plan_for(said.size), content_type="application/octet-stream")
    before = _reserve(where, said)  # again: another tab may have come first while the store was asked
    if before is not None:
        release()
        store.abort_upload(key, upload)
        return jsonify(_going_on(before, said))
    public_id = begin(
        db.session,
        entry=where,
        person_id=actor().id,
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
    return jsonify(as_json(get_fact(db.session, find_open(entry), file)))


@bp.post("/<file>/bo")
@allow(*WRITERS)
def take_out(entry: str, file: str) -> ResponseReturnValue:
    """Take a file out of the dossier."""
    take_out_file(find_pending(entry, file))
    if request.is_json:
        return jsonify({})
    flash(_("Đã bỏ tệp khỏi hồ sơ."), "good")
    return redirect(_back(request.form))


@bp.post("/gui")
@allow(*WRITERS)
def send_plainly(entry: str) -> ResponseReturnValue:
    """One file from a form without JavaScript; the token inside it is checked before the file is kept."""
    where = find_open(entry)
    rules = file_rules(db.session, season_id=current_season().id, category_id=where.category_id)
    limits = settings().uploads
    release()
    request.max_content_length = limits.file + 1024 * 1024
    sent = read_file(
        request.stream,
        request.headers.get("Content-Type", ""),
        scratch=settings().instance / "scratch",
        before_file=lambda fields: check_token(fields.get("csrf_token", "")),
        check_size=lambda size: check_size(size, rules, limits),
    )
    with sent.body:
        _keep_plainly(where, sent)
    flash(_("Đã nhận tệp. Hệ thống đang kiểm tra, kết quả hiện ở dòng của tệp sau ít phút."), "good")
    return redirect(_back(sent.fields))


csrf.exempt(send_plainly)  # it checks the token inside the form, before the file is kept


def _reserve(where: OpenEntry, said: Announced) -> PendingFile | None:
    return reserve(
        db.session,
        entry=where,
        season_id=current_season().id,
        person_id=actor().id,
        said=said,
        limits=settings().uploads,
    )


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
    release()
    store, key = current_store(), new_key()
    store.put(key, sent.body, content_type="application/octet-stream")
    try:
        hold_count(db.session, season_id=current_season().id)
        _check_usage(where, said)  # again: others may have filled the room while the bytes came
    except ContestError:
        release()
        store.delete(key)
        raise
    public_id = begin(
        db.session, entry=where, person_id=actor().id, said=said, key=key, upload_id=None, now=received_at()
    )
    file_id = get_pending(db.session, where, public_id).id
    db.session.commit()
    enqueue(CHECK, file_id=file_id)


def _check_usage(where: OpenEntry, said: Announced) -> None:
    check_usage(
        db.session,
        entry=where,
        season_id=current_season().id,
        person_id=actor().id,
        said=said,
        limits=settings().uploads,
    )


def _going_on(file: PendingFile, said: Announced) -> Mapping[str, object]:
    """What was begun before, by what the store truly holds; anew where the store dropped it, as its own rules may."""
    store = current_store()
    try:
        return _begun(file.public_id, said, held_parts(store, file))
    except UploadGone:
        key = new_key()
        upload = store.begin_upload(key, file.plan, content_type="application/octet-stream")
        begin_again(db.session, file=file, key=key, upload_id=upload)
        db.session.commit()
        return _begun(file.public_id, said)


def _begun(public_id: FilePublicId, said: Announced, held: Sequence[StoredPart] = ()) -> Mapping[str, object]:
    """What the page needs to send: how the file is cut, what need not come again, how many stretches side by side."""
    return {
        "key": public_id,
        "partSize": part_size_of(said.size),
        "held": [part.number for part in held],
        "lanes": STORE_LANES if current_store().origin else 1,
    }


def _back(fields: Mapping[str, str]) -> str:
    """The page the form stood on, when it is one of ours."""
    target = fields.get("next", "")
    return target if target.startswith("/") and not target.startswith(("//", "/\\")) else "/"
