"""Screening: accept, ask for a supplement, refuse, undo. Every decision has its row, its record and its message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import column, insert, select, table, update
from sqlalchemy.orm import Session

from contest.errors import NotVisible, Refused
from contest.ledger.services import record
from contest.seasons.queries import screening_items
from contest.seasons.types import SeasonHead
from contest.submissions.dossier import Failure
from contest.submissions.dossiers import open_dossier
from contest.submissions.errors import (
    AnswerDayMissing,
    ClauseMissing,
    DecisionStands,
    DossierChanged,
    ReasonMissing,
    RulesNotMet,
)
from contest.submissions.messages import tell_decided, tell_reopened
from contest.submissions.models import Entry, ScreeningDecision
from contest.submissions.rules_check import failures_of
from contest.submissions.services import lock_entry
from contest.submissions.types import EntryHead, EntryStatus, Outcome
from contest.text.folding import clean_line, clean_text

# Blinding and judging stand on floors above: named here without their models, for one yes or no each.
_BLIND_COPY = table("blind_copy", column("entry_id"), column("state"))
_CODE = table("code", column("id"), column("entry_id"))
_ASSIGNMENT = table("assignment", column("id"), column("code_id"))
_SHEET = table("score_sheet", column("assignment_id"))
_WAITS = frozenset({EntryStatus.SUBMITTED, EntryStatus.SUPPLEMENT})
_BECOMES = {
    Outcome.ACCEPT: EntryStatus.ACCEPTED,
    Outcome.SUPPLEMENT: EntryStatus.SUPPLEMENT,
    Outcome.REFUSE: EntryStatus.REFUSED,
    Outcome.REOPEN: EntryStatus.SUBMITTED,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What a secretary decides. ``answers``: yes or no by question; ``overrides``: the reason by failed rule."""

    outcome: Outcome
    reason: str = ""
    clause: str = ""
    respond_by: datetime | None = None
    answers: Mapping[str, bool] = field(default_factory=dict)
    overrides: Mapping[str, str] = field(default_factory=dict)


def decide(
    session: Session, *, season: SeasonHead, entry_id: int, version: int, verdict: Verdict, by: int, now: datetime
) -> bool:
    """Decide on an entry; False when the same decision stands already.

    ``version`` is the dossier that was looked at. To accept, every question is answered yes and every
    failed rule has the reason for which it is set aside.
    Errors: DossierChanged, DecisionStands, ReasonMissing, ClauseMissing, AnswerDayMissing, RulesNotMet, Refused.
    """
    head = lock_entry(session, entry_id)
    if head.season_id != season.id:
        raise NotVisible
    if verdict.outcome is not Outcome.SUPPLEMENT and head.status is _BECOMES[verdict.outcome]:
        return False
    if head.status not in _WAITS or head.number is None:
        raise DecisionStands
    if version != head.version:
        raise DossierChanged
    final = _final(session, season, head, verdict, now)
    decision_id = _write(session, head=head, verdict=final, by=by, now=now)
    tell_decided(
        session,
        season=season,
        head=head,
        decision_id=decision_id,
        outcome=final.outcome,
        reason=final.reason,
        clause=final.clause,
        respond_by=final.respond_by,
        now=now,
    )
    return True


def accept_many(
    session: Session, *, season: SeasonHead, public_ids: Iterable[str], by: int, now: datetime
) -> tuple[list[int], list[str]]:
    """Accept every entry that waits and fails no rule; safe to repeat.

    Returns the keys of those accepted now, and the numbers of those left for a closer look.
    """
    answers = {item.key: True for item in screening_items(session, season.id)}
    accepted: list[int] = []
    left: list[str] = []
    rows = session.execute(
        select(Entry.id, Entry.number, Entry.version)
        .where(
            Entry.season_id == season.id,
            Entry.public_id.in_(list(public_ids)),
            Entry.status == EntryStatus.SUBMITTED,
        )
        .order_by(Entry.submitted_at, Entry.id)
    ).all()
    for row in rows:
        verdict = Verdict(outcome=Outcome.ACCEPT, answers=answers)
        try:
            done = decide(session, season=season, entry_id=row.id, version=row.version, verdict=verdict, by=by, now=now)
        except RulesNotMet:
            left.append(row.number or "")
            continue
        if done:
            accepted.append(row.id)
    return accepted, left


def undo(session: Session, *, season: SeasonHead, entry_id: int, reason: str, by: int, now: datetime) -> None:
    """Take the last decision back, as long as no blind copy is approved and no judge has begun.

    Errors: ReasonMissing, DecisionStands, NotVisible.
    """
    head = lock_entry(session, entry_id)
    if head.season_id != season.id:
        raise NotVisible
    why = clean_text(reason).strip()
    if not why:
        raise ReasonMissing
    if not may_undo(session, head):
        raise DecisionStands
    verdict = Verdict(outcome=Outcome.REOPEN, reason=why)
    decision_id = _write(session, head=head, verdict=verdict, by=by, now=now)
    tell_reopened(session, season=season, head=head, decision_id=decision_id, now=now)


