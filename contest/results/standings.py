"""The ranking of a round as its sheets have it now. Reads; changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from sqlalchemy.orm import Session

from contest.judging.tally import SheetsOfCode
from contest.judging.totals import EntryTotal, Standing, entry_total
from contest.results import queries
from contest.results.errors import OwnSheetsMissing
from contest.results.ranking import CHAIR, AtBorder, Contender, Quota, Ranked, advance, criteria_of, rank
from contest.results.sheets import settled_gaps, sheets_by_code, unsent_sheets
from contest.results.types import CategoryHead, CategoryRanking, RankedWork, RoundHead
from contest.seasons.policy import AggregationPolicy, OnDeviation
from contest.seasons.types import RoundState


def rank_round(session: Session, of: RoundHead) -> Sequence[CategoryRanking]:
    """Rank every category of a round; categories without works are left out."""
    categories = queries.categories_of_round(session, round_id=of.id, season_id=of.season_id)
    works = _works(session, of, categories)
    return [_rank_category(of, category, works[category.id]) for category in categories if category.id in works]


def refuse_early_reader(session: Session, of: RoundHead, *, viewer_id: int) -> None:
    """Whoever still has to mark works of an open round reads no peer's totals. Errors: OwnSheetsMissing."""
    if of.state == RoundState.OPEN and unsent_sheets(session, round_id=of.id, judge_id=viewer_id):
        raise OwnSheetsMissing


_TOTALS_KEPT = 8192
_WORKS_KEPT, _POLICIES_KEPT = 4096, 4
"""Works and rounds whose results are kept as worked out: whoever opens a ranking opens it again."""
_NO_SHEETS = SheetsOfCode(regular=(), third=None, means={})


@dataclass(frozen=True, kw_only=True, slots=True)
class _Work:
    """A work of the round before it has a place."""

    code_id: int
    title: str | None
    result: EntryTotal
    flagged: bool
    contender: Contender


def _works(session: Session, of: RoundHead, categories: Sequence[CategoryHead]) -> Mapping[int, Sequence[_Work]]:
    """Every work of the round, not yet ranked, by category."""
    sheets = sheets_by_code(session, round_id=of.id)
    gaps = settled_gaps(session, round_id=of.id)
    orders = queries.chair_orders(session, round_id=of.id)
    keys = {column.id: column.key for category in categories for column in category.columns}
    plain = _totals_under(of.policy)
    found: dict[int, list[_Work]] = defaultdict(list)
    for code_id, code, category_id, title in queries.codes_of_round(session, of):
        given = sheets.get(code_id, _NO_SHEETS)
        judge_totals = tuple(map(_points, given.regular))
        result = _settled(of, judge_totals, gaps[code_id]) if code_id in gaps else plain(given.regular, given.third)
        contender = Contender(
            code=code,
            total=result.value,
            criteria={keys[one]: mean for one, mean in given.means.items()},
            judge_totals=judge_totals,
            chair_order=orders.get(code_id),
        )
        flagged = bool(result.flags) and code_id not in gaps
        work = _Work(code_id=code_id, title=title, result=result, flagged=flagged, contender=contender)
        found[category_id].append(work)
    return found


@lru_cache(_TOTALS_KEPT)
def _points(stored: int) -> Decimal:
    """A total as the database keeps it, in ten-thousandths, in points."""
    return Decimal(stored).scaleb(-4)


@lru_cache(_POLICIES_KEPT)
def _totals_under(policy: AggregationPolicy) -> Callable[[tuple[int, ...], int | None], EntryTotal]:
    """A work's result from its totals in ten-thousandths, under one policy: the same totals give the same result."""

    @lru_cache(_WORKS_KEPT)
    def result(regular: tuple[int, ...], third: int | None) -> EntryTotal:
        return entry_total(tuple(map(_points, regular)), policy, third=None if third is None else _points(third))

    return result


def _settled(of: RoundHead, judge_totals: tuple[Decimal, ...], official: Decimal | None) -> EntryTotal:
    """A settled gap case speaks last: its official total, or the plain rule where it only took note."""
    plain = entry_total(judge_totals, replace(of.policy, on_deviation=OnDeviation.FLAG))
    return plain if official is None else replace(plain, value=official, standing=Standing.SETTLED)


def _rank_category(of: RoundHead, category: CategoryHead, works: Sequence[_Work]) -> CategoryRanking:
    keys = tuple(column.key for column in category.columns)
    ranked = rank([work.contender for work in works], _tie_break(of, frozenset(keys)))
    quota = _quota(ranked, category.quota)
    advancing = frozenset(quota.advancing)
    by_code = {work.contender.code: work for work in works}
    lines = [_line(one, by_code[one.code], category.id, keys, one.code in advancing) for one in ranked]
    border = quota.border.codes if quota.border and quota.undecided else ()
    return CategoryRanking(category=category, works=lines, undecided=border)


def _quota(ranked: Sequence[Ranked], seats: int | None) -> Quota:
    if seats is None:
        return Quota(advancing=tuple(one.code for one in ranked if one.place is not None))
    return advance(ranked, seats, at_border=AtBorder.ASK)


def _tie_break(of: RoundHead, keys: frozenset[str]) -> Sequence[str]:
    """The round's tie-break without criteria that this category's rubric does not have; the chair speaks last."""
    foreign = frozenset(criteria_of(of.tie_break)) - keys
    return [*(step for step in of.tie_break if step != CHAIR and step not in foreign), CHAIR]


def _line(
    one: Ranked,
    work: _Work,
    category_id: int,
    keys: Sequence[str],
    advances: bool,  # noqa: FBT001 - a field of the line
) -> RankedWork:
    return RankedWork(
        code_id=work.code_id,
        code=one.code,
        title=work.title,
        category_id=category_id,
        place=one.place,
        total=one.total,
        spread=work.result.spread,
        standing=work.result.standing,
        flagged=work.flagged,
        tied=one.tied,
        decided_by=one.decided_by,
        judge_totals=work.contender.judge_totals,
        criteria=tuple(map(work.contender.criteria.get, keys)),
        advances=advances,
    )
