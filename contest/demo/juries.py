"""The two juries at work: panels, assignment, sheets evening by evening, quarrels settled, rounds closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.blinding.models import Code
from contest.demo.calendar import Calendar
from contest.demo.cast import CHAIR, JUDGES, SECRETARY, Cast
from contest.demo.content import SampleWork
from contest.demo.jury_plans import JuryPlan
from contest.demo.marking import SampleSheet, sample_sheet
from contest.demo.season import SeasonKeys
from contest.judging.adjusting import recuse
from contest.judging.assigning import run_assignment
from contest.judging.models import Assignment, GapCase, ScoreSheet
from contest.judging.panels import set_members
from contest.judging.round_heads import get_round
from contest.judging.rounds import close_round, open_round
from contest.judging.services import save_marks
from contest.judging.settling import settle_gap
from contest.judging.totals import Criterion as Rule
from contest.judging.types import AssignmentState, GapState, RoundHead, SheetState, TypedSheet
from contest.seasons.models import Criterion

_PACES: Final = (1.0, 0.85, 1.1, 0.9, 1.25, 1.0, 0.7)
"""How slowly each judge goes; above 1 the last evening is a long one."""
_RECUSAL: Final = "Tôi có theo dõi đề tài này từ trước và nhận ra tác giả."
_SETTLED: Final = "Hội đồng đã trao đổi, các thành viên giữ điểm; lấy theo cách tính của thể lệ."


@dataclass(frozen=True, kw_only=True, slots=True)
class Jury:
    """Everything a round is played with; ``works`` are the samples by the key of their entry."""

    plan: JuryPlan
    season: SeasonKeys
    cast: Cast
    calendar: Calendar
    works: Mapping[int, SampleWork]

    @property
    def judges(self) -> Sequence[int]:
        """Ids of the judges in the order of ``JUDGES``."""
        return [self.cast.people[email] for email in JUDGES]

    def round(self, session: Session) -> RoundHead:
        """The round as it stands."""
        return get_round(session, self.season.id, self.plan.ordinal)


@dataclass(frozen=True, kw_only=True, slots=True)
class Seat:
    """One judge before one work: what is to be marked, and when in the judge's own rhythm."""

    judge: int
    judge_id: int
    code: str
    work: SampleWork
    rubric: Sequence[Rule]
    criteria: Mapping[str, int]
    at: datetime
    day: date


def open_jury(session: Session, jury: Jury) -> None:
    """Staff the panels, assign the works and open the round."""
    now = jury.calendar.at(jury.plan.opens, 8, 30)
    by = jury.cast.people[SECRETARY]
    round_ = jury.round(session)
    judges = jury.judges
    present = set(session.scalars(select(Code.category_id).where(Code.round_id == round_.id)))
    for press_type, members in jury.plan.panels.items():
        category_id = jury.season.categories[press_type]
        if category_id in present:
            chosen = frozenset(judges[place] for place in members)
            set_members(
                session,
                round_=round_,
                category_id=category_id,
                judge_ids=chosen,
                chair_id=judges[members[0]],
                by=by,
                now=now,
            )
    run_assignment(session, round_=round_, by=by, now=now)
    open_round(session, round_=jury.round(session), by=jury.cast.people[CHAIR], now=now + timedelta(minutes=25))


def mark_works(session: Session, jury: Jury, *, recusals: int = 0) -> None:
    """Every sheet that was due by today, in the order of time; the next of each judge is left as a draft.

    ``recusals``: how many of the first sheets end with the judge stepping back instead.
    """
    seats = sorted(_seats(session, jury), key=lambda seat: (seat.at, seat.judge))
    drafted: set[int] = set()
    for place, seat in enumerate(seats):
        sheet = sample_sheet(
            work=seat.work.key,
            quality=seat.work.quality,
            judge=seat.judge,
            round_=jury.plan.ordinal,
            rubric=seat.rubric,
        )
        if jury.calendar.is_past(seat.day):
            if place < recusals:
                _recuse(session, jury, seat)
            else:
                _save(session, jury, seat, sheet, submit=True)
        elif seat.judge not in drafted:
            drafted.add(seat.judge)
            if seat.judge % 2 == 0:
                _save(session, jury, seat, _half(sheet, seat.rubric), submit=False)


def finish_jury(session: Session, jury: Jury) -> None:
    """Sheets of works that changed hands, a note on every quarrel, and the close."""
    now = jury.calendar.at(jury.plan.closes, 15)
    for seat in _seats(session, jury, only_unmarked=True):
        sheet = sample_sheet(
            work=seat.work.key,
            quality=seat.work.quality,
            judge=seat.judge,
            round_=jury.plan.ordinal,
            rubric=seat.rubric,
            evenly=True,
        )
        late = replace(seat, at=now - timedelta(hours=2))
        _save(session, jury, late, sheet, submit=True)
    settle_quarrels(session, jury, now=now)
    chair = jury.cast.people[CHAIR]
    close_round(session, round_=jury.round(session), by=chair, reason="", now=now + timedelta(hours=1))


