from __future__ import annotations

import json
import threading
from collections.abc import Callable
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from contest.blinding.models import BlindCopy
from contest.db import begin_writing, utc_now
from contest.errors import NotVisible
from contest.judging.errors import ReasonMissing, RoundNotOpen, SheetConflict, SheetFaulty, SheetLocked
from contest.judging.models import GapCase, Mark, ScoreSheet, SheetVersion
from contest.judging.reopening import reopen_sheet
from contest.judging.rounds import close_round
from contest.judging.types import SheetState
from contest.ledger.models import LedgerEntry
from contest.ledger.services import verify
from contest.results.queries import codes_of_round, get_round
from tests.judging.scene import arrange, content, count, save


def test_a_draft_may_lack_marks_and_is_kept_whole(session: Session) -> None:
    scene = arrange(session)
    saved = save(session, scene, scene.judges[0], scene.codes[0], content(second=None, comment_jury="Chưa nghe hết"))
    assert (saved.version, saved.state, saved.total, saved.running) == (1, SheetState.DRAFT, None, Decimal(50))
    again = save(session, scene, scene.judges[0], scene.codes[0], content("48", "30.5"), version=1)
    assert (again.version, again.total) == (2, Decimal("78.5"))
    assert session.execute(select(Mark.points).order_by(Mark.points)).scalars().all() == [Decimal("30.5"), Decimal(48)]
    assert session.execute(select(ScoreSheet.comment_jury)).scalar_one() == ""


def test_a_faulty_mark_saves_nothing_and_names_the_field(session: Session, app: Flask) -> None:
    scene = arrange(session)
    with app.test_request_context(), pytest.raises(SheetFaulty) as caught:
        save(session, scene, scene.judges[0], scene.codes[0], content("61", "30.25"))
    assert caught.value.faults == {
        f"mark_{scene.criteria[0].id}": "Điểm phải từ 0 đến 60.",
        f"mark_{scene.criteria[1].id}": "Điểm phải là bội của 0,5.",
    }
    assert count(session, ScoreSheet) == count(session, Mark) == 0


def test_a_sheet_is_submitted_only_when_every_mark_is_there(session: Session, app: Flask) -> None:
    scene = arrange(session)
    with app.test_request_context(), pytest.raises(SheetFaulty) as caught:
        save(session, scene, scene.judges[0], scene.codes[0], content(second=None), submit=True)
    assert list(caught.value.faults.values()) == ["Chưa cho điểm tiêu chí này."]


def test_submitting_locks_keeps_a_version_and_is_recorded(session: Session) -> None:
    scene = arrange(session)
    sheet = content(comment_author="Bài chắc, nên thêm số liệu.")
    saved = save(session, scene, scene.judges[0], scene.codes[0], sheet, submit=True)
    assert (saved.state, saved.total) == (SheetState.SUBMITTED, Decimal(80))
    with pytest.raises(SheetLocked):
        save(session, scene, scene.judges[0], scene.codes[0], content("1"), version=saved.version)
    kept = session.execute(select(SheetVersion.event, SheetVersion.content)).one()
    assert kept.event == "submit"
    assert kept.content["marks"] == {"noi_dung": "50", "hinh_thuc": "30"}
    assert session.execute(select(LedgerEntry.action)).scalars().all() == ["sheet.submit"]
    assert verify(session).holds


def test_submitting_twice_writes_once(session: Session) -> None:
    scene = arrange(session)
    first = save(session, scene, scene.judges[0], scene.codes[0], content(), submit=True)
    again = save(session, scene, scene.judges[0], scene.codes[0], content(), submit=True)
    assert (again.version, again.total) == (first.version, first.total)
    assert count(session, SheetVersion) == 1


def test_an_older_page_is_refused_with_what_stands_now(session: Session) -> None:
    scene = arrange(session)
    save(session, scene, scene.judges[0], scene.codes[0], content("40", "20", comment_jury="bản một"))
    with pytest.raises(SheetConflict) as caught:
        save(session, scene, scene.judges[0], scene.codes[0], content("41", "21", comment_jury="bản hai"))
    assert caught.value.version == 1
    assert caught.value.fields == {
        f"mark_{scene.criteria[0].id}": "40",
        f"mark_{scene.criteria[1].id}": "20",
        "comment_jury": "bản một",
        "comment_author": "",
    }


@pytest.mark.parametrize("wrong", ["judge", "code", "planned", "withdrawn", "removed"])
def test_not_yours_not_there_and_not_yet_are_one_refusal(session: Session, wrong: str) -> None:
    scene = arrange(session, state="planned" if wrong == "planned" else "open")
    stranger = arrange(session)
    judge = stranger.judges[0] if wrong == "judge" else scene.judges[0]
    code = stranger.codes[0] if wrong == "code" else scene.codes[0]
    if wrong == "withdrawn":
        session.execute(update(BlindCopy).values(state="withdrawn"))
    if wrong == "removed":
        session.connection().exec_driver_sql("UPDATE assignment SET state = 'removed'")
    with pytest.raises(NotVisible):
        save(session, scene, judge, code, content())


