"""The secretariat's week: decisions on dossiers, two requests for supplements, refusals and one withdrawal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from contest.demo.calendar import Calendar
from contest.demo.cast import SECRETARY, Cast
from contest.demo.content import Fate
from contest.demo.entering import Arrival, season_head
from contest.seasons.queries import screening_items
from contest.submissions.queries import get_head
from contest.submissions.screening import Verdict, decide
from contest.submissions.submitting import submit, withdraw
from contest.submissions.types import Channel, EntryId, EntryStatus, Outcome

_FIRST_DAY: Final = date(2023, 10, 16)
_DAYS: Final = 6
_WITHDRAWN_ON: Final = date(2023, 10, 14)
_SUPPLEMENTS: Final = {
    "vay-ba-lan": "Giấy xác nhận bị mờ phần dấu. Đề nghị gửi lại bản chụp rõ.",
    "dan-may": "Chưa ghi rõ ngày phát lần đầu trong giấy xác nhận. Đề nghị bổ sung.",
}
_CLAUSES: Final = {"mai-nha-truoc-bao": "Điều 4.1", "bep-an": "Điều 4.9"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Dossier:
    """A submitted work with the key of its entry."""

    arrival: Arrival
    entry_id: EntryId


def withdraw_one(session: Session, *, dossiers: Sequence[Dossier], cast: Cast, calendar: Calendar) -> None:
    """The author who changed her mind before the deadline."""
    for one in dossiers:
        work = one.arrival.work
        if work.fate is Fate.WITHDRAWN and calendar.is_past(_WITHDRAWN_ON):
            by = cast.people[one.arrival.owner]
            now = calendar.at(_WITHDRAWN_ON, 20, 12)
            withdraw(session, season=season_head(session), entry_id=one.entry_id, by=by, reason=work.reason, now=now)


def screen(session: Session, *, dossiers: Sequence[Dossier], cast: Cast, calendar: Calendar) -> Sequence[EntryId]:
    """Decide what was decided by today; returns the accepted entries in the order of their decisions."""
    accepted: list[EntryId] = []
    for place, one in enumerate(dossiers):
        day = _FIRST_DAY + timedelta(days=place * _DAYS // len(dossiers))
        now = calendar.at(day, 8 + place % 8, place * 7 % 60)
        if get_head(session, one.entry_id).status is EntryStatus.WITHDRAWN or not calendar.is_past(day):
            continue
        if one.arrival.work.key in _SUPPLEMENTS:
            _ask(session, one, cast, now=now)
            day, now = day + timedelta(days=2), now + timedelta(days=2)
            if not calendar.is_past(day):
                continue
            _answer(session, one, cast, now=now)
        if _judge(session, one, cast, now=now + timedelta(minutes=9)):
            accepted.append(one.entry_id)
    return accepted


def _ask(session: Session, one: Dossier, cast: Cast, *, now: datetime) -> None:
    verdict = Verdict(
        outcome=Outcome.SUPPLEMENT,
        reason=_SUPPLEMENTS[one.arrival.work.key],
        clause="Điều 5.2",
        respond_by=now + timedelta(days=4),
    )
    _decide(session, one, verdict, cast, now=now)


def _answer(session: Session, one: Dossier, cast: Cast, *, now: datetime) -> None:
    submit(
        session,
        season=season_head(session),
        entry_id=one.entry_id,
        version=get_head(session, one.entry_id).version,
        key=f"demo-{one.arrival.work.key}-2",
        by=cast.people[one.arrival.owner],
        received_at=now,
    )


def _judge(session: Session, one: Dossier, cast: Cast, *, now: datetime) -> bool:
    work = one.arrival.work
    if work.fate is Fate.REFUSED:
        verdict = Verdict(outcome=Outcome.REFUSE, reason=work.reason, clause=_CLAUSES[work.key])
        _decide(session, one, verdict, cast, now=now)
        return False
    answers = {item.key: True for item in screening_items(session, season_head(session).id)}
    reason = "Hồ sơ giấy, dấu bưu điện trong hạn." if one.arrival.channel is Channel.PAPER else ""
    _decide(session, one, Verdict(outcome=Outcome.ACCEPT, reason=reason, answers=answers), cast, now=now)
    return True


def _decide(session: Session, one: Dossier, verdict: Verdict, cast: Cast, *, now: datetime) -> None:
    decide(
        session,
        season=season_head(session),
        entry_id=one.entry_id,
        version=get_head(session, one.entry_id).version,
        verdict=verdict,
        by=cast.people[SECRETARY],
        now=now,
    )
