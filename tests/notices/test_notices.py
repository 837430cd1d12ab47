"""The outbox: kept while there is no way out, sent exactly once, telling nobody else's business."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import pairwise
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.db import begin_writing, utc_now
from contest.jobs import run_sweeps
from contest.links import new_seed, place_for, token_of
from contest.notices.models import Notice
from contest.notices.outbox import MAX_ATTEMPTS, claim_next, give_back, mark_sent, pause
from contest.notices.services import NoticeWithoutRecipient, notify
from contest.settings import Settings
from tests import factories
from tests.ports import free_port

NOW = utc_now()


class Sink:
    """A mail server that keeps what it takes and can be told to misbehave."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.answer = "250 OK"

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.answer.startswith("250"):
            self.mails.append(message_from_bytes(envelope.content, policy=default))
            self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        return self.answer


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def mail_server(sink: Sink) -> Iterator[Controller]:
    controller = Controller(sink, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield controller
    if controller.server:
        controller.stop()


@pytest.fixture
def configured(app: Flask) -> Iterator[Callable[..., None]]:
    """Change the application's settings for one test."""
    before: Settings = app.extensions["contest.settings"]

    def change(**values: Any) -> None:
        app.extensions["contest.settings"] = replace(before, **values)

    yield change
    app.extensions["contest.settings"] = before


def smtp_url(controller: Controller) -> str:
    return f"smtp://127.0.0.1:{controller.port}"


def write(session: Session, key: str, *, at: datetime = NOW, **values: Any) -> None:
    base: dict[str, Any] = {"email": "an@toasoan.test", "subject": "Chào", "body": "Nội dung.", "link": "/tai-khoan"}
    notify(session, kind="test", dedupe_key=key, now=at, **base | values)


def states(session: Session) -> list[str]:
    session.expire_all()
    session.rollback()
    found = list(session.scalars(select(Notice.state).order_by(Notice.id)))
    session.rollback()
    return found


def test_mail_tells_the_recipient_and_nothing_of_others(
    app: Flask, session: Session, mail_server: Controller, sink: Sink, configured: Callable[..., None]
) -> None:
    configured(smtp_url=smtp_url(mail_server), base_url="https://giai.test", mail_from="Tổ thư ký <thu@giai.test>")
    write(session, "1", subject="Biên nhận\r\nBcc: xau@x.test", body="Xin chào {{ 7*7 }} {x.__class__}")
    write(session, "2", email="binh@toasoan.test")
    session.commit()
    run_sweeps(app, NOW)
    first, second = sink.mails
    assert sink.envelopes == [("thu@giai.test", ["an@toasoan.test"]), ("thu@giai.test", ["binh@toasoan.test"])]
    assert first["Subject"] == "Biên nhận Bcc: xau@x.test"
    names = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"}
    assert set(first.keys()) <= names | {"Content-Transfer-Encoding"}
    assert "{{ 7*7 }} {x.__class__}" in first.get_content()
    assert "https://giai.test/tai-khoan" in first.get_content()
    assert "binh@" not in first.as_string()
    assert "an@" not in second.as_string()
    assert first["Message-ID"] != second["Message-ID"]
    assert states(session) == ["sent", "sent"]


def test_a_mail_says_which_contest_writes(
    app: Flask, session: Session, mail_server: Controller, sink: Sink, configured: Callable[..., None]
) -> None:
    configured(smtp_url=smtp_url(mail_server), base_url="https://giai.test")
    season = factories.season(session, name="Giải báo chí Vì người nghèo 2023")
    write(session, "1", season_id=season.id)
    write(session, "2")
    session.commit()
    run_sweeps(app, NOW)
    signed = [mail.get_content().replace("\r\n", "\n").split("\n--\n")[1].splitlines() for mail in sink.mails]
    assert signed[0][:2] == ["Giải báo chí Vì người nghèo 2023", "https://giai.test"]
    assert signed[1][0] == "https://giai.test"


def test_mails_wait_for_the_server_and_go_once(
    app: Flask, session: Session, mail_server: Controller, sink: Sink, configured: Callable[..., None]
) -> None:
    configured(smtp_url=smtp_url(mail_server))
    mail_server.stop()
    for number in range(3):
        write(session, str(number))
    session.commit()
    for _ in range(2):
        run_sweeps(app, NOW)
    assert states(session) == ["queued"] * 3
    revived = Controller(sink, hostname="127.0.0.1", port=free_port())
    revived.start()
    try:
        configured(smtp_url=smtp_url(revived))
        session.execute(update(Notice).values(rests_until=NOW - timedelta(hours=1)))
        session.commit()
        for _ in range(3):
            run_sweeps(app, NOW)
    finally:
        revived.stop()
    assert states(session) == ["sent"] * 3
    assert len({mail["Message-ID"] for mail in sink.mails}) == len(sink.mails) == 3


def test_two_workers_claim_each_message_once(engine: Engine, session: Session) -> None:
    for number in range(20):
        write(session, str(number))
    session.commit()
    claimed: list[int] = []

    def work() -> None:
        begin_writing()
        with Session(engine) as own:
            while letter := claim_next(own, now=NOW):
                own.commit()
                claimed.append(letter.notice_id)
            own.rollback()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(claimed) == len(set(claimed)) == 20


def test_refused_for_good_is_given_up_and_the_next_goes_on(
    app: Flask, session: Session, mail_server: Controller, sink: Sink, configured: Callable[..., None]
) -> None:
    configured(smtp_url=smtp_url(mail_server))
    sink.answer = "550 no such person"
    write(session, "1")
    session.commit()
    run_sweeps(app, NOW)
    sink.answer = "250 OK"
    write(session, "2")
    session.commit()
    run_sweeps(app, NOW)
    assert states(session) == ["failed", "sent"]


def test_busy_server_is_asked_again_with_growing_pauses(
    app: Flask, session: Session, mail_server: Controller, sink: Sink, configured: Callable[..., None]
) -> None:
    configured(smtp_url=smtp_url(mail_server))
    sink.answer = "451 later"
    write(session, "1")
    session.commit()
    run_sweeps(app, NOW)
    run_sweeps(app, NOW)
    assert session.scalar(select(Notice.attempts)) == 1
    pauses = [pause(tries) for tries in range(1, MAX_ATTEMPTS)]
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=1)
    assert sum(pauses, timedelta()) > timedelta(hours=20)
    session.execute(update(Notice).values(attempts=MAX_ATTEMPTS - 1, rests_until=NOW - timedelta(days=9)))
    session.commit()
    run_sweeps(app, NOW)
    assert states(session) == ["failed"]


