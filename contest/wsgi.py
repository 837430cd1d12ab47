"""The application as a WSGI server finds it."""

from __future__ import annotations

import gc
import os

from contest import create_app
from contest.logs import configure_logs
from contest.settings import Settings

configure_logs()
app = create_app(Settings.from_env(os.environ))

# The workers are forks of the process that imported this: objects the collector never visits
# again stay shared between them.
gc.collect()
gc.freeze()
gc.enable()
