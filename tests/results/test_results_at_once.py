"""A round is added at the very moment the last one is confirmed: whoever came first is reckoned with."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from contest.blinding.models import Code
from contest.db import begin_writing, utc_now
from contest.results import services
from contest.seasons import editing_rounds
from contest.seasons.documents import RoundText
from contest.seasons.editing import Editor
from contest.seasons.models import Round, Season
from contest.seasons.types import RoundKind, Stage
from tests.results.scenes import Judged, judged_season

FINAL = RoundText(kind=RoundKind.FINAL, name="Chung khảo", judges_per_entry=1, clause="Điều 7")
MEETING = 0.5
"""Seconds in which the second one comes to where it must wait."""


@pytest.fixture
def scene(session: Session) -> Judged:
    """One round, closed."""
    made = judged_season(session, [[70], [90]], quota=1)
    session.commit()
    return made


def _editor(scene: Judged) -> Editor:
    reason = "Theo kết luận của Ban Tổ chức"
    return Editor(season_id=scene.season.id, actor_id=scene.organizer.id, now=utc_now(), reason=reason)


def _add(session: Session, scene: Judged) -> None:
    editing_rounds.add_round(session, editor=_editor(scene), text=FINAL)


def _confirm(session: Session, scene: Judged) -> None:
    services.confirm_round(session, season_id=scene.season.id, ordinal=1, by=scene.chair.id, now=utc_now())


def test_works_come_into_the_round_that_was_added_first(
    app: Flask, engine: Engine, session: Session, scene: Judged
) -> None:
    def confirm() -> None:
        begin_writing()
        with app.app_context(), Session(engine) as own:
            _confirm(own, scene)
            own.commit()

    _add(session, scene)
    with ThreadPoolExecutor(1) as other:
        confirming = other.submit(confirm)
        time.sleep(MEETING)
        session.commit()
        confirming.result()
    assert session.scalar(select(Season.stage)) != Stage.RESULTS
    assert session.scalar(select(func.count()).select_from(Code).join(Round).where(Round.ordinal == 2)) == 1


def test_no_round_is_added_to_what_was_confirmed_first(
    app: Flask, engine: Engine, session: Session, scene: Judged
) -> None:
    def add() -> None:
        begin_writing()
        with app.app_context(), Session(engine) as own:
            _add(own, scene)
            own.commit()

    _confirm(session, scene)
    with ThreadPoolExecutor(1) as other:
        adding = other.submit(add)
        time.sleep(MEETING)
        session.commit()
        with pytest.raises(editing_rounds.RoundsDone):
            adding.result()
    assert session.scalar(select(Season.stage)) == Stage.RESULTS


def test_a_final_that_nobody_came_to_is_taken_out_and_the_results_go_on(session: Session) -> None:
    scene = judged_season(session, [[70], [90]], quota=0, second_round=True)
    scene.season.stage = Stage.PRELIMINARY
    _confirm(session, scene)
    assert session.scalar(select(Season.stage)) == Stage.PRELIMINARY
    editing_rounds.remove_round(session, editor=_editor(scene))
    assert session.scalar(select(Season.stage)) == Stage.RESULTS
