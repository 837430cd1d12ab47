"""Steps of uploads come one after another, and make room for a page."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from contest.web import turns
from contest.web.turns import PageCount, end_turn, in_turn, init_turns

PAUSE = 30


class Room:
    """An application with one step, one page and one step that gives its turn back early."""

    def __init__(self, mark: Callable[[Any], Any]) -> None:
        self.inside = threading.Semaphore(0)
        self.go_on = threading.Event()
        self.app = Flask(__name__)
        init_turns(self.app)
        self.app.add_url_rule("/step", view_func=mark(_view(self.step)))
        self.app.add_url_rule("/early", view_func=mark(_view(self.early)))
        self.app.add_url_rule("/broken", view_func=mark(_view(self.broken)))

    def step(self) -> str:
        """Say that it began, and wait."""
        self.inside.release()
        self.go_on.wait(PAUSE)
        return "done"

    def early(self) -> str:
        """Give the turn back, then wait."""
        end_turn()
        return self.step()

    def broken(self) -> str:
        """End badly."""
        raise ZeroDivisionError

    def ask(self, path: str) -> threading.Thread:
        """In a thread of its own."""
        thread = threading.Thread(target=self.app.test_client().get, args=(path,))
        thread.start()
        return thread


def _view(act: Callable[[], str]) -> Callable[[], str]:
    def view() -> str:
        return act()

    view.__name__ = act.__name__
    return view


class Watched(threading.Semaphore):
    """Turns that say when somebody has to wait."""

    def __init__(self) -> None:
        super().__init__(1)
        self.somebody_waits = threading.Event()

    def acquire(self, blocking: bool = True, timeout: float | None = None) -> bool:  # noqa: FBT001, FBT002 - the base class's signature
        """Get the turn."""
        del blocking, timeout
        if super().acquire(blocking=False):
            return True
        self.somebody_waits.set()
        return super().acquire()


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    made = Watched()
    monkeypatch.setattr(turns, "_turns", made)
    return made


def second_step_waits(room: Room, watched: Watched) -> None:
    first, second = room.ask("/step"), room.ask("/step")
    try:
        assert room.inside.acquire(timeout=PAUSE)
        assert watched.somebody_waits.wait(PAUSE)
        assert not room.inside.acquire(blocking=False)
    finally:
        room.go_on.set()
        first.join()
        second.join()
    assert room.inside.acquire(blocking=False)


def test_a_second_step_waits_for_the_first(watched: Watched) -> None:
    second_step_waits(Room(in_turn), watched)


def test_steps_that_take_no_turns_are_noticed(watched: Watched) -> None:
    room = Room(lambda view: view)
    first, second = room.ask("/step"), room.ask("/step")
    both = [room.inside.acquire(timeout=PAUSE) for _step in range(2)]
    waited = watched.somebody_waits.is_set()
    room.go_on.set()
    first.join()
    second.join()
    assert (both, waited) == ([True, True], False)


def test_a_turn_that_was_given_back_lets_the_next_in(watched: Watched) -> None:
    room = Room(in_turn)
    both = [room.ask("/early"), room.ask("/early")]
    assert room.inside.acquire(timeout=PAUSE)
    assert room.inside.acquire(timeout=PAUSE)
    room.go_on.set()
    for thread in both:
        thread.join()
    assert watched.acquire(blocking=False)


def test_a_step_that_breaks_gives_its_turn_back(watched: Watched) -> None:
    room = Room(in_turn)
    assert room.app.test_client().get("/broken").status_code == 500
    assert watched.acquire(blocking=False)
    assert not watched.somebody_waits.is_set()


def test_giving_way_ends_with_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "GIVE_WAY", PAUSE)
    count = PageCount()
    count.begin()
    threading.Thread(target=count.end).start()
    count.give_way()
    assert count.is_idle()


def test_a_page_that_never_ends_does_not_stop_uploads() -> None:
    count = PageCount()
    count.begin()
    count.give_way()
    assert not count.is_idle()


def test_a_page_is_counted_while_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    count = PageCount()
    monkeypatch.setattr(turns, "pages", count)
    seen: list[bool] = []
    app = Flask(__name__)
    init_turns(app)

    @app.get("/page")
    def page() -> str:
        seen.append(count.is_idle())
        return ""

    app.test_client().get("/page")
    assert (seen, count.is_idle()) == ([False], True)
