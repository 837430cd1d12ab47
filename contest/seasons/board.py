"""The season's board: what each room has to tell the people who run a season.

A room adds a source with ``add_source``; the board asks every source once, so its number of queries
depends on the rooms and never on the entries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from contest.accounts.types import Role
from contest.seasons.queries import details_of
from contest.seasons.types import SeasonDetails, SeasonHead
from contest.text.dates import date_vi, datetime_vi, in_hanoi


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A number to act on; ``alert`` when somebody waits for it."""

    label: str
    value: int
    of: int | None = None
    alert: bool = False
    position: int = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Duty:
    """Something to do now, the endpoint of the page where it is done, and who does it."""

    text: str
    endpoint: str
    audience: frozenset[Role]
    position: int = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """Bars to compare: (label, value) in order."""

    title: str
    bars: tuple[tuple[str, int], ...]
    unit: str = ""
    position: int = 50

    def rows(self) -> list[dict[str, str | int]]:
        """The bars as the chart's macro takes them."""
        return [{"label": label, "value": value} for label, value in self.bars]


@dataclass(frozen=True, kw_only=True, slots=True)
class BoardPart:
    """What one room tells of a season."""

    figures: tuple[Figure, ...] = ()
    duties: tuple[Duty, ...] = ()
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class TimelineEvent:
    """A period of the season as it stands to the clock."""

    name: str
    when: str
    state: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Board:
    """The whole board, everything in order."""

    figures: tuple[Figure, ...] = ()
    duties: tuple[Duty, ...] = ()
    charts: tuple[Chart, ...] = ()
    events: tuple[TimelineEvent, ...] = field(default=())


Source = Callable[[Session, SeasonHead, datetime], BoardPart]
_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Ask ``source`` for every board; called once, when a room is loaded."""
    if source not in _sources:
        _sources.append(source)


def board_of(session: Session, season: SeasonHead, *, now: datetime) -> Board:
    """The board of a season at an instant. Errors: NotVisible."""
    details = details_of(session, season.id)
    parts = [source(session, season, now) for source in _sources]
    return Board(
        figures=tuple(sorted((one for part in parts for one in part.figures), key=lambda one: one.position)),
        duties=tuple(sorted((one for part in parts for one in part.duties), key=lambda one: one.position)),
        charts=tuple(sorted((one for part in parts for one in part.charts), key=lambda one: one.position)),
        events=tuple(time_line(details, now)),
    )


def time_line(details: SeasonDetails, now: datetime) -> Iterable[TimelineEvent]:
    """The season's milestones, or the entry period where none are written."""
    today = in_hanoi(now).date().isoformat()
    if not details.milestones:
        when = f"{datetime_vi(details.entries_open_at)} – {datetime_vi(details.entries_close_at)}"
        ends = (details.entries_open_at, details.entries_close_at)
        yield TimelineEvent(name=_("Nhận bài dự thi"), when=when, state=_state(now < ends[0], now >= ends[1]))
    for one in details.milestones:
        first, last = (datetime.fromisoformat(one[end]).date() for end in ("from", "until"))
        when = date_vi(first) if first == last else f"{date_vi(first)} – {date_vi(last)}"
        yield TimelineEvent(name=one["name"], when=when, state=_state(today < one["from"], today > one["until"]))


def _state(is_ahead: bool, is_over: bool) -> str:  # noqa: FBT001 - read at its two calls, side by side
    if is_ahead:
        return "next"
    return "done" if is_over else "now"
