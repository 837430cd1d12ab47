"""Tens of thousands of score sheets at once: the rows that assignment and ``save_marks`` would have written."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from contest.blinding.models import Code
from contest.demo.bulk_entries import BulkEntry
from contest.demo.crowd import insert_rows
from contest.demo.marking import sample_sheet
from contest.judging.models import Assignment, GapCase, Mark, ScoreSheet, SheetVersion
from contest.judging.queries import rubric_rows
from contest.judging.services import sheet_record
from contest.judging.tally import tally_text
from contest.judging.totals import entry_total, judge_total
from contest.judging.types import AssignmentState, GapState, RoundHead, RubricRow, SheetContent, SheetState
from contest.ledger.services import Act, record_many

LEFT: Final = 3
"""Works at the end of each judge's queue that are still to be marked."""
_BATCH: Final = 5000
_ORDER_BITS: Final = 62


@dataclass(frozen=True, kw_only=True, slots=True)
class Seat:
    """One judge before one work."""

    assignment_id: int
    judge_id: int
    judge: int
    code_id: int
    code: str
    entry: BulkEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A submitted sheet before it has an id."""

    seat: Seat
    content: SheetContent
    total: Decimal
    at: datetime

    def columns(self, keys: Mapping[str, int]) -> dict[str, Any]:
        """Columns of ``score_sheet``; ``keys`` are the ids of the criteria."""
        return {
            "assignment_id": self.seat.assignment_id,
            "state": SheetState.SUBMITTED,
            "version": 1,
            "revision": 1,
            "total": self.total,
            "tally": tally_text({keys[name]: points for name, points in self.content.marks.items()}),
            "comment_jury": self.content.comment_jury,
            "comment_author": self.content.comment_author,
            "saved_at": self.at,
            "submitted_at": self.at,
        }


def assign(
    session: Session, *, round_: RoundHead, entries: Sequence[BulkEntry], judge_ids: Sequence[int], now: datetime
) -> list[Seat]:
    """Give every code its judges in turn, so that loads differ by one at most."""
    by_entry = {entry.id: entry for entry in entries}
    pairs = _turns(session, round_, len(judge_ids))
    rows = [
        {
            "round_id": round_.id,
            "code_id": code_id,
            "judge_id": judge_ids[judge],
            "order_key": secrets.randbits(_ORDER_BITS),
            "state": AssignmentState.ACTIVE,
            "created_at": now,
        }
        for code_id, judge, _, _ in pairs
    ]
    ids = [
        key
        for start in range(0, len(rows), _BATCH)
        for key in insert_rows(session, Assignment, rows[start : start + _BATCH])
    ]
    return [
        Seat(
            assignment_id=assignment_id,
            judge_id=judge_ids[judge],
            judge=judge,
            code_id=code_id,
            code=code,
            entry=by_entry[entry_id],
        )
        for assignment_id, (code_id, judge, code, entry_id) in zip(ids, pairs, strict=True)
    ]


def _turns(session: Session, round_: RoundHead, judges: int) -> list[tuple[int, int, str, int]]:
    """Every code with the places of its judges: code id, place, code, entry."""
    codes = session.execute(
        select(Code.id, Code.code, Code.entry_id).where(Code.round_id == round_.id).order_by(Code.id)
    )
    seats = [row for row in codes for _ in range(round_.judges_per_entry)]
    return [(row.id, turn % judges, row.code, row.entry_id) for turn, row in enumerate(seats)]


def write_sheets(
    session: Session, *, round_: RoundHead, seats: Sequence[Seat], categories: Mapping[str, int], first: datetime
) -> int:
    """Submit the sheets of all seats but the last of each judge; returns how many."""
    rubrics = {
        name: rubric_rows(session, round_id=round_.id, category_id=key, sheet_id=None)
        for name, key in categories.items()
    }
    waiting: dict[int, int] = {}
    totals: dict[int, list[Decimal]] = {}
    chosen: list[Seat] = []
    for seat in reversed(seats):
        waiting[seat.judge_id] = waiting.get(seat.judge_id, 0) + 1
        if waiting[seat.judge_id] > LEFT:
            chosen.append(seat)
    chosen.reverse()
    for start in range(0, len(chosen), _BATCH):
        sheets = [
            _sheet(seat, rubrics[seat.entry.category], round_, first + timedelta(seconds=8 * (start + place)))
            for place, seat in enumerate(chosen[start : start + _BATCH])
        ]
        _write(session, round_, sheets, rubrics)
        for sheet in sheets:
            totals.setdefault(sheet.seat.code_id, []).append(sheet.total)
    _write_gaps(session, round_, totals, now=first + timedelta(seconds=8 * len(chosen)))
    return len(chosen)


def _sheet(seat: Seat, rubric: Sequence[RubricRow], round_: RoundHead, at: datetime) -> Sheet:
    rules = [row.rule for row in rubric]
    made = sample_sheet(
        work=str(seat.entry.id), quality=seat.entry.work.quality, judge=seat.judge, round_=round_.ordinal, rubric=rules
    )
    content = SheetContent(marks=made.marks, comment_jury=made.comment_jury, comment_author=made.comment_author)
    return Sheet(seat=seat, content=content, total=judge_total(made.marks, rules), at=at)


def _write(
    session: Session, round_: RoundHead, sheets: Sequence[Sheet], rubrics: Mapping[str, Sequence[RubricRow]]
) -> None:
    keys = {name: {row.rule.key: row.id for row in rubric} for name, rubric in rubrics.items()}
    ids = insert_rows(session, ScoreSheet, [sheet.columns(keys[sheet.seat.entry.category]) for sheet in sheets])
    pairs = list(zip(ids, sheets, strict=True))
    marks = [
        {"sheet_id": key, "criterion_id": keys[sheet.seat.entry.category][name], "points": points}
        for key, sheet in pairs
        for name, points in sheet.content.marks.items()
    ]
    session.execute(insert(Mark), marks)
    kept = [sheet_record(sheet.seat.code, 1, sheet.total, sheet.content) for sheet in sheets]
    versions = [
        {
            "sheet_id": key,
            "version": 1,
            "event": "submit",
            "content": content,
            "by_id": sheet.seat.judge_id,
            "at": sheet.at,
        }
        for (key, sheet), content in zip(pairs, kept, strict=True)
    ]
    session.execute(insert(SheetVersion), versions)
    record_many(session, _acts(round_, pairs, kept))


def _acts(round_: RoundHead, pairs: Sequence[tuple[int, Sheet]], kept: Sequence[Mapping[str, Any]]) -> Iterator[Act]:
    for (key, sheet), content in zip(pairs, kept, strict=True):
        yield Act(
            action="sheet.submit",
            subject=f"sheet:{key}",
            payload=content,
            at=sheet.at,
            actor_id=sheet.seat.judge_id,
            season_id=round_.season_id,
        )


def _write_gaps(session: Session, round_: RoundHead, totals: Mapping[int, Sequence[Decimal]], *, now: datetime) -> None:
    """A case for every complete work whose judges are too far apart, as ``review_code`` opens it."""
    rows = []
    for code_id, found in totals.items():
        if len(found) < round_.judges_per_entry:
            continue
        result = entry_total(found, round_.policy)
        if result.flags:
            rows.append(
                {
                    "round_id": round_.id,
                    "code_id": code_id,
                    "spread": result.spread,
                    "kinds": sorted({str(flag.gap) for flag in result.flags}),
                    "state": GapState.OPEN,
                    "opened_at": now,
                }
            )
    if rows:
        session.execute(insert(GapCase), rows)
