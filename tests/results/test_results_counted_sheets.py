"""Whose marks count: those of a judge who left still do; those of one taken off the work, by the record, do not.

Nor do those of a sheet that the chair left out: shown as such, with the reason, wherever sheets are shown.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.services import revoke
from contest.accounts.types import Role
from contest.db import utc_now
from contest.judging.adjusting import remove_by_hand
from contest.judging.errors import SheetLocked
from contest.judging.models import Assignment
from contest.judging.reopening import reopen_sheet
from contest.judging.round_heads import get_round as get_open_round
from contest.judging.rulings import rule_on_sheet
from contest.judging.totals import aggregate
from contest.ledger.models import LedgerEntry
from contest.results.models import RoundResult
from contest.results.queries import get_round
from contest.results.services import confirm_round
from contest.results.standings import rank_round
from contest.seasons.models import Round
from contest.seasons.policy import AggregationPolicy, Method
from tests import factories
from tests.results.scenes import Judged, judged_season

SignIn = Callable[[Person], FlaskClient]
CONFLICT = "Giám khảo là người nhà của tác giả"


def totals(session: Session, scene: Judged) -> dict[str, Decimal | None]:
    """The total of each work as the ranking shows it."""
    (ranking,) = rank_round(session, get_round(session, season_id=scene.season.id, ordinal=1))
    return {work.code: work.total for work in ranking.works}


def judge_of(session: Session, scene: Judged, place: int) -> int:
    """The judge of the first work's sheet at this place."""
    of_work = select(Assignment.judge_id).where(Assignment.code_id == scene.codes[0].id).order_by(Assignment.id)
    return session.scalars(of_work).all()[place]


@pytest.mark.parametrize("state", ["recused", "removed"])
def test_sheet_of_a_judge_taken_off_a_work_does_not_count(session: Session, state: str) -> None:
    scene = judged_season(session, [[10, 80, 90], [60, 60, 60]])
    off = update(Assignment).where(
        Assignment.code_id == scene.codes[0].id, Assignment.judge_id == judge_of(session, scene, 0)
    )
    session.execute(off.values(state=state))
    assert totals(session, scene) == {"W000": Decimal("85.00"), "W001": Decimal("60.00")}


def test_submitted_sheets_of_a_judge_who_left_go_on_counting(session: Session) -> None:
    scene = judged_season(session, [[10, 80], [60, 60]])
    judge, before = judge_of(session, scene, 0), totals(session, scene)
    revoke(
        session,
        season_id=scene.season.id,
        person_id=judge,
        role=Role.JUDGE,
        by=scene.organizer.id,
        reason="Đi công tác",
        now=utc_now(),
    )
    session.execute(update(Person).where(Person.id == judge).values(disabled_at=utc_now()))
    assert totals(session, scene) == before == {"W000": Decimal("45.00"), "W001": Decimal("60.00")}


def leave_out(session: Session, scene: Judged, place: int, *, counts: bool = False, reason: str = CONFLICT) -> None:
    rule_on_sheet(
        session,
        round_=get_open_round(session, scene.season.id, 1),
        code="W000",
        judge_id=judge_of(session, scene, place),
        counts=counts,
        by=scene.chair.id,
        reason=reason,
        now=utc_now(),
    )


def test_sheet_that_does_not_count_leaves_the_total_until_it_counts_again(session: Session) -> None:
    scene = judged_season(session, [[10, 80, 90], [60, 60, 60]])
    before = totals(session, scene)
    leave_out(session, scene, 0)
    assert totals(session, scene) == {"W000": Decimal("85.00"), "W001": Decimal("60.00")}
    leave_out(session, scene, 0, counts=True)
    assert totals(session, scene) == before == {"W000": Decimal("60.00"), "W001": Decimal("60.00")}


@pytest.mark.parametrize("method", Method)
def test_every_policy_gives_what_it_gives_to_a_work_without_the_sheet(session: Session, method: Method) -> None:
    scene = judged_season(session, [[10, 80, 90, 75, 64, 71]])
    session.execute(update(Round).where(Round.id == scene.round.id).values(policy={"method": method}))
    leave_out(session, scene, 0)
    others = [Decimal(one) for one in (80, 90, 75, 64, 71)]
    assert totals(session, scene) == {"W000": aggregate(others, AggregationPolicy(method=method))}


