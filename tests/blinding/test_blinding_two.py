"""Two secretaries for one blind copy, where the season asks for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.blinding.models import Code
from contest.ledger.models import LedgerEntry
from contest.seasons.models import Rule
from tests import factories
from tests.blinding.arrange import World, world
from tests.blinding.desk_acts import acts, approve, copy_of, look, prepare, rows_for_judges
from tests.html_check import html_problems

SignIn = Callable[[Person], FlaskClient]


def two(app: Flask, session: Session, **rule: Any) -> tuple[World, Person]:
    """A prepared copy without findings in a season that wants two; and the second secretary."""
    of = world(session, body="Bài không có tên ai.")
    factories.round_(session, of.season)
    if rule.pop("in_category", False):
        factories.rule(session, of.season, "two_approvals", value=False)
        rule["in_category"] = of.category
    factories.rule(session, of.season, "two_approvals", value=True, **rule)
    second = factories.person(session, roles={of.season.id: Role.SECRETARY}, full_name="Thư Ký Minh")
    prepare(app, session)
    return of, second


def nothing_for_judges(session: Session) -> bool:
    return rows_for_judges(session) == 0 and look(session, select(Code.id)) == []


@pytest.mark.parametrize("in_category", [False, True])
def test_first_approval_waits_and_the_second_completes(
    app: Flask, session: Session, sign_in: SignIn, *, in_category: bool
) -> None:
    of, second = two(app, session, in_category=in_category)
    assert approve(sign_in(of.secretary), session, of) == 302
    assert nothing_for_judges(session)
    assert copy_of(session, of).state == "ready"
    assert approve(sign_in(second), session, of) == 302
    assert (rows_for_judges(session), copy_of(session, of).state) == (1, "approved")
    assert acts(session) == ["blind.approve_first", "blind.approve", "code.draw"]
    rows = look(session, select(LedgerEntry.actor_id, LedgerEntry.payload).order_by(LedgerEntry.seq).limit(2))
    assert [actor for actor, _ in rows] == [of.secretary.id, second.id]
    first_act, second_act = (json.loads(payload) for _, payload in rows)
    assert second_act["first_by"] == of.secretary.id
    assert first_act["digest"] == second_act["digest"]


def test_second_must_be_another_person(app: Flask, session: Session, sign_in: SignIn) -> None:
    of, _second = two(app, session)
    client = sign_in(of.secretary)
    approve(client, session, of)
    answer = client.post(of.path("/duyet"), data={"version": copy_of(session, of).version, "looked": "y"})
    assert answer.status_code == 422
    assert "Bạn đã duyệt lần thứ nhất" in answer.text
    assert nothing_for_judges(session)


def test_any_change_begins_anew(app: Flask, session: Session, sign_in: SignIn) -> None:
    of, second = two(app, session)
    approve(sign_in(of.secretary), session, of)
    words = {"title": "Tên khác", "text": "Bài không có tên ai.", "note": "", "version": copy_of(session, of).version}
    assert sign_in(second).post(of.path("/chu"), data=words).status_code == 302
    assert copy_of(session, of).first_by is None
    assert approve(sign_in(second), session, of) == 302
    assert nothing_for_judges(session)
    assert acts(session) == ["blind.approve_first", "blind.withdraw_first", "blind.approve_first"]


def test_what_was_changed_behind_the_desk_begins_anew_too(app: Flask, session: Session, sign_in: SignIn) -> None:
    """The second approves the digest that the first did, not merely the same version."""
    of, second = two(app, session)
    approve(sign_in(of.secretary), session, of)
    copy = copy_of(session, of)
    copy.note_to_judges = "Một dòng chen vào."
    session.merge(copy)
    session.commit()
    session.expunge_all()
    assert approve(sign_in(second), session, of) == 302
    assert nothing_for_judges(session)
    assert copy_of(session, of).first_by == second.id


def test_changed_dossier_takes_a_waiting_first_approval_away(app: Flask, session: Session, sign_in: SignIn) -> None:
    of, second = two(app, session)
    approve(sign_in(of.secretary), session, of)
    entry = session.merge(of.entry)
    entry.version += 1
    prepare(app, session)
    assert (copy_of(session, of).first_by, copy_of(session, of).state) == (None, "withdrawn")
    assert approve(sign_in(second), session, of) == 422
    assert nothing_for_judges(session)


def test_desk_and_queue_say_who_is_awaited(app: Flask, session: Session, sign_in: SignIn) -> None:
    of, second = two(app, session)
    first = sign_in(of.secretary)
    assert "Lần này là lần thứ nhất" in first.get(of.path()).text
    approve(first, session, of)
    page = first.get(of.path()).text
    assert "Thư Ký Lan đã duyệt lần thứ nhất" in page
    assert "Đang chờ một thư ký khác duyệt lần thứ hai: Thư Ký Minh." in page
    assert of.path("/duyet") not in page
    other = sign_in(second)
    page = other.get(of.path("/xem-truoc")).text
    assert html_problems({"/xem-truoc": page}) == []
    assert "Duyệt lần thứ hai" in page
    assert of.path("/duyet") not in first.get(of.path("/xem-truoc")).text
    queue = f"/mua/{of.season.slug}/roc-phach/"
    assert "Thư Ký Lan đã duyệt, chờ người thứ hai" in other.get(queue).text
    assert "Mở bài tiếp theo" in other.get(queue).text
    assert "Mở bài tiếp theo" not in first.get(queue).text


def test_without_a_second_secretary_the_desk_says_whom_to_ask(app: Flask, session: Session, sign_in: SignIn) -> None:
    of, second = two(app, session)
    session.merge(second).disabled_at = second.created_at
    session.commit()
    client = sign_in(of.secretary)
    approve(client, session, of)
    assert "Mùa giải chưa có thư ký thứ hai" in client.get(of.path()).text


def test_first_approval_can_be_taken_back(app: Flask, session: Session, sign_in: SignIn) -> None:
    of, _second = two(app, session)
    client = sign_in(of.secretary)
    approve(client, session, of)
    assert client.post(of.path("/thu-hoi")).status_code == 302
    assert copy_of(session, of).first_by is None
    assert acts(session) == ["blind.approve_first", "blind.withdraw_first"]


def test_rule_lifted_while_one_waits_lets_one_approve(app: Flask, session: Session, sign_in: SignIn) -> None:
    of, _second = two(app, session)
    client = sign_in(of.secretary)
    approve(client, session, of)
    session.execute(update(Rule).values(value=False))
    session.commit()
    assert approve(client, session, of) == 302
    assert rows_for_judges(session) == 1
