"""Views that break with what no log may hold in their mouths, and a server that writes it all down."""

from __future__ import annotations

import logging
from typing import NoReturn

from flask import Flask, request
from sqlalchemy import text

from contest.access import Audience, allow
from contest.db import db
from contest.web.server_log import ServerLog

NAME = "Nguyễn Thị Bí Mật"
EMAIL = "bi.mat@toasoan.test"
PLAIN_NAME = "Nguyen Thi Bi Mat"
PASSWORD = "Mat-khau-rat-dai-2026"
FILE = "bai cua bi mat.docx"


def add_tellers(app: Flask) -> None:
    """Add the views."""
    for name, view in {"chu": _in_words, "dong": _in_a_row, "nguon": _in_a_cause, "canh-bao": _in_a_warning}.items():
        app.add_url_rule(f"/loi-{name}/<code>/<token>", f"loi_{name}", allow(Audience.PUBLIC)(view))


def _in_words(code: str, token: str) -> NoReturn:
    raise ValueError(f"{code} of {NAME} <{EMAIL}> has no {FILE!r} by {PLAIN_NAME!r}: {request.full_path} {token}")


def _in_a_row(code: str, token: str) -> NoReturn:
    db.session.execute(text("INSERT INTO ended_session (key, ended_at) VALUES (:key, NULL)"), {"key": NAME})
    raise AssertionError


def _in_a_cause(code: str, token: str) -> NoReturn:
    try:
        _in_words(code, token)
    except ValueError as error:
        raise RuntimeError(f"smtp://ai:{PASSWORD}@mail.test:25 said {EMAIL}") from error


def _in_a_warning(code: str, token: str) -> str:
    logging.getLogger("contest.blinding").warning("%s of %s: %r %s", code, NAME, FILE, token)
    return "ok"


def tell_all() -> None:
    """The control: lines as they come."""
    plain = logging.Formatter("%(message)s")
    for handler in logging.getLogger().handlers:
        handler.setFormatter(plain)
    ServerLog.setup = lambda self, cfg: super(ServerLog, self).setup(cfg)  # type: ignore[method-assign]
