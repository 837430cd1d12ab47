"""A season that went its whole way through the services, so that the record tells of every row."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.blinding.codes import draw_codes
from contest.blinding.models import Code
from contest.db import utc_now
from contest.judging.assigning import run_assignment
from contest.judging.rounds import close_round, open_round
from contest.judging.rulings import rule_on_sheet
from contest.judging.settling import settle_gap
from contest.ledger.services import record
from contest.results import awards, queries, release, revoking, services
from contest.submissions.models import Receipt
from contest.submissions.receipts import digest_of
from tests import factories
from tests.judging.scene import Scene, arrange, content, save

REASON = "Lý do được ghi vào biên bản."
MARKS = (("50", "30"), ("50", "30"), ("40", "20"), ("30", "20"))
"""Of each work, by all its judges: the first two are tied."""


def published_season(session: Session) -> Scene:
    """Four works: two tied, one with a gap that the panel settled, one with a sheet that does not count."""
    scene = arrange(
        session,
        works=0,
        judges=3,
        state="planned",
        judges_per_entry=3,
        policy={"method": "mean", "places": 2, "max_spread": "20", "on_deviation": "panel_reconcile"},
        tie_break=[],
    )
    codes = _works(session, scene)
    run_assignment(session, round_=scene.head(session), by=scene.secretary.id, now=utc_now())
    open_round(session, round_=scene.head(session), by=scene.chair.id, now=utc_now())
    _mark(session, scene, codes)
    head = scene.head(session)
    how: dict[str, Any] = {"round_": head, "by": scene.chair.id, "now": utc_now()}
    settle_gap(session, code=codes[2].code, agreed=Decimal(70), note=REASON, **how)
    rule_on_sheet(session, code=codes[3].code, judge_id=scene.judges[0].id, counts=False, reason=REASON, **how)
    close_round(session, reason="", **how)
    _give_prizes(session, scene, codes)
    session.commit()
    return scene


def _works(session: Session, scene: Scene) -> list[Code]:
    """Received, approved, with their codes drawn."""
    for _ in MARKS:
        entry = factories.entry(session, scene.season, scene.category, scene.author, status="accepted")
        factories.blind_copy(session, entry)
        factories.author(session, entry)
        payload = {"title": entry.title}
        told = {"number": f"A-{entry.id}", "revision": 1, "digest": digest_of(payload)}
        factories.save(
            session,
            Receipt(
                entry_id=entry.id,
                number=f"{scene.season.id}:A-{entry.id}/1",
                revision=1,
                idempotency_key="a",
                payload=payload,
                digest=told["digest"],
                issued_by=scene.author.id,
                issued_at=utc_now(),
            ),
        )
        file = factories.stored_file(session, entry, scene.author)
        sent = {"sha256": file.sha256, "size": file.size}
        for action, subject, kept in (
            ("entry.submit", f"entry:{entry.id}", told),
            ("file.verify", f"file:{file.public_id}", sent),
        ):
            record(session, action=action, subject=subject, payload=kept, at=utc_now(), actor_id=scene.author.id)
        draw_codes(session, round_id=scene.round.id, entry_ids=[entry.id], by=scene.secretary.id, now=utc_now())
    return list(session.scalars(select(Code).where(Code.round_id == scene.round.id).order_by(Code.entry_id)))


def _mark(session: Session, scene: Scene, codes: list[Code]) -> None:
    for code, (first, second) in zip(codes, MARKS, strict=True):
        for place, judge in enumerate(scene.judges):
            given = "5" if code is codes[2] and place == 0 else first
            save(session, scene, judge, code, content(given, second, comment_jury="Chắc tay."), submit=True)


def _give_prizes(session: Session, scene: Scene, codes: list[Code]) -> None:
    """From the tie to the public page."""
    season_id, round_id, by = scene.season.id, scene.round.id, scene.chair.id
    tied = [codes[1].code, codes[0].code]
    services.decide_tie(session, season_id=season_id, ordinal=1, codes=tied, reason=REASON, by=by, now=utc_now())
    services.confirm_round(session, season_id=season_id, ordinal=1, by=by, now=utc_now())
    prizes = [factories.prize(session, scene.season, level=level, count=1) for level in (1, 2)]
    how: dict[str, Any] = {"season_id": season_id, "round_id": round_id}
    awards.propose(session, **how, by=by, now=utc_now())
    change: dict[str, Any] = {"prize_id": prizes[1].id, "reason": REASON, "by": by, "now": utc_now()}
    awards.change_award(session, **how, code=codes[3].code, **change)
    awards.change_award(session, **how, code=codes[0].code, **{**change, "prize_id": None})
    digest = awards.prize_digest(queries.prize_lines(session, round_id=round_id))
    for person in (scene.chair, scene.secretary):
        release.confirm_list(session, **how, digest=digest, by=person.id, now=utc_now())
    release.unmask(session, **how, by=by, now=utc_now())
    release.publish(session, **how, by=by, now=utc_now())
    _take_a_prize_back(session, scene)


def _take_a_prize_back(session: Session, scene: Scene) -> None:
    """Asked for, dropped, asked for again, and agreed to."""
    first = revoking.published_prizes(session, season_id=scene.season.id)[0]
    how: dict[str, Any] = {"season_id": scene.season.id, "slug": first.slug, "now": utc_now()}
    for end in (revoking.drop, revoking.agree):
        revoking.ask(session, reason=REASON, by=scene.chair.id, **how)
        asked = revoking.get_published_prize(session, season_id=scene.season.id, slug=first.slug)
        end(session, seen=asked.revocation_id or 0, by=scene.secretary.id, **how)
