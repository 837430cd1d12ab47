"""Registration, reset and consents: links work once, for one thing, for a while; strangers learn nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.accounts.consents import consents_of, without_consent
from contest.accounts.models import AccountToken, Consent, ConsentText, Person
from contest.accounts.types import ConsentPurpose
from contest.db import utc_now
from contest.ledger.models import LedgerEntry
from contest.notices.models import Notice
from contest.settings import Settings
from tests import factories
from tests.accounts.conftest import PASSWORD

NEW_PASSWORD = "mot cau khac con dai hon"


@pytest.fixture
def mailbox(settings: Settings) -> Callable[[str], str]:
    """The path of the link in the newest mail to an address."""

    def newest(address: str) -> str:
        mails = sorted(settings.outbox.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        for path in mails:
            mail = message_from_bytes(path.read_bytes(), policy=default)
            if mail["To"] == address:
                found = re.search(r"^http://127\.0\.0\.1:8000(/\S+)\r?$", str(mail.get_content()), re.MULTILINE)
                assert found
                return found[1]
        raise AssertionError(f"no mail to {address}")

    return newest


def filled(**more: str) -> dict[str, str]:
    return {"full_name": "Trần  Thị Bình", "password": NEW_PASSWORD, "processing": "y"} | more


def test_stranger_registers_by_mail_and_is_signed_in(
    client: FlaskClient, session: Session, mailbox: Callable[[str], str]
) -> None:
    unit = factories.organisation(session)
    session.commit()
    assert client.post("/dang-ky", data={"email": "Binh@toasoan.test"}).location == "/da-gui-thu"
    link = mailbox("binh@toasoan.test")
    page = client.get(link)
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "private, no-store")
    assert 'name="news" type="checkbox" value="y" checked' not in page.text
    assert page.text.count(" checked") == 1  # the frame's own tick
    answer = client.post(link, data=filled(pen_name="Bình Minh", organisation=str(unit.id), news="y"))
    assert answer.location == "/tai-khoan"
    assert "Trần Thị Bình" in client.get("/tai-khoan").text
    who = session.scalars(select(Person)).one()
    assert (who.email, who.pen_name, who.organisation_id) == ("binh@toasoan.test", "Bình Minh", unit.id)
    assert who.email_confirmed_at
    given = {line.wording.purpose for line in consents_of(session, who.id) if line.holds}
    assert given == {ConsentPurpose.PROCESSING, ConsentPurpose.NEWS}


def test_registration_leads_back_to_the_page_that_was_wanted(
    client: FlaskClient, mailbox: Callable[[str], str]
) -> None:
    client.get("/tai-khoan/dong-y")
    client.post("/dang-ky", data={"email": "binh@toasoan.test"})
    assert client.post(mailbox("binh@toasoan.test"), data=filled()).location == "/tai-khoan/dong-y"


@pytest.mark.parametrize(
    "bad",
    [
        {"processing": ""},
        {"full_name": " 12 "},
        {"full_name": "N" * 200},
        {"password": "ngan"},
        {"password": "binh@toasoan.test"},
        {"phone": "gọi tôi"},
        {"organisation": "999"},
        {"organisation": "x"},
    ],
)
def test_bad_form_makes_no_account_and_keeps_what_was_typed(
    client: FlaskClient, session: Session, mailbox: Callable[[str], str], bad: dict[str, str]
) -> None:
    client.post("/dang-ky", data={"email": "binh@toasoan.test"})
    link = mailbox("binh@toasoan.test")
    data = {name: value for name, value in filled(pen_name="Bút Lạ", **bad).items() if value}
    answer = client.post(link, data=data)
    assert answer.status_code == 422
    assert "Bút Lạ" in answer.text
    assert session.scalar(select(Person.id)) is None
    session.rollback()
    assert client.post(link, data=filled()).status_code == 302  # the link was not used up


def test_known_and_unknown_addresses_get_one_answer(
    client: FlaskClient, session: Session, someone: Person, count_queries: list[str]
) -> None:
    for path in ("/dang-ky", "/quen-mat-khau"):
        seen = []
        for email in (someone.email, "khongco@toasoan.test"):
            count_queries.clear()
            answer = client.post(path, data={"email": email})
            headers = {name: value for name, value in answer.headers.items() if name != "Set-Cookie"}
            written = [each.split()[0:3] for each in count_queries if each.startswith(("INSERT", "UPDATE"))]
            seen.append((answer.status_code, answer.text, headers, written))
        assert seen[0] == seen[1]


def test_owner_of_a_known_address_is_told_to_sign_in(
    client: FlaskClient, session: Session, someone: Person, mailbox: Callable[[str], str]
) -> None:
    client.post("/dang-ky", data={"email": someone.email})
    assert mailbox(someone.email).startswith("/dat-lai-mat-khau/")
    client.post("/quen-mat-khau", data={"email": "khongco@toasoan.test"})
    assert mailbox("khongco@toasoan.test").startswith("/dang-ky/")


def test_reset_sets_the_password_and_ends_every_session(
    app: Flask, client: FlaskClient, someone: Person, mailbox: Callable[[str], str]
) -> None:
    elsewhere = app.test_client()
    elsewhere.post("/dang-nhap", data={"email": someone.email, "password": PASSWORD})
    client.post("/quen-mat-khau", data={"email": someone.email})
    link = mailbox(someone.email)
    assert client.get(link).status_code == client.get(link).status_code == 200  # reading uses nothing up
    assert client.post(link, data={"password": "ngan"}).status_code == 422
    assert client.post(link, data={"password": NEW_PASSWORD}).location == "/dang-nhap"
    assert elsewhere.get("/tai-khoan").status_code == 302
    statuses = [
        client.post("/dang-nhap", data={"email": someone.email, "password": each}).status_code
        for each in (PASSWORD, NEW_PASSWORD)
    ]
    assert statuses == [422, 302]


def test_every_dead_link_is_the_same_dead_link(
    client: FlaskClient, session: Session, someone: Person, mailbox: Callable[[str], str]
) -> None:
    client.post("/quen-mat-khau", data={"email": someone.email})
    replaced = mailbox(someone.email)
    client.post("/quen-mat-khau", data={"email": someone.email})
    used = mailbox(someone.email)
    client.post(used, data={"password": NEW_PASSWORD})
    client.get("/dang-nhap")  # shows its message once
    client.post("/quen-mat-khau", data={"email": someone.email})
    expired = mailbox(someone.email)
    session.execute(update(AccountToken).values(expires_at=utc_now() - timedelta(seconds=1)))
    session.commit()
    client.post("/dang-ky", data={"email": "khac@toasoan.test"})
    wrong_purpose = mailbox("khac@toasoan.test").replace("/dang-ky/", "/dat-lai-mat-khau/")
    dead = [replaced, used, expired, wrong_purpose, "/dat-lai-mat-khau/x", "/dat-lai-mat-khau/" + "x" * 5000]
    for method in (client.get, lambda path: client.post(path, data={"password": NEW_PASSWORD})):
        answers = {(answer.status_code, _plain(answer.text)) for answer in map(method, dead)}
        assert len(answers) == 1
        assert next(iter(answers))[0] == 404


def test_link_hashes_only_are_kept(
    client: FlaskClient, session: Session, someone: Person, mailbox: Callable[[str], str]
) -> None:
    client.post("/quen-mat-khau", data={"email": someone.email})
    secret = mailbox(someone.email).rpartition("/")[2]
    assert len(secret) == 43
    stored = f"{session.execute(select(AccountToken.__table__)).all()}{session.execute(select(Notice.__table__)).all()}"
    assert secret not in stored


def test_link_never_follows_the_host_of_the_request(
    client: FlaskClient, someone: Person, mailbox: Callable[[str], str]
) -> None:
    answer = client.post(
        "/quen-mat-khau",
        data={"email": someone.email},
        headers={"Host": "localhost", "X-Forwarded-Host": "xau.test", "X-Forwarded-For": "1.2.3.4"},
    )
    assert answer.status_code == 302
    assert mailbox(someone.email).startswith("/dat-lai-mat-khau/")  # the fixture demands base_url before it


def test_mails_to_one_address_are_limited(guarded: Flask, someone: Person) -> None:
    guarded.config["WTF_CSRF_ENABLED"] = False
    for email in (someone.email, "khongco@toasoan.test"):
        browser = guarded.test_client()
        assert [browser.post("/dang-ky", data={"email": email}).status_code for _ in range(4)] == [302, 302, 302, 429]


@pytest.mark.parametrize(
    "email", ["", "a", "a@b", "@x.test", "a@x.test\r\nBcc: b@x.test", "a" * 300 + "@x.test", "ă@x.test"]
)
def test_what_is_no_address_is_refused_on_its_field(client: FlaskClient, email: str) -> None:
    assert client.post("/dang-ky", data={"email": email}).status_code == 422


def test_consents_are_given_and_withdrawn_with_their_times(
    session: Session, sign_in: Callable[[Person], FlaskClient]
) -> None:
    who = factories.person(session)
    browser = sign_in(who)
    browser.post("/tai-khoan/dong-y/news")
    browser.post("/tai-khoan/dong-y/news")
    assert without_consent(session, [who.id], purpose=ConsentPurpose.NEWS) == []
    first = session.scalar(select(Consent.given_at))
    session.rollback()
    browser.post("/tai-khoan/dong-y/news/rut")
    assert "Đã rút lại lúc" in browser.get("/tai-khoan/dong-y").text
    assert without_consent(session, [who.id], purpose=ConsentPurpose.NEWS) == [who.full_name]
    session.rollback()
    browser.post("/tai-khoan/dong-y/news")
    session.rollback()
    second = session.scalar(select(Consent.given_at))
    assert first
    assert second
    assert second > first
    actions = list(session.scalars(select(LedgerEntry.action).order_by(LedgerEntry.seq)))
    assert actions == ["consent.give", "consent.withdraw", "consent.give"]
    assert session.scalar(select(ConsentText.text_vi)) == "Tôi muốn nhận tin về các mùa giải sau qua e-mail."
    session.rollback()
    assert browser.post("/tai-khoan/dong-y/khac").status_code == 404


def _plain(text: str) -> str:
    return re.sub(r'name="(csrf_token|next)" value="[^"]*"', "", text)


def test_who_mistyped_the_address_is_led_back_to_the_same_form(client: FlaskClient) -> None:
    for form in ("/dang-ky", "/quen-mat-khau"):
        page = client.post(form, data={"email": "binh@toasoan.test"}, follow_redirects=True).text
        assert f'<a href="{form}">Nhập lại</a>' in page


def test_a_spent_link_says_how_to_get_another(client: FlaskClient) -> None:
    for page in ("/dang-ky/khong-con", "/dat-lai-mat-khau/khong-con", "/loi-moi/khong-con"):
        answer = client.get(page)
        assert answer.status_code == 404
        assert all(way in answer.text for way in ("Quên mật khẩu", "Đăng ký dự thi", "nhờ người mời", "/dang-nhap"))
