"""Prizes: proposed by the rule, changed with a reason, and read back as one list with its hash."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from contest.blinding.models import Code
from contest.errors import NotVisible
from contest.ledger.services import canonical, record
from contest.results.errors import (
    AlreadyReleased,
    NotRanked,
    OnlyTakenBack,
    PrizedUnseen,
    PrizeFull,
    PrizeOfOtherCategory,
    ReasonNeeded,
    RoundUnconfirmed,
)
from contest.results.models import Award, Release, RoundResult
from contest.results.queries import prize_lines, prizes_of
from contest.results.ranking import Contender, Parted, PrizeRule, PrizeTie, Ranked, propose_prizes, rank
from contest.results.types import PrizeHead, PrizeLine
from contest.seasons.locks import hold_season


def propose(session: Session, *, season_id: int, round_id: int, by: int, now: datetime) -> Sequence[PrizeTie]:
    """Fill the prize table from the frozen ranking; returns the ties left to people.

    What a person has decided with a reason stays, also that a work gets no prize.
    Errors: AlreadyReleased, RoundUnconfirmed.
    """
    _must_be_unreleased(session, season_id=season_id)
    lines = prize_lines(session, round_id=round_id)
    if not lines:
        raise RoundUnconfirmed
    session.execute(delete(Award).where(Award.season_id == season_id, Award.reason == ""))
    given, ties = proposals(lines, prizes_of(session, season_id=season_id))
    rows = [
        {
            "season_id": season_id,
            "code_id": line.code_id,
            "prize_id": given[line.code],
            "proposed_prize_id": given[line.code],
            "reason": "",
            "changed_by": by,
            "changed_at": now,
        }
        for line in lines
        if line.code in given
    ]
    if rows:
        session.execute(insert(Award), rows)
    _forget_confirmations(session, season_id=season_id)
    payload = {"prizes": {line.code: given[line.code] for line in lines if line.code in given}}
    _note(session, "award.propose", f"season:{season_id}", payload=payload, season_id=season_id, by=by, now=now)
    return ties


def proposals(lines: Sequence[PrizeLine], prizes: Sequence[PrizeHead]) -> tuple[Mapping[str, int], Sequence[PrizeTie]]:
    """Code to prize id by the rule: each pooled table over all works, each category's table over its own.

    Works of one category with one total stay in the order that their ranking gave them, by the tie-break or by the
    chair. Between categories nothing parts them (their rubrics differ), so that is for people to decide.

    Only for works that nobody has decided on, and from the prizes that those decisions leave.
    """
    taken = Counter(line.prize_id for line in lines if line.reason)
    free = [line for line in lines if not line.reason]
    given: dict[str, int] = {}
    ties: list[PrizeTie] = []
    parted = {one.code: Parted(one.category_id, one.place) for one in lines if one.place is not None}
    for table, ranked in _tables(free, prizes):
        rules = [
            PrizeRule(key=str(one.id), count=max(0, one.count - taken[one.id]), money=one.money, floor=one.floor)
            for one in table
        ]
        proposal = propose_prizes(ranked, rules, parted)
        given.update({code: int(key) for code, key in proposal.prizes.items()})
        ties.extend(proposal.ties)
    return given, ties


def change_award(
    session: Session,
    *,
    season_id: int,
    round_id: int,
    code: str,
    prize_id: int | None,
    reason: str,
    by: int,
    now: datetime,
) -> None:
    """Give a work of the last round another prize, or none, with a reason.

    Once the names are known a prize can only be taken back, and nobody moves up into it.

    Errors: AlreadyReleased (published), OnlyTakenBack (unmasked), ReasonNeeded, NotRanked (no such work), NotVisible
    (no such prize in the season), PrizeOfOtherCategory.
    """
    _must_be_changeable(session, season_id=season_id, prize_id=prize_id)
    if not reason.strip():
        raise ReasonNeeded
    code_id, category_id = _ranked(session, round_id=round_id, code=code)
    if prize_id is not None:
        _must_fit(prize_id, prizes_of(session, season_id=season_id), category_id)
    before = _put_award(
        session, code_id, season_id=season_id, prize_id=prize_id, reason=reason, changed_by=by, changed_at=now
    )
    _forget_confirmations(session, season_id=season_id)
    payload = {"code": code, "before": before, "after": prize_id, "reason": reason}
    _note(session, "award.change", f"code:{code_id}", payload=payload, season_id=season_id, by=by, now=now)


def _put_award(session: Session, code_id: int, **word: object) -> int | None:
    """Write a person's word on a work in place of what stood there; returns the prize it had."""
    before = session.execute(
        select(Award.prize_id, Award.proposed_prize_id).where(Award.code_id == code_id)
    ).one_or_none()
    session.execute(delete(Award).where(Award.code_id == code_id))
    proposed = before.proposed_prize_id if before else None
    session.execute(insert(Award).values(code_id=code_id, proposed_prize_id=proposed, **word))
    return before.prize_id if before else None


def _ranked(session: Session, *, round_id: int, code: str) -> tuple[int, int]:
    """The id and category of a code in the frozen ranking. Errors: NotRanked."""
    row = session.execute(
        select(RoundResult.code_id, RoundResult.category_id)
        .join(Code, Code.id == RoundResult.code_id)
        .where(Code.code == code, RoundResult.round_id == round_id)
    ).one_or_none()
    if row is None:
        raise NotRanked
    return row.code_id, row.category_id


