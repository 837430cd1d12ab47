"""A work whose judge steps back finds another one, and people are told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.relations import Declaration, declare
from contest.accounts.types import RelationKind, Role
from contest.blinding.models import Code
from contest.db import utc_now
from contest.judging import adjusting, covering
from contest.judging.board import category_progress, judge_progress
from contest.judging.errors import SheetsMissing
from contest.judging.models import Assignment, Conflict, Panel, PanelMember
from contest.judging.outstanding import Outstanding, outstanding
from contest.judging.rounds import close_round
from contest.notices.models import Notice
from contest.submissions.models import Entry
from contest.visibility import identity_conflicts
from tests import factories
from tests.judging.scene import Scene, arrange, content, save


def letters_about(session: Session) -> list[tuple[int | None, str, str]]:
    """Who was written to, about what, and where it leads."""
    rows = session.execute(select(Notice.person_id, Notice.subject, Notice.link).order_by(Notice.id)).all()
    return [(row.person_id, row.subject, row.link) for row in rows]


def step_back(session: Session, scene: Scene, judge: Person, code: Code) -> None:
    adjusting.recuse(
        session,
        judge_id=judge.id,
        season_id=scene.season.id,
        ordinal=1,
        code=code.code,
        reason="Tôi nhận ra tác phẩm",
        now=utc_now(),
    )


def test_who_takes_over_is_told_and_nobody_with_a_conflict_takes_over(app: Flask, session: Session) -> None:
    scene = arrange(session, works=1, judges=1, judges_per_entry=1, opened_at=utc_now() - timedelta(hours=2))
    code, panel = scene.codes[0], session.execute(select(Panel.id)).scalar_one()
    relative, free = (factories.person(session, roles={scene.season.id: Role.JUDGE}) for _ in range(2))
    for judge in (relative, free):
        session.add(PanelMember(panel_id=panel, judge_id=judge.id))
    session.add(Conflict(code_id=code.id, judge_id=relative.id, kind="relation", created_at=utc_now()))
    session.execute(update(Assignment).values(created_at=utc_now() - timedelta(hours=3)))
    step_back(session, scene, scene.judges[0], code)
    with app.app_context():
        for _twice in range(2):
            covering.tell(session, now=utc_now())
    path = f"/mua/{scene.season.slug}/cham/vong-1/{code.code}"
    assert letters_about(session) == [(free.id, f"Bạn có thêm bài {code.code} để chấm", path)]


def test_the_secretariat_is_told_once_when_nobody_is_left(app: Flask, session: Session) -> None:
    scene = arrange(session, works=1, judges=2, judges_per_entry=2, opened_at=utc_now() - timedelta(hours=2))
    session.execute(update(Assignment).values(created_at=utc_now() - timedelta(hours=3)))
    step_back(session, scene, scene.judges[0], scene.codes[0])
    code = scene.codes[0].code
    with app.app_context():
        for _twice in range(2):
            covering.tell(session, now=utc_now())
    path = f"/mua/{scene.season.slug}/hoi-dong/vong-1/bai/{code}"
    assert letters_about(session) == [(scene.secretary.id, f"Bài {code} thiếu giám khảo", path)]


def declared(session: Session, scene: Scene, judge: Person, name: str) -> None:
    declaration = Declaration(kind=RelationKind.FAMILY, to_name=name)
    declare(
        session,
        season_id=scene.season.id,
        person_id=judge.id,
        declaration=declaration,
        by=judge.id,
        now=utc_now(),
    )


def signed(session: Session, code: Code, name: str, **more: str) -> None:
    """Give a work its author."""
    entry = session.get_one(Entry, code.entry_id)
    factories.author(session, entry, full_name=name, **more)


def late_relation(session: Session, name: str) -> Scene:
    """Two judges hold two works; the first declares a relation to somebody who signs the first."""
    scene = arrange(session, opened_at=utc_now() - timedelta(hours=2))
    session.execute(update(Assignment).values(created_at=utc_now() - timedelta(hours=3)))
    signed(session, scene.codes[0], "Trần Văn Hải", pen_name="Hải Sơn Trần")
    signed(session, scene.codes[1], "Lê Thị Khác")
    declared(session, scene, scene.judges[0], name)
    session.commit()
    return scene


@pytest.mark.parametrize("name", ["trần văn hải", "Hải Sơn Trần"])
def test_a_relation_declared_in_an_open_round_is_told_to_the_secretariat_once(
    app: Flask, session: Session, name: str
) -> None:
    scene = late_relation(session, name)
    with app.app_context():
        for _twice in range(2):
            covering.tell(session, now=utc_now())
    code = scene.codes[0].code
    path = f"/mua/{scene.season.slug}/hoi-dong/vong-1/bai/{code}"
    assert letters_about(session) == [(scene.secretary.id, f"Bài {code} vướng quan hệ vừa khai", path)]
    assert "Hải" not in session.execute(select(Notice.body)).scalar_one()
    pairs = session.execute(select(Conflict.code_id, Conflict.judge_id, Conflict.kind)).all()
    assert pairs == [(scene.codes[0].id, scene.judges[0].id, "relation")]
    # The judge's own queue must not answer the declaration.
    held = select(func.count()).select_from(Assignment).where(Assignment.state == "active")
    assert session.scalar(held) == 4
    for of in scene.codes:
        save(session, scene, scene.judges[1], of, content(), submit=True)
    with pytest.raises(SheetsMissing, match="Còn 1 bài nằm ở giám khảo có xung đột lợi ích"):
        close_round(session, round_=scene.head(session), by=scene.chair.id, reason="", now=utc_now())


def test_a_relation_to_nobody_here_tells_nobody(app: Flask, session: Session) -> None:
    late_relation(session, "Ngô Thị Không Có")
    with app.app_context():
        assert covering.tell(session, now=utc_now()) == 0
    assert letters_about(session) == []


@pytest.mark.parametrize(
    ("of_judge", "of_author", "expected"),
    [
        ("Hải Sơn", {"full_name": "Hải Sơn"}, 1),
        ("Hải Sơn", {"full_name": "Trần Văn Hải", "pen_name": "HẢI SƠN"}, 1),
        ("Hải Sơn", {"full_name": "Trần Văn Hải", "byline": "Hai Son"}, 1),
        ("Mây", {"full_name": "Trần Văn Hải", "pen_name": "Mây"}, 0),
        ("Hải Sơn", {"full_name": "Trần Văn Hải", "pen_name": "Hải Sơn Hà"}, 0),
    ],
)
def test_a_judge_who_signs_as_the_author_does_not_mark_the_own_work(
    session: Session, of_judge: str, of_author: dict[str, str], expected: int
) -> None:
    scene = arrange(session, judges=1, assigned=False)
    scene.judges[0].pen_name = of_judge
    factories.author(session, session.get_one(Entry, scene.codes[0].entry_id), **of_author)
    session.commit()
    found = identity_conflicts(session, round_id=scene.round.id)
    assert [(one.code_id, one.kind) for one in found] == [(scene.codes[0].id, "own_work")] * expected


@pytest.mark.parametrize("works", [1, 3])
def test_the_sweep_asks_as_often_for_three_works_as_for_one(
    app: Flask, session: Session, count_queries: list[str], works: int
) -> None:
    scene = arrange(session, works=works, judges=1, judges_per_entry=1, opened_at=utc_now() - timedelta(hours=2))
    session.execute(update(Assignment).values(created_at=utc_now() - timedelta(hours=3)))
    for code in scene.codes:
        step_back(session, scene, scene.judges[0], code)
    with app.app_context():
        assert covering.tell(session, now=utc_now()) == works
        count_queries.clear()
        assert covering.tell(session, now=utc_now()) == 0
    assert len(count_queries) == 6


def test_nobody_waits_for_sheets_on_a_work_that_left(session: Session) -> None:
    scene = arrange(session)
    assert outstanding(session, scene.round.id) == Outstanding(sheets=4, gaps=0, conflicts=0, unseen=0)
    entry = session.get_one(Entry, scene.codes[0].entry_id)
    entry.status = "withdrawn"
    session.flush()
    assert outstanding(session, scene.round.id) == Outstanding(sheets=2, gaps=0, conflicts=0, unseen=0)
    progress = judge_progress(session, scene.head(session), {judge.id: "" for judge in scene.judges})
    assert [one.assigned for one in progress] == [1, 1]
    assert [(one.works, one.sheets) for one in category_progress(session, scene.head(session))] == [(1, 2)]
