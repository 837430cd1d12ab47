"""The door: who gets in, where to, and what a stranger learns (nothing)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Literal

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.accounts import passwords
from contest.accounts.models import EndedSession, Person
from contest.accounts.services import end_session
from contest.accounts.types import Role
from contest.db import utc_now
from contest.web.addresses import is_local
from tests import factories
from tests.accounts.conftest import PASSWORD


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD, **more: str) -> object:
    return client.post("/dang-nhap", data={"email": email, "password": password, **more})


def test_right_password_opens_the_account(client: FlaskClient, someone: Person) -> None:
    answer = client.post("/dang-nhap", data={"email": "  AN@Toasoan.test ", "password": PASSWORD})
    assert (answer.status_code, answer.location) == (302, "/tai-khoan")
    assert "Nguyễn Văn An" in client.get("/tai-khoan").text


def test_decomposed_password_is_the_same_password(client: FlaskClient, session: Session) -> None:
    factories.person(session, email="viet@toasoan.test", password_hash=passwords.hash_password("Việc thiện năm"))
    session.commit()
    decomposed = "Vie\u0323\u0302c thie\u0323\u0302n na\u0306m"
    assert client.post("/dang-nhap", data={"email": "viet@toasoan.test", "password": decomposed}).status_code == 302


def test_signed_out_visitor_comes_back_to_the_page_they_wanted(client: FlaskClient, someone: Person) -> None:
    assert client.get("/tai-khoan/mat-khau?tu=thu").location == "/dang-nhap"
    answer = client.post("/dang-nhap", data={"email": someone.email, "password": PASSWORD})
    assert answer.location == "/tai-khoan/mat-khau?tu=thu"


@pytest.mark.parametrize(
    "target",
    ["https://xau.test/", "//xau.test", "/\\xau.test", "/a\nb", "/\t/xau.test", "javascript:alert(1)", None, ""],
)
def test_foreign_destination_is_not_followed(client: FlaskClient, someone: Person, target: str | None) -> None:
    with client.session_transaction() as cookie:
        cookie["next"] = target
    answer = client.post("/dang-nhap", data={"email": someone.email, "password": PASSWORD})
    assert (is_local(target), answer.location) == (False, "/tai-khoan")


def test_session_before_sign_in_is_thrown_away(client: FlaskClient, someone: Person) -> None:
    with client.session_transaction() as cookie:
        cookie["csrf_token"], cookie["planted"] = "fixed", "yes"
    client.post("/dang-nhap", data={"email": someone.email, "password": PASSWORD})
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie.get("csrf_token") != "fixed"


def test_stranger_cannot_tell_unknown_disabled_and_wrong_apart(
    client: FlaskClient, session: Session, someone: Person
) -> None:
    factories.person(
        session, email="cu@toasoan.test", password_hash=passwords.hash_password(PASSWORD), disabled_at=utc_now()
    )
    factories.person(session, email="moi@toasoan.test", password_hash=None)
    session.commit()
    tries = [
        (someone.email, "sai mat khau roi"),
        ("khongco@toasoan.test", PASSWORD),
        ("cu@toasoan.test", PASSWORD),
        ("moi@toasoan.test", PASSWORD),
        ("khong phai dia chi", PASSWORD),
    ]
    answers = {
        (answer.status_code, _masked(answer.text, email))
        for email, password in tries
        for answer in [client.post("/dang-nhap", data={"email": email, "password": password})]
    }
    assert len(answers) == 1
    assert next(iter(answers))[0] == 422


def test_unknown_address_costs_one_hash_like_a_wrong_password(
    client: FlaskClient, someone: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The work is counted and not timed: one verification of the same parameters on either way."""
    hashed: list[str] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, encoded: str, password: str) -> Literal[True]:
        hashed.append(encoded)
        return verify(self, encoded, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    for email in (someone.email, "khongco@toasoan.test"):
        client.post("/dang-nhap", data={"email": email, "password": "sai mat khau roi"})
    assert [encoded.rsplit("$", 2)[0] for encoded in hashed] == ["$argon2id$v=19$m=19456,t=2,p=1"] * 2


def test_old_hash_is_renewed_when_it_is_used(client: FlaskClient, session: Session) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    who = factories.person(session, email="lau@toasoan.test", password_hash=old)
    session.commit()
    assert client.post("/dang-nhap", data={"email": who.email, "password": PASSWORD}).status_code == 302
    session.refresh(who)
    assert who.password_hash != old
    assert not passwords.is_outdated(who.password_hash or "")


def test_the_hash_that_nobody_matches_costs_as_much_as_one_of_today() -> None:
    assert not passwords.is_outdated(passwords.NOBODY)
    assert not passwords.password_matches(None, PASSWORD)


def test_sign_out_clears_the_browser(client: FlaskClient, someone: Person) -> None:
    client.post("/dang-nhap", data={"email": someone.email, "password": PASSWORD})
    answer = client.post("/dang-xuat")
    assert (answer.location, answer.headers["Clear-Site-Data"]) == ("/dang-nhap", '"cache", "storage"')
    assert client.get("/tai-khoan").location == "/dang-nhap"


def test_a_copied_cookie_opens_nothing_after_sign_out(app: Flask, client: FlaskClient, someone: Person) -> None:
    elsewhere, copied = app.test_client(), app.test_client()
    for browser in (client, elsewhere):
        browser.post("/dang-nhap", data={"email": someone.email, "password": PASSWORD})
    cookie = client.get_cookie("contest")
    assert cookie
    copied.set_cookie("contest", cookie.value)
    assert copied.get("/tai-khoan").status_code == 200
    client.post("/dang-xuat")
    assert copied.get("/tai-khoan").location == "/dang-nhap"
    assert elsewhere.get("/tai-khoan").status_code == 200  # another session of the same person goes on


def test_ended_sessions_are_forgotten_when_no_cookie_of_theirs_counts(session: Session) -> None:
    now, lifetime = utc_now(), timedelta(days=14)
    end_session(session, key="a" * 32, lifetime=lifetime, now=now - timedelta(days=15))
    for _twice in range(2):
        end_session(session, key="b" * 32, lifetime=lifetime, now=now - timedelta(days=13))
    end_session(session, key="c" * 32, lifetime=lifetime, now=now)
    kept = session.scalars(select(EndedSession.key).order_by(EndedSession.key)).all()
    assert kept == ["b" * 32, "c" * 32]


def test_changing_the_password_ends_every_other_session(app: Flask, client: FlaskClient, someone: Person) -> None:
    elsewhere = app.test_client()
    for browser in (client, elsewhere):
        browser.post("/dang-nhap", data={"email": someone.email, "password": PASSWORD})
    new = "mot cau khac con dai hon"
    answer = client.post("/tai-khoan/mat-khau", data={"current": PASSWORD, "password": new})
    assert answer.status_code == 302
    assert (client.get("/tai-khoan").status_code, elsewhere.get("/tai-khoan").status_code) == (200, 302)
    assert elsewhere.post("/dang-nhap", data={"email": someone.email, "password": PASSWORD}).status_code == 422
    assert elsewhere.post("/dang-nhap", data={"email": someone.email, "password": new}).status_code == 302


@pytest.mark.parametrize(
    ("current", "new"),
    [
        ("sai mat khau", "mot cau khac con dai hon"),
        (PASSWORD, "ngan"),
        (PASSWORD, "1234567890"),
        (PASSWORD, "aaaaaaaaaaaa"),
        (PASSWORD, "an@toasoan.test"),
        (PASSWORD, "x" * 300),
    ],
)
def test_bad_new_password_changes_nothing(
    client: FlaskClient, session: Session, someone: Person, current: str, new: str
) -> None:
    client.post("/dang-nhap", data={"email": someone.email, "password": PASSWORD})
    assert client.post("/tai-khoan/mat-khau", data={"current": current, "password": new}).status_code == 422
    session.refresh(someone)
    assert someone.session_epoch == 0


def test_sign_out_elsewhere_keeps_this_session(app: Flask, client: FlaskClient, someone: Person) -> None:
    elsewhere = app.test_client()
    for browser in (client, elsewhere):
        browser.post("/dang-nhap", data={"email": someone.email, "password": PASSWORD})
    client.post("/tai-khoan/dang-xuat-noi-khac")
    assert (client.get("/tai-khoan").status_code, elsewhere.get("/tai-khoan").status_code) == (200, 302)


def test_form_without_its_token_is_refused(guarded: Flask, someone: Person) -> None:
    browser = guarded.test_client()
    assert browser.post("/dang-nhap", data={"email": someone.email, "password": PASSWORD}).status_code == 400
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/dang-nhap").text)
    assert token
    answer = browser.post("/dang-nhap", data={"email": someone.email, "password": PASSWORD, "csrf_token": token[1]})
    assert answer.status_code == 302


def test_guesses_at_one_address_are_limited_known_or_not(guarded: Flask, someone: Person) -> None:
    for email in (someone.email, "khongco@toasoan.test"):
        browser = guarded.test_client()
        guarded.config["WTF_CSRF_ENABLED"] = False
        statuses = [
            browser.post("/dang-nhap", data={"email": email, "password": "sai mat khau"}).status_code for _ in range(12)
        ]
        assert statuses == [422] * 10 + [429] * 2


def test_right_password_is_never_counted_as_a_guess(guarded: Flask, someone: Person) -> None:
    guarded.config["WTF_CSRF_ENABLED"] = False
    statuses = {
        guarded.test_client().post("/dang-nhap", data={"email": someone.email, "password": PASSWORD}).status_code
        for _ in range(14)
    }
    assert statuses == {302}


def test_foreign_host_is_refused_in_plain_words(client: FlaskClient) -> None:
    for path in ("/dang-nhap", "/khong-co"):
        answer = client.get(path, headers={"Host": "xau.test"})
        assert answer.status_code in {400, 404}
        assert "xau.test" not in answer.text


def _masked(text: str, email: str) -> str:
    return re.sub(r'value="[^"]*"', "", text.replace(email, "E"))


@pytest.mark.parametrize(("role", "page"), [(Role.ORGANIZER, "dieu-hanh"), (Role.SECRETARY, "tham-dinh/")])
def test_officer_begins_where_the_work_is(session: Session, client: FlaskClient, role: Role, page: str) -> None:
    season = factories.season(session)
    who = factories.person(session, roles={season.id: role}, password_hash=passwords.hash_password(PASSWORD))
    session.commit()
    answer = client.post("/dang-nhap", data={"email": who.email, "password": PASSWORD})
    assert answer.headers["Location"] == f"/mua/{season.slug}/{page}"


def test_administrator_begins_at_the_seasons(session: Session, client: FlaskClient) -> None:
    who = factories.person(session, is_admin=True, password_hash=passwords.hash_password(PASSWORD))
    session.commit()
    answer = client.post("/dang-nhap", data={"email": who.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/mua-giai"


def test_limits_are_those_of_the_application_that_answers(guarded: Flask, client: FlaskClient, someone: Person) -> None:
    """A guarded application made later in the same process does not guard the others."""
    guarded.config["WTF_CSRF_ENABLED"] = False

    def statuses(browser: FlaskClient) -> list[int]:
        wrong = {"email": someone.email, "password": "sai mat khau"}
        return [browser.post("/dang-nhap", data=wrong).status_code for _ in range(12)]

    assert statuses(guarded.test_client()) == [422] * 10 + [429] * 2
    assert statuses(client) == [422] * 12
