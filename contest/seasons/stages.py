"""Moving a season from one stage to the next, each step with what must hold before it.

Rooms above add their own conditions with ``add_gate``: the season does not know of entries or sheets.
Publication is not a step of this module: it belongs to the release, which asks two people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.errors import NotVisible, Refused
from contest.ledger.services import record
from contest.seasons.documents import SeasonDocument
from contest.seasons.models import Round, Season
from contest.seasons.snapshot import document_of
from contest.seasons.types import RoundState, SeasonId, Stage
from contest.text.dates import deadline_vi

ORDER: Final = tuple(Stage)
LAST_STEP: Final = Stage.RESULTS
"""The last stage that this module moves to."""

BY_HAND: Final = frozenset({Stage.ENTRY, Stage.SCREENING})
"""Stages an organizer moves to from the board; judging and results move to the others by what is done there."""

Gate = Callable[[Session, SeasonId], Iterator[str]]
"""Sentences that say what is still in the way; none when the way is free."""

_gates: dict[Stage, list[Gate]] = {}


class StageNotReady(Refused):
    """Something must be done before the season moves on; the message says what."""


class WrongStep(Refused):
    """A season moves one stage at a time, forward."""

    message = _l("Mùa giải đã chuyển giai đoạn. Hãy tải lại trang để xem giai đoạn hiện tại.")


@dataclass(frozen=True, kw_only=True, slots=True)
class NextStep:
    """The next stage of a season and what is in its way; ``to`` is None at the end of this module's road."""

    to: Stage | None
    obstacles: tuple[str, ...]


def add_gate(stage: Stage, gate: Gate) -> None:
    """Ask ``gate`` before any season enters ``stage``; called once, when a room is loaded."""
    if gate not in _gates.setdefault(stage, []):
        _gates[stage].append(gate)


def next_step(session: Session, season_id: SeasonId, *, now: datetime) -> NextStep:
    """Where the season goes next and what is in the way. Errors: NotVisible."""
    stage = session.scalar(select(Season.stage).where(Season.id == season_id))
    if stage is None:
        raise NotVisible
    place = ORDER.index(Stage(stage)) + 1
    if place > ORDER.index(LAST_STEP):
        return NextStep(to=None, obstacles=())
    to = ORDER[place]
    return NextStep(to=to, obstacles=tuple(_obstacles(session, season_id, to, now)))


def move_stage(
    session: Session, *, season_id: SeasonId, to: Stage, actor_id: int | None, now: datetime, force: bool = False
) -> None:
    """Move a season one stage on. Asking again for the stage it is in changes nothing.

    ``force`` leaves the conditions out; only the demo, which makes whole seasons at once, uses it.
    Errors: NotVisible, WrongStep, StageNotReady with every obstacle.
    """
    current = session.scalar(select(Season.stage).where(Season.id == season_id).with_for_update())
    if current is None:
        raise NotVisible
    if current == to:
        return
    if to is Stage.SETUP or to is Stage.PUBLISHED or ORDER.index(to) != ORDER.index(Stage(current)) + 1:
        raise WrongStep
    if not force and (obstacles := tuple(_obstacles(session, season_id, to, now))):
        raise StageNotReady("\n".join(obstacles))
    values: dict[str, object] = {"stage": to}
    if to is Stage.ENTRY:
        values["is_public"] = True
    session.execute(update(Season).where(Season.id == season_id).values(**values))
    record(
        session,
        action="season.stage",
        subject=f"season:{season_id}",
        payload={"from": current, "to": to},
        at=now,
        actor_id=actor_id,
        season_id=season_id,
    )


def _obstacles(session: Session, season_id: SeasonId, to: Stage, now: datetime) -> Iterator[str]:
    if to is Stage.ENTRY:
        yield from _not_ready_for_entry(document_of(session, season_id), now)
    if to is Stage.SCREENING:
        closes_at = session.scalars(select(Season.entries_close_at).where(Season.id == season_id)).one()
        if now < closes_at:
            yield _("Chưa hết hạn nhận bài (%(deadline)s).", deadline=deadline_vi(closes_at))
    if to in {Stage.FINAL, Stage.RESULTS}:
        yield from _open_rounds(session, season_id, to)
    for gate in _gates.get(to, ()):
        yield from gate(session, season_id)


def _not_ready_for_entry(document: SeasonDocument, now: datetime) -> Iterator[str]:
    """What the thể lệ still lacks before anybody may rely on it."""
    if document.season.closes_at <= now:
        yield _("Hạn nhận bài đã qua. Hãy sửa thời gian.")
    if not document.season.organizers:
        yield _("Chưa có tên đơn vị tổ chức.")
    if not document.topics:
        yield _("Chưa có chủ đề nào.")
    if not document.screening:
        yield _("Chưa có câu hỏi sơ loại nào.")
    if not document.prizes:
        yield _("Chưa có cơ cấu giải thưởng.")
    if not document.rounds:
        yield _("Chưa có vòng chấm nào.")
    for one in document.rounds:
        for category in document.categories:
            if category.code not in one.rubrics:
                yield _("%(round)s: %(category)s chưa có bảng tiêu chí.", round=one.name, category=category.name)


def _open_rounds(session: Session, season_id: SeasonId, to: Stage) -> Iterator[str]:
    """Rounds that must be closed first: all but the last one for the final, every one for the results."""
    rows = session.execute(select(Round.name, Round.state).where(Round.season_id == season_id).order_by(Round.ordinal))
    rounds = rows.all()
    for row in rounds[:-1] if to is Stage.FINAL else rounds:
        if row.state != RoundState.CLOSED:
            yield _("%(round)s chưa khóa.", round=row.name)
