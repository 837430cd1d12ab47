"""A large season for measuring: N works, J judges, K sheets each, in the middle of its first round."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from contest.accounts.services import create_person, grant
from contest.accounts.types import Role
from contest.blinding.codes import draw_codes
from contest.demo.bulk_entries import BulkEntry, write_entries
from contest.demo.bulk_sheets import assign, write_sheets
from contest.demo.calendar import Calendar, Phase
from contest.demo.cast import CHAIR, JUDGES, ORGANIZER, SECRETARY, Cast, create_cast, grant_roles
from contest.demo.content import sample_contest
from contest.demo.season import NAME, SLUG, TEMPLATE, SeasonKeys, moved, season_keys
from contest.errors import Refused
from contest.judging.panels import set_members
from contest.judging.round_heads import get_round
from contest.judging.rounds import open_round
from contest.seasons.documents import SeasonDocument
from contest.seasons.reader import read_document
from contest.seasons.services import create_season
from contest.seasons.shipped import template_text
from contest.seasons.stages import move_stage
from contest.seasons.types import RoundKind, SeasonId, Stage

_CHUNK: Final = 5000
"""Codes drawn at a time: a database takes only so many values in one statement."""
_OPENED: Final = date(2023, 10, 23)
_MOST: Final = 200_000


class SizesDoNotFit(Refused):
    """More sheets for a work than there are judges, or no work at all."""

    message = "Cần ít nhất 1 tác phẩm (nhiều nhất 200.000), và số phiếu mỗi tác phẩm không vượt số giám khảo."


@dataclass(frozen=True, kw_only=True, slots=True)
class Sizes:
    """How large a season is to be."""

    entries: int
    judges: int
    per_entry: int

    def __post_init__(self) -> None:
        if not (1 <= self.entries <= _MOST and 1 <= self.per_entry <= self.judges):
            raise SizesDoNotFit


def build_large(
    session: Session, *, sizes: Sizes, password_hash: str, now: datetime, say: Callable[[str], None]
) -> SeasonId:
    """Write the season in the caller's transaction. Errors: AddressTaken, SlugTaken."""
    calendar = Calendar(phase=Phase.PRELIMINARY, now=now)
    opened = calendar.at(_OPENED, 8)
    cast, keys = _found(session, sizes, calendar, password_hash)
    judges = _judges(session, sizes, cast, keys.id, password_hash, now=opened - timedelta(days=30))
    entries = write_entries(
        session,
        keys=keys,
        works=[work for work in sample_contest().works if not work.evidence],
        count=sizes.entries,
        secretary_id=cast.people[SECRETARY],
        opens_at=calendar.at(date(2023, 4, 2), 8),
        now=now,
    )
    say(f"Đã ghi {len(entries)} tác phẩm.")
    sheets = _judge(session, keys=keys, cast=cast, entries=entries, judges=judges, opened=opened)
    say(f"Đã ghi {sheets} phiếu chấm của {len(judges)} giám khảo.")
    return keys.id


def _found(session: Session, sizes: Sizes, calendar: Calendar, password_hash: str) -> tuple[Cast, SeasonKeys]:
    contest = sample_contest()
    start = calendar.at(date(2023, 3, 20), 8)
    cast = create_cast(session, contest=contest, password_hash=password_hash, now=start)
    season_id = create_season(
        session,
        document=_widened(moved(read_document(template_text(TEMPLATE)), calendar), sizes),
        slug=SLUG,
        name=NAME,
        source="demo",
        actor_id=cast.people[ORGANIZER],
        now=start,
        is_demo=True,
    )
    grant_roles(session, contest=contest, cast=cast, season_id=season_id, now=start)
    by = cast.people[ORGANIZER]
    for to, at in (
        (Stage.ENTRY, calendar.at(date(2023, 3, 31), 20)),
        (Stage.SCREENING, calendar.at(date(2023, 10, 16), 8)),
        (Stage.PRELIMINARY, calendar.at(date(2023, 10, 22), 8)),
    ):
        move_stage(session, season_id=season_id, to=to, actor_id=by, now=at, force=True)
    return cast, season_keys(session, season_id)


def _widened(document: SeasonDocument, sizes: Sizes) -> SeasonDocument:
    """The template with so many judges a work, and a tenth of the works going on."""
    share = max(sizes.entries // (10 * len(document.categories)), 1)
    return replace(
        document,
        rounds=tuple(
            replace(one, judges_per_entry=sizes.per_entry, quotas=dict.fromkeys(one.quotas, share))
            if one.kind is RoundKind.PRELIMINARY
            else one
            for one in document.rounds
        ),
    )


def _judges(
    session: Session, sizes: Sizes, cast: Cast, season_id: SeasonId, password_hash: str, *, now: datetime
) -> list[int]:
    """The fixed judges, and more of them with the same password when the size asks for it."""
    ids = [cast.people[email] for email in JUDGES][: sizes.judges]
    for place in range(len(ids), sizes.judges):
        person_id = create_person(
            session,
            email=f"giamkhao{place + 1}@demo.test",
            full_name=f"Giám khảo số {place + 1}",
            password_hash=password_hash,
            now=now,
        )
        grant(session, season_id=season_id, person_id=person_id, role=Role.JUDGE, by=cast.people[ORGANIZER], now=now)
        ids.append(person_id)
    return ids


def _judge(
    session: Session, *, keys: SeasonKeys, cast: Cast, entries: list[BulkEntry], judges: list[int], opened: datetime
) -> int:
    round_ = get_round(session, keys.id, 1)
    by = cast.people[SECRETARY]
    for start in range(0, len(entries), _CHUNK):
        ids = [one.id for one in entries[start : start + _CHUNK]]
        draw_codes(session, round_id=round_.id, entry_ids=ids, by=by, now=opened)
    for category in sorted({one.category for one in entries}):
        set_members(
            session,
            round_=round_,
            category_id=keys.categories[category],
            judge_ids=frozenset(judges),
            chair_id=judges[0],
            by=by,
            now=opened,
        )
    seats = assign(session, round_=round_, entries=entries, judge_ids=judges, now=opened)
    open_round(session, round_=round_, by=cast.people[CHAIR], now=opened)
    return write_sheets(
        session, round_=round_, seats=seats, categories=keys.categories, first=opened + timedelta(hours=1)
    )
