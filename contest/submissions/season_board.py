"""What the entries tell the season's board, and what they ask before judging may begin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from flask import Flask
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.accounts.types import Role
from contest.seasons.board import BoardPart, Chart, Duty, Figure, add_source
from contest.seasons.models import Category, Place, Topic
from contest.seasons.stages import add_gate
from contest.seasons.types import SeasonHead, SeasonId, Stage
from contest.settings import Settings
from contest.submissions.models import Entry
from contest.submissions.types import EntryStatus
from contest.web.figures import number

RECEIVED: Final = (EntryStatus.SUBMITTED, EntryStatus.SUPPLEMENT, EntryStatus.ACCEPTED, EntryStatus.REFUSED)
"""Statuses of entries that have come in and stay in the contest's papers."""


def init_season_board(_app: Flask, _settings: Settings) -> None:
    """Tell the season's board of entries, and stand at the gate of judging."""
    add_source(entries_on_board)
    add_gate(Stage.PRELIMINARY, undecided)


def entries_on_board(session: Session, season: SeasonHead, now: datetime) -> BoardPart:  # noqa: ARG001 - a source's shape
    """Numbers by status; charts by category, topic and place of what has been received. Four statements."""
    counts = _status_counts(session, season.id)
    received = sum(counts[status] for status in RECEIVED)
    waiting = counts[EntryStatus.SUBMITTED]
    return BoardPart(
        figures=(
            Figure(label=_("Hồ sơ đã nhận"), value=received, position=10),
            Figure(label=_("Hồ sơ đang soạn"), value=counts[EntryStatus.DRAFT], position=11),
            Figure(label=_("Hồ sơ chờ thẩm định"), value=waiting, alert=bool(waiting), position=12),
            Figure(label=_("Hồ sơ chờ bổ sung"), value=counts[EntryStatus.SUPPLEMENT], position=13),
            Figure(label=_("Hồ sơ hợp lệ"), value=counts[EntryStatus.ACCEPTED], of=received, position=14),
        ),
        duties=tuple(_duties(waiting)),
        charts=tuple(_charts(session, season.id)) if received else (),
    )


def _duties(waiting: int) -> Iterator[Duty]:
    if waiting:
        text = _("%(count)s hồ sơ chờ thẩm định", count=number(waiting))
        yield Duty(text=text, endpoint="submissions.screening", audience=frozenset({Role.SECRETARY}), position=10)


def undecided(session: Session, season_id: SeasonId) -> Iterator[str]:
    """Dossiers that nobody has decided on."""
    waiting = _status_counts(session, season_id)[EntryStatus.SUBMITTED]
    if waiting:
        yield _("Còn %(count)s hồ sơ chưa thẩm định.", count=number(waiting))


def _status_counts(session: Session, season_id: int) -> Counter[EntryStatus]:
    rows = session.execute(
        select(Entry.status, func.count().label("entries")).where(Entry.season_id == season_id).group_by(Entry.status)
    )
    return Counter({EntryStatus(row.status): row.entries for row in rows})


def _charts(session: Session, season_id: int) -> Iterator[Chart]:
    """Categories and topics in the order of the rules, also the empty ones; places by their number."""
    mine = (Entry.season_id == season_id) & Entry.status.in_(RECEIVED)
    how_many = func.count(Entry.id)
    of_category = (
        select(Category.name, how_many)
        .join(Entry, (Entry.category_id == Category.id) & mine, isouter=True)
        .where(Category.season_id == season_id)
        .group_by(Category.id, Category.name, Category.position)
        .order_by(Category.position)
    )
    of_topic = (
        select(Topic.code + ". " + Topic.name, how_many)
        .join(Entry, (Entry.primary_topic_id == Topic.id) & mine, isouter=True)
        .where(Topic.season_id == season_id)
        .group_by(Topic.id, Topic.code, Topic.name, Topic.position)
        .order_by(Topic.position)
    )
    of_place = (
        select(Place.name, how_many)
        .join(Entry, Entry.place_id == Place.id)
        .where(mine)
        .group_by(Place.id, Place.name, Place.position)
        .order_by(how_many.desc(), Place.position)
        .limit(20)
    )
    by_title = {_("Theo loại hình"): of_category, _("Theo chủ đề chính"): of_topic, _("Theo địa bàn"): of_place}
    for position, (title, statement) in enumerate(by_title.items(), start=10):
        bars = tuple((name, count) for name, count in session.execute(statement))
        if bars:
            yield Chart(title=title, bars=bars, position=position)
