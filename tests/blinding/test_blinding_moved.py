"""A work that goes on in another category after its code was drawn is judged there, and not where it was."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.blinding.models import Code
from contest.judging.models import Assignment
from contest.ledger_commands import comparisons
from contest.submissions.models import Entry
from tests import factories
from tests.blinding.arrange import world
from tests.blinding.desk_acts import acts, approve, look, prepare


def test_a_work_moved_to_another_category_is_judged_there(
    app: Flask, session: Session, sign_in: Callable[[Person], FlaskClient]
) -> None:
    """The approval was taken back, the decision too, the entrant chose again, and all was done anew."""
    of = world(session, body="Bài không có tên ai.")
    round_ = factories.round_(session, of.season, state="planned")
    other = factories.category(session, of.season)
    judge = factories.person(session, roles={of.season.id: Role.JUDGE})
    prepare(app, session)
    client = sign_in(of.secretary)
    assert approve(client, session, of) == 302
    code = session.scalars(select(Code)).one()
    factories.panel(session, round_, of.category, (judge,))
    factories.assignment(session, code, judge)
    session.commit()
    client.post(of.path("/thu-hoi"))
    session.execute(update(Entry).where(Entry.id == of.entry.id).values(category_id=other.id))
    session.commit()
    for _twice in range(2):
        assert approve(client, session, of) == 302
        assert look(session, select(Code.category_id)) == [(other.id,)]
    assert look(session, select(Assignment.state)) == [("removed",)]
    assert acts(session)[-2:] == ["blind.approve", "code.move"]
    assert [one.differences for one in comparisons(session) if one.noun == "code"] == [[]]
