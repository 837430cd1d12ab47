from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.accounts.types import Role
from contest.db import utc_now
from contest.judging import adjusting, panels, rounds
from contest.judging.assigning import run_assignment
from contest.judging.board import board_page, category_progress, gap_rows, judge_progress
from contest.judging.errors import (
    ConflictOfInterest,
    GapNotOpen,
    MemberHasSheets,
    NobodyLeft,
    NotOnPanel,
    RoundNotReady,
    SheetLocked,
    SheetsMissing,
)
from contest.judging.models import Assignment, Conflict, GapCase, Panel, PanelMember
from contest.judging.panels import judge_names
from contest.judging.proof import gaps_against_record
from contest.judging.settling import settle_gap
from contest.judging.staffing import panel_views, works_that_lack_judges
from contest.ledger.models import LedgerEntry
from contest.seasons.models import Round
from tests import factories
from tests.judging.scene import Scene, arrange, content, count, save

REASON = "Theo phân công của tiểu ban"


def pairs(session: Session) -> set[tuple[int, int]]:
    active = select(Assignment.code_id, Assignment.judge_id).where(Assignment.state == "active")
    return set(session.execute(active))


def assign(session: Session, scene: Scene) -> tuple[int, int, int]:
    outcome = run_assignment(session, round_=scene.head(session), by=scene.secretary.id, now=utc_now())
    return outcome.added, outcome.removed, outcome.short


def test_running_the_assignment_twice_changes_nothing_the_second_time(session: Session) -> None:
    scene = arrange(session, works=7, judges=4, assigned=False, judges_per_entry=2)
    assert assign(session, scene) == (14, 0, 0)
    before = pairs(session)
    assert assign(session, scene) == (0, 0, 0)
    assert pairs(session) == before
    keys = session.execute(select(Assignment.order_key)).scalars().all()
    assert len(set(keys)) == 14
    assert session.execute(select(LedgerEntry.action)).scalars().all() == ["assignment.run"]


def test_conflicts_come_from_real_identities_and_are_never_assigned(session: Session) -> None:
    scene = arrange(session, works=3, judges=3, assigned=False, judges_per_entry=2)
    agency = factories.organisation(session)
    scene.judges[0].organisation_id = agency.id
    entry = factories.entry(session, scene.season, scene.category, scene.author, organisation_id=agency.id)
    factories.blind_copy(session, entry)
    theirs = factories.code(session, entry, scene.round)
    panels.refresh_conflicts(session, round_id=scene.round.id, now=utc_now())
    panels.refresh_conflicts(session, round_id=scene.round.id, now=utc_now())
    assert [tuple(row) for row in session.execute(select(Conflict.code_id, Conflict.judge_id, Conflict.kind))] == [
        (theirs.id, scene.judges[0].id, "same_organisation")
    ]
    assert assign(session, scene) == (8, 0, 0)
    assert (theirs.id, scene.judges[0].id) not in pairs(session)
    with pytest.raises(ConflictOfInterest):
        adjusting.assign_by_hand(
            session,
            round_=scene.head(session),
            code=theirs.code,
            judge_id=scene.judges[0].id,
            by=scene.secretary.id,
            reason=REASON,
            now=utc_now(),
        )


def test_works_that_lack_judges_are_named_with_who_may_still_take_them(session: Session) -> None:
    scene = arrange(session, works=2, judges=2, assigned=False, judges_per_entry=2)
    session.add(
        Conflict(code_id=scene.codes[0].id, judge_id=scene.judges[0].id, kind="recusal", note="", created_at=utc_now())
    )
    session.flush()
    assert assign(session, scene) == (3, 0, 1)
    (lack,) = works_that_lack_judges(session, scene.head(session))
    assert (lack.code, lack.wanted, lack.has, lack.able, lack.conflicted) == (scene.codes[0].code, 2, 1, 1, 1)


def test_what_a_person_chose_and_what_was_begun_stays(session: Session) -> None:
    scene = arrange(session, works=6, judges=3, assigned=False, judges_per_entry=1)
    head = scene.head(session)
    for code in scene.codes[:3]:
        adjusting.assign_by_hand(
            session,
            round_=head,
            code=code.code,
            judge_id=scene.judges[0].id,
            by=scene.chair.id,
            reason=REASON,
            now=utc_now(),
        )
    assign(session, scene)
    assert {(code.id, scene.judges[0].id) for code in scene.codes[:3]} <= pairs(session)
    loads = [sum(1 for _code, judge in pairs(session) if judge == person.id) for person in scene.judges]
    assert sorted(loads) == [1, 2, 3]


