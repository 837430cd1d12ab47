"""Builds the demonstration from an empty database to its phase, through the rooms' own services.

Commits after each step, as the people it plays would: a run that is stopped leaves a whole, if young, season.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from contest.accounts.passwords import hash_password
from contest.demo import juries
from contest.demo.calendar import Calendar, Phase
from contest.demo.cast import ADMIN, JOURNALIST, ORGANIZER, SECRETARY, Cast, create_cast, declare_relation, grant_roles
from contest.demo.content import SampleContest, SampleWork, sample_contest
from contest.demo.entering import Arrival, CheckedFile, arrivals, attach_files, check_files, hand_in, start_entry
from contest.demo.files import NAMED_FILMS, clean_film, make_files
from contest.demo.hiding import hide_and_approve, prepare_copies
from contest.demo.juries import Jury
from contest.demo.jury_plans import FINAL, PRELIMINARY, JuryPlan
from contest.demo.releasing import confirm_ranking, release
from contest.demo.screening import Dossier, screen, withdraw_one
from contest.demo.season import SeasonKeys, create_demo_season, season_keys
from contest.notices.models import Notice
from contest.notices.types import NoticeState
from contest.seasons.stages import move_stage
from contest.seasons.types import Stage
from contest.settings import Settings
from contest.storage.stores import current_store
from contest.submissions.types import EntryId

Say = Callable[[str], None]

_ENTRY: Final = date(2023, 4, 1)
_SCREENING: Final = date(2023, 10, 16)
_HIDING: Final = date(2023, 10, 20)
_DRAFT_DAYS: Final = 4
"""In the entry phase, works due in so many days are there as drafts."""
_APPROVED_EARLY: Final = 12
_READY_EARLY: Final = 6
"""In the screening phase so many blind copies are approved, and so many more are ready to be looked at."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What is to be built. ``cache`` keeps the made files; ``only`` limits the works, for tests."""

    phase: Phase
    password: str
    cache: Path
    now: datetime
    extra: tuple[SampleWork, ...] = ()
    only: frozenset[str] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Stagehand:
    """What every step needs."""

    app: Flask
    session: Session
    order: Order
    contest: SampleContest
    calendar: Calendar
    say: Say

    @property
    def works(self) -> Sequence[SampleWork]:
        """The works to enter, an article of one's own first."""
        only = self.order.only
        return [*self.order.extra, *(work for work in self.contest.works if only is None or work.key in only)]

    def tell(self, done: int, total: int) -> None:
        """Say how far a long step is, at every quarter."""
        if done * 4 // total > (done - 1) * 4 // total:
            self.say(f"  {done}/{total}")


def build(app: Flask, session: Session, order: Order, say: Say) -> None:
    """Build a demonstration in an empty database; the caller has an application context."""
    stage = Stagehand(
        app=app,
        session=session,
        order=order,
        contest=sample_contest(),
        calendar=Calendar(phase=order.phase, now=order.now),
        say=say,
    )
    _play(stage)
    _deliver(app, session)
    session.commit()


def _deliver(app: Flask, session: Session) -> None:
    """What was written to invented people is history, and no mail server is bothered with it.

    Where there is none, one person's letters are left to the worker: the outbox page has something to show.
    """
    settings: Settings = app.extensions["contest.settings"]
    delivered = update(Notice).values(state=NoticeState.SENT, sent_at=Notice.created_at)
    if settings.smtp_url is None:
        delivered = delivered.where(Notice.email != JOURNALIST)
    session.execute(delivered)


def _play(stage: Stagehand) -> None:
    """The acts one after another, up to the phase that was ordered."""
    phase, session = stage.order.phase, stage.session
    cast, keys = _found(stage)
    dossiers = _enter(stage, cast, keys)
    if not phase.reaches(Phase.SCREENING):
        return
    approved = _screen_and_hide(stage, cast, keys, dossiers)
    if not phase.reaches(Phase.PRELIMINARY):
        return
    works: dict[int, SampleWork] = {one.entry_id: one.arrival.work for one in dossiers if one.entry_id in approved}
    jury = Jury(plan=PRELIMINARY, season=keys, cast=cast, calendar=stage.calendar, works=works)
    _judge(stage, jury, Stage.PRELIMINARY, finished=phase.reaches(Phase.FINAL))
    if not phase.reaches(Phase.FINAL):
        return
    jury = replace(jury, plan=FINAL)
    _judge(stage, jury, Stage.FINAL, finished=phase.reaches(Phase.PUBLISHED))
    if phase.reaches(Phase.PUBLISHED):
        public = release(session, jury)
        session.commit()
        stage.say(f"Đã công bố {public} tác phẩm đạt giải.")


def _found(stage: Stagehand) -> tuple[Cast, SeasonKeys]:
    """People, season, roles; the season opens for entries."""
    session, calendar = stage.session, stage.calendar
    hashed = hash_password(stage.order.password)
    opened = calendar.at(_ENTRY, 0)
    cast = create_cast(
        session,
        contest=_with_article_author(stage.contest, stage.order.extra),
        password_hash=hashed,
        now=opened - timedelta(days=20),
    )
    season_id = create_demo_season(session, calendar=calendar, actor_id=cast.people[ADMIN])
    grant_roles(session, contest=stage.contest, cast=cast, season_id=season_id, now=opened - timedelta(days=10))
    declare_relation(session, contest=stage.contest, cast=cast, season_id=season_id, now=opened - timedelta(days=5))
    by = cast.people[ORGANIZER]
    move_stage(session, season_id=season_id, to=Stage.ENTRY, actor_id=by, now=opened - timedelta(hours=3))
    keys = season_keys(session, season_id)
    session.commit()
    stage.say("Đã lập mùa giải mẫu và các tài khoản.")
    return cast, keys


