"""The application as a WSGI server finds it."""

from __future__ import annotations

import os

from contest import create_app
from contest.settings import Settings

app = create_app(Settings.from_env(os.environ))
