"""No result is confirmed that lacks a work with marks."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.blinding.models import BlindCopy
from contest.db import utc_now
from contest.judging import rounds
from contest.results.errors import MarkedUnseen
from contest.results.models import RoundResult
from contest.results.services import confirm_round
from tests.judging.scene import Scene, arrange, content, save


def closed(session: Session) -> Scene:
    """Two works with every sheet sent, in a closed round."""
    scene = arrange(session)
    for place, code in enumerate(scene.codes):
        for judge in scene.judges:
            save(session, scene, judge, code, content(str(50 - place), "30"), submit=True)
    rounds.close_round(session, round_=scene.head(session), by=scene.chair.id, reason="", now=utc_now())
    return scene


def test_a_marked_work_whose_approval_was_withdrawn_holds_the_result_up(session: Session, app: Flask) -> None:
    scene = closed(session)
    one_copy = BlindCopy.entry_id == scene.codes[0].entry_id
    session.execute(update(BlindCopy).where(one_copy).values(state="withdrawn"))

    def confirm() -> None:
        confirm_round(session, season_id=scene.season.id, ordinal=1, by=scene.chair.id, now=utc_now())

    with app.test_request_context(), pytest.raises(MarkedUnseen) as caught:
        confirm()
    assert f"bản kín đang bị thu hồi: {scene.codes[0].code}. Tổ thư ký" in str(caught.value)
    session.execute(update(BlindCopy).where(one_copy).values(state="approved"))
    confirm()
    assert set(session.scalars(select(RoundResult.code_id))) == {code.id for code in scene.codes}