def swept(session: Session, *, since: timedelta, away: timedelta) -> list[datetime]:
    """Sweep every minute a mail that was written ``since`` ago, the server ``away`` from NOW; when it was tried."""
    write(session, "1", at=NOW - since)
    tried = []
    for minute in range(24 * 60):
        now = NOW + timedelta(minutes=minute)
        letter = claim_next(session, now=now)
        if letter is None:
            continue
        tried.append(now)
        if now >= NOW + away:
            mark_sent(session, letter.notice_id, now=now)
            break
        give_back(session, letter.notice_id, error="no way out", now=now)
    session.commit()
    return tried


@pytest.mark.parametrize("since", [timedelta(), timedelta(days=9)], ids=["fresh", "sent again"])
def test_a_mail_server_away_for_a_night_loses_nothing(session: Session, since: timedelta) -> None:
    """Also a mail written long before: its tries are not used up in as many minutes."""
    tried = swept(session, since=since, away=timedelta(hours=14))
    assert states(session) == ["sent"]
    assert [later - earlier for earlier, later in pairwise(tried)] == [pause(n) for n in range(1, len(tried))]


def test_a_mail_server_away_for_ever_is_told_of(session: Session) -> None:
    assert len(swept(session, since=timedelta(), away=timedelta(days=9))) == MAX_ATTEMPTS
    assert states(session) == ["failed"]


def test_claim_of_a_dead_worker_is_taken_up_again(session: Session) -> None:
    write(session, "1")
    first = claim_next(session, now=NOW)
    assert claim_next(session, now=NOW + timedelta(minutes=9)) is None
    again = claim_next(session, now=NOW + timedelta(minutes=11))
    assert first is not None
    assert first == again  # under the same Message-ID


def test_folder_keeps_one_private_file_a_mail(app: Flask, session: Session, settings: Settings) -> None:
    write(session, "1", email="rieng@toasoan.test")
    session.commit()
    run_sweeps(app, NOW)
    message_id = session.scalar(select(Notice.message_id))
    file = settings.outbox / f"{message_id}.eml"
    assert file.stat().st_mode & 0o077 == 0
    assert message_from_bytes(file.read_bytes(), policy=default)["To"] == "rieng@toasoan.test"


def test_repeated_act_writes_one_message(session: Session) -> None:
    write(session, "cùng việc")
    assert not notify(session, kind="test", dedupe_key="cùng việc", email="an@x.test", subject="s", body="b", now=NOW)
    assert notify(session, kind="khác", dedupe_key="cùng việc", email="an@x.test", subject="s", body="b", now=NOW)
    assert notify(session, kind="test", dedupe_key="d" * 500, email="an@x.test", subject="s", body="b", now=NOW)
    with pytest.raises(NoticeWithoutRecipient):
        notify(session, kind="test", dedupe_key="3", subject="s", body="b", now=NOW)


