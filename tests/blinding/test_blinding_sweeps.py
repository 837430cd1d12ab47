"""What a crash left waiting is woken a lot at a time: the queue does not fill with the same orders every minute."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from contest.blinding import film, replacing, retiming
from tests import factories

LOT = 2


@pytest.fixture
def woken(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The files that were given to the queue; every sweep may give ``LOT`` of them."""
    orders: list[int] = []
    monkeypatch.setitem(app.extensions, "contest.run_task", lambda _name, known: orders.append(known["asset_id"]))
    for limit in ("replacing.AT_ONCE", "retiming.AT_ONCE", "film._AT_ONCE"):
        monkeypatch.setattr(f"contest.blinding.{limit}", LOT)
    return orders


@pytest.mark.parametrize(
    ("sweep", "waits"),
    [
        (replacing.sweep_replacements, {"upload_key": "a" * 32}),
        (retiming.sweep_edits, {"state": "needs_clean", "edit_progress": 0}),
        (film.sweep_films, {"kind": "video", "state": "ready"}),
    ],
    ids=["replacements", "edits", "films"],
)
def test_waiting_files_are_woken_a_lot_at_a_time(
    app: Flask, session: Session, woken: list[int], sweep: Callable[[], None], waits: dict[str, Any]
) -> None:
    season = factories.season(session)
    author = factories.person(session)
    copy = factories.blind_copy(session, factories.entry(session, season, factories.category(session, season), author))
    for _ in range(LOT + 1):
        factories.blind_asset(session, copy, **waits)
    session.commit()
    with app.app_context():
        sweep()
    assert len(set(woken)) == len(woken) == LOT
