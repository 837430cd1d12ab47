"""The made-up marks are lawful, spread as real ones, and stable."""

from __future__ import annotations

from decimal import Decimal
from statistics import mean, pstdev

from contest.demo.content import sample_contest
from contest.demo.marking import sample_sheet
from contest.judging.totals import Criterion, judge_total, mark_problems

RUBRIC = (
    Criterion(key="a", max_points=Decimal(20), step=Decimal("0.5")),
    Criterion(key="b", max_points=Decimal(25), step=Decimal("0.5")),
    Criterion(key="c", max_points=Decimal(40), step=Decimal(1)),
    Criterion(key="d", max_points=Decimal(15), step=Decimal("0.25")),
)


def totals(*, evenly: bool) -> dict[str, list[Decimal]]:
    """Totals of seven judges on every work."""
    return {
        work.key: [
            judge_total(
                sample_sheet(
                    work=work.key, quality=work.quality, judge=judge, round_=2, rubric=RUBRIC, evenly=evenly
                ).marks,
                RUBRIC,
            )
            for judge in range(7)
        ]
        for work in sample_contest().works
    }


def test_every_sheet_fills_its_rubric() -> None:
    for quality in ("0", "5.5", "10"):
        sheet = sample_sheet(work="x", quality=Decimal(quality), judge=3, round_=1, rubric=RUBRIC)
        assert mark_problems(sheet.marks, RUBRIC) == ()
        assert sheet.comment_author


def test_better_works_get_better_marks() -> None:
    given = totals(evenly=True)
    best = max(sample_contest().works, key=lambda work: work.quality)
    worst = min(sample_contest().works, key=lambda work: work.quality)
    assert mean(given[best.key]) - mean(given[worst.key]) > 15


def test_judges_differ_and_sometimes_quarrel() -> None:
    calm = [pstdev(found) for found in totals(evenly=True).values()]
    spread = [max(found) - min(found) for found in totals(evenly=False).values()]
    assert 1 < mean(calm) < 6
    assert any(gap > 20 for gap in spread)
    assert sum(gap > 20 for gap in spread) < len(spread) / 2


def test_the_same_sheet_comes_each_time() -> None:
    first, second = (sample_sheet(work="x", quality=Decimal(8), judge=1, round_=1, rubric=RUBRIC) for _ in range(2))
    assert first == second
