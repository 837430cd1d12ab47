"""Sending what the outbox holds: woken by whoever wrote, and swept every minute."""

from __future__ import annotations

import logging

from flask import Flask, current_app, g

from contest.db import db, utc_now
from contest.jobs import enqueue, task
from contest.notices.carriers import Carrier, NotNow, RefusedForGood, open_carrier
from contest.notices.letters import UnfitHeader, write_letter
from contest.notices.outbox import claim_next, give_back, give_up, mark_sent
from contest.notices.types import Letter
from contest.settings import Settings

log = logging.getLogger(__name__)
SEND = "notices.send"
AT_ONCE = 200
"""Most mails in one run, so that other work has its turn."""


@task(SEND, every_minute=True)
def send_notices() -> None:
    """Send what is due. Commits around each mail: a claim must be known to all before the mail leaves."""
    settings: Settings = current_app.extensions["contest.settings"]
    letter = _claim()
    if letter is None:
        return
    try:
        with open_carrier(settings) as carrier:
            _send_all(letter, carrier, settings)
    except NotNow as problem:
        log.warning("no way out for mails: %s", problem)
        give_back(db.session, letter.notice_id, error=str(problem), now=utc_now())
        db.session.commit()


def init_notices(app: Flask, settings: Settings) -> None:  # noqa: ARG001 - the shape of every connector
    """Wake the sender at the end of each request that wrote a message."""

    @app.teardown_request
    def wake(_error: BaseException | None) -> None:
        if g.pop("wake_notices", False):
            db.session.close()  # no transaction of the request outlives it
            enqueue(SEND)


def _claim() -> Letter | None:
    letter = claim_next(db.session, now=utc_now())
    db.session.commit()
    return letter


def _send_all(first: Letter, carrier: Carrier, settings: Settings) -> None:
    letter: Letter | None = first
    for count in range(1, AT_ONCE + 1):
        if letter is None or not _send(letter, carrier, settings):
            return
        letter = _claim() if count < AT_ONCE else None


def _send(letter: Letter, carrier: Carrier, settings: Settings) -> bool:
    """Send one and say so in its row; return whether the next one may be tried over the same way."""
    goes_on = True
    try:
        carrier.carry(write_letter(letter, settings, utc_now()))
    except (RefusedForGood, UnfitHeader) as problem:
        log.warning("mail %s given up: %s", letter.message_id, problem)
        give_up(db.session, letter.notice_id, error=str(problem))
    except NotNow as problem:
        log.warning("mail %s waits: %s", letter.message_id, problem)
        give_back(db.session, letter.notice_id, error=str(problem), now=utc_now())
        goes_on = problem.only_this
    else:
        mark_sent(db.session, letter.notice_id, now=utc_now())
    db.session.commit()
    return goes_on