def test_frozen_ranking_counts_only_what_counts(session: Session) -> None:
    scene = judged_season(session, [[10, 80, 90], [60, 60, 60]])
    leave_out(session, scene, 0)
    confirm_round(session, season_id=scene.season.id, ordinal=1, by=scene.chair.id, now=utc_now())
    frozen = session.execute(select(RoundResult.total, RoundResult.sheets).order_by(RoundResult.rank)).all()
    assert [tuple(row) for row in frozen] == [(Decimal(85), 2), (Decimal(60), 3)]


def test_ranking_and_downloads_say_what_does_not_count_and_why(session: Session, sign_in: SignIn) -> None:
    scene = judged_season(session, [[10, 80, 90], [60, 60, 60]])
    leave_out(session, scene, 0, reason="Lần đầu: nghi quen biết")
    leave_out(session, scene, 0, counts=True, reason="Chưa đủ căn cứ")
    leave_out(session, scene, 0)
    session.commit()
    base = f"/mua/{scene.season.slug}/ket-qua-cham/vong-1"
    reader = sign_in(scene.organizer)
    page = reader.get(base).text
    assert "90\u00a0· 80\u00a0· 10 không tính" in page
    assert CONFLICT in page
    assert "Lần đầu" not in page
    assert scene.chair.full_name in page
    lines = list(csv.DictReader(io.StringIO(reader.get(f"{base}/tong-hop.csv").data.decode("utf-8-sig"))))
    told = {
        (line["Mã phách"], line["Tổng điểm"]): (line["Tính vào kết quả"], line["Lý do không tính"]) for line in lines
    }
    assert told["W000", "10"] == ("không", CONFLICT)
    assert told["W000", "80"] == told["W001", "60"] == ("có", "")
    sheet = load_workbook(io.BytesIO(reader.get(f"{base}/tong-hop.xlsx").data)).worksheets[0]
    assert [row[5].value for row in sheet.iter_rows() if row[4].value == "không"] == [CONFLICT]


def test_nothing_is_said_of_sheets_that_do_not_count_where_all_do(session: Session, sign_in: SignIn) -> None:
    scene = judged_season(session, [[10, 80, 90], [60, 60, 60]])
    page = sign_in(scene.organizer).get(f"/mua/{scene.season.slug}/ket-qua-cham/vong-1").text
    assert "không tính" not in page


def test_sheet_is_left_out_by_two_recorded_acts_and_never_by_one(session: Session) -> None:
    """The chair unlocks it, then the judge is taken off the work: each with its reason in the record."""
    scene = judged_season(session, [[10, 80], [60, 60]])
    session.execute(update(Round).where(Round.id == scene.round.id).values(state="open", closed_at=None))
    judge, chair = judge_of(session, scene, 0), scene.chair.id
    of = get_open_round(session, scene.season.id, 1)
    off: dict[str, Any] = {"round_": of, "code": "W000", "judge_id": judge, "by": chair, "now": utc_now()}
    with pytest.raises(SheetLocked):
        remove_by_hand(session, **off, reason="Bị bãi nhiệm")
    assert totals(session, scene)["W000"] == Decimal("45.00")
    reopen_sheet(session, **off, reason="Giám khảo bị bãi nhiệm", knows_authors=False)
    remove_by_hand(session, **off, reason="Bị bãi nhiệm")
    assert totals(session, scene) == {"W000": Decimal("80.00"), "W001": Decimal("60.00")}
    acts = session.execute(select(LedgerEntry.action, LedgerEntry.payload).order_by(LedgerEntry.seq)).all()
    assert [action for action, payload in acts if "bãi nhiệm" in payload] == ["sheet.reopen", "assignment.remove"]


def test_a_reason_is_told_to_the_chair_only_by_the_one_who_wrote_it(session: Session, sign_in: SignIn) -> None:
    """A secretary's word on a chair's sheet may say whose work it is; the chair reads no dossier."""
    scene = judged_season(session, [[10, 80, 90], [60, 60, 60]])
    leave_out(session, scene, 0)
    other = factories.person(session, roles={scene.season.id: Role.CHAIR})
    session.commit()
    base = f"/mua/{scene.season.slug}/ket-qua-cham/vong-1"
    work = f"/mua/{scene.season.slug}/hoi-dong/vong-1/bai/W000"
    for who, told in ((scene.chair, True), (other, False), (scene.secretary, True)):
        pages = [sign_in(who).get(page).text for page in (base, work, f"{base}/tong-hop.csv")]
        assert [CONFLICT in page for page in pages] == [told] * 3
        assert "không tính" in pages[0]
