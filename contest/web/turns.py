"""Pages first: the small steps of uploads and the pieces of parts make room for whoever is reading.

A view that says ``in_turn`` waits for its turn before the first query of its request: two hundred uploads ask for two
hundred addresses at once, and without turns a page would share the processor with all of them. The turn ends with
``end_turn``, before the store is asked, which may take long; at the latest with the request. A step that begins, and a
piece of a part (contest.web.line), also wait while this process is making a page, but never longer than ``GIVE_WAY``:
a crowd of readers slows uploads down and does not stop them.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Lock, Semaphore
from typing import Any, TypeVar

from flask import Flask, current_app, g, request

View = TypeVar("View", bound=Callable[..., Any])

GIVE_WAY = 0.05
"""Seconds; several times what a page takes."""

STEPS_AT_ONCE = 1
_turns = Semaphore(STEPS_AT_ONCE)


class PageCount:
    """How many pages this process is making just now."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._made = 0
        self._none = Event()
        self._none.set()

    def begin(self) -> None:
        """One more."""
        with self._lock:
            self._made += 1
            self._none.clear()

    def end(self) -> None:
        """One less."""
        with self._lock:
            self._made -= 1
            if not self._made:
                self._none.set()

    def is_idle(self) -> bool:
        """Whether no page is being made."""
        return self._none.is_set()

    def give_way(self) -> None:
        """Wait until there is none, ``GIVE_WAY`` at most."""
        self._none.wait(GIVE_WAY)


pages = PageCount()


def in_turn(view: View) -> View:
    """Declare a view that takes turns with the others of its kind."""
    view.takes_turns = True  # type: ignore[attr-defined]  # read back by _wait
    return view


def gives_way(view: View) -> View:
    """Declare a view that carries bytes: no page, and it takes its turns itself, piece by piece."""
    view.takes_turns = False  # type: ignore[attr-defined]  # read back by _wait
    return view


def init_turns(app: Flask) -> None:
    """Connect it; must stand before whatever asks the database in a request's name."""
    app.before_request(_wait)
    app.teardown_request(_finish)


def end_turn() -> None:
    """Let the next one go on."""
    if g.pop("has_turn", False):
        _turns.release()


def _wait() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    takes_turns = getattr(view, "takes_turns", None)
    if takes_turns is None:
        pages.begin()
        g.is_page = True
    elif takes_turns:
        _turns.acquire()
        g.has_turn = True
        pages.give_way()


def _finish(_error: BaseException | None) -> None:
    end_turn()
    if g.pop("is_page", False):
        pages.end()
