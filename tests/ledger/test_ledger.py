"""The record: appended, chained, and broken by any change."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from contest.db import utc_now
from contest.ledger.services import record, verify


def _three_acts(session: Session) -> None:
    for number in range(3):
        record(
            session,
            action="entry.submit",
            subject=f"entry:{number}",
            payload={"tên": "Bài"},
            at=utc_now(),
            actor_id=None,
        )
    session.commit()


def test_chain_of_appended_acts_holds(session: Session) -> None:
    _three_acts(session)
    outcome = verify(session)
    assert (outcome.entries, outcome.holds) == (3, True)


@pytest.mark.parametrize("change", ["UPDATE ledger_entry SET payload='{}'", "DELETE FROM ledger_entry WHERE seq=3"])
def test_record_refuses_change(session: Session, change: str) -> None:
    _three_acts(session)
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(change))


@pytest.mark.parametrize(
    "change", ["UPDATE ledger_entry SET payload='{}' WHERE seq=2", "DELETE FROM ledger_entry WHERE seq=2"]
)
def test_chain_breaks_when_an_administrator_forces_a_change(session: Session, engine: Engine, change: str) -> None:
    _three_acts(session)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        else:
            connection.exec_driver_sql("DROP TRIGGER ledger_entry_no_update")
            connection.exec_driver_sql("DROP TRIGGER ledger_entry_no_delete")
        connection.exec_driver_sql(change)
    outcome = verify(session)
    assert (outcome.holds, outcome.broken_at) == (False, 2 if "UPDATE" in change else 3)
