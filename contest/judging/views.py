"""The judge's pages: the queue, the desk, the files of a work, stepping back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from contest.access import allow, current_season
from contest.accounts.types import Role
from contest.db import db
from contest.errors import ContestError, NotVisible
from contest.judging import adjusting, services
from contest.judging.errors import SheetConflict, SheetFaulty
from contest.judging.forms import ReasonForm, plain_fields, read_sheet, read_version
from contest.judging.ladder import neighbours, own_place, progress_of, spreads
from contest.judging.messages import COMMENT_LENGTH, desk_fields, mark_text, mark_writer
from contest.judging.queries import get_desk, judge_queue, own_file, own_rungs, rounds_for_judge
from contest.judging.totals import full_marks
from contest.judging.types import RoundHead, SavedSheet, SheetState
from contest.storage import ObjectKey, current_store
from contest.text.dates import time_vi
from contest.visibility import BlindFile
from contest.web.navigation import NavItem
from contest.web.shell import received_at, wants_json

bp = Blueprint("judging", __name__, url_prefix="/mua/<season_slug>/cham")
NAVIGATION = (
    NavItem(
        endpoint="judging.home",
        label=_l("Chấm điểm"),
        icon="score",
        audience=frozenset({Role.JUDGE}),
        position=40,
    ),
)
FILE_LINK_LASTS = timedelta(hours=4)
"""Long enough to watch a film with pauses, short enough to be of no use the next day."""
ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "video/mp4": "mp4",
    "text/plain": "txt",
    "application/pdf": "pdf",
}


@bp.get("/")
@allow(Role.JUDGE)
def home() -> ResponseReturnValue:
    """Go to the queue of the latest round that has works for this judge."""
    rounds = rounds_for_judge(db.session, season_id=current_season().id, judge_id=current_user.id)
    if not rounds:
        return render_template("judging/nothing_yet.html")
    latest = next((one for one in rounds if one.is_open), rounds[0])
    return redirect(url_for("judging.queue", ordinal=latest.ordinal))


@bp.get("/vong-<int(max=99):ordinal>")
@allow(Role.JUDGE)
def queue(ordinal: int) -> ResponseReturnValue:
    """The judge's works: how far, what is next."""
    session = db.session
    rounds = rounds_for_judge(session, season_id=current_season().id, judge_id=current_user.id)
    head = _one(rounds, ordinal)
    rows = judge_queue(session, round_id=head.id, judge_id=current_user.id)
    listed = sorted(rows, key=lambda row: row.state == SheetState.SUBMITTED) if head.is_open else rows
    return render_template(
        "judging/queue.html", round=head, rounds=rounds, rows=listed, progress=progress_of(rows), mark=mark_writer()
    )


def _one(rounds: Sequence[RoundHead], ordinal: int) -> RoundHead:
    for head in rounds:
        if head.ordinal == ordinal:
            return head
    raise NotVisible


@bp.get("/vong-<int(max=99):ordinal>/<code>")
@allow(Role.JUDGE)
def desk(ordinal: int, code: str) -> ResponseReturnValue:
    """One work, and the judge's own sheet beside it."""
    return _desk_page(ordinal, code)


