"""Rate limits for the doors that strangers knock on: sign-in, registration, reset.

Counts are kept in each worker's memory: with two workers a stranger has at most twice the stated tries.
"""

from __future__ import annotations

from flask import Flask, current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from contest.settings import Settings

limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=False)
_OFF = "contest.rate_limits_off"


@limiter.request_filter
def _is_off() -> bool:
    # Asked of the application that answers: the limiter is one for the process, and its own switch
    # would be that of whichever application was made last.
    return _OFF in current_app.extensions


def init_limits(app: Flask, settings: Settings) -> None:
    """Connect the limiter; tests of other things run without it."""
    if not settings.rate_limits:
        app.extensions[_OFF] = True
    limiter.init_app(app)
