"""An account is closed and opened again by an administrator: at once, with a reason, in the record."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.accounts.disabling import disable_account
from contest.accounts.errors import LastAdministrator
from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.db import utc_now
from contest.ledger.models import LedgerEntry
from contest.ledger.services import verify
from tests import factories
from tests.accounts.conftest import PASSWORD

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def keeper(session: Session) -> Person:
    return factories.person(session, full_name="Đỗ Quản Trị", is_admin=True)


@pytest.fixture
def admin(keeper: Person, sign_in: SignIn) -> FlaskClient:
    return sign_in(keeper)


def record_of(session: Session, person_id: int) -> list[tuple[str, int | None, str | None]]:
    """What the ledger says of a person's doors: act, actor, reason."""
    session.rollback()
    rows = session.execute(
        select(LedgerEntry.action, LedgerEntry.actor_id, LedgerEntry.payload)
        .where(
            LedgerEntry.subject == f"person:{person_id}", LedgerEntry.action.in_(("person.disable", "person.enable"))
        )
        .order_by(LedgerEntry.seq)
    ).all()
    session.rollback()
    return [(action, actor, json.loads(payload).get("reason")) for action, actor, payload in rows]


def test_closed_account_is_out_everywhere_at_once_and_back_with_its_password(
    admin: FlaskClient, someone: Person, session: Session, sign_in: SignIn, client: FlaskClient
) -> None:
    keeper = session.scalars(select(Person.id).where(Person.is_admin)).one()
    phone, desk = sign_in(someone), sign_in(someone)
    place = f"/quan-tri/tai-khoan/{someone.id}"
    assert (phone.get("/tai-khoan").status_code, desk.get("/tai-khoan").status_code) == (200, 200)
    assert admin.post(f"{place}/khoa", data={"reason": "  Mất điện thoại  "}).location == place
    assert {each.get("/tai-khoan").location for each in (phone, desk)} == {"/dang-nhap"}
    door = {"email": someone.email, "password": PASSWORD}
    assert client.post("/dang-nhap", data=door).status_code == 422
    page = admin.get(place).text
    assert "Mất điện thoại" in page
    assert "Đỗ Quản Trị" in page
    assert someone.full_name in admin.get("/quan-tri/tai-khoan?trang-thai=khoa").text
    assert admin.post(f"{place}/mo-lai", data={"reason": "Đã nhận lại máy"}).location == place
    assert phone.get("/tai-khoan").location == "/dang-nhap"  # the old session stays dead
    assert client.post("/dang-nhap", data=door).status_code == 302
    assert record_of(session, someone.id) == [
        ("person.disable", keeper, "Mất điện thoại"),
        ("person.enable", keeper, "Đã nhận lại máy"),
    ]
    assert verify(session).holds


def test_closing_twice_records_once(admin: FlaskClient, someone: Person, session: Session) -> None:
    for deed in ("khoa", "khoa", "mo-lai", "mo-lai"):
        answer = admin.post(f"/quan-tri/tai-khoan/{someone.id}/{deed}", data={"reason": "Một lần"})
        assert answer.status_code == 302
    assert [act for act, _by, _why in record_of(session, someone.id)] == ["person.disable", "person.enable"]


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_reason_is_asked_and_what_was_typed_stays(
    admin: FlaskClient, someone: Person, session: Session, sign_in: SignIn, reason: str
) -> None:
    desk = sign_in(someone)
    for deed in ("khoa", "mo-lai"):
        answer = admin.post(f"/quan-tri/tai-khoan/{someone.id}/{deed}", data={"reason": reason})
        assert answer.status_code == 422
        assert any(words in answer.text for words in ("Hãy điền mục này.", "Tối đa 300 ký tự.", "Hãy ghi lý do"))
        assert f'value="{reason}"' in answer.text
    assert desk.get("/tai-khoan").status_code == 200
    assert record_of(session, someone.id) == []


def test_oneself_is_refused_in_words(admin: FlaskClient, keeper: Person, session: Session) -> None:
    factories.person(session, is_admin=True)
    session.commit()
    place = f"/quan-tri/tai-khoan/{keeper.id}"
    assert f'action="{place}/khoa"' not in admin.get(place).text
    answer = admin.post(f"{place}/khoa", data={"reason": "Thử"})
    assert (answer.status_code, "Không thể khóa tài khoản của chính mình" in answer.text) == (422, True)
    assert admin.get(place).status_code == 200
    assert record_of(session, keeper.id) == []


def test_last_administrator_stays(session: Session) -> None:
    """Two administrators who close each other at once: the second to come finds himself shut out, the first stays."""
    one, other = (factories.person(session, is_admin=True) for _ in range(2))
    assert disable_account(session, person_id=other.id, by=one.id, reason="Lạm quyền", now=utc_now())
    with pytest.raises(LastAdministrator) as refused:
        disable_account(session, person_id=one.id, by=other.id, reason="Trả đũa", now=utc_now())
    assert "quản trị duy nhất" in str(refused.value)


def test_nobody_else_opens_the_page(session: Session, sign_in: SignIn, someone: Person) -> None:
    season = factories.season(session)
    for role in Role:
        browser = sign_in(factories.person(session, roles={season.id: role}))
        assert browser.get("/quan-tri/tai-khoan").status_code == 404
        assert browser.post(f"/quan-tri/tai-khoan/{someone.id}/khoa", data={"reason": "x"}).status_code == 404
    assert record_of(session, someone.id) == []


def test_missing_account_is_not_there(admin: FlaskClient) -> None:
    assert admin.get("/quan-tri/tai-khoan/987654").status_code == 404
    assert admin.post("/quan-tri/tai-khoan/987654/khoa", data={"reason": "x"}).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_accounts_takes_three_queries(
    admin: FlaskClient, session: Session, count_queries: list[str], rows: int
) -> None:
    for _ in range(rows):
        factories.person(session)
    session.commit()
    count_queries.clear()
    assert admin.get("/quan-tri/tai-khoan").status_code == 200
    assert len([each for each in count_queries if not each.startswith("BEGIN")]) == 3