def may_undo(session: Session, head: EntryHead) -> bool:
    """Whether the decision on an entry can still be taken back.

    Once a judge has written on a work, it stays in the contest: else whoever saw the marks could take it out, by
    taking back the approval first. A prize is revoked by the council, in the open.
    """
    if head.status not in {EntryStatus.ACCEPTED, EntryStatus.REFUSED, EntryStatus.SUPPLEMENT}:
        return False
    sheets = (
        select(_SHEET.c.assignment_id)
        .join(_ASSIGNMENT, _ASSIGNMENT.c.id == _SHEET.c.assignment_id)
        .join(_CODE, _CODE.c.id == _ASSIGNMENT.c.code_id)
        .where(_CODE.c.entry_id == head.id)
    )
    if session.scalar(sheets.limit(1)) is not None:
        return False
    approved = select(_BLIND_COPY.c.entry_id).where(
        _BLIND_COPY.c.entry_id == head.id, _BLIND_COPY.c.state == "approved"
    )
    return session.scalar(approved) is None


def lacks_of(verdict: Verdict, now: datetime) -> Iterator[type[Refused]]:
    """All that a refusal or a request for a supplement lacks; of an acceptance the dossier itself speaks."""
    if verdict.outcome is Outcome.ACCEPT:
        return
    if not clean_text(verdict.reason).strip():
        yield ReasonMissing
    if verdict.outcome is Outcome.REFUSE and not clean_line(verdict.clause):
        yield ClauseMissing
    if verdict.outcome is Outcome.SUPPLEMENT and (verdict.respond_by is None or verdict.respond_by <= now):
        yield AnswerDayMissing


def open_failures(session: Session, head: EntryHead) -> tuple[Failure, ...]:
    """The rules an entry fails as it stands; its time was judged when it came in."""
    return failures_of(open_dossier(session, head).checks)


def _final(session: Session, season: SeasonHead, head: EntryHead, verdict: Verdict, now: datetime) -> Verdict:
    """The verdict with its texts clean. Errors: what is missing in it."""
    reason, clause = clean_text(verdict.reason).strip(), clean_line(verdict.clause)
    overrides = {key: clean_line(text) for key, text in verdict.overrides.items() if clean_line(text)}
    if verdict.outcome is Outcome.ACCEPT:
        _ensure_acceptable(session, season, head, verdict.answers, overrides)
        return Verdict(outcome=verdict.outcome, reason=reason, answers=verdict.answers, overrides=overrides)
    for lack in lacks_of(verdict, now):
        raise lack
    return Verdict(
        outcome=verdict.outcome,
        reason=reason,
        clause=clause,
        respond_by=verdict.respond_by if verdict.outcome is Outcome.SUPPLEMENT else None,
        answers=verdict.answers,
    )


def _ensure_acceptable(
    session: Session, season: SeasonHead, head: EntryHead, answers: Mapping[str, bool], overrides: Mapping[str, str]
) -> None:
    if not all(answers.get(item.key) for item in screening_items(session, season.id)):
        raise Refused(_l("Chưa thể xét hợp lệ: còn câu trong bảng kiểm chưa trả lời “có”."))
    left = tuple(failure for failure in open_failures(session, head) if failure.key not in overrides)
    if left:
        raise RulesNotMet(left)


def _write(session: Session, *, head: EntryHead, verdict: Verdict, by: int, now: datetime) -> int:
    decision_id = _keep_decision(session, head=head, verdict=verdict, by=by, now=now)
    is_final = verdict.outcome in {Outcome.ACCEPT, Outcome.REFUSE}
    session.execute(
        update(Entry)
        .where(Entry.id == head.id)
        .values(status=_BECOMES[verdict.outcome], decided_at=now if is_final else None, updated_at=now)
    )
    record(
        session,
        action=f"entry.{verdict.outcome}",
        subject=f"entry:{head.id}",
        payload={
            "number": head.number,
            "from": head.status,
            "version": head.version,
            "reason": verdict.reason,
            "clause": verdict.clause,
            "overrides": dict(verdict.overrides),
        },
        at=now,
        actor_id=by,
        season_id=head.season_id,
    )
    return decision_id


def _keep_decision(session: Session, *, head: EntryHead, verdict: Verdict, by: int, now: datetime) -> int:
    decision_id = session.execute(
        insert(ScreeningDecision)
        .values(
            entry_id=head.id,
            outcome=verdict.outcome,
            reason=verdict.reason,
            clause=verdict.clause,
            checklist={"answers": dict(verdict.answers), "overrides": dict(verdict.overrides)},
            entry_version=head.version,
            respond_by=verdict.respond_by,
            decided_by=by,
            decided_at=now,
        )
        .returning(ScreeningDecision.id)
    ).scalar_one()
    return int(decision_id)