def _desk_page(
    ordinal: int,
    code: str,
    *,
    typed: Mapping[str, str] | None = None,
    faults: Mapping[str, str] | None = None,
    error: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    """The desk with what stands, or with what was typed and why it was not taken."""
    session, judge = db.session, current_user.id
    work = get_desk(session, judge_id=judge, season_id=current_season().id, ordinal=ordinal, code=code)
    rows = own_rungs(session, round_id=work.round.id, judge_id=judge)
    before, after = neighbours(rows, code)
    g.store_origin = current_store().origin
    page = render_template(
        "judging/desk.html",
        desk=work,
        fields=desk_fields(work) | dict(typed or {}),
        faults=faults or {},
        error=error,
        progress=progress_of(rows, after=code),
        before=before,
        after=after,
        own=own_place(work, rows),
        spreads=spreads(work, rows),
        full=full_marks([row.rule for row in work.rubric]),
        comment_length=COMMENT_LENGTH,
        mark=mark_writer(),
    )
    return page, status


@bp.post("/vong-<int(max=99):ordinal>/<code>")
@allow(Role.JUDGE)
def score(ordinal: int, code: str) -> ResponseReturnValue:
    """Save the sheet as a draft (also by itself, while it is being written), or submit it."""
    fields = plain_fields(request.form)
    submit = fields.get("action") == "submit"
    try:
        saved = services.save_marks(
            db.session,
            judge_id=current_user.id,
            season_id=current_season().id,
            ordinal=ordinal,
            code=code,
            version=read_version(fields),
            typed=read_sheet(fields),
            submit=submit,
            now=received_at(),
        )
    except NotVisible:
        raise
    except ContestError as refusal:
        db.session.rollback()
        return _refused(ordinal, code, fields, refusal)
    db.session.commit()
    return _saved(ordinal, saved)


def _saved(ordinal: int, saved: SavedSheet) -> ResponseReturnValue:
    if wants_json():
        return jsonify(
            {
                "version": saved.version,
                "saved": time_vi(saved.saved_at),
                "total": mark_text(saved.running),
                "complete": saved.total is not None,
            }
        )
    if saved.state is SheetState.DRAFT:
        flash(_("Đã lưu nháp phiếu %(code)s.", code=saved.code), "good")
        return redirect(url_for("judging.desk", ordinal=ordinal, code=saved.code))
    flash(_("Đã gửi phiếu %(code)s: %(total)s điểm.", code=saved.code, total=mark_text(saved.running)), "good")
    return redirect(url_for("judging.next_work", ordinal=ordinal, after=saved.code))


def _refused(ordinal: int, code: str, fields: Mapping[str, str], refusal: ContestError) -> ResponseReturnValue:
    """Say why, with all that was typed: as JSON to the script, as the desk to a person."""
    faults = refusal.faults if isinstance(refusal, SheetFaulty) else {}
    if wants_json():
        answer: dict[str, object] = {"error": str(refusal.message)}
        if isinstance(refusal, SheetConflict):
            answer |= {"version": refusal.version, "fields": dict(refusal.fields)}
        if faults:
            answer["faults"] = dict(faults)
        return jsonify(answer), refusal.status
    if isinstance(refusal, SheetConflict):
        work = get_desk(db.session, judge_id=current_user.id, season_id=current_season().id, ordinal=ordinal, code=code)
        page = render_template("judging/conflict.html", desk=work, typed=fields, stored=refusal.fields)
        return page, refusal.status
    return _desk_page(ordinal, code, typed=fields, faults=faults, error=str(refusal.message), status=refusal.status)


@bp.get("/vong-<int(max=99):ordinal>/tiep-sau-<after>")
@allow(Role.JUDGE)
def next_work(ordinal: int, after: str) -> ResponseReturnValue:
    """Go to the first work not sent after this one, or to the queue when all are in."""
    session = db.session
    rounds = rounds_for_judge(session, season_id=current_season().id, judge_id=current_user.id)
    rows = own_rungs(session, round_id=_one(rounds, ordinal).id, judge_id=current_user.id)
    code = progress_of(rows, after=after).next_code
    if code is None:
        return redirect(url_for("judging.queue", ordinal=ordinal))
    return redirect(url_for("judging.desk", ordinal=ordinal, code=code))


@bp.post("/vong-<int(max=99):ordinal>/<code>/tu-choi")
@allow(Role.JUDGE)
def recuse(ordinal: int, code: str) -> ResponseReturnValue:
    """Step back from a work, with the reason; somebody else takes it."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return _desk_page(
            ordinal, code, typed={"reason": form.text()}, error=_("Lý do quá dài. Hãy rút gọn."), status=422
        )
    try:
        adjusting.recuse(
            db.session,
            judge_id=current_user.id,
            season_id=current_season().id,
            ordinal=ordinal,
            code=code,
            reason=form.text(),
            now=received_at(),
        )
    except NotVisible:
        raise
    except ContestError as refusal:
        db.session.rollback()
        return _desk_page(
            ordinal, code, typed={"reason": form.text()}, error=str(refusal.message), status=refusal.status
        )
    db.session.commit()
    flash(_("Đã ghi nhận việc từ chối chấm %(code)s. Tổ thư ký sẽ thấy lý do.", code=code), "good")
    return redirect(url_for("judging.queue", ordinal=ordinal))


@bp.get("/vong-<int(max=99):ordinal>/<code>/tep/<public_id>")
@allow(Role.JUDGE)
def file(ordinal: int, code: str, public_id: str) -> ResponseReturnValue:
    """A clean file of a work on the judge's desk, by a link that lasts for a while."""
    found = file_on_desk(ordinal, code, public_id)
    link = current_store().link(
        ObjectKey(found.key),
        download_as=f"bai-{code}.{ENDINGS.get(found.content_type, 'bin')}",
        content_type=found.content_type,
        expires_in=FILE_LINK_LASTS,
    )
    return redirect(link)


def file_on_desk(ordinal: int, code: str, public_id: str) -> BlindFile:
    """A file of the address, on the desk of whoever asks. Errors: NotVisible."""
    return own_file(
        db.session,
        judge_id=current_user.id,
        season_id=current_season().id,
        ordinal=ordinal,
        code=code,
        public_id=public_id,
    )
