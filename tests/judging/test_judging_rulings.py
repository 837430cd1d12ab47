"""A submitted sheet that does not count: by whom, until when, what it changes and what it never touches."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from contest.accounts.models import Membership, Person
from contest.accounts.types import Role
from contest.db import utc_now
from contest.errors import NotVisible
from contest.judging import adjusting, rounds
from contest.judging.errors import (
    NoTotalLeft,
    OwnSheet,
    ReasonMissing,
    ResultConfirmed,
    RoundNotOpen,
    SheetNotCounted,
    SheetNotSent,
)
from contest.judging.models import Assignment, GapCase, Mark, ScoreSheet, SheetRuling
from contest.judging.reopening import reopen_sheet
from contest.judging.rulings import rule_on_sheet
from contest.judging.settling import settle_gap
from contest.judging.staffing import works_that_lack_judges
from contest.ledger.models import LedgerEntry
from contest.seasons.models import Round
from tests import factories
from tests.judging.scene import Scene, arrange, content, count, save
from tests.judging.test_judging_staffing import assign, pairs

SignIn = Callable[[Person], FlaskClient]
REASON = "Giám khảo là người nhà của tác giả"


def rule(session: Session, scene: Scene, judge: Person, *, counts: bool = False, **others: Any) -> bool:
    how: dict[str, Any] = {"by": scene.chair.id, "reason": REASON, "now": utc_now()} | others
    code = scene.codes[0].code
    return rule_on_sheet(session, round_=scene.head(session), code=code, judge_id=judge.id, counts=counts, **how)


def sent(session: Session, *totals: tuple[str, str], **of_round: Any) -> Scene:
    """One work with a submitted sheet of each judge."""
    scene = arrange(session, works=1, judges=len(totals), judges_per_entry=len(totals), **of_round)
    for judge, (first, second) in zip(scene.judges, totals, strict=True):
        save(session, scene, judge, scene.codes[0], content(first, second), submit=True)
    return scene


def standing(session: Session) -> list[Any]:
    """Every sheet, mark and version as they are."""
    sheets = session.execute(select(*ScoreSheet.__table__.c).order_by(ScoreSheet.id)).all()
    return [*sheets, *session.execute(select(*Mark.__table__.c).order_by(Mark.sheet_id, Mark.criterion_id))]


def acts(session: Session) -> list[str]:
    return [one for one in session.scalars(select(LedgerEntry.action).order_by(LedgerEntry.seq)) if "clude" in one]


def case(session: Session) -> tuple[str, str]:
    state, action = session.execute(select(GapCase.state, GapCase.action)).one()
    return state, action


def test_a_sheet_is_left_out_and_counted_again_with_reasons_and_never_touched(session: Session) -> None:
    scene = sent(session, ("50", "30"), ("40", "30"))
    before, seal = standing(session), rounds.seal_of(session, scene.round.id)
    assert rule(session, scene, scene.judges[0])
    assert not rule(session, scene, scene.judges[0])
    assert session.scalars(select(Assignment.counts).order_by(Assignment.id)).all() == [False, True]
    assert rule(session, scene, scene.judges[0], counts=True, reason="Đã xác minh, không phải người nhà")
    assert not rule(session, scene, scene.judges[0], counts=True)
    assert session.scalars(select(Assignment.counts)).all() == [True, True]
    words = session.execute(select(SheetRuling.counts, SheetRuling.reason).order_by(SheetRuling.id)).all()
    assert [tuple(word) for word in words] == [(False, REASON), (True, "Đã xác minh, không phải người nhà")]
    assert acts(session) == ["sheet.exclude", "sheet.include"]
    assert (standing(session), rounds.seal_of(session, scene.round.id)) == (before, seal)


def test_the_words_on_a_sheet_cannot_be_changed_in_the_database(session: Session) -> None:
    scene = sent(session, ("50", "30"), ("40", "30"))
    rule(session, scene, scene.judges[0])
    session.commit()
    for statement in ("UPDATE sheet_ruling SET reason = 'khác'", "DELETE FROM sheet_ruling"):
        with pytest.raises(DBAPIError, match="append-only"):
            session.execute(text(statement))
        session.rollback()


def test_what_is_no_submitted_sheet_or_has_no_reason_is_refused(session: Session) -> None:
    scene = arrange(session, works=1, judges=2)
    with pytest.raises(NotVisible):
        rule(session, scene, scene.judges[0])
    save(session, scene, scene.judges[0], scene.codes[0], content())
    with pytest.raises(SheetNotSent):
        rule(session, scene, scene.judges[0])
    with pytest.raises(ReasonMissing):
        rule(session, scene, scene.judges[0], reason=" x! ")
    assert count(session, SheetRuling) == 0


def test_it_may_be_said_until_the_result_is_confirmed(session: Session) -> None:
    scene = sent(session, ("50", "30"), ("40", "30"))
    rounds.close_round(session, round_=scene.head(session), by=scene.chair.id, reason="", now=utc_now())
    assert rule(session, scene, scene.judges[0])
    session.execute(update(Round).values(confirmed_at=utc_now()))
    with pytest.raises(ResultConfirmed):
        rule(session, scene, scene.judges[0], counts=True)
    session.execute(update(Round).values(state="planned", confirmed_at=None))
    with pytest.raises(RoundNotOpen):
        rule(session, scene, scene.judges[0], counts=True)


def test_the_record_of_the_close_says_how_many_do_not_count(session: Session) -> None:
    scene = sent(session, ("50", "30"), ("40", "30"))
    rule(session, scene, scene.judges[0])
    rounds.close_round(session, round_=scene.head(session), by=scene.chair.id, reason="", now=utc_now())
    closing = session.scalars(select(LedgerEntry.payload).where(LedgerEntry.action == "round.close")).one()
    assert '"not_counted":1' in closing
    assert '"sheets":2' in closing


def also(session: Session, scene: Scene, person: Person, role: Role) -> None:
    session.add(Membership(season_id=scene.season.id, person_id=person.id, role=role, created_at=utc_now()))
    session.flush()


def test_nobody_decides_about_the_own_sheet_while_another_may(session: Session) -> None:
    """The chair judges too: a secretary decides, or a second chair; alone in the season, the chair is left to it."""
    scene = sent(session, ("50", "30"), ("40", "30"))
    judge = scene.judges[0]
    also(session, scene, judge, Role.CHAIR)
    how: dict[str, Any] = {"round_": scene.head(session), "code": scene.codes[0].code, "now": utc_now()}
    acts_on_own: list[Callable[[], object]] = [
        lambda: rule(session, scene, judge, by=judge.id),
        lambda: reopen_sheet(session, judge_id=judge.id, by=judge.id, reason=REASON, knows_authors=False, **how),
    ]
    for act in acts_on_own:
        with pytest.raises(OwnSheet):
            act()
    assert rule(session, scene, judge, by=scene.secretary.id)
    assert rule(session, scene, judge, counts=True, by=scene.chair.id)
    alone = delete(Membership).where(Membership.person_id.in_([scene.chair.id, scene.secretary.id]))
    session.execute(alone)
    assert rule(session, scene, judge, by=judge.id)


def test_a_secretary_decides_about_a_chairs_sheet_alone(session: Session) -> None:
    scene = sent(session, ("50", "30"), ("40", "30"))
    with pytest.raises(NotVisible):
        rule(session, scene, scene.judges[0], by=scene.secretary.id)
    also(session, scene, scene.judges[0], Role.CHAIR)
    assert rule(session, scene, scene.judges[0], by=scene.secretary.id)


def test_a_sheet_that_does_not_count_is_not_reopened(session: Session) -> None:
    scene = sent(session, ("50", "30"), ("40", "30"))
    rule(session, scene, scene.judges[0])
    how: dict[str, Any] = {"round_": scene.head(session), "code": scene.codes[0].code, "now": utc_now()}
    with pytest.raises(SheetNotCounted):
        reopen_sheet(session, judge_id=scene.judges[0].id, by=scene.chair.id, reason=REASON, knows_authors=False, **how)


def test_a_gap_ends_with_the_sheet_that_made_it_and_comes_back_with_it(session: Session) -> None:
    scene = sent(session, ("50", "30"), ("50", "32"), ("20", "10"), policy={"max_spread": "20"})
    assert case(session) == ("open", "")
    rule(session, scene, scene.judges[2])
    assert case(session) == ("settled", "marks_agree")
    rule(session, scene, scene.judges[2], counts=True)
    assert case(session) == ("open", "")


def test_what_was_settled_on_other_sheets_is_settled_no_more(session: Session) -> None:
    policy = {"max_spread": "20", "on_deviation": "panel_reconcile"}
    scene = sent(session, ("60", "40"), ("50", "20"), ("20", "10"), policy=policy)
    how: dict[str, Any] = {"code": scene.codes[0].code, "by": scene.chair.id, "now": utc_now()}
    settle_gap(session, round_=scene.head(session), agreed=Decimal(60), note="Đã hội ý", **how)
    rounds.close_round(session, round_=scene.head(session), by=scene.chair.id, reason="", now=utc_now())
    rule(session, scene, scene.judges[2])
    assert case(session) == ("open", "")
    assert session.scalars(select(GapCase.official_total)).one() is None
    settle_gap(session, round_=scene.head(session), agreed=Decimal(85), note="Đã hội ý lại", **how)
    assert session.scalars(select(GapCase.official_total)).one() == Decimal(85)
    session.execute(update(Round).values(confirmed_at=utc_now()))
    with pytest.raises(ResultConfirmed):
        settle_gap(session, round_=scene.head(session), agreed=Decimal(85), note="Đã hội ý lại", **how)


def test_a_third_judge_who_does_not_count_is_replaced_by_another(session: Session) -> None:
    policy = {"max_spread": "20", "on_deviation": "third_judge_official"}
    scene = arrange(session, works=1, judges=4, assigned=False, judges_per_entry=2, policy=policy)
    for judge, marks in zip(scene.judges, (("60", "40"), ("40", "20")), strict=False):
        factories.assignment(session, scene.codes[0], judge)
        save(session, scene, judge, scene.codes[0], content(*marks), submit=True)
    how: dict[str, Any] = {"code": scene.codes[0].code, "by": scene.chair.id, "now": utc_now()}
    third = adjusting.call_third_judge(session, round_=scene.head(session), **how)
    person = next(judge for judge in scene.judges if judge.id == third)
    save(session, scene, person, scene.codes[0], content("50", "30"), submit=True)
    assert case(session) == ("settled", "third_judge_official")
    rule(session, scene, person)
    assert case(session) == ("open", "")
    assert adjusting.call_third_judge(session, round_=scene.head(session), **how) != third


def test_a_work_needs_another_judge_and_never_gets_the_same_one(session: Session) -> None:
    scene = arrange(session, works=1, judges=3, judges_per_entry=2, assigned=False)
    for judge in scene.judges[:2]:
        factories.assignment(session, scene.codes[0], judge)
        save(session, scene, judge, scene.codes[0], content(), submit=True)
    assert works_that_lack_judges(session, scene.head(session)) == []
    rule(session, scene, scene.judges[0])
    (lack,) = works_that_lack_judges(session, scene.head(session))
    assert (lack.has, lack.wanted) == (1, 2)
    assign(session, scene)
    assert pairs(session) == {(scene.codes[0].id, judge.id) for judge in scene.judges}
    assert works_that_lack_judges(session, scene.head(session)) == []
    assign(session, scene)
    assert count(session, Assignment) == 3


def test_in_a_closed_round_no_work_is_left_with_too_few_sheets(session: Session) -> None:
    scene = sent(session, ("50", "30"), ("50", "30"), policy={"min_judges": 2})
    rounds.close_round(session, round_=scene.head(session), by=scene.chair.id, reason="", now=utc_now())
    with pytest.raises(NoTotalLeft):
        rule(session, scene, scene.judges[0])


def test_in_a_closed_round_no_work_is_left_waiting_for_a_third_judge(session: Session) -> None:
    scene = sent(
        session, ("60", "40"), ("40", "20"), policy={"max_spread": "20", "on_deviation": "third_judge_official"}
    )
    third = factories.person(session, roles={scene.season.id: Role.JUDGE})
    factories.assignment(session, scene.codes[0], third, is_third=True)
    save(session, scene, third, scene.codes[0], content("50", "30"), submit=True)
    rounds.close_round(session, round_=scene.head(session), by=scene.chair.id, reason="", now=utc_now())
    with pytest.raises(NoTotalLeft):
        rule(session, scene, third)


def test_the_council_leaves_a_sheet_out_on_the_page_of_the_work(session: Session, sign_in: SignIn) -> None:
    scene = sent(session, ("50", "30"), ("40", "30"))
    session.commit()
    page = f"/mua/{scene.season.slug}/hoi-dong/vong-1/bai/{scene.codes[0].code}"
    judge = scene.judges[0].id
    chair, secretary = sign_in(scene.chair), sign_in(scene.secretary)
    assert "Không tính phiếu này" in chair.get(page).text
    assert "Không tính phiếu này" not in secretary.get(page).text
    assert secretary.post(f"{page}/khong-tinh/{judge}", data={"reason": REASON}).status_code == 404
    short = chair.post(f"{page}/khong-tinh/{judge}", data={"reason": "x"})
    assert short.status_code == 422
    assert "Hãy ghi lý do" in short.text
    typed = chair.post(f"{page}/khong-tinh/{judge}", data={"reason": "!? ab"}).text
    assert typed.count("!? ab</textarea>") == 1  # given back where it was typed, and there alone
    for _twice in range(2):
        assert chair.post(f"{page}/khong-tinh/{judge}", data={"reason": REASON}).location == page
    shown = secretary.get(page).text
    assert REASON in shown
    assert scene.chair.full_name in shown
    assert "<s>80</s>" in shown
    heat = secretary.get(f"/mua/{scene.season.slug}/hoi-dong/vong-1/loai-{scene.category.id}").text
    assert "<s>80</s>" in heat
    assert chair.post(f"{page}/tinh-lai/{judge}", data={"reason": "Đã xác minh"}).location == page
    assert "<s>80</s>" not in secretary.get(page).text


def test_a_chair_who_judges_is_told_who_decides_about_the_own_sheet(session: Session, sign_in: SignIn) -> None:
    scene = sent(session, ("50", "30"), ("40", "30"))
    judge = scene.judges[0]
    also(session, scene, judge, Role.CHAIR)
    session.commit()
    page = f"/mua/{scene.season.slug}/hoi-dong/vong-1/bai/{scene.codes[0].code}"
    client = sign_in(judge)
    assert f"khong-tinh/{judge.id}" not in client.get(page).text
    assert f"khong-tinh/{scene.judges[1].id}" in client.get(page).text
    refused = client.post(f"{page}/khong-tinh/{judge.id}", data={"reason": REASON})
    assert refused.status_code == 422
    assert "Đây là phiếu của chính bạn" in refused.text
    assert f"khong-tinh/{judge.id}" in sign_in(scene.secretary).get(page).text
