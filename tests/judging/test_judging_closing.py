"""What a round may not be closed over, and what the close itself compares."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.db import utc_now
from contest.judging.closing import works_without_a_way
from contest.judging.errors import WorksWithoutTotal
from contest.judging.models import GapCase
from contest.judging.rounds import close_round
from contest.judging.settling import settle_gap
from contest.results.queries import get_round
from contest.results.services import blockers, confirm_round
from contest.results.standings import rank_round
from tests import factories
from tests.judging.scene import Scene, arrange, content, save

REASON = "Hội đồng đồng ý khóa vòng"


def close(session: Session, scene: Scene) -> None:
    close_round(session, round_=scene.head(session), by=scene.chair.id, reason=REASON, now=utc_now())


def test_a_work_with_too_few_sheets_holds_the_round_open(session: Session) -> None:
    """Closed, nobody could mark it any more, and the result could never be confirmed."""
    scene = arrange(session, works=2, judges=3, policy={"min_judges": 2})
    for code, judges in zip(scene.codes, (2, 1), strict=True):
        for judge in scene.judges[:judges]:
            save(session, scene, judge, code, content(), submit=True)
    assert works_without_a_way(session, scene.head(session)) == [scene.codes[1].code]
    with pytest.raises(WorksWithoutTotal, match=f"1 bài chưa đủ phiếu để có điểm chính thức: {scene.codes[1].code}"):
        close(session, scene)
    save(session, scene, scene.judges[1], scene.codes[1], content(), submit=True)
    close(session, scene)
    confirm_round(session, season_id=scene.season.id, ordinal=1, by=scene.chair.id, now=utc_now())


def test_a_gap_that_only_a_third_judge_may_end_holds_the_round_open(session: Session) -> None:
    policy = {"max_spread": "20", "on_deviation": "third_judge_official"}
    scene = arrange(session, works=1, judges=2, policy=policy)
    for judge, marks in zip(scene.judges, (("60", "40"), ("40", "20")), strict=True):
        save(session, scene, judge, scene.codes[0], content(*marks), submit=True)
    with pytest.raises(WorksWithoutTotal):
        close(session, scene)
    third = factories.person(session, roles={scene.season.id: Role.JUDGE})
    factories.assignment(session, scene.codes[0], third, is_third=True)
    save(session, scene, third, scene.codes[0], content("50", "30"), submit=True)
    close(session, scene)
    assert session.scalars(select(GapCase.official_total)).one() == Decimal(80)


def test_a_gap_among_the_sheets_that_came_is_opened_by_the_close_and_can_be_settled(session: Session) -> None:
    """A third sheet never came: until the close nobody compared the two that did."""
    policy = {"max_spread": "20", "on_deviation": "panel_reconcile"}
    scene = arrange(session, works=1, judges=3, policy=policy)
    for judge, marks in zip(scene.judges, (("60", "40"), ("40", "20")), strict=False):
        save(session, scene, judge, scene.codes[0], content(*marks), submit=True)
    assert session.scalars(select(GapCase.id)).all() == []
    close(session, scene)
    how: dict[str, Any] = {"by": scene.chair.id, "now": utc_now()}
    settle_gap(
        session, round_=scene.head(session), code=scene.codes[0].code, agreed=Decimal(75), note="Đã hội ý", **how
    )
    of = get_round(session, season_id=scene.season.id, ordinal=1)
    assert blockers(of, rank_round(session, of)) == []


def test_the_board_says_beforehand_what_a_round_may_not_close_over(
    session: Session, sign_in: Callable[[Person], FlaskClient]
) -> None:
    scene = arrange(session, works=1, judges=2)
    session.commit()
    page, client = f"/mua/{scene.season.slug}/hoi-dong/vong-1", sign_in(scene.chair)
    work = f'href="{page}/bai/{scene.codes[0].code}"'

    nothing_in = client.get(page).text
    assert "Chưa khóa vòng được: 1 tác phẩm chưa đủ phiếu" in nothing_in
    assert work in nothing_in
    assert f'action="{page}/khoa"' not in nothing_in, "no button for what is refused anyway"

    save(session, scene, scene.judges[0], scene.codes[0], content(), submit=True)
    session.commit()
    one_missing = client.get(page).text
    assert one_missing.count("Còn 1 phiếu chưa gửi") == 2, "by the reason, and in the dialog"
    assert "Bắt buộc vì còn những việc trên" in one_missing

    save(session, scene, scene.judges[1], scene.codes[0], content(), submit=True)
    session.commit()
    all_in = client.get(page).text
    assert "chưa gửi và" not in all_in
    assert "(không bắt buộc)" in all_in
    assert f'action="{page}/khoa"' in all_in
