"""Two acts at once on one thing: on PostgreSQL the second is told in words; without another it is our own fault."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError

from contest.db import db

TAKEN = "23505"


class Refusal(Exception):
    """What the driver says."""

    def __init__(self, sqlstate: str | None) -> None:
        super().__init__("duplicate key")
        self.sqlstate = sqlstate


def answering(client: FlaskClient, monkeypatch: pytest.MonkeyPatch, sqlstate: str | None) -> int:
    def refuse(*_arguments: object) -> None:
        raise IntegrityError("INSERT", {}, Refusal(sqlstate))

    monkeypatch.setattr(db.session, "execute", refuse)
    return client.get("/suc-khoe").status_code


def test_the_second_of_two_is_told(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert answering(client, monkeypatch, TAKEN) == 409


@pytest.mark.parametrize("sqlstate", [None, "23502"])
def test_an_error_of_ours_is_not_hidden(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, sqlstate: str | None
) -> None:
    with pytest.raises(IntegrityError):
        answering(client, monkeypatch, sqlstate)