@pytest.mark.parametrize("link", ["https://xau.test", "//xau.test", "/\\xau.test", "/a\r\nBcc: x", "/a b", "x"])
def test_link_is_a_path_of_this_site(session: Session, link: str) -> None:
    write(session, "1", link=link)
    assert session.scalar(select(Notice.link)) == ""


def test_secret_of_a_link_is_only_in_the_mail(app: Flask, session: Session, settings: Settings) -> None:
    seed = new_seed()
    who = factories.person(session)
    write(session, "1", link=f"/dat-lai/{place_for(seed)}", person_id=who.id)
    session.commit()
    run_sweeps(app, NOW)
    secret = token_of(seed, settings.secret_key)
    row = session.execute(select(Notice.__table__)).one()
    assert secret not in str(row)
    mail = message_from_bytes((settings.outbox / f"{row.message_id}.eml").read_bytes(), policy=default)
    assert f"/dat-lai/{secret}" in str(mail.get_content())


def test_inbox_shows_ones_own_messages_and_not_their_secrets(
    session: Session, sign_in: Callable[[Person], FlaskClient]
) -> None:
    one, other = factories.person(session), factories.person(session)
    write(session, "1", person_id=one.id, subject="Thư của một", email=None)
    write(session, "2", person_id=other.id, subject="Thư của hai", email=None)
    write(session, "3", person_id=one.id, subject="Thư kín", link=f"/x/{place_for(new_seed())}", email=None)
    page = sign_in(one).get("/thong-bao").text
    assert "Thư của một" in page
    assert "Thư của hai" not in page
    assert "{token:" not in page


def test_opening_a_message_marks_it_and_follows_its_link(
    session: Session, sign_in: Callable[[Person], FlaskClient]
) -> None:
    one, other = factories.person(session), factories.person(session)
    write(session, "1", person_id=one.id, email=None)
    public_id = session.scalar(select(Notice.message_id))
    assert sign_in(other).post(f"/thong-bao/{public_id}").status_code == 404
    browser = sign_in(one)
    assert browser.post(f"/thong-bao/{public_id}").location == "/tai-khoan"
    assert "chưa đọc" not in browser.get("/thong-bao").text


def test_reading_all_leaves_nothing_unread(session: Session, sign_in: Callable[[Person], FlaskClient]) -> None:
    one = factories.person(session)
    for number in range(40):
        write(session, str(number), person_id=one.id, email=None)
    browser = sign_in(one)
    assert "40 thông báo chưa đọc" in browser.get("/thong-bao?trang=2").text
    browser.post("/thong-bao/da-doc")
    assert "chưa đọc" not in browser.get("/thong-bao").text
    for page in ("0", "-3", "x", "99999999999999999999"):
        assert browser.get(f"/thong-bao?trang={page}").status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_inbox_takes_three_queries(
    session: Session, sign_in: Callable[[Person], FlaskClient], count_queries: list[str], rows: int
) -> None:
    one = factories.person(session)
    for number in range(rows):
        write(session, str(number), person_id=one.id, email=None)
    browser = sign_in(one)
    count_queries.clear()
    browser.get("/thong-bao")
    assert len([each for each in count_queries if not each.startswith("BEGIN")]) == 3


def test_outbox_folder_is_shown_at_the_machine_and_to_administrators_only(
    app: Flask,
    session: Session,
    client: FlaskClient,
    sign_in: Callable[[Person], FlaskClient],
    configured: Callable[..., None],
) -> None:
    write(session, "1", email="mau@toasoan.test", link="/dang-nhap")
    session.commit()
    run_sweeps(app, NOW)
    away = {"REMOTE_ADDR": "203.0.113.7"}
    assert 'href="/dang-nhap"' in client.get("/thu-mau").text
    assert 'href="/thu-mau"' in client.get("/da-gui-thu").text, "who waits for a mail is led to it"
    assert 'href="/thu-mau"' not in client.get("/da-gui-thu", environ_base=away).text
    assert client.get("/thu-mau", environ_base=away).status_code == 404
    assert client.get("/thu-mau", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
    judge = sign_in(factories.person(session))
    assert judge.get("/thu-mau", environ_base=away).status_code == 404
    admin = sign_in(factories.person(session, is_admin=True))
    assert admin.get("/thu-mau", environ_base=away).status_code == 200
    factories.season(session, is_demo=True)
    session.commit()
    assert admin.get("/thu-mau").status_code == client.get("/thu-mau").status_code == 200
    real = factories.season(session)
    session.commit()
    assert admin.get("/thu-mau").status_code == client.get("/thu-mau").status_code == 404
    session.delete(real)
    session.commit()
    configured(smtp_url="smtp://127.0.0.1:1")
    assert admin.get("/thu-mau").status_code == client.get("/thu-mau").status_code == 404
