"""The web server's own lines, cleaned like every other."""

from __future__ import annotations

from gunicorn.config import Config
from gunicorn.glogging import Logger

from contest.logs import LINE, CarefulFormatter


class ServerLog(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn quotes a request line that it cannot read, and tracebacks of whatever escaped the application."""

    def setup(self, cfg: Config) -> None:
        """As usual, with our formatter on whatever it writes to."""
        super().setup(cfg)
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            handler.setFormatter(CarefulFormatter(LINE))
