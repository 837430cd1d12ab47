"""Whoever asks for a mail chooses one address and nothing else of it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.notices.models import Notice

DOORS = ("/quen-mat-khau", "/dang-ky")
ONE = "an@toasoan.test"
HOSTILE = (
    "an@toasoan.test, xau@x.test",
    "an@toasoan.test;xau@x.test",
    "an@toasoan.test\r\nBcc: xau@x.test",
    "an@toasoan.test%0aBcc:xau@x.test",
    "Ban To Chuc <xau@x.test>",
    '"an@toasoan.test" <xau@x.test>',
    "an@toasoan.test\x00xau@x.test",
    "@x.test:an@toasoan.test",
    "an@toasoan.test xau@x.test",
    "an@@x.test",
)


def recipients(session: Session) -> list[str]:
    found = session.scalars(select(Notice.email).order_by(Notice.id)).all()
    session.rollback()
    return list(found)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("address", HOSTILE)
def test_an_address_that_is_more_than_one_gets_no_mail(
    client: FlaskClient, session: Session, door: str, address: str
) -> None:
    answer = client.post(door, data={"email": address})
    assert answer.status_code == 422
    assert recipients(session) == []


@pytest.mark.parametrize("door", DOORS)
def test_one_address_gets_one_mail_without_words_of_the_asker(client: FlaskClient, session: Session, door: str) -> None:
    words = {"full_name": "Mua ngay tai http://xau.test", "subject": "Trung thuong", "next": "http://xau.test"}
    client.post(
        door, data={"email": ONE, **words}, headers={"Referer": "http://xau.test", "X-Forwarded-For": "9.9.9.9"}
    )
    assert recipients(session) == [ONE]
    row = session.execute(select(Notice.subject, Notice.body, Notice.link)).one()
    assert not any(word in "\n".join(row) for word in ("xau.test", "Trung", "Mua ngay", "9.9.9.9"))
