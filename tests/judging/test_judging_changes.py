"""What changes while a round goes on: judges who leave, conflicts found late, a round closed by another hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from contest.accounts.models import Membership, Person
from contest.db import utc_now
from contest.judging import adjusting, panels, rounds
from contest.judging.errors import NotOnPanel, RoundNotOpen, RoundNotReady
from contest.judging.models import Conflict, GapCase
from contest.judging.reopening import reopen_sheet
from contest.submissions.models import Entry
from tests import factories
from tests.judging.scene import Scene, arrange, content, save
from tests.judging.test_judging_staffing import REASON, assign, pairs

SignIn = Callable[[Person], FlaskClient]


def of_third(session: Session, scene: Scene) -> dict[str, Any]:
    return {
        "round_": scene.head(session),
        "code": scene.codes[0].code,
        "judge_id": scene.judges[2].id,
        "reason": REASON,
        "now": utc_now(),
    }


def declared(session: Session, scene: Scene) -> None:
    """The judge turns out to be of the author's agency, and the assignment is run again."""
    scene.judges[2].organisation_id = scene.author.organisation_id = factories.organisation(session).id
    entry = session.get(Entry, scene.codes[0].entry_id)
    assert entry
    entry.organisation_id = scene.author.organisation_id
    session.flush()
    assign(session, scene)


def test_the_last_sheet_awaited_may_be_one_that_never_comes(session: Session) -> None:
    """Two sheets far apart and a third judge who leaves, whichever way: the case opens all the same."""
    ways: dict[str, Callable[[Scene], object]] = {
        "removed": lambda scene: adjusting.remove_by_hand(session, **of_third(session, scene), by=scene.chair.id),
        "recused": lambda scene: adjusting.recuse(
            session,
            judge_id=scene.judges[2].id,
            season_id=scene.season.id,
            ordinal=1,
            code=scene.codes[0].code,
            reason=REASON,
            now=utc_now(),
        ),
        "off the panel": lambda scene: panels.set_members(
            session,
            round_=scene.head(session),
            category_id=scene.category.id,
            judge_ids=frozenset(judge.id for judge in scene.judges[:2]),
            chair_id=None,
            by=scene.chair.id,
            now=utc_now(),
        ),
        "in conflict": lambda scene: declared(session, scene),
    }
    opened = {}
    for way, leave in ways.items():
        scene = arrange(session, works=1, judges=3, judges_per_entry=3, policy={"max_spread": "19"})
        save(session, scene, scene.judges[0], scene.codes[0], content("50", "32"), submit=True)
        save(session, scene, scene.judges[1], scene.codes[0], content("41", "20"), submit=True)
        of_work = select(func.count()).select_from(GapCase).where(GapCase.code_id == scene.codes[0].id)
        before = session.execute(of_work).scalar_one()
        leave(scene)
        opened[way] = (before, session.execute(of_work).scalar_one())
    assert opened == dict.fromkeys(ways, (0, 1))


def test_a_closed_round_is_closed_for_the_council_too(session: Session) -> None:
    """The head they hold was read before another hand closed the round."""
    scene = arrange(session, works=1)
    save(session, scene, scene.judges[0], scene.codes[0], content(), submit=True)
    before, code = scene.head(session), scene.codes[0].code
    how: dict[str, Any] = {"round_": before, "by": scene.chair.id, "now": utc_now()}
    rounds.close_round(session, reason="Hội đồng đồng ý khóa", **how)
    acts: list[Callable[[], object]] = [
        lambda: reopen_sheet(
            session, code=code, judge_id=scene.judges[0].id, reason=REASON, knows_authors=False, **how
        ),
        lambda: panels.set_members(session, category_id=scene.category.id, judge_ids=frozenset(), chair_id=None, **how),
    ]
    for act in acts:
        with pytest.raises(RoundNotOpen):
            act()


def test_a_judge_in_conflict_can_still_step_back(session: Session) -> None:
    scene = arrange(session, works=1, judges=2)
    judge, code = scene.judges[0], scene.codes[0]
    session.add(Conflict(code_id=code.id, judge_id=judge.id, kind="relation", created_at=utc_now()))
    session.flush()
    adjusting.recuse(
        session,
        judge_id=judge.id,
        season_id=scene.season.id,
        ordinal=1,
        code=code.code,
        reason=REASON,
        now=utc_now(),
    )
    assert session.execute(select(Conflict.kind)).scalars().all() == ["recusal"]
    assert (code.id, judge.id) not in pairs(session)


def test_a_round_does_not_open_while_a_judge_in_conflict_holds_a_work(session: Session, app: Flask) -> None:
    scene = arrange(session, works=1, judges=3, judges_per_entry=2, assigned=False, state="planned")
    for judge in scene.judges[:2]:
        factories.assignment(session, scene.codes[0], judge)
    scene.judges[0].organisation_id = factories.organisation(session).id
    entry = session.get(Entry, scene.codes[0].entry_id)
    assert entry
    entry.organisation_id = scene.judges[0].organisation_id
    session.flush()
    how: dict[str, Any] = {"round_": scene.head(session), "by": scene.chair.id, "now": utc_now()}
    with app.test_request_context(), pytest.raises(RoundNotReady) as caught:
        rounds.open_round(session, **how)
    assert str(caught.value) == (
        f"{scene.category.name} có 1 phân công vướng xung đột lợi ích. Hãy bấm Phân công tự động để chia lại."
    )
    assign(session, scene)
    rounds.open_round(session, **how)
    assert {judge for _code, judge in pairs(session)} == {scene.judges[1].id, scene.judges[2].id}


def test_who_is_no_judge_any_more_keeps_a_name_and_the_sheets_begun_and_gets_no_work(
    session: Session, sign_in: SignIn
) -> None:
    scene = arrange(session, works=3, judges=2, judges_per_entry=1, assigned=False)
    leaver, stays = scene.judges
    for code in scene.codes[:2]:
        factories.assignment(session, code, leaver)
    save(session, scene, leaver, scene.codes[0], content())
    session.add(Conflict(code_id=scene.codes[2].id, judge_id=leaver.id, kind="recusal", created_at=utc_now()))
    session.execute(delete(Membership).where(Membership.person_id == leaver.id))
    session.commit()
    client, base = sign_in(scene.secretary), f"/mua/{scene.season.slug}/hoi-dong/vong-1"
    for page in ("", f"/loai-{scene.category.id}", "/tieu-ban", *(f"/bai/{code.code}" for code in scene.codes)):
        shown = client.get(base + page)
        assert shown.status_code == 200
        assert leaver.full_name in shown.text
        assert f"#{leaver.id}" not in shown.text
    how: dict[str, Any] = {"round_": scene.head(session), "by": scene.chair.id, "reason": REASON, "now": utc_now()}
    with pytest.raises(NotOnPanel):
        adjusting.assign_by_hand(session, code=scene.codes[1].code, judge_id=leaver.id, **how)
    assign(session, scene)
    assert pairs(session) == {(scene.codes[0].id, leaver.id), *((code.id, stays.id) for code in scene.codes[1:])}
