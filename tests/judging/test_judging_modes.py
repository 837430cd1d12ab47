"""How blind a category is: what a judge reads beside the work in each of the three ways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.blinding.models import BlindCopy, Code
from contest.judging.queries import judge_queue
from contest.seasons.models import Category
from contest.submissions.models import Part
from contest.visibility import ShownMakers, ShownOutlet, makers_of_open, outlet_of_semi
from tests import factories
from tests.blinding.arrange import World, world
from tests.blinding.desk_acts import approve, copy_of, look, prepare, rows_for_judges
from tests.html_check import html_problems

SignIn = Callable[[Person], FlaskClient]
NAME, OUTLET = "Nguyễn Văn Hải", "Báo Bắc Giang"


def judged(app: Flask, session: Session, sign_in: SignIn, mode: str) -> tuple[World, Person, int, str]:
    """An approved work of a category of this mode on a judge's desk: the judge, the code's id, the desk's address."""
    of = world(session, body="Chuyện ở bản xa.")
    of.category.blind_mode = mode
    first = factories.round_(session, of.season)
    factories.criterion(session, first, of.category)
    judge = factories.person(session, roles={of.season.id: Role.JUDGE})
    factories.panel(session, first, of.category, (judge,))
    prepare(app, session)
    assert approve(sign_in(of.secretary), session, of) == 302
    ((code,),) = look(session, select(Code))
    factories.assignment(session, session.merge(code), session.merge(judge))
    session.commit()
    return of, judge, code.id, f"/mua/{of.season.slug}/cham/vong-1/{code.code}"


@pytest.mark.parametrize(
    ("mode", "said", "shown", "hidden"),
    [
        ("full", "Chấm kín hoàn toàn", (), (NAME, OUTLET, "(TS)")),
        ("semi", "Chấm bán kín", (f"Cơ quan báo chí: {OUTLET}",), (NAME, "(TS)")),
        ("open", "Chấm mở", (f"Tác giả: {NAME} (TS)", f"Cơ quan báo chí: {OUTLET}"), ()),
    ],
)
def test_desk_says_its_mode_and_shows_no_more(
    app: Flask,
    session: Session,
    sign_in: SignIn,
    *,
    mode: str,
    said: str,
    shown: tuple[str, ...],
    hidden: tuple[str, ...],
) -> None:
    of, judge, _code, address = judged(app, session, sign_in, mode)
    page = sign_in(judge).get(address).text
    assert html_problems({address: page}) == []
    assert said in page
    assert [line for line in shown if line not in page] == []
    assert [line for line in hidden if line in page] == []
    assert ("Điều không giấu được" in page) is (mode != "open")
    preview = sign_in(of.secretary).get(of.path("/xem-truoc")).text
    assert said in preview
    assert [line for line in shown if line not in preview] == []


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("full", (None, None)),
        ("semi", (ShownOutlet(outlet=OUTLET), None)),
        ("open", (None, ShownMakers(authors=f"{NAME} (TS)", outlet=OUTLET))),
    ],
)
def test_each_mode_has_its_own_projection_and_no_other_answers(
    app: Flask,
    session: Session,
    sign_in: SignIn,
    mode: str,
    expected: tuple[ShownOutlet | None, ShownMakers | None],
) -> None:
    _of, _judge, code_id, _address = judged(app, session, sign_in, mode)
    assert (outlet_of_semi(session, code_id=code_id), makers_of_open(session, code_id=code_id)) == expected


@pytest.mark.parametrize("before", ["semi", "open"])
def test_copy_made_for_another_mode_is_seen_by_nobody(
    app: Flask, session: Session, sign_in: SignIn, before: str
) -> None:
    """A category made blinder after the approval must not show what was approved for less."""
    of, judge, code_id, address = judged(app, session, sign_in, before)
    client = sign_in(judge)
    assert client.get(address).status_code == 200
    session.execute(update(Category).where(Category.id == of.category.id).values(blind_mode="full"))
    session.commit()
    assert client.get(address).status_code == 404
    assert rows_for_judges(session) == 0
    assert judge_queue(session, round_id=1, judge_id=judge.id) == []
    assert (outlet_of_semi(session, code_id=code_id), makers_of_open(session, code_id=code_id)) == (None, None)
    prepare(app, session)
    assert copy_of(session, of).state == "withdrawn"
    secretary = sign_in(of.secretary)
    assert "Hồ sơ đã thay đổi" in secretary.get(of.path()).text
    refused = secretary.post(of.path("/duyet"), data={"version": copy_of(session, of).version, "looked": "y"})
    assert (refused.status_code, "Thể lệ đã đổi cách chấm kín" in refused.text) == (422, True)
    assert secretary.post(of.path("/lam-lai")).status_code == 302
    again = copy_of(session, of)
    assert (again.mode, again.outlet_line, again.author_line) == ("full", "", "")
    assert approve(secretary, session, of) == 302
    assert client.get(address).status_code == 200


def test_words_are_scanned_for_the_mode_the_copy_was_made_for(app: Flask, session: Session, sign_in: SignIn) -> None:
    """A category opened and closed again in between must not let unscanned words through."""
    of, _judge, _code, _address = judged(app, session, sign_in, "full")
    session.execute(update(Category).values(blind_mode="open"))
    secretary = sign_in(of.secretary)
    words = {"title": "Tên", "text": f"{NAME} kể.", "note": "", "version": copy_of(session, of).version}
    assert secretary.post(of.path("/chu"), data=words).status_code == 302
    session.execute(update(Category).values(blind_mode="full"))
    session.commit()
    assert approve(secretary, session, of) == 422


def test_name_typed_into_the_outlet_is_not_shown_in_a_semi_blind_category(
    app: Flask, session: Session, sign_in: SignIn
) -> None:
    of = world(session, body="Chuyện ở bản xa.")
    of.category.blind_mode = "semi"
    session.execute(update(Part).values(outlet=f"{OUTLET}, bài của {NAME}"))
    prepare(app, session)
    assert copy_of(session, of).outlet_line == f"{OUTLET}, bài của [tên tác giả]"
    ((authors,),) = look(session, select(BlindCopy.author_line))
    assert authors == ""