def _with_article_author(contest: SampleContest, extra: Iterable[SampleWork]) -> SampleContest:
    people = {author.key: author for work in extra for author in work.authors}
    return SampleContest(people={**contest.people, **people}, units=contest.units, works=contest.works)


def _enter(stage: Stagehand, cast: Cast, keys: SeasonKeys) -> Sequence[Dossier]:
    """The works of the phase come in, in the order of their time."""
    session = stage.session
    expected = [one for one in arrivals(stage.works, stage.calendar) if _is_here(one, stage.calendar)]
    works = [one.work for one in expected]
    stage.say("Đang tạo tệp của các hồ sơ (ảnh, PDF, DOCX, âm thanh, phim)…")
    made = make_files(works, stage.order.cache)
    stage.say("Đang kiểm tra từng tệp…")
    checked = check_files(session, files=made, works=works, keys=keys, store=current_store(), tell=stage.tell)
    session.commit()
    dossiers: list[Dossier] = []
    for arrival in expected:
        entry_id = _enter_one(stage, arrival, checked.get(arrival.work.key, ()), cast, keys)
        if stage.calendar.is_past(arrival.day):
            dossiers.append(Dossier(arrival=arrival, entry_id=entry_id))
        session.commit()
    withdraw_one(session, dossiers=dossiers, cast=cast, calendar=stage.calendar)
    session.commit()
    stage.say(f"Đã nhận {len(dossiers)} tác phẩm, {len(expected) - len(dossiers)} bản nháp.")
    return dossiers


def _is_here(arrival: Arrival, calendar: Calendar) -> bool:
    return calendar.is_past(arrival.day - timedelta(days=_DRAFT_DAYS))


def _enter_one(
    stage: Stagehand, arrival: Arrival, files: Sequence[CheckedFile], cast: Cast, keys: SeasonKeys
) -> EntryId:
    is_in = stage.calendar.is_past(arrival.day)
    begun = arrival.submitted_at - timedelta(hours=2)
    if not is_in:
        begun = stage.calendar.now - timedelta(hours=3 + len(arrival.work.key))
    head = start_entry(stage.session, arrival=arrival, keys=keys, cast=cast, now=begun, complete=is_in)
    attach_files(
        stage.session,
        head=head,
        files=files if is_in else files[:1],
        person_id=cast.people[arrival.owner],
        now=begun + timedelta(minutes=50),
    )
    if is_in:
        hand_in(stage.session, arrival=arrival, head=head, cast=cast)
    return head.id


def _screen_and_hide(stage: Stagehand, cast: Cast, keys: SeasonKeys, dossiers: Sequence[Dossier]) -> frozenset[EntryId]:
    """Screening, then blind copies; returns the entries whose copy is approved."""
    session, calendar = stage.session, stage.calendar
    by = cast.people[SECRETARY]
    moved = calendar.at(_SCREENING, 7, 45)
    move_stage(session, season_id=keys.id, to=Stage.SCREENING, actor_id=cast.people[ORGANIZER], now=moved)
    accepted = screen(session, dossiers=dossiers, cast=cast, calendar=calendar)
    session.commit()
    stage.say(f"Sơ loại: {len(accepted)} hồ sơ hợp lệ. Đang làm bản kín…")
    early = not stage.order.phase.reaches(Phase.PRELIMINARY)
    wanted = accepted[: _APPROVED_EARLY + _READY_EARLY] if early else accepted
    prepare_copies(stage.app, session, entry_ids=wanted, now=calendar.at(_SCREENING, 8), tell=stage.tell)
    approved = wanted[:_APPROVED_EARLY] if early else wanted
    names = {one.entry_id: one.arrival.work for one in dossiers}
    first = calendar.at(_HIDING if not early else _SCREENING + timedelta(days=1), 8)
    for place, entry_id in enumerate(approved):
        work = names[entry_id]
        hide_and_approve(
            session,
            store=current_store(),
            season_id=keys.id,
            entry_id=entry_id,
            by=by,
            now=first + timedelta(minutes=9 * place),
            film=clean_film(work, stage.order.cache) if work.key in NAMED_FILMS else None,
        )
        session.commit()
    stage.say(f"Đã duyệt {len(approved)} bản kín.")
    return frozenset(approved)


def _judge(stage: Stagehand, jury: Jury, to: Stage, *, finished: bool) -> None:
    """One round, to its end or to today."""
    session, plan = stage.session, jury.plan
    move_stage(
        session,
        season_id=jury.season.id,
        to=to,
        actor_id=jury.cast.people[ORGANIZER],
        now=stage.calendar.at(plan.opens, 8),
    )
    juries.open_jury(session, jury)
    session.commit()
    juries.mark_works(session, jury, recusals=_recusals(plan))
    session.commit()
    if finished:
        juries.finish_jury(session, jury)
        session.commit()
        confirm_ranking(session, jury, day=plan.closes)
    else:
        juries.settle_quarrels(session, jury, now=stage.calendar.now - timedelta(hours=20), keep_open=2)
    session.commit()
    stage.say("Đã chấm và khóa một vòng." if finished else "Vòng chấm đang mở, một phần phiếu đã gửi.")


def _recusals(plan: JuryPlan) -> int:
    return 1 if plan.ordinal == 1 else 0
