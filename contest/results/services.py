"""From a closed round to a confirmed ranking: ties, freezing, the way to the next round."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from contest.blinding.codes import draw_codes
from contest.blinding.models import Code
from contest.judging.outstanding import marked_and_unseen
from contest.judging.rounds import NAMED
from contest.judging.totals import Standing
from contest.ledger.services import canonical, record
from contest.results.errors import (
    MarkedUnseen,
    NotSettled,
    NotTied,
    ReasonNeeded,
    RoundConfirmed,
    RoundStillOpen,
    TieUndecided,
)
from contest.results.models import RoundResult, TieDecision
from contest.results.queries import get_round, rounds_of
from contest.results.standings import rank_round
from contest.results.types import Blocker, CategoryRanking, RankedWork, RoundHead
from contest.seasons.locks import hold_season
from contest.seasons.models import Round, Season
from contest.seasons.types import RoundState, Stage


def blockers(of: RoundHead, rankings: Sequence[CategoryRanking], unseen: Sequence[str] = ()) -> Sequence[Blocker]:
    """What must happen before the round can be confirmed; empty when nothing.

    ``unseen`` are the codes of marked works that the rankings are without (`unseen_codes`).
    """
    found: list[Blocker] = []
    if of.confirmed_at is not None:
        return [Blocker.CONFIRMED]
    if of.state != RoundState.CLOSED:
        found.append(Blocker.ROUND_OPEN)
    if unseen:
        found.append(Blocker.UNSEEN)
    if any(work.standing is not Standing.SETTLED for ranking in rankings for work in ranking.works):
        found.append(Blocker.NOT_SETTLED)
    if any(ranking.undecided for ranking in rankings):
        found.append(Blocker.TIE_AT_BORDER)
    return found


def unseen_codes(session: Session, of: RoundHead) -> Sequence[str]:
    """Codes of marked works that a closed round's ranking is without, for the approval of their copies is gone.

    Of an open round the board tells them; a confirmed one is without none.
    """
    closed = of.state == RoundState.CLOSED and of.confirmed_at is None
    return marked_and_unseen(session, of.id) if closed else ()


def decide_tie(
    session: Session, *, season_id: int, ordinal: int, codes: Sequence[str], reason: str, by: int, now: datetime
) -> None:
    """Put tied works in the chair's order, the best first.

    Errors: RoundStillOpen, RoundConfirmed, ReasonNeeded, NotTied (unknown codes, or totals that differ).
    """
    of = _lock_round(session, season_id=season_id, ordinal=ordinal)
    _must_be_closed(of)
    if not reason.strip():
        raise ReasonNeeded
    works = {work.code: work for ranking in rank_round(session, of) for work in ranking.works}
    chosen = [works[code] for code in codes if code in works]
    _must_be_tied(codes, chosen)
    ids = [work.code_id for work in chosen]
    session.execute(delete(TieDecision).where(TieDecision.code_id.in_(ids)))
    word = {"round_id": of.id, "reason": reason, "decided_by": by, "decided_at": now}
    rows = [{"code_id": code_id, "chair_order": order, **word} for order, code_id in enumerate(ids, start=1)]
    session.execute(insert(TieDecision), rows)
    record(
        session,
        action="tie.decide",
        subject=f"round:{of.id}",
        payload={"codes": list(codes), "reason": reason},
        at=now,
        actor_id=by,
        season_id=season_id,
    )


def confirm_round(session: Session, *, season_id: int, ordinal: int, by: int, now: datetime) -> str:
    """Freeze a closed round's ranking, draw codes for the next round, and return the ranking's SHA-256.

    Errors: RoundStillOpen, RoundConfirmed, MarkedUnseen, NotSettled, TieUndecided.
    """
    of = _lock_round(session, season_id=season_id, ordinal=ordinal)
    _must_be_closed(of)
    _must_be_whole(session, of)
    rankings = rank_round(session, of)
    waiting = blockers(of, rankings)
    if Blocker.NOT_SETTLED in waiting:
        raise NotSettled
    if Blocker.TIE_AT_BORDER in waiting:
        raise TieUndecided
    digest = ranking_digest(rankings)
    _freeze(session, of, rankings)
    session.execute(update(Round).where(Round.id == of.id).values(confirmed_at=now))
    advanced = _go_on(session, of, rankings, by=by, now=now)
    record(
        session,
        action="round.confirm",
        subject=f"round:{of.id}",
        payload={"ranking_sha256": digest, "advancing": advanced, "results": _recorded(rankings)},
        at=now,
        actor_id=by,
        season_id=season_id,
    )
    return digest


def ranking_digest(rankings: Sequence[CategoryRanking]) -> str:
    """SHA-256 (hex) of the canonical ranking: category, code, place, total; what a newspaper may hold us to."""
    lines = {
        ranking.category.name: [[work.code, work.place, str(work.total)] for work in ranking.works]
        for ranking in rankings
    }
    return hashlib.sha256(canonical(lines).encode()).hexdigest()


def _recorded(rankings: Sequence[CategoryRanking]) -> Mapping[str, Mapping[str, object]]:
    """The ranking as the record keeps it, by code."""
    return {work.code: frozen_line(_result_row(work)) for ranking in rankings for work in ranking.works}


def frozen_line(row: Mapping[str, Any]) -> Mapping[str, object]:
    """A row of the frozen ranking as the record keeps it; totals with four decimals, as the table has them."""
    scaled = {name: None if row[name] is None else f"{row[name]:.4f}" for name in ("total", "spread")}
    rest = {name: row[name] for name in ("category_id", "rank", "tied", "decided_by", "sheets", "advances", "note")}
    return {**rest, **scaled}


def _lock_round(session: Session, *, season_id: int, ordinal: int) -> RoundHead:
    """The round, held against a second hand until the transaction ends, as is the number of rounds."""
    hold_season(session, season_id)
    session.execute(select(Round.id).where(Round.season_id == season_id, Round.ordinal == ordinal).with_for_update())
    return get_round(session, season_id=season_id, ordinal=ordinal)


def _must_be_closed(of: RoundHead) -> None:
    if of.confirmed_at is not None:
        raise RoundConfirmed
    if of.state != RoundState.CLOSED:
        raise RoundStillOpen


def _must_be_whole(session: Session, of: RoundHead) -> None:
    """No work with marks may be missing in what is confirmed."""
    if codes := marked_and_unseen(session, of.id):
        raise MarkedUnseen(
            _(
                "%(count)d bài đã có phiếu chấm không có trong bảng xếp hạng vì bản kín đang bị thu hồi: %(codes)s. "
                "Tổ thư ký duyệt lại ở trang Rọc phách, rồi hãy xác nhận.",
                count=len(codes),
                codes=", ".join(codes[:NAMED]),
            )
        )


def _must_be_tied(codes: Sequence[str], chosen: Sequence[RankedWork]) -> None:
    totals: set[tuple[int, Decimal | None]] = {(work.category_id, work.total) for work in chosen}
    complete = len(chosen) == len(set(codes)) == len(codes)
    if not complete or len(chosen) < 2 or len(totals) != 1 or chosen[0].total is None:  # noqa: PLR2004 - a tie is of two
        raise NotTied


def _freeze(session: Session, of: RoundHead, rankings: Sequence[CategoryRanking]) -> None:
    rows = [
        {"round_id": of.id, "code_id": work.code_id, **_result_row(work)}
        for ranking in rankings
        for work in ranking.works
    ]
    if rows:
        session.execute(insert(RoundResult), rows)


def _result_row(work: RankedWork) -> Mapping[str, Any]:
    return {
        "category_id": work.category_id,
        "total": work.total,
        "spread": work.spread,
        "rank": work.place,
        "tied": work.tied,
        "decided_by": work.decided_by,
        "sheets": len(work.judge_totals),
        "advances": work.advances,
        "note": "",
    }


def _go_on(session: Session, of: RoundHead, rankings: Sequence[CategoryRanking], *, by: int, now: datetime) -> int:
    """Codes for the next round, or the season's results when this was the last; returns how many advance."""
    following = next((one for one in rounds_of(session, season_id=of.season_id) if one.ordinal > of.ordinal), None)
    if following is None:
        session.execute(update(Season).where(Season.id == of.season_id).values(stage=Stage.RESULTS))
        return 0
    code_ids = [work.code_id for ranking in rankings for work in ranking.works if work.advances]
    entry_ids = session.scalars(select(Code.entry_id).where(Code.id.in_(code_ids))).all()
    return draw_codes(session, round_id=following.id, entry_ids=entry_ids, by=by, now=now)
