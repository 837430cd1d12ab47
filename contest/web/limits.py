"""Rate limits for the doors that strangers knock on: sign-in, registration, reset.

Counts are kept in each worker's memory: with two workers a stranger has at most twice the stated tries.
"""

from __future__ import annotations

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from contest.settings import Settings

limiter = Limiter(get_remote_address, storage_uri="memory://", headers_enabled=False)


def init_limits(app: Flask, settings: Settings) -> None:
    """Connect the limiter; tests of other things run without it."""
    app.config["RATELIMIT_ENABLED"] = settings.rate_limits
    limiter.init_app(app)