def settle_quarrels(session: Session, jury: Jury, *, now: datetime, keep_open: int = 0) -> None:
    """The chair's note on the gap cases, except for the last ``keep_open``."""
    round_ = jury.round(session)
    cases = session.execute(
        select(Code.code)
        .join(GapCase, GapCase.code_id == Code.id)
        .where(GapCase.round_id == round_.id, GapCase.state == GapState.OPEN)
        .order_by(GapCase.opened_at, GapCase.id)
    ).all()
    for case in cases[: len(cases) - keep_open]:
        settle_gap(
            session,
            round_=round_,
            code=case.code,
            agreed=None,
            note=_SETTLED,
            by=jury.cast.people[CHAIR],
            now=now,
        )


def _seats(session: Session, jury: Jury, *, only_unmarked: bool = False) -> Sequence[Seat]:
    """Who sits before what, each judge going down their own queue at their own pace."""
    round_ = jury.round(session)
    rubrics = _rubrics(session, round_.id)
    rows = session.execute(
        select(Assignment.judge_id, Code.code, Code.entry_id, Code.category_id)
        .join(Code, Code.id == Assignment.code_id)
        .where(Assignment.round_id == round_.id, Assignment.state == AssignmentState.ACTIVE)
        .order_by(Assignment.judge_id, Assignment.order_key)
    ).all()
    done = _submitted(session, round_.id) if only_unmarked else frozenset()
    places = {judge_id: place for place, judge_id in enumerate(jury.judges)}
    queues: dict[int, list[tuple[str, int, int]]] = {}
    for row in rows:
        if (row.code, row.judge_id) not in done:
            queues.setdefault(row.judge_id, []).append((row.code, row.entry_id, row.category_id))
    seats: list[Seat] = []
    for judge_id, queue in queues.items():
        for index, (code, entry_id, category_id) in enumerate(queue):
            day, at = _evening(jury, places[judge_id], index, len(queue))
            seats.append(
                Seat(
                    judge=places[judge_id],
                    judge_id=judge_id,
                    code=code,
                    work=jury.works[entry_id],
                    rubric=list(rubrics[category_id].values()),
                    criteria={rule.key: key for key, rule in rubrics[category_id].items()},
                    at=at,
                    day=day,
                )
            )
    return seats


def _evening(jury: Jury, place: int, index: int, count: int) -> tuple[date, datetime]:
    """The evening on which a judge reaches the ``index``-th of ``count`` works, and the minute."""
    days = (jury.plan.last_evening - jury.plan.first_evening).days + 1
    pace = _PACES[place % len(_PACES)]
    evenings = [min(days - 1, int(one * days * pace / count)) for one in range(index + 1)]
    slot = evenings.count(evenings[-1]) - 1
    day = jury.plan.first_evening + timedelta(days=evenings[-1])
    return day, jury.calendar.at(day, 19, 5 + place * 4) + timedelta(minutes=11 * slot)


def _submitted(session: Session, round_id: int) -> frozenset[tuple[str, int]]:
    rows = session.execute(
        select(Code.code, Assignment.judge_id)
        .join(Assignment, Assignment.code_id == Code.id)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(Assignment.round_id == round_id, ScoreSheet.state == SheetState.SUBMITTED)
    )
    return frozenset((row.code, row.judge_id) for row in rows)


def _rubrics(session: Session, round_id: int) -> Mapping[int, Mapping[int, Rule]]:
    """The rubric of each category of a round, by the id of its criteria."""
    rows = session.execute(
        select(Criterion.category_id, Criterion.id, Criterion.key, Criterion.max_points, Criterion.step)
        .where(Criterion.round_id == round_id)
        .order_by(Criterion.category_id, Criterion.position)
    )
    found: dict[int, dict[int, Rule]] = {}
    for row in rows:
        rule = Rule(key=row.key, max_points=row.max_points, step=row.step)
        found.setdefault(row.category_id, {})[row.id] = rule
    return found


def _half(sheet: SampleSheet, rubric: Sequence[Rule]) -> SampleSheet:
    """A sheet that its judge has only begun."""
    kept = [one.key for one in rubric][: len(rubric) // 2]
    marks: dict[str, Decimal] = {key: sheet.marks[key] for key in kept}
    return SampleSheet(marks=marks, comment_jury="", comment_author=sheet.comment_author.partition(".")[0])


def _save(session: Session, jury: Jury, seat: Seat, sheet: SampleSheet, *, submit: bool) -> None:
    typed = TypedSheet(
        marks={seat.criteria[key]: mark for key, mark in sheet.marks.items()},
        comment_jury=sheet.comment_jury,
        comment_author=sheet.comment_author,
    )
    at = seat.at if submit else jury.calendar.now - timedelta(minutes=40 + seat.judge)
    save_marks(
        session,
        judge_id=seat.judge_id,
        season_id=jury.season.id,
        ordinal=jury.plan.ordinal,
        code=seat.code,
        version=0,
        typed=typed,
        submit=submit,
        now=at,
    )


def _recuse(session: Session, jury: Jury, seat: Seat) -> None:
    recuse(
        session,
        judge_id=seat.judge_id,
        season_id=jury.season.id,
        ordinal=jury.plan.ordinal,
        code=seat.code,
        reason=_RECUSAL,
        now=seat.at,
    )
