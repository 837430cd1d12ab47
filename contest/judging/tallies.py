"""The tallies of all sheets, compared with the marks and written anew."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.judging.models import Mark, ScoreSheet
from contest.judging.tally import tally_text


def stale_tallies(session: Session) -> dict[int, str]:
    """Sheet id to what its tally should be, for every sheet whose tally is not its marks."""
    marks: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for sheet_id, criterion_id, points in session.execute(select(Mark.sheet_id, Mark.criterion_id, Mark.points)):
        marks[sheet_id][criterion_id] = points
    rows = session.execute(select(ScoreSheet.id, ScoreSheet.tally)).all()
    wanted = {sheet_id: tally_text(marks.get(sheet_id, {})) for sheet_id, _tally in rows}
    return {sheet_id: wanted[sheet_id] for sheet_id, tally in rows if tally != wanted[sheet_id]}


def rebuild_tallies(session: Session, wanted: dict[int, str]) -> None:
    """Write the given tallies."""
    for sheet_id, tally in wanted.items():
        session.execute(
            update(ScoreSheet)
            .where(ScoreSheet.id == sheet_id)
            .values(tally=tally)
            .execution_options(synchronize_session=False)
        )
