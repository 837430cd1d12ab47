"""Broken variants of the application that the tests of faults must notice; ``FAULT`` in the environment names one."""

from __future__ import annotations

import io
import json
import os
import threading
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

from sqlalchemy.orm import Session

from contest.judging import services as judging
from contest.ledger.services import record
from contest.submissions import screening, submitting
from contest.submissions.views import handing
from contest.web.shell import received_at
from contest.wsgi import app as application
from tests.faults.tellers import add_tellers, tell_all

Start = Callable[[str, list[tuple[str, str]]], object]
LATER = 0.2
"""Seconds between the two halves; workers are killed more often than that."""


class AnswersFirst:
    """Acknowledges every form at once and does what it asks a little later."""

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer."""
        if environ["REQUEST_METHOD"] != "POST":
            return application.wsgi_app(environ, start)  # type: ignore[arg-type]  # the server's own
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        threading.Thread(target=_later, args=({**environ, "wsgi.input": io.BytesIO(body)},), daemon=True).start()
        path = environ["PATH_INFO"]
        if path.endswith("/nop"):
            start("302 Found", [("Location", path.replace("/nop", "/bien-nhan/1"))])
            return [b""]
        if "/tham-dinh/" in path:
            start("302 Found", [("Location", path)])
            return [b""]
        version = int(parse_qs(body.decode())["version"][0]) + 1
        start("200 OK", [("Content-Type", "application/json")])
        return [json.dumps({"version": version}).encode()]


def _later(environ: dict[str, Any]) -> None:
    time.sleep(LATER)
    b"".join(application.wsgi_app(environ, lambda *_answer: None))  # type: ignore[arg-type]  # nobody reads it


def _records_apart(session: Session, **act: Any) -> str:
    """Commit the act, and its record a little later."""
    session.commit()
    time.sleep(LATER)
    return record(session, **act)


def _on_time(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    return application.wsgi_app(environ, start)  # type: ignore[arg-type]  # the server's own


app: Callable[[dict[str, Any], Start], Iterable[bytes]] = _on_time
if os.environ["FAULT"] == "answers first":
    app = AnswersFirst()
elif os.environ["FAULT"] == "records apart":
    for room in (submitting, screening, judging):
        room.record = _records_apart  # type: ignore[attr-defined]  # what it calls when an act is done
elif os.environ["FAULT"] == "slow clock":
    handing.received_at = lambda: received_at() - timedelta(seconds=0.5)  # type: ignore[attr-defined]  # what it imports
elif os.environ["FAULT"].startswith("tells"):
    add_tellers(application)
    if os.environ["FAULT"] == "tells all":
        tell_all()
else:
    raise KeyError(os.environ["FAULT"])
