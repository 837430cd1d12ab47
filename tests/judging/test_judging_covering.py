"""A work whose judge steps back finds another one, and people are told."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.blinding.models import Code
from contest.db import utc_now
from contest.judging import adjusting, covering
from contest.judging.models import Assignment, Conflict, Panel, PanelMember
from contest.notices.models import Notice
from tests import factories
from tests.judging.scene import Scene, arrange


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
