"""The published page as it was: fetched only where the rules say so, for the secretariat's eyes alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.blinding import published
from contest.blinding.comparing import Compared, compared
from contest.blinding.models import Code
from contest.blinding.published_models import PublishedPage, PublishedPicture
from contest.seasons.models import Rule
from contest.storage import ObjectKey, current_store
from contest.submissions.models import Part
from tests import factories
from tests.blinding.arrange import World, world
from tests.blinding.desk_acts import approve, look, prepare
from tests.blinding.test_guarded import OUTSIDE, Answer, guard_to, page, served
from tests.html_check import html_problems
from tests.media import samples
from tests.media.canaries import found_in
from tests.proofs.masks import masked_text

SignIn = Callable[[Person], FlaskClient]
URL = "http://bao.test/bai-1"
BODY = "Chuyện ở bản xa.\n\nNgười dân vui."
HTML = """<!doctype html><html><head><meta charset="utf-8"><title>Báo</title><script>let a = "<p>mã</p>"</script></head>
<body><nav><p>Trang chủ</p></nav><article><h1>Chuyện ở bản xa.</h1><p>Người <b>dân</b> vui.</p>
<p>Đoạn thêm sau khi đăng.</p><img src="/anh.jpg"><img src="http://127.0.0.1:1/noi-bo.jpg"></article>
<footer>Liên hệ</footer></body></html>""".encode()


@dataclass
class Paper:
    """The newspaper's server: what it was asked, and what it answers."""

    heard: list[tuple[str, dict[str, str]]]
    answers: dict[str, Answer]

    def paths(self) -> list[str]:
        """The addresses that were asked for."""
        return [path for path, _headers in self.heard]


@pytest.fixture
def paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Paper]:
    photo = samples.jpeg(tmp_path / "anh.jpg").read_bytes()
    answers = {"/bai-1": page(HTML, "text/html"), "/anh.jpg": page(photo, "image/jpeg")}
    with served(answers) as (port, heard):
        guard, _dialled = guard_to(port, {"bao.test": [OUTSIDE]})
        monkeypatch.setattr(published, "guard", guard)
        yield Paper(heard, answers)


def printed(session: Session, *, allowed: bool | None = True) -> World:
    """An accepted entry that was published online; the season allows the fetch, forbids it, or says nothing."""
    of = world(session, body=BODY)
    session.execute(update(Part).values(url=URL))
    if allowed is not None:
        factories.rule(session, of.season, "published_snapshot", value=allowed)
    session.commit()
    session.expunge_all()
    return of


def sweep(app: Flask) -> None:
    with app.app_context():
        published.sweep()


def test_page_is_kept_with_its_hash_and_clean_pictures(app: Flask, session: Session, paper: Paper) -> None:
    printed(session)
    sweep(app)
    sweep(app)
    ((row,),) = look(session, select(PublishedPage))
    assert (row.state, row.digest) == ("done", hashlib.sha256(HTML).hexdigest())
    assert row.text == "Chuyện ở bản xa.\n\nNgười dân vui.\n\nĐoạn thêm sau khi đăng."
    assert paper.paths() == ["/bai-1", "/anh.jpg"]
    ((key,),) = look(session, select(PublishedPicture.key))
    with app.app_context(), current_store().open(ObjectKey(key)) as body:
        assert found_in(body.read()) == set()


@pytest.mark.parametrize("allowed", [None, False])
def test_without_the_rule_nothing_is_fetched(
    app: Flask, session: Session, paper: Paper, *, allowed: bool | None
) -> None:
    printed(session, allowed=allowed)
    sweep(app)
    assert (look(session, select(PublishedPage.id)), paper.heard) == ([], [])


def test_a_rule_taken_back_stops_what_still_waits(app: Flask, session: Session, paper: Paper) -> None:
    of = printed(session)
    with app.app_context():
        published.request_pages(session)
    session.execute(update(Rule).where(Rule.season_id == of.season.id).values(value=False))
    session.commit()
    sweep(app)
    assert [row.state for row in look(session, select(PublishedPage.state))] == ["waiting"]
    assert paper.heard == []


def test_secretary_sees_what_differs_and_nobody_else_sees_the_page(
    app: Flask, session: Session, paper: Paper, sign_in: SignIn
) -> None:
    of = printed(session)
    sweep(app)
    address = of.path("/ban-da-dang")
    shown = sign_in(of.secretary).get(address).text
    assert html_problems({address: shown}) == []
    assert "Có 1 đoạn khác nhau" in shown
    assert "Chỉ có ở bản đã đăng</strong> Đoạn thêm sau khi đăng." in shown
    prepare(app, session)
    assert address in sign_in(of.secretary).get(of.path()).text
    for role in (Role.JUDGE, Role.CHAIR, Role.JOURNALIST, Role.ORGANIZER):
        other = factories.person(session, roles={of.season.id: role})
        assert sign_in(other).get(address).status_code == 404
    assert paper.paths() == ["/bai-1", "/anh.jpg"]  # a page that is looked at asks nobody


def test_failed_page_says_why_and_is_asked_again(app: Flask, session: Session, paper: Paper, sign_in: SignIn) -> None:
    of = printed(session)
    good = paper.answers["/bai-1"]
    paper.answers["/bai-1"] = lambda handler: handler.send_error(404)
    sweep(app)
    sweep(app)
    assert paper.paths() == ["/bai-1"]  # a refusal is not asked again by itself
    client = sign_in(of.secretary)
    assert "Trang không còn hoặc từ chối cho tải" in client.get(of.path("/ban-da-dang")).text
    ((page_id,),) = look(session, select(PublishedPage.id))
    paper.answers["/bai-1"] = good
    assert client.post(of.path(f"/ban-da-dang/{page_id}/tai-lai")).status_code == 302
    assert client.post(of.path(f"/ban-da-dang/{page_id + 1}/tai-lai")).status_code == 404
    sweep(app)
    assert [row.state for row in look(session, select(PublishedPage.state))] == ["done"]


def test_judge_gets_the_same_bytes_with_and_without_a_snapshot(
    app: Flask, session: Session, paper: Paper, sign_in: SignIn, count_queries: list[str]
) -> None:
    of = printed(session)
    first = factories.round_(session, session.merge(of.season))
    factories.criterion(session, first, session.merge(of.category))
    judge = factories.person(session, roles={of.season.id: Role.JUDGE})
    factories.panel(session, first, session.merge(of.category), (judge,))
    prepare(app, session)
    assert approve(sign_in(of.secretary), session, of) == 302
    ((code,),) = look(session, select(Code))
    factories.assignment(session, session.merge(code), session.merge(judge))
    client = sign_in(judge)
    desk = f"/mua/{of.season.slug}/cham/vong-1/{code.code}"
    before = client.get(desk)
    assert paper.heard == []
    sweep(app)
    assert len(paper.heard) == 2
    count_queries.clear()
    after = client.get(desk)

    assert masked_text(before.text) == masked_text(after.text)
    assert "bao.test" not in after.text
    assert [each for each in count_queries if "published_page" in each or "published_picture" in each] == []


def test_paragraphs_are_compared_apart_from_marks_and_blanks() -> None:
    assert compared("Hoà bình\nHai\nBa", "hòa  bình\nBa\nBốn") == [
        Compared("both", "Hoà bình"),
        Compared("published", "Hai"),
        Compared("both", "Ba"),
        Compared("sent", "Bốn"),
    ]
