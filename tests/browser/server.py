"""The application behind a real socket, for a browser that goes away whenever it likes."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

AT_ONCE = 0.02
"""Seconds between two looks of a server at whether it is to stop; by itself it looks twice a second."""
ANSWER = "tests.answer"
"""Where a request's surroundings keep its answer."""


class ClosedOnce:
    """An answer that may be closed again: only the first time counts."""

    def __init__(self, answer: Iterable[bytes]) -> None:
        self._answer = answer
        self._closing = ExitStack()
        self._closing.callback(getattr(answer, "close", lambda: None))

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._answer)

    def close(self) -> None:
        """Let go of what the answer holds."""
        self._closing.close()


class QuietHandler(WSGIRequestHandler):
    """Serves without a line per request, and closes every answer.

    werkzeug leaves an answer open where the browser has gone and the line breaks once more while the rest of the
    request is read. The file in it is then closed by chance, with a warning, in whichever test runs by then.
    """

    def run_wsgi(self) -> None:
        """Answer, and close what a broken line left open."""
        try:
            super().run_wsgi()
        finally:
            if left := self.environ.get(ANSWER):
                left.close()

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's signature
        """Say nothing."""


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve ``app`` on a free port of 127.0.0.1; yields its address."""

    def kept(environ: WSGIEnvironment, start_response: StartResponse) -> ClosedOnce:
        answer = environ[ANSWER] = ClosedOnce(app(environ, start_response))
        return answer

    server = make_server("127.0.0.1", 0, kept, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, args=(AT_ONCE,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