def test_a_judge_is_moved_by_hand_only_within_the_panel_and_before_the_sheet_is_sent(session: Session) -> None:
    scene = arrange(session)
    stranger = factories.person(session, roles={scene.season.id: Role.JUDGE})
    head, code, judge = scene.head(session), scene.codes[0], scene.judges[0]
    how: dict[str, Any] = {"round_": head, "code": code.code, "by": scene.chair.id, "reason": REASON, "now": utc_now()}
    with pytest.raises(NotOnPanel):
        adjusting.assign_by_hand(session, judge_id=stranger.id, **how)
    adjusting.remove_by_hand(session, judge_id=judge.id, **how)
    adjusting.remove_by_hand(session, judge_id=judge.id, **how)
    assert (code.id, judge.id) not in pairs(session)
    adjusting.assign_by_hand(session, judge_id=judge.id, **how)
    assert (code.id, judge.id) in pairs(session)
    save(session, scene, judge, code, content(), submit=True)
    with pytest.raises(SheetLocked):
        adjusting.remove_by_hand(session, judge_id=judge.id, **how)


def test_a_recusal_is_a_conflict_and_the_least_loaded_judge_takes_over(session: Session) -> None:
    scene = arrange(session, works=2, judges=2, judges_per_entry=2)
    free = factories.person(session, roles={scene.season.id: Role.JUDGE})
    panel = session.execute(select(Panel.id)).scalar_one()
    session.add(PanelMember(panel_id=panel, judge_id=free.id))
    session.flush()
    how: dict[str, Any] = {
        "judge_id": scene.judges[0].id,
        "season_id": scene.season.id,
        "ordinal": 1,
        "code": scene.codes[0].code,
        "reason": "Tôi nhận ra giọng đọc của tác giả",
        "now": utc_now(),
    }
    assert adjusting.recuse(session, **how)
    assert adjusting.recuse(session, **how)
    assert (scene.codes[0].id, free.id) in pairs(session)
    assert session.execute(select(Conflict.kind)).scalars().all() == ["recusal"]
    panels.refresh_conflicts(session, round_id=scene.round.id, now=utc_now())
    assert count(session, Conflict) == 1


def test_members_are_set_as_a_whole_and_one_who_has_begun_cannot_leave(session: Session) -> None:
    scene = arrange(session, works=1)
    first, second = scene.judges
    third = factories.person(session, roles={scene.season.id: Role.JUDGE})
    save(session, scene, first, scene.codes[0], content())

    def set_members(*judges: int, chair: int | None = None) -> None:
        panels.set_members(
            session,
            round_=scene.head(session),
            category_id=scene.category.id,
            judge_ids=frozenset(judges),
            chair_id=chair,
            by=scene.secretary.id,
            now=utc_now(),
        )

    set_members(first.id, third.id, chair=third.id)
    members = select(PanelMember.judge_id, PanelMember.is_chair).order_by(PanelMember.judge_id)
    assert session.execute(members).all() == [(first.id, False), (third.id, True)]
    assert pairs(session) == {(scene.codes[0].id, first.id)}
    with pytest.raises(MemberHasSheets):
        set_members(second.id)
    with pytest.raises(NotOnPanel):
        set_members(first.id, scene.author.id)


def test_a_round_opens_only_when_every_work_has_a_rubric_and_a_judge(session: Session, app: Flask) -> None:
    scene = arrange(session, assigned=False, state="planned")
    with app.test_request_context(), pytest.raises(RoundNotReady) as caught:
        rounds.open_round(session, round_=scene.head(session), by=scene.chair.id, now=utc_now())
    assert str(caught.value) == f"{scene.category.name} còn 2 tác phẩm chưa có ai chấm."
    assign(session, scene)
    for _twice in range(2):
        rounds.open_round(session, round_=scene.head(session), by=scene.chair.id, now=utc_now())
    assert session.execute(select(Round.state)).scalar_one() == "open"
    assert session.execute(select(LedgerEntry.action)).scalars().all() == ["assignment.run", "round.open"]


def test_a_round_with_missing_sheets_closes_only_with_a_reason(session: Session, app: Flask) -> None:
    scene = arrange(session)

    def close(reason: str) -> None:
        rounds.close_round(session, round_=scene.head(session), by=scene.chair.id, reason=reason, now=utc_now())

    for code in scene.codes:
        save(session, scene, scene.judges[0], code, content(), submit=True)
    with app.test_request_context(), pytest.raises(SheetsMissing) as caught:
        close("")
    assert str(caught.value).startswith("Còn 2 phiếu chưa gửi và 0 trường hợp chênh lệch")
    close("Giám khảo ốm, hội đồng đồng ý")
    close("")
    assert session.execute(select(Round.state)).scalar_one() == "closed"


def gap_scene(session: Session, on_deviation: str, judges: int = 2) -> Scene:
    scene = arrange(
        session,
        works=1,
        judges=judges,
        assigned=False,
        policy={"max_spread": "19", "on_deviation": on_deviation},
    )
    for judge in scene.judges[:2]:
        factories.assignment(session, scene.codes[0], judge)
    save(session, scene, scene.judges[0], scene.codes[0], content("50", "32"), submit=True)
    save(session, scene, scene.judges[1], scene.codes[0], content("41", "20"), submit=True)
    return scene


