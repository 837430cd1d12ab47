"""Reading the submitted sheets of a round: those that count, those left out, those that are missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import BigInteger, Integer, Text, case, cast, func, literal, select, type_coerce
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.blinding.models import Code
from contest.db import columns_of
from contest.judging.models import Assignment, GapCase, Mark, ScoreSheet, SheetRuling
from contest.judging.tally import BETWEEN_SHEETS, OF_REGULAR, OF_THIRD, SheetsOfCode, sheets_of_code
from contest.judging.types import AssignmentState, GapState, SheetState
from contest.results.types import Reader, SheetLine, UncountedSheet
from contest.seasons.models import Category

_assignment, _sheet = columns_of(Assignment), columns_of(ScoreSheet)
_SHEETS = Assignment.__table__.join(ScoreSheet.__table__, _sheet.assignment_id == _assignment.id)
_ROWS_AT_A_TIME = 2000
_SUBMITTED = (_assignment.state == AssignmentState.ACTIVE, _sheet.state == SheetState.SUBMITTED)
_IN_SHORT = (
    cast(type_coerce(_sheet.total, BigInteger), Text)
    + case((_assignment.is_third, literal(OF_THIRD)), else_=literal(OF_REGULAR))
    + _sheet.tally
)
"""One sheet as `sheets_of_code` reads it."""


def sheets_by_code(session: Session, *, round_id: int) -> Mapping[int, SheetsOfCode]:
    """The submitted sheets of every code that count, in one statement and one row a code."""
    rows = session.execute(
        select(_assignment.code_id, func.aggregate_strings(_IN_SHORT, BETWEEN_SHEETS))
        .select_from(_SHEETS)
        .where(_assignment.round_id == round_id, _assignment.counts, *_SUBMITTED)
        .group_by(_assignment.code_id)
    )
    return {code_id: sheets_of_code(sheets) for code_id, sheets in rows.all()}


def unsent_sheets(session: Session, *, round_id: int, judge_id: int) -> int:
    """How many of a judge's works in a round wait for the judge's sheet."""
    waiting = (
        select(func.count())
        .select_from(Assignment.__table__.outerjoin(ScoreSheet.__table__, _sheet.assignment_id == _assignment.id))
        .where(
            _assignment.round_id == round_id,
            _assignment.judge_id == judge_id,
            _assignment.state == AssignmentState.ACTIVE,
            func.coalesce(_sheet.state, SheetState.DRAFT) != SheetState.SUBMITTED,
        )
    )
    return session.execute(waiting).scalar_one()


def settled_gaps(session: Session, *, round_id: int) -> Mapping[int, Decimal | None]:
    """Code id to the total its settled gap case made official; ``None`` where the case only took note."""
    rows = session.execute(
        select(GapCase.code_id, GapCase.official_total).where(
            GapCase.round_id == round_id, GapCase.state == GapState.SETTLED
        )
    )
    return {row.code_id: row.official_total for row in rows}


def sheets_of_round(session: Session, *, round_id: int) -> Iterator[tuple[SheetLine, Mapping[int, Decimal]]]:
    """Every submitted sheet with its marks by criterion, by code and then by the judge's number within the work.

    They come as they are read: a round may have fifty thousand. Judges are not named.
    """
    rows = session.execute(
        select(
            Code.code,
            Category.name,
            ScoreSheet.id,
            ScoreSheet.total,
            Assignment.counts,
            Mark.criterion_id,
            type_coerce(Mark.points, Integer),
        )
        .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
        .join(Code, Code.id == Assignment.code_id)
        .join(Category, Category.id == Code.category_id)
        .outerjoin(Mark, Mark.sheet_id == ScoreSheet.id)
        .where(Assignment.round_id == round_id, *_SUBMITTED)
        .order_by(Category.position, Code.code, Assignment.order_key, ScoreSheet.id)
        .execution_options(yield_per=_ROWS_AT_A_TIME)
    )
    for _sheet_id, of_sheet in groupby(rows, key=itemgetter(2)):
        lines: Sequence[Sequence[Any]] = list(of_sheet)
        marks = {line[5]: Decimal(line[6]).scaleb(-2) for line in lines if line[5] is not None}
        yield SheetLine(*lines[0][:5]), marks


def uncounted_sheets(session: Session, *, round_id: int, reader: Reader) -> Sequence[UncountedSheet]:
    """The submitted sheets that do not count, by category and code, each with the word that holds.

    Who may not know whose work it is reads no reason of others: it may name the author or the agency.
    """
    rows = session.execute(
        select(
            ScoreSheet.id.label("sheet_id"),
            Code.id.label("code_id"),
            Code.code,
            Category.name.label("category"),
            ScoreSheet.total,
            SheetRuling.reason,
            SheetRuling.by_id,
            Person.full_name.label("by"),
            SheetRuling.at,
        )
        .join(Assignment, Assignment.id == SheetRuling.assignment_id)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .join(Code, Code.id == Assignment.code_id)
        .join(Category, Category.id == Code.category_id)
        .join(Person, Person.id == SheetRuling.by_id)
        .where(SheetRuling.round_id == round_id, Assignment.counts.is_(False), *_SUBMITTED)
        .order_by(Category.position, Code.code, SheetRuling.id)
    )
    # A sheet may have been left out, counted again and left out once more: the last word holds.
    last = {row.sheet_id: UncountedSheet(**row._mapping) for row in rows}  # noqa: SLF001 - the public name of a row's mapping
    return [one if reader.knows_authors or one.by_id == reader.id else replace(one, reason="") for one in last.values()]
