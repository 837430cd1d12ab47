"""A large season obeys the rules that the services keep, though it was written in one go."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.access import find_season
from contest.blinding.models import Code
from contest.demo.bulk import Sizes, SizesDoNotFit, build_large
from contest.demo.bulk_sheets import LEFT
from contest.demo.season import SLUG
from contest.judging.models import Assignment, GapCase, Mark, ScoreSheet, SheetVersion
from contest.judging.round_heads import get_round
from contest.judging.rounds import readiness_faults
from contest.judging.tallies import stale_tallies
from contest.judging.totals import entry_total
from contest.ledger.services import verify
from contest.results.queries import get_round as round_of_results
from contest.results.standings import rank_round
from contest.submissions.dossiers import open_dossier
from contest.submissions.models import Entry, Receipt
from contest.submissions.queries import get_head
from contest.submissions.receipts import digest_of
from contest.visibility import blind_entries

NOW = datetime(2026, 3, 20, 2, 30, tzinfo=UTC)
SIZES = Sizes(entries=60, judges=9, per_entry=3)
NEEDS_FILES = {"min_files", "required_documents"}


@pytest.fixture
def large(app: Flask, session: Session) -> Session:
    """A session on a large season, as far as tests go."""
    with app.test_request_context():
        build_large(session, sizes=SIZES, password_hash="-", now=NOW, say=lambda _sentence: None)
        session.commit()
    return session


def test_every_entry_meets_the_season_s_rules_but_those_on_files(app: Flask, large: Session) -> None:
    with app.test_request_context():
        failed = {
            failure.key
            for entry_id in large.scalars(select(Entry.id))
            for check in open_dossier(large, get_head(large, entry_id)).checks
            for failure in check.failures
        }
    assert failed == NEEDS_FILES


def test_numbers_are_unique_and_receipts_match_their_digests(large: Session) -> None:
    numbers = list(large.scalars(select(Entry.number)))
    assert len(set(numbers)) == SIZES.entries
    receipts = list(large.scalars(select(Receipt)))
    assert len(receipts) == SIZES.entries
    assert all(digest_of(one.payload) == one.digest for one in receipts)


def test_the_record_holds(large: Session) -> None:
    outcome = verify(large)
    assert outcome.holds
    assert outcome.entries > SIZES.entries * 2


def test_loads_are_even_and_nobody_marks_a_work_twice(large: Session) -> None:
    pairs = list(large.execute(select(Assignment.code_id, Assignment.judge_id)))
    assert len(pairs) == len(set(pairs)) == SIZES.entries * SIZES.per_entry
    loads = Counter(judge for _, judge in pairs)
    assert len(loads) == SIZES.judges
    assert max(loads.values()) - min(loads.values()) <= 1


def test_each_total_is_the_sum_of_its_marks_and_kept_as_sent(large: Session) -> None:
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for sheet_id, points in large.execute(select(Mark.sheet_id, Mark.points)):
        sums[sheet_id] += points
    totals = {row.id: row.total for row in large.execute(select(ScoreSheet.id, ScoreSheet.total))}
    assert totals == sums
    assert len(totals) == SIZES.entries * SIZES.per_entry - SIZES.judges * LEFT
    kept = {one.sheet_id: Decimal(one.content["total"]) for one in large.scalars(select(SheetVersion))}
    assert kept == totals


def test_tallies_of_a_large_season_are_its_marks(large: Session) -> None:
    assert stale_tallies(large) == {}


def test_gap_cases_are_those_the_policy_finds(large: Session) -> None:
    season = find_season(large, SLUG)
    assert season is not None
    round_ = get_round(large, season.id, 1)
    by_code: dict[int, list[Decimal]] = defaultdict(list)
    for code_id, total in large.execute(
        select(Assignment.code_id, ScoreSheet.total).join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
    ):
        by_code[code_id].append(total or Decimal(0))
    complete = {code: found for code, found in by_code.items() if len(found) == SIZES.per_entry}
    expected = {code for code, found in complete.items() if entry_total(found, round_.policy).flags}
    assert set(large.scalars(select(GapCase.code_id))) == expected


def test_the_round_is_open_and_its_works_can_be_read_and_ranked(app: Flask, large: Session) -> None:
    season = find_season(large, SLUG)
    assert season is not None
    round_ = get_round(large, season.id, 1)
    with app.test_request_context():
        assert round_.is_open
        assert readiness_faults(large, round_.id) == []
        rankings = rank_round(large, round_of_results(large, season_id=season.id, ordinal=1))
    blind = blind_entries()
    assert large.scalar(select(func.count()).select_from(blind)) == SIZES.entries
    assert large.scalar(select(func.count()).select_from(Code)) == SIZES.entries
    assert sum(len(ranking.works) for ranking in rankings) == SIZES.entries


def test_sizes_that_cannot_be_are_refused() -> None:
    for entries, judges, per_entry in ((0, 5, 1), (5, 2, 3), (5, 2, 0)):
        with pytest.raises(SizesDoNotFit):
            Sizes(entries=entries, judges=judges, per_entry=per_entry)