def _must_fit(prize_id: int, prizes: Sequence[PrizeHead], category_id: int) -> None:
    """Errors: NotVisible (no such prize), PrizeOfOtherCategory."""
    kept_for = {one.id: one.category_id for one in prizes}
    if prize_id not in kept_for:
        raise NotVisible
    if kept_for[prize_id] not in {None, category_id}:
        raise PrizeOfOtherCategory


def check_table(lines: Sequence[PrizeLine], prizes: Sequence[PrizeHead]) -> None:
    """Errors: PrizeFull when a prize is given more often than the table has it."""
    given = Counter(line.prize_id for line in lines if line.prize_id is not None)
    if any(given[one.id] > one.count for one in prizes):
        raise PrizeFull


def not_given(lines: Sequence[PrizeLine], prizes: Sequence[PrizeHead]) -> Sequence[str]:
    """The prizes of the table that no work has yet, as «1 Giải Khuyến khích»."""
    given = Counter(line.prize_id for line in lines)
    return [f"{one.count - given[one.id]} {one.name}" for one in prizes if given[one.id] < one.count]


def prized_unseen(lines: Sequence[PrizeLine]) -> Sequence[str]:
    """Codes of the works with a prize that nobody may see."""
    return [line.code for line in lines if line.prize_id is not None and line.title is None]


def check_seen(lines: Sequence[PrizeLine]) -> None:
    """Errors: PrizedUnseen when a work with a prize may not be seen."""
    if codes := prized_unseen(lines):
        raise PrizedUnseen(
            _(
                "Bản kín của bài có giải đang bị thu hồi: %(codes)s. Tổ thư ký duyệt lại ở trang Rọc phách, hoặc chủ "
                "tịch hội đồng bỏ giải của bài kèm lý do, rồi hãy đi tiếp.",
                codes=", ".join(codes),
            )
        )


def prize_digest(lines: Sequence[PrizeLine]) -> str:
    """SHA-256 (hex) of the canonical prize list by code, name and money of each prize included: what two confirm."""
    listed = {
        line.code: [line.prize_id, line.prize_name, line.prize_level, line.prize_money, str(line.total)]
        for line in lines
        if line.prize_id is not None
    }
    return hashlib.sha256(canonical(listed).encode()).hexdigest()


def _tables(
    lines: Sequence[PrizeLine], prizes: Sequence[PrizeHead]
) -> Iterator[tuple[Sequence[PrizeHead], Sequence[Ranked]]]:
    pooled = [one for one in prizes if one.category_id is None]
    if pooled:
        contenders = [Contender(code=line.code, total=line.total) for line in lines]
        yield pooled, rank(contenders)
    for category_id in sorted({one.category_id for one in prizes if one.category_id is not None}):
        own = [line for line in lines if line.category_id == category_id]
        ranked = [Ranked(code=line.code, place=line.place, total=line.total) for line in own]
        yield (
            [one for one in prizes if one.category_id == category_id],
            sorted(ranked, key=lambda one: (one.place is None, one.place or 0)),
        )


def listed(lines: Sequence[PrizeLine], prizes: Sequence[PrizeHead]) -> Sequence[PrizeLine]:
    """The works with a prize as the list is read aloud: the highest prize first, then by points and place."""
    order = {one.id: position for position, one in enumerate(prizes)}
    return sorted(
        (line for line in lines if line.prize_id is not None),
        key=lambda line: (order[line.prize_id or 0], -(line.total or 0), line.place or len(lines), line.code),
    )


def lock_prizes(session: Session, *, season_id: int) -> None:
    """Let one change of a season's prizes, or of their way to the public, run at a time.

    The season's row stands for all of them: at first there is neither an award nor a release to hold.
    """
    hold_season(session, season_id)


def _must_be_unreleased(session: Session, *, season_id: int) -> None:
    lock_prizes(session, season_id=season_id)
    unmasked = session.scalar(select(Release.unmasked_at).where(Release.season_id == season_id))
    if unmasked is not None:
        raise AlreadyReleased


def _must_be_changeable(session: Session, *, season_id: int, prize_id: int | None) -> None:
    """Errors: AlreadyReleased, OnlyTakenBack."""
    lock_prizes(session, season_id=season_id)
    state = session.execute(
        select(Release.unmasked_at, Release.published_at).where(Release.season_id == season_id)
    ).one_or_none()
    if state is None or state.unmasked_at is None:
        return
    if state.published_at is not None:
        raise AlreadyReleased
    if prize_id is not None:
        raise OnlyTakenBack


def _forget_confirmations(session: Session, *, season_id: int) -> None:
    """A changed list is a new list: whoever confirmed the old one confirms again."""
    session.execute(
        update(Release)
        .where(Release.season_id == season_id)
        .values(first_by=None, first_at=None, second_by=None, second_at=None)
    )


def _note(
    session: Session,
    action: str,
    subject: str,
    *,
    payload: Mapping[str, object],
    season_id: int,
    by: int,
    now: datetime,
) -> None:
    record(session, action=action, subject=subject, payload=payload, at=now, actor_id=by, season_id=season_id)