def test_a_work_that_is_withdrawn_for_a_while_keeps_its_marks(session: Session) -> None:
    scene = arrange(session)
    judge, code = scene.judges[0], scene.codes[0]
    saved = save(session, scene, judge, code, content(), submit=True)
    of = get_round(session, season_id=scene.season.id, ordinal=1)
    ranked = codes_of_round(session, of)
    session.execute(update(BlindCopy).values(state="withdrawn"))
    assert codes_of_round(session, of) == []
    session.execute(update(BlindCopy).values(state="approved"))
    assert codes_of_round(session, of) == ranked
    again = save(session, scene, judge, code, content(), submit=True)
    assert (again.version, again.total, count(session, SheetVersion)) == (saved.version, saved.total, 1)


def test_a_closed_round_takes_nothing(session: Session) -> None:
    scene = arrange(session, state="closed")
    with pytest.raises(RoundNotOpen):
        save(session, scene, scene.judges[0], scene.codes[0], content())


def test_reopening_unlocks_with_a_reason_and_keeps_the_trace(session: Session) -> None:
    scene = arrange(session)
    judge, code = scene.judges[0], scene.codes[0]
    saved = save(session, scene, judge, code, content(), submit=True)

    def reopen(reason: str) -> None:
        reopen_sheet(
            session,
            round_=scene.head(session),
            code=code.code,
            judge_id=judge.id,
            by=scene.chair.id,
            reason=reason,
            now=utc_now(),
            knows_authors=False,
        )

    with pytest.raises(ReasonMissing):
        reopen("x !")
    reopen("Cho nhầm điểm tiêu chí hai")
    reopen("Cho nhầm điểm tiêu chí hai")
    again = save(session, scene, judge, code, content("50", "35"), version=saved.version + 1, submit=True)
    events = session.execute(select(SheetVersion.event, SheetVersion.version).order_by(SheetVersion.version)).all()
    assert [tuple(row) for row in events] == [("submit", 1), ("reopen", 2), ("submit", again.version)]
    assert session.execute(select(ScoreSheet.revision)).scalar_one() == 2


def test_a_gap_opens_a_case_when_the_last_sheet_is_in(session: Session) -> None:
    scene = arrange(session, works=1)
    save(session, scene, scene.judges[0], scene.codes[0], content("60", "40"), submit=True)
    assert count(session, GapCase) == 0
    save(session, scene, scene.judges[1], scene.codes[0], content("40", "30"), submit=True)
    case = session.execute(select(GapCase.spread, GapCase.kinds, GapCase.state)).one()
    assert tuple(case) == (Decimal(30), ["spread"], "open")


def race(engine: Engine, works: int, act: Callable[[Session, int], object]) -> list[str]:
    """Run ``act`` in threads that start together, each in its own transaction; the outcomes' names."""
    barrier = threading.Barrier(works)
    outcomes: list[str] = []

    def run(number: int) -> None:
        begin_writing()
        barrier.wait()
        with Session(engine) as own:
            try:
                act(own, number)
                own.commit()
                outcomes.append("saved")
            except Exception as error:  # noqa: BLE001 - the outcome is what is counted
                outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_fifty_threads_with_one_sheet_submit_it_once(session: Session, engine: Engine) -> None:
    scene = arrange(session)
    session.commit()
    outcomes = race(
        engine, 50, lambda own, _n: save(own, scene, scene.judges[0], scene.codes[0], content(), submit=True)
    )
    assert outcomes == ["saved"] * 50
    assert count(session, SheetVersion) == count(session, ScoreSheet) == 1
    assert count(session, Mark) == 2


def test_two_tabs_with_different_marks_one_wins_and_one_is_told(session: Session, engine: Engine) -> None:
    scene = arrange(session)
    session.commit()
    outcomes = race(
        engine, 2, lambda own, n: save(own, scene, scene.judges[0], scene.codes[0], content(str(40 + n), "20"))
    )
    assert outcomes == ["SheetConflict", "saved"]
    assert count(session, ScoreSheet) == 1


@pytest.mark.parametrize("attempt", range(5))
def test_a_score_racing_the_close_is_in_the_seal_or_refused(session: Session, engine: Engine, attempt: int) -> None:
    scene = arrange(session, works=1, judges=5)
    save(session, scene, scene.judges[4], scene.codes[0], content(), submit=True)
    session.commit()

    def act(own: Session, number: int) -> None:
        if number == attempt % 5:
            close_round(
                own, round_=scene.head(own), by=scene.chair.id, reason="Hết thời hạn chấm của vòng", now=utc_now()
            )
        else:
            save(own, scene, scene.judges[number % 4], scene.codes[0], content(), submit=True)

    outcomes = race(engine, 5, act)
    assert set(outcomes) <= {"saved", "RoundNotOpen"}
    payload = session.execute(select(LedgerEntry.payload).where(LedgerEntry.action == "round.close")).scalar_one()
    submitted = session.execute(select(ScoreSheet.id).where(ScoreSheet.state == "submitted")).all()
    assert json.loads(payload)["sheets"] == len(submitted)
    last = session.execute(select(LedgerEntry.action).order_by(LedgerEntry.seq.desc()).limit(1)).scalar_one()
    assert last == "round.close"