def test_a_third_judge_is_called_once_and_settles_the_gap(session: Session) -> None:
    scene = gap_scene(session, "third_judge_official", judges=3)
    for _twice in range(2):
        called = adjusting.call_third_judge(
            session, round_=scene.head(session), code=scene.codes[0].code, by=scene.chair.id, now=utc_now()
        )
        assert called == scene.judges[2].id
    save(session, scene, scene.judges[2], scene.codes[0], content("44", "30"), submit=True)
    case = session.execute(select(GapCase.state, GapCase.official_total, GapCase.action)).one()
    assert tuple(case) == ("settled", Decimal(74), "third_judge_official")


def test_without_anybody_left_no_third_judge_can_be_called(session: Session) -> None:
    scene = gap_scene(session, "third_judge_official")
    with pytest.raises(NobodyLeft):
        adjusting.call_third_judge(
            session, round_=scene.head(session), code=scene.codes[0].code, by=scene.chair.id, now=utc_now()
        )


@pytest.mark.parametrize(
    ("on_deviation", "agreed", "official"),
    [("panel_reconcile", Decimal(70), Decimal(70)), ("flag", None, None)],
)
def test_the_chair_ends_a_gap_with_a_note(
    session: Session, on_deviation: str, agreed: Decimal | None, official: Decimal | None
) -> None:
    scene = gap_scene(session, on_deviation)

    def settle() -> None:
        settle_gap(
            session,
            round_=scene.head(session),
            code=scene.codes[0].code,
            agreed=agreed,
            note="Hội ý ngày 20/11",
            by=scene.chair.id,
            now=utc_now(),
        )

    settle()
    assert session.execute(select(GapCase.official_total)).scalar_one() == official
    with pytest.raises(GapNotOpen):
        settle()


@pytest.mark.parametrize(("on_deviation", "agreed"), [("panel_reconcile", Decimal(70)), ("flag", None)])
def test_a_settled_gap_is_open_again_when_one_more_judge_has_marked(
    session: Session, on_deviation: str, agreed: Decimal | None
) -> None:
    """What was agreed on was agreed on two sheets; the third is not to be passed over, nor to count unseen."""
    scene = gap_scene(session, on_deviation, judges=3)
    code, head = scene.codes[0].code, scene.head(session)
    act: dict[str, Any] = {"round_": head, "code": code, "by": scene.chair.id, "now": utc_now()}
    settle_gap(session, agreed=agreed, note="Hội ý ngày 20/11", **act)
    adjusting.assign_by_hand(session, judge_id=scene.judges[2].id, reason="Thêm người chấm", **act)
    assert session.scalars(select(GapCase.state)).one() == "settled"
    save(session, scene, scene.judges[2], scene.codes[0], content("1", "1"), submit=True)
    assert session.execute(select(GapCase.state, GapCase.official_total)).one() == ("open", None)
    assert gaps_against_record(session).differences == []
    settle_gap(session, agreed=agreed, note="Hội ý lần nữa", **act)
    assert gaps_against_record(session).differences == []


def test_the_board_shows_submitted_totals_and_hides_a_work_its_viewer_still_has_to_mark(session: Session) -> None:
    scene = gap_scene(session, "flag", judges=3)
    head, viewer = scene.head(session), scene.judges[2]
    factories.assignment(session, scene.codes[0], viewer)
    (row,), total = board_page(session, head, category_id=scene.category.id, viewer_id=scene.chair.id, page=1)
    assert total == 1
    assert {judge: cell.total for judge, cell in row.cells.items()} == {
        scene.judges[0].id: Decimal(82),
        scene.judges[1].id: Decimal(61),
        viewer.id: None,
    }
    (own,), _total = board_page(session, head, category_id=scene.category.id, viewer_id=viewer.id, page=1)
    assert own.hidden
    assert {cell.total for cell in own.cells.values()} == {None}
    assert own.gap is None
    assert gap_rows(session, head, viewer_id=viewer.id) == []
    assert len(gap_rows(session, head, viewer_id=scene.chair.id)) == 1


def test_progress_counts_sheets_in_and_still_to_come(session: Session) -> None:
    scene = arrange(session, works=3)
    save(session, scene, scene.judges[0], scene.codes[0], content(), submit=True)
    save(session, scene, scene.judges[0], scene.codes[1], content())
    head, names = scene.head(session), judge_names(session, scene.season.id)
    found = [(one.judge_id, one.assigned, one.submitted, one.drafts) for one in judge_progress(session, head, names)]
    assert found == [(scene.judges[1].id, 3, 0, 0), (scene.judges[0].id, 3, 1, 1)]
    (category,) = category_progress(session, head)
    assert (category.works, category.sheets, category.submitted, category.gaps) == (3, 6, 1, 0)
    (panel,) = panel_views(session, head, names)
    assert [(one.assigned, one.submitted, one.is_chair) for one in panel.members] == [(3, 1, True), (3, 0, False)]
