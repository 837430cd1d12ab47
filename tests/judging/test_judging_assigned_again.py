"""Assigning again while judges mark: nothing that was sent goes away, whatever has become of its work or its judge."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.blinding.models import BlindCopy
from contest.db import utc_now
from contest.judging.models import Assignment, Conflict, SheetRuling
from contest.judging.proof import sheets_against_record
from contest.judging.rulings import IN_CONFLICT
from contest.ledger.models import LedgerEntry
from contest.submissions.models import Entry
from tests import factories
from tests.judging.scene import Scene, arrange, content, save
from tests.judging.test_judging_staffing import assign, pairs


@pytest.mark.parametrize("sent", [False, True])
def test_sheets_of_a_work_that_waits_for_approval_stay(session: Session, *, sent: bool) -> None:
    scene = arrange(session, works=2, judges=3, judges_per_entry=1, assigned=False)
    assign(session, scene)
    before = pairs(session)
    ((code_id, judge_id),) = (pair for pair in before if pair[0] == scene.codes[0].id)
    judge = next(one for one in scene.judges if one.id == judge_id)
    save(session, scene, judge, scene.codes[0], content(), submit=sent)
    one_copy = BlindCopy.entry_id == scene.codes[0].entry_id
    session.execute(update(BlindCopy).where(one_copy).values(state="withdrawn"))
    assign(session, scene)
    assert (code_id, judge_id) in pairs(session)
    session.execute(update(BlindCopy).where(one_copy).values(state="approved"))
    assert assign(session, scene) == (0, 0, 0)
    assert pairs(session) == before
    assert sheets_against_record(session).differences == []


def declared(session: Session, scene: Scene) -> None:
    session.add(Conflict(code_id=scene.codes[0].id, judge_id=scene.judges[0].id, kind="recusal", created_at=utc_now()))


def same_organisation(session: Session, scene: Scene) -> None:
    scene.judges[0].organisation_id = factories.organisation(session).id
    entry = session.get(Entry, scene.codes[0].entry_id)
    assert entry
    entry.organisation_id = scene.judges[0].organisation_id


@pytest.mark.parametrize("become_known", [declared, same_organisation])
@pytest.mark.parametrize("shown", [True, False])
def test_a_sent_sheet_in_conflict_stays_without_counting_and_another_judge_is_found(
    session: Session, become_known: Callable[[Session, Scene], None], *, shown: bool
) -> None:
    scene = arrange(session, works=1, judges=3, judges_per_entry=2, assigned=False)
    for judge in scene.judges[:2]:
        factories.assignment(session, scene.codes[0], judge)
        save(session, scene, judge, scene.codes[0], content(), submit=True)
    become_known(session, scene)
    if not shown:
        session.execute(update(BlindCopy).values(state="withdrawn"))
    session.flush()
    assert assign(session, scene) == (int(shown), 0, 0)
    assert assign(session, scene) == (0, 0, 0)
    held = select(Assignment.judge_id, Assignment.state, Assignment.counts).order_by(Assignment.judge_id)
    expected = [(scene.judges[0].id, "active", False), (scene.judges[1].id, "active", True)]
    expected += [(scene.judges[2].id, "active", True)] if shown else []
    assert [tuple(row) for row in session.execute(held)] == sorted(expected)
    assert session.scalars(select(SheetRuling.reason)).all() == [IN_CONFLICT]
    actions = session.scalars(select(LedgerEntry.action).order_by(LedgerEntry.seq)).all()
    assert actions.count("sheet.exclude") == 1
    assert sheets_against_record(session).differences == []


def test_a_draft_in_conflict_goes_to_another_judge(session: Session) -> None:
    scene = arrange(session, works=1, judges=2, judges_per_entry=1, assigned=False)
    factories.assignment(session, scene.codes[0], scene.judges[0])
    save(session, scene, scene.judges[0], scene.codes[0], content())
    declared(session, scene)
    session.flush()
    assert assign(session, scene) == (1, 1, 0)
    assert pairs(session) == {(scene.codes[0].id, scene.judges[1].id)}
