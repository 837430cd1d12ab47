"""The application under measurement, with a bare Flask page beside it and its costs in two headers."""

from __future__ import annotations

import gc
import os
import time

from flask import Flask, Response, g
from sqlalchemy import event
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from contest import create_app
from contest.db import db
from contest.settings import Settings

app = create_app(Settings.from_env(os.environ))
bare = Flask("bare")


@bare.get("/")
def ok() -> str:
    """Answer as little as a Flask view can."""
    return "ok"


def _count(*_args: object) -> None:
    g.bench_queries = g.get("bench_queries", 0) + 1


def _start() -> None:
    g.bench_cpu = time.thread_time()


def _finish(response: Response) -> Response:
    if "bench_cpu" in g:
        response.headers["X-Bench-Cpu"] = f"{(time.thread_time() - g.bench_cpu) * 1000:.3f}"
    response.headers["X-Bench-Queries"] = str(g.get("bench_queries", 0))
    return response


app.before_request_funcs.setdefault(None, []).insert(0, _start)
app.after_request(_finish)
with app.app_context():
    event.listen(db.engine, "before_cursor_execute", _count)
    db.engine.dispose()
wsgi = DispatcherMiddleware(app, {"/tron": bare})
gc.collect()
gc.freeze()
gc.enable()
