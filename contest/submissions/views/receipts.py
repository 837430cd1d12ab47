"""Receipts: the paper to keep, the address anyone may check it at, one's own files back."""

from __future__ import annotations

import io
from datetime import timedelta

import segno
from flask import Response, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from contest.access import Audience, allow, current_season
from contest.accounts.types import Role
from contest.db import db
from contest.settings import Settings
from contest.storage import ObjectKey, current_store
from contest.submissions.queries import file_key
from contest.submissions.receipts import check_receipt, digest_of, get_receipt, receipts_of
from contest.submissions.types import FileFact, FileState
from contest.submissions.views.blueprint import TYPISTS, bp, own_entry
from contest.submissions.views.officer_access import received_entry

LINK_LASTS = timedelta(minutes=15)
QR_SCALE = 5


@bp.get("/bai-du-thi/<public_id>/bien-nhan/<int:revision>")
@allow(*TYPISTS)
def receipt(public_id: str, revision: int) -> ResponseReturnValue:
    """One receipt of one's own entry, to print or to keep."""
    head = own_entry(public_id)
    found = get_receipt(db.session, entry_id=head.id, revision=revision)
    return render_template(
        "submissions/receipt.html",
        head=head,
        receipt=found,
        receipts=receipts_of(db.session, head.id),
        check_url=_check_url(found.head.digest),
    )


@bp.get("/bien-nhan/<digest>")
@allow(Audience.PUBLIC)
def check(digest: str) -> ResponseReturnValue:
    """Whether a receipt is ours: number, time and file hashes; never a name or a title."""
    found = check_receipt(db.session, season_id=current_season().id, digest=digest)
    holds = digest_of(found.payload) == found.head.digest
    return render_template("submissions/check.html", receipt=found, holds=holds)


@bp.get("/bien-nhan/<digest>/ma.svg")
@allow(Audience.PUBLIC)
def code(digest: str) -> ResponseReturnValue:
    """The square code of a receipt's check address."""
    check_receipt(db.session, season_id=current_season().id, digest=digest)
    picture = io.BytesIO()
    segno.make(_check_url(digest), error="m").save(picture, kind="svg", scale=QR_SCALE)
    return Response(picture.getvalue(), content_type="image/svg+xml")


@bp.get("/bai-du-thi/<public_id>/tep/<file>")
@allow(*TYPISTS)
def own_file(public_id: str, file: str) -> ResponseReturnValue:
    """One's own file back."""
    return _to_file(own_entry(public_id).id, file)


@bp.get("/ho-so/<public_id>/tep/<file>")
@allow(Role.SECRETARY, Role.ORGANIZER)
def received_file(public_id: str, file: str) -> ResponseReturnValue:
    """An original, for the officers who may know whose it is."""
    return _to_file(received_entry(public_id).id, file)


def _to_file(entry_id: int, public_id: str) -> ResponseReturnValue:
    fact, key = file_key(db.session, entry_id=entry_id, public_id=public_id)
    address = current_store().link(
        ObjectKey(key), download_as=neutral_name(fact), content_type=fact.content_type, expires_in=LINK_LASTS
    )
    return redirect(address)


def neutral_name(file: FileFact) -> str:
    """A file's name in a link: its id and a plain ending. The person's own name stays on the page."""
    ending = file.container if file.state is FileState.VERIFIED and file.container.isalnum() else "bin"
    return f"tep-{file.public_id}.{ending}"


def _check_url(digest: str) -> str:
    settings: Settings = current_app.extensions["contest.settings"]
    return settings.base_url.rstrip("/") + url_for("submissions.check", digest=digest)
