"""A database whose disk is full: told plainly, nothing half-written, and all goes on once there is room."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from contest.db import db
from tests.storage.test_faults import full_disk

SCRIPT = """
import sys
from pathlib import Path
from tests.faults import full_disk
{fault}
full_disk.main(Path(sys.argv[1]), sys.argv[2])
"""
ACKNOWLEDGES_ALL_THE_SAME = """
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
really = Session.commit
def commit(self):
    try:
        really(self)
    except OperationalError:
        self.rollback()
Session.commit = commit
"""


def test_a_database_without_room_is_said_and_leaves_no_half(tmp_path: Path) -> None:
    said = full_disk(tmp_path, SCRIPT.format(fault=""), mib=16)
    assert said == "ok\n"


def test_a_broken_server_that_acknowledges_all_the_same_is_noticed(tmp_path: Path) -> None:
    said = full_disk(tmp_path, SCRIPT.format(fault=ACKNOWLEDGES_ALL_THE_SAME), mib=16)
    assert "AssertionError: 409" in said, said  # what was acknowledged last is not there to be followed


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_postgresql_without_room_is_said_in_the_same_words(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, accept: str
) -> None:
    def full(*_arguments: object) -> None:
        raise OperationalError("INSERT", {}, psycopg.errors.DiskFull("could not extend file"))

    monkeypatch.setattr(db.session, "execute", full)
    answer = client.get("/suc-khoe", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    words = answer.get_json()["error"] if answer.is_json else answer.text
    assert "không ghi được xuống ổ đĩa" in words
