"""Sheets, marks and gap cases against the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from contest.blinding.models import Code
from contest.judging.models import Assignment, GapCase, Mark, ScoreSheet, SheetVersion
from contest.judging.tally import tally_text
from contest.judging.types import AssignmentState, GapState, SheetState
from contest.ledger.comparing import (
    Comparison,
    Difference,
    Recorded,
    acts_of,
    columns,
    difference,
    gone,
    number,
    unspoken,
)
from contest.seasons.models import Criterion

_SENT, _BACK = "sheet.submit", "sheet.reopen"
_COUNTED = {"sheet.include": True, "sheet.exclude": False}
_ROWS_AT_A_TIME = 2000


@dataclass(kw_only=True, slots=True)
class _Told:
    """A sheet as the record has it after its last act."""

    seq: int
    sent: Recorded | None
    counts: bool = True


def sheets_against_record(session: Session) -> Comparison:
    """Every submitted sheet with its marks, and whether it counts, as its last submission left it."""
    told = _told(session)
    found: list[Difference] = []
    rows, seen = 0, set()
    for row, marks in _sheets(session):
        was = told.get(row.id)
        seen.add(row.id)
        if was is None and row.state == SheetState.DRAFT:
            continue
        rows += 1
        name = f"{row.id} ({row.code})"
        one = unspoken(name) if was is None else difference(name, _wanted(was, marks), _stands(row, marks), was.seq)
        if one is not None:
            found.append(one)
    found += [gone(str(sheet_id), was.seq) for sheet_id, was in told.items() if sheet_id not in seen]
    return Comparison(noun="score_sheet", rows=rows, differences=found)


def _told(session: Session) -> Mapping[int, _Told]:
    told: dict[int, _Told] = {}
    for act in acts_of(session, [_SENT, _BACK, *_COUNTED]):
        was = told.setdefault(act.subject_id, _Told(seq=act.seq, sent=None))
        was.seq = act.seq
        if act.action in _COUNTED:
            was.counts = _COUNTED[act.action]
        else:
            was.sent = act if act.action == _SENT else None
    return told


def _sheets(session: Session) -> Iterator[tuple[Row[*tuple[Any, ...]], Mapping[str, tuple[int, Decimal]]]]:
    """Every sheet with its marks: criterion key to (criterion id, points)."""
    rows = session.execute(
        select(
            ScoreSheet.id,
            ScoreSheet.state,
            ScoreSheet.revision,
            ScoreSheet.total,
            ScoreSheet.tally,
            ScoreSheet.comment_jury,
            ScoreSheet.comment_author,
            ScoreSheet.submitted_at,
            Assignment.judge_id,
            Assignment.counts,
            Assignment.state.label("assigned"),
            Code.code,
            Criterion.key,
            Mark.criterion_id,
            Mark.points,
        )
        .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
        .join(Code, Code.id == Assignment.code_id)
        .outerjoin(Mark, Mark.sheet_id == ScoreSheet.id)
        .outerjoin(Criterion, Criterion.id == Mark.criterion_id)
        .order_by(ScoreSheet.id, Mark.criterion_id)
        .execution_options(yield_per=_ROWS_AT_A_TIME)
    )
    for _sheet_id, lines in groupby(rows, key=attrgetter("id")):
        of_sheet: list[Row[*tuple[Any, ...]]] = list(lines)
        marks = {line.key: (line.criterion_id, line.points) for line in of_sheet if line.key is not None}
        yield of_sheet[0], marks


def _wanted(was: _Told, marks: Mapping[str, tuple[int, Decimal]]) -> Mapping[str, object]:
    """What the record says of a sheet. Of one that was reopened it knows only that it is a draft."""
    if was.sent is None:
        return {"state": SheetState.DRAFT, "counts": was.counts}
    kept = was.sent.payload
    return {
        "state": SheetState.SUBMITTED,
        "counts": was.counts,
        "assigned": AssignmentState.ACTIVE,
        "code": kept["code"],
        "judge_id": was.sent.actor_id,
        "submitted_at": was.sent.at,
        "revision": kept["revision"],
        "total": number(kept["total"]),
        "marks": {key: number(points) for key, points in kept["marks"].items()},
        "tally": tally_text(dict(marks.values())),
        "comment_jury": kept["comment_jury"],
        "comment_author": kept["comment_author"],
    }


def _stands(row: Row[*tuple[Any, ...]], marks: Mapping[str, tuple[int, Decimal]]) -> Mapping[str, object]:
    return {**columns(row), "marks": {key: points for key, (_, points) in marks.items()}}


def versions_against_record(session: Session) -> Comparison:
    """The kept text of every submission, which the jury's pages show, against the record's own."""
    told: dict[tuple[int, int], Recorded] = {
        (act.subject_id, act.payload["revision"]): act for act in acts_of(session, [_SENT])
    }
    found, rows = [], 0
    query = select(SheetVersion.sheet_id, SheetVersion.content, SheetVersion.by_id, SheetVersion.at)
    lines = session.execute(query.where(SheetVersion.event == "submit").execution_options(yield_per=_ROWS_AT_A_TIME))
    for line in lines:
        rows += 1
        act = told.pop((line.sheet_id, line.content.get("revision", 0)), None)
        if act is None:
            found.append(unspoken(str(line.sheet_id)))
            continue
        wanted = {**act.payload, "by_id": act.actor_id, "at": act.at}
        one = difference(str(line.sheet_id), wanted, {**line.content, "by_id": line.by_id, "at": line.at}, act.seq)
        found += [one] if one else []
    found += [gone(str(sheet_id), act.seq) for (sheet_id, _), act in told.items()]
    return Comparison(noun="sheet_version", rows=rows, differences=found)


def gaps_against_record(session: Session) -> Comparison:
    """Every gap case that was settled: how, with which total, by whom; and none settled that the record has open."""
    told, moved = _settled(session)
    rows = session.execute(
        select(
            GapCase.code_id,
            GapCase.state,
            GapCase.action,
            GapCase.official_total,
            GapCase.note,
            GapCase.settled_by,
            GapCase.settled_at,
        )
    ).all()
    found = []
    for row in rows:
        act = told.pop(row.code_id, None)
        name = f"code:{row.code_id}"
        stands = act if act is not None and act.seq > moved.get(name, 0) else None
        if stands is not None:
            one = difference(name, _wanted_gap(stands), columns(row), stands.seq)
            found += [one] if one else []
        elif row.state == GapState.SETTLED:
            found.append(unspoken(name))
    found += [gone(f"code:{code_id}", act.seq) for code_id, act in told.items()]
    return Comparison(noun="gap_case", rows=len(rows), differences=found)


def _settled(session: Session) -> tuple[dict[int, Recorded], Mapping[str, int]]:
    """The last word on each case by code id; and when the sheets of a code last changed, by subject."""
    told = {act.subject_id: act for act in acts_of(session, ["gap.settle"])}
    of_sheet = select(ScoreSheet.id, Assignment.code_id).join(Assignment, Assignment.id == ScoreSheet.assignment_id)
    codes = dict(session.execute(of_sheet).all())
    moved = {f"code:{codes.get(act.subject_id)}": act.seq for act in acts_of(session, [_SENT, _BACK, *_COUNTED])}
    return told, moved


def _wanted_gap(act: Recorded) -> Mapping[str, object]:
    return {
        "state": GapState.SETTLED,
        "action": act.payload["action"],
        "official_total": number(act.payload["agreed"]),
        "note": act.payload["note"],
        "settled_by": act.actor_id,
        "settled_at": act.at,
    }
