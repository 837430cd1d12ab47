"""What must hold after a fault: every acknowledged act is there, and none is half there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from contest.judging.models import Assignment, Mark, ScoreSheet, SheetVersion
from contest.ledger.models import LedgerEntry
from contest.ledger.services import verify
from contest.notices.models import Notice
from contest.submissions.models import Author, Entry, Part, Receipt, ScreeningDecision
from tests.faults.crowd import Actor, Crowd, Entrant, Judge, Secretary


def nothing_is_lost(session: Session, crowd: Crowd) -> None:
    """Compare the lists of what was acknowledged with the rows and the record."""
    for entrant in crowd.entrants:
        _entrant(session, entrant)
    for judge in crowd.judges:
        _judge(session, judge)
    for secretary in crowd.secretaries:
        _secretary(session, secretary)
    assert verify(session).holds
    if session.get_bind().dialect.name == "sqlite":
        assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []


def _entrant(session: Session, entrant: Entrant) -> None:
    texts = session.execute(
        select(Entry.title, Entry.body, Author.full_name, Part.title.label("part"))
        .join(Author, Author.entry_id == Entry.id)
        .join(Part, Part.entry_id == Entry.id)
        .where(Entry.id == entrant.draft.id)
    ).one()
    _saved(entrant, set(texts))
    of_pool = Entry.id.in_(entrant.pool)
    done = session.scalars(select(Entry.id).where(of_pool, Entry.status == "submitted", Entry.number.is_not(None)))
    receipts = session.scalars(select(Receipt.entry_id).where(Receipt.entry_id.in_(entrant.pool)))
    recorded = _recorded(session, "entry.submit", "entry", entrant.pool)
    _told(session, entrant, _done_once(entrant, done.all(), receipts.all(), recorded))


def _judge(session: Session, judge: Judge) -> None:
    sheets = {
        row.code_id: row
        for row in session.execute(
            select(Assignment.code_id, ScoreSheet.id, ScoreSheet.state, ScoreSheet.comment_jury)
            .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
            .where(Assignment.judge_id == judge.judge_id)
        )
    }
    marks = session.execute(select(Mark.sheet_id, Mark.points).where(Mark.sheet_id.in_(s.id for s in sheets.values())))
    points: dict[int, list[Decimal]] = {}
    for mark in marks:
        points.setdefault(mark.sheet_id, []).append(mark.points)
    if judge.first_id in sheets:
        first = sheets[judge.first_id]
        _saved(judge, {first.comment_jury})
        assert points[first.id] == [Decimal(_number(first.comment_jury) % 40)] * 2
    done = {code: row.id for code, row in sheets.items() if row.state == "submitted"}
    for code, sheet_id in done.items():
        assert points[sheet_id] == [Decimal(code % 40)] * 2
    code_of = {row.id: code for code, row in sheets.items()}
    every = list(code_of)
    versions = session.scalars(select(SheetVersion.sheet_id).where(SheetVersion.sheet_id.in_(every)))
    recorded = _recorded(session, "sheet.submit", "sheet", every)
    _done_once(judge, list(done), [code_of[one] for one in versions], [code_of[one] for one in recorded])
    _told(session, judge, 0)


def _secretary(session: Session, secretary: Secretary) -> None:
    of_pool = Entry.id.in_(secretary.pool)
    done = session.scalars(select(Entry.id).where(of_pool, Entry.status == "refused", Entry.decided_at.is_not(None)))
    rows = session.scalars(select(ScreeningDecision.entry_id).where(ScreeningDecision.entry_id.in_(secretary.pool)))
    recorded = _recorded(session, "entry.refuse", "entry", secretary.pool)
    _told(session, secretary, _done_once(secretary, done.all(), rows.all(), recorded))


def _saved(actor: Actor, texts: set[str]) -> None:
    """All that one save wrote says one number: the last that was acknowledged, or one sent after it."""
    assert len(texts) == 1, texts
    assert actor.saves_acknowledged <= _number(texts.pop()) <= actor.saves_sent


def _number(text: str) -> int:
    """The number of a save; what was there before the first says none."""
    return int(text.removeprefix("lần ")) if text.startswith("lần ") else 0


def _done_once(actor: Actor, *places: Iterable[int]) -> int:
    """Rows, their copies and the record name the same acts, each once; none is missing, none was never asked for.

    The number of acts.
    """
    counts = [Counter(place) for place in places]
    done = set(counts[0])
    assert [set(count.values()) <= {1} for count in counts] == [True] * len(counts)
    assert [set(count) ^ done for count in counts] == [set()] * len(counts)
    assert (set(actor.acknowledged) - done, done - set(actor.sent)) == (set(), set())
    return len(done)


def _told(session: Session, actor: Actor, count: int) -> None:
    """One message for each act: written in the same transaction, so neither lacking nor double."""
    assert session.scalar(select(func.count()).where(Notice.person_id == actor.told)) == count


def _recorded(session: Session, action: str, noun: str, ids: Sequence[int]) -> list[int]:
    """Ids whose act stands in the record."""
    subjects = session.scalars(
        select(LedgerEntry.subject).where(
            LedgerEntry.action == action, LedgerEntry.subject.in_([f"{noun}:{one}" for one in ids])
        )
    )
    return [int(subject.partition(":")[2]) for subject in subjects]
