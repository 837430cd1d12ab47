"""A work that no judge can see does not drop out of a round without a word."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.access import find_season
from contest.accounts.models import Person
from contest.blinding.models import BlindCopy
from contest.db import utc_now
from contest.judging import rounds
from contest.judging.errors import SheetsMissing
from contest.judging.season_board import round_on_board
from contest.ledger.models import LedgerEntry
from contest.submissions.models import Entry
from contest.visibility import unseen_works
from tests import factories
from tests.judging.scene import Scene, arrange, content, save

REASON = "Hội đồng thống nhất khóa vòng khi còn bài chờ duyệt"


def marked(session: Session) -> Scene:
    """Two works with every sheet sent."""
    scene = arrange(session)
    for code in scene.codes:
        for judge in scene.judges:
            save(session, scene, judge, code, content(), submit=True)
    return scene


def approval_withdrawn(session: Session, scene: Scene) -> None:
    session.execute(update(BlindCopy).where(BlindCopy.entry_id == scene.codes[0].entry_id).values(state="withdrawn"))


def never_approved(session: Session, scene: Scene) -> None:
    author = session.get(Person, session.scalars(select(Entry.owner_id)).first())
    assert author
    factories.entry(session, scene.season, scene.category, author, status="accepted")


@pytest.mark.parametrize("hidden", [approval_withdrawn, never_approved])
def test_a_round_with_a_work_that_nobody_sees_closes_only_with_a_reason(
    session: Session, app: Flask, hidden: Callable[[Session, Scene], None]
) -> None:
    scene = marked(session)
    hidden(session, scene)
    session.flush()

    def close(reason: str) -> None:
        rounds.close_round(session, round_=scene.head(session), by=scene.chair.id, reason=reason, now=utc_now())

    with app.test_request_context(), pytest.raises(SheetsMissing, match="1 tác phẩm hợp lệ đang không đến được"):
        close("")
    close(REASON)
    kept = session.scalars(select(LedgerEntry.payload).order_by(LedgerEntry.seq.desc())).first()
    assert kept is not None
    told = json.loads(kept)
    assert (told["unseen"], told["reason"]) == (1, REASON)


def test_the_board_says_how_many_works_nobody_sees(session: Session, sign_in: Callable[[Person], FlaskClient]) -> None:
    scene = marked(session)
    session.commit()
    page, client = f"/mua/{scene.season.slug}/hoi-dong/vong-1", sign_in(scene.chair)
    assert "chưa đến được giám khảo:" not in client.get(page).text
    approval_withdrawn(session, scene)
    session.commit()
    assert "1 tác phẩm hợp lệ chưa đến được giám khảo:" in client.get(page).text


def test_approved_again_after_the_close_a_work_with_marks_is_in_the_ranking(
    session: Session, sign_in: Callable[[Person], FlaskClient]
) -> None:
    scene = marked(session)
    approval_withdrawn(session, scene)
    session.flush()
    rounds.close_round(session, round_=scene.head(session), by=scene.chair.id, reason=REASON, now=utc_now())
    session.commit()
    ranking, client = f"/mua/{scene.season.slug}/ket-qua-cham/vong-1", sign_in(scene.chair)
    row = f'/hoi-dong/vong-1/bai/{scene.codes[0].code}"'
    assert row not in client.get(ranking).text
    session.execute(update(BlindCopy).values(state="approved"))
    session.commit()
    assert row in client.get(ranking).text


@pytest.mark.parametrize("status", ["accepted", "refused", "withdrawn"])
def test_a_round_opens_without_waiting_for_a_work_that_nobody_can_be_given(session: Session, status: str) -> None:
    """Its code was drawn and its approval taken back before anybody had it: no assignment can ever reach it."""
    scene = arrange(session, assigned=False, state="planned")
    factories.assignment(session, scene.codes[1], scene.judges[0])
    approval_withdrawn(session, scene)
    session.execute(update(Entry).where(Entry.id == scene.codes[0].entry_id).values(status=status))
    session.flush()
    assert rounds.readiness_faults(session, scene.round.id) == []


def test_the_season_board_waits_for_no_sheet_on_a_work_that_left_the_contest(session: Session, app: Flask) -> None:
    scene = arrange(session)
    session.execute(update(Entry).where(Entry.id == scene.codes[0].entry_id).values(status="refused"))
    session.commit()
    season = find_season(session, scene.season.slug)
    assert season
    with app.test_request_context():
        sheets = round_on_board(session, season, utc_now()).figures[0]
    assert (sheets.value, sheets.of) == (0, 2)


def test_a_round_whose_every_work_is_hidden_does_not_open(session: Session, app: Flask) -> None:
    scene = arrange(session, works=1, state="planned")
    approval_withdrawn(session, scene)
    session.flush()
    with app.test_request_context():
        assert rounds.readiness_faults(session, scene.round.id) == ["Vòng này chưa có tác phẩm nào được duyệt bản kín."]


def test_what_is_not_of_the_round_is_not_waited_for(session: Session) -> None:
    scene = marked(session)
    other = factories.category(session, scene.season)  # no rubric in this round
    author = session.get(Person, session.scalars(select(Entry.owner_id)).first())
    assert author
    factories.entry(session, scene.season, other, author, status="accepted")
    factories.entry(session, scene.season, scene.category, author, status="submitted")
    approval_withdrawn(session, scene)
    session.execute(update(Entry).where(Entry.id == scene.codes[0].entry_id).values(status="refused"))
    later = factories.round_(session, scene.season, ordinal=2, kind="final")
    factories.criterion(session, later, scene.category)
    session.flush()
    assert unseen_works(session, scene.round.id) == 0
    assert unseen_works(session, later.id) == 0
