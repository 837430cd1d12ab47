"""One person agrees in two windows at once: both are thanked, one agreement is kept."""

from __future__ import annotations

import contextlib
import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from contest.accounts import consents
from contest.accounts.models import Consent
from contest.accounts.types import ConsentPurpose
from contest.db import begin_writing, utc_now
from tests import factories

MEETING = 1.0


def agree_twice_at_once(app: Flask, engine: Engine, session: Session, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What failed when each would look before the other has written."""
    person_id, before = factories.person(session).id, factories.person(session).id
    consents.give(session, person_id=before, purposes=[ConsentPurpose.NEWS], now=utc_now())  # the words are known
    session.commit()
    both, looked, failed = threading.Barrier(2), consents._record, list[str]()  # noqa: SLF001 - where they meet

    def meet(*given: Any) -> None:
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(MEETING)
        looked(*given)

    def agree() -> None:
        begin_writing()
        try:
            with app.app_context(), Session(engine) as own:
                consents.give(own, person_id=person_id, purposes=[ConsentPurpose.NEWS], now=utc_now())
                own.commit()
        except IntegrityError as error:
            failed.append(str(error.orig))

    monkeypatch.setattr(consents, "_record", meet)
    threads = [threading.Thread(target=agree) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert session.scalar(select(func.count()).where(Consent.person_id == person_id)) == 1
    return failed


def test_both_windows_are_thanked(
    app: Flask, engine: Engine, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert agree_twice_at_once(app, engine, session, monkeypatch) == []
