"""A database whose one writer is busy, or that is gone: told so, with when to come again."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from contest.db import db


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_a_database_that_is_away_is_503_with_a_time_to_come_again(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, accept: str
) -> None:
    def away(*_arguments: Any) -> None:
        raise OperationalError("SELECT 1", {}, Exception("database is locked"))

    monkeypatch.setattr(db.session, "execute", away)
    answer = client.get("/suc-khoe", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "chưa được lưu" in answer.get_json()["error"] if accept.endswith("json") else True
