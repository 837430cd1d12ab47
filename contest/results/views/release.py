"""From the confirmed list to the public page: two confirmations, unmasking, publication."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from contest.access import allow, current_season
from contest.accounts.types import Role
from contest.db import db
from contest.results import awards, exports, queries, release, revoking
from contest.results.forms import ConfirmForm
from contest.results.views.blueprint import ANSWERS, READERS, bp, last_round
from contest.web.shell import received_at


@bp.get("/cong-bo")
@allow(*READERS)
def release_page() -> ResponseReturnValue:
    """The checklist to release: what is done, what comes next, who does it."""
    season = current_season()
    last = last_round()
    lines = queries.prize_lines(db.session, round_id=last.id)
    digest = awards.prize_digest(lines)
    state = queries.find_release(db.session, season_id=season.id)
    unmasked = state is not None and state.unmasked_at is not None
    waiting = unmasked and state is not None and state.published_at is None
    of_round = {"season_id": season.id, "round_id": last.id}
    table = queries.prizes_of(db.session, season_id=season.id)
    return render_template(
        "results/release.html",
        rounds=queries.rounds_of(db.session, season_id=season.id),
        state=state,
        changed=state is not None and state.speaks_of_another_list(digest),
        digest=digest,
        prizes=table,
        lines=awards.listed(lines, table),
        unseen=awards.prized_unseen(lines),
        ties=() if unmasked else awards.proposals(lines, table)[1],
        left=awards.not_given(lines, table),
        revoked=revoking.revoked_at_by_code(db.session, season_id=season.id) if unmasked else {},
        winners=release.winners(db.session, **of_round) if unmasked else (),
        unasked=release.winners_without_consent(db.session, **of_round) if waiting else (),
        form=ConfirmForm(digest=digest),
    )


@bp.post("/cong-bo/xac-nhan")
@allow(Role.CHAIR, Role.ORGANIZER)
def confirm_list() -> ResponseReturnValue:
    """One of the two confirmations of the prize list."""
    season = current_season()
    form = ConfirmForm()
    if not form.validate_on_submit():
        told = _(
            "Chưa xác nhận: trang vừa gửi đã cũ hoặc thiếu. Hãy đọc lại danh sách hiện có dưới đây rồi bấm xác nhận."
        )
        flash(told, "warn")
        return redirect(url_for("results.release_page"))
    last = last_round()
    count = release.confirm_list(
        db.session,
        season_id=season.id,
        round_id=last.id,
        digest=form.digest.data or "",
        by=current_user.id,
        now=received_at(),
    )
    db.session.commit()
    second = _("Đã xác nhận lần 2. Bước tiếp theo: ghép phách.")
    flash(second if count > 1 else _("Đã xác nhận lần 1. Cần thêm một người khác xác nhận."), "good")
    return redirect(url_for("results.release_page"))


@bp.post("/cong-bo/ghep-phach")
@allow(Role.SECRETARY, Role.ORGANIZER)
def unmask() -> ResponseReturnValue:
    """Open the winners' codes."""
    season = current_season()
    last = last_round()
    release.unmask(db.session, season_id=season.id, round_id=last.id, by=current_user.id, now=received_at())
    db.session.commit()
    flash(_("Đã ghép phách. Danh sách đạt giải nay có tên tác giả."), "good")
    return redirect(url_for("results.release_page"))


@bp.post("/cong-bo/cong-bo")
@allow(Role.ORGANIZER)
def publish() -> ResponseReturnValue:
    """Put the winners on the public site."""
    season = current_season()
    last = last_round()
    count = release.publish(db.session, season_id=season.id, round_id=last.id, by=current_user.id, now=received_at())
    db.session.commit()
    flash(_("Đã công bố %(count)s tác phẩm đạt giải trên trang công khai.", count=count), "good")
    return redirect(url_for("results.release_page"))


@bp.get("/cong-bo/danh-sach-giai.<any(csv,xlsx):kind>")
@allow(*READERS)
def export_winners(kind: str) -> ResponseReturnValue:
    """The prize list: by code before unmasking, by name after."""
    season = current_season()
    last = last_round()
    table = exports.prize_table(db.session, season_id=season.id, round_id=last.id)
    return ANSWERS[kind](f"danh-sach-giai-{season.slug}", *table)
