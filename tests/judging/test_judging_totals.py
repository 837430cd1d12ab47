from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.judging.totals import (
    Criterion,
    Gap,
    GapFlag,
    InvalidMarks,
    MarkFault,
    Standing,
    aggregate,
    entry_total,
    full_marks,
    gap_flags,
    judge_total,
    mark_problems,
    running_total,
)
from contest.seasons.policy import (
    AggregationPolicy,
    Method,
    OnDeviation,
    Rounding,
    policy_from_json,
)

D = Decimal
R1 = (
    Criterion(key="phat-hien", max_points=D(5), step=D("0.5")),
    Criterion(key="van-phong", max_points=D(3), step=D("0.5")),
    Criterion(key="tac-dong", max_points=D(2), step=D("0.5")),
)
THESIS = AggregationPolicy(max_spread=D(3), max_dev_from_mean=D(2))

points = st.integers(min_value=0, max_value=200).map(lambda half: D(half) / 2)
totals_lists = st.lists(points, min_size=1, max_size=9)
methods = st.sampled_from(Method)
policies = st.builds(
    AggregationPolicy,
    method=methods,
    rounding=st.sampled_from(Rounding),
    places=st.integers(min_value=0, max_value=4),
)


RubricAndMarks = tuple[tuple[Criterion, ...], dict[str, Decimal]]


@st.composite
def rubric_and_marks(
    draw: st.DrawFn,
) -> tuple[tuple[Criterion, ...], dict[str, Decimal]]:
    keys = draw(st.lists(st.text("abcdef", min_size=1, max_size=4), min_size=1, unique=True))
    rubric = tuple(
        Criterion(
            key=key,
            max_points=D(draw(st.integers(min_value=1, max_value=50))),
            step=draw(st.sampled_from([D(1), D("0.5"), D("0.25")])),
            weight=draw(st.sampled_from([D(1), D(2), D("0.5")])),
        )
        for key in keys
    )
    marks = {
        one.key: one.step * draw(st.integers(min_value=0, max_value=int(one.max_points / one.step))) for one in rubric
    }
    return rubric, marks


def test_a_total_is_the_sum_of_the_marks() -> None:
    marks = {"phat-hien": D("4.5"), "van-phong": D(2), "tac-dong": D("1.5")}
    assert judge_total(marks, R1) == D("8.0")
    assert full_marks(R1) == D(10)
    assert running_total({"van-phong": D(2)}, R1) == D(2)


def test_every_fault_is_named_with_its_criterion() -> None:
    marks = {"phat-hien": D("5.5"), "van-phong": D("0.3"), "khac": D(1)}
    with pytest.raises(InvalidMarks) as caught:
        judge_total(marks, R1)
    assert [(one.key, one.fault) for one in caught.value.problems] == [
        ("phat-hien", MarkFault.OUT_OF_RANGE),
        ("van-phong", MarkFault.OFF_STEP),
        ("tac-dong", MarkFault.MISSING),
        ("khac", MarkFault.EXTRA),
    ]


@pytest.mark.parametrize("odd", [D("NaN"), D("Infinity"), D("-1"), D("-0.5")])
def test_a_mark_that_is_no_number_of_points_is_out_of_range(odd: Decimal) -> None:
    (problem,) = mark_problems({"phat-hien": odd}, R1, partial=True)
    assert problem.fault is MarkFault.OUT_OF_RANGE


@given(rubric_and_marks(), st.randoms(use_true_random=False))
def test_a_total_is_bounded_and_ignores_the_order_of_criteria(case: RubricAndMarks, rng: Random) -> None:
    rubric, marks = case
    shuffled = list(rubric)
    rng.shuffle(shuffled)
    total = judge_total(marks, rubric)
    assert 0 <= total <= full_marks(rubric)
    assert judge_total(dict(reversed(marks.items())), shuffled) == total


@given(rubric_and_marks(), st.data())
def test_raising_a_mark_never_lowers_a_total(case: RubricAndMarks, data: st.DataObject) -> None:
    rubric, marks = case
    one = data.draw(st.sampled_from(rubric))
    raised = {
        **marks,
        one.key: min(marks[one.key] + one.step, one.max_points // one.step * one.step),
    }
    assert judge_total(raised, rubric) >= judge_total(marks, rubric)


def test_the_vectors_of_a_thesis_panel() -> None:
    totals = [D("8.5"), D("8.0"), D("5.0")]
    result = entry_total(totals, THESIS)
    assert result.value == D("7.17")
    assert result.spread == D("3.5")
    assert result.flags == (
        GapFlag(gap=Gap.SPREAD, size=D("3.5"), limit=D(3)),
        GapFlag(gap=Gap.DEVIATION, size=D("2.17"), limit=D(2), position=2),
    )


def test_the_vectors_of_a_trimmed_mean() -> None:
    totals = [D("9.0"), D("8.5"), D("8.5"), D("8.0"), D("6.0")]
    assert aggregate(totals, AggregationPolicy(method=Method.TRIMMED_MEAN)) == D("8.33")
    assert aggregate(totals, AggregationPolicy()) == D("8.00")
    assert aggregate(totals[:4], AggregationPolicy(method=Method.TRIMMED_MEAN)) == D("8.50")
    assert aggregate(totals, AggregationPolicy(method=Method.MEDIAN)) == D("8.50")
    assert aggregate(totals, AggregationPolicy(method=Method.SUM)) == D("40.00")


def test_the_vectors_of_two_markers_and_a_third() -> None:
    policy = AggregationPolicy(max_spread=D(19), on_deviation=OnDeviation.THIRD_JUDGE_OFFICIAL)
    waiting = entry_total([D(82), D(61)], policy)
    assert (waiting.value, waiting.standing) == (None, Standing.AWAITS_THIRD_JUDGE)
    settled = entry_total([D(82), D(61)], policy, third=D(74))
    assert (settled.value, settled.standing) == (D("74.00"), Standing.SETTLED)
    assert entry_total([D(82), D(70)], policy, third=D(74)).value == D("76.00")


def test_a_third_judge_may_join_the_mean() -> None:
    policy = AggregationPolicy(max_spread=D(19), on_deviation=OnDeviation.THIRD_JUDGE_MEAN)
    assert entry_total([D(82), D(61)], policy, third=D(73)).value == D("72.00")


def test_a_panel_settles_its_gap_by_agreement() -> None:
    policy = AggregationPolicy(max_spread=D(3), on_deviation=OnDeviation.PANEL_RECONCILE)
    totals = [D(9), D(5)]
    assert entry_total(totals, policy).standing is Standing.AWAITS_PANEL
    assert entry_total(totals, policy, reconciled=D("7.5")).value == D("7.50")
    assert entry_total([D(9), D(8)], policy, reconciled=D(1)).value == D("8.50")


def test_too_few_judges_give_no_result() -> None:
    result = entry_total([D(8)], AggregationPolicy(min_judges=2))
    assert (result.value, result.standing) == (None, Standing.TOO_FEW_JUDGES)
    assert entry_total([], AggregationPolicy(min_judges=0)).value is None


@pytest.mark.parametrize(
    ("rounding", "expected"),
    [(Rounding.HALF_EVEN, D("8.12")), (Rounding.HALF_UP, D("8.13"))],
)
def test_a_half_at_the_last_place_follows_the_policy(rounding: Rounding, expected: Decimal) -> None:
    assert aggregate([D("8.00"), D("8.25")], AggregationPolicy(rounding=rounding)) == expected


@given(totals_lists, policies)
def test_a_result_lies_between_the_lowest_and_the_highest_total(
    totals: list[Decimal], policy: AggregationPolicy
) -> None:
    result = aggregate(totals, policy)
    slack = D(1).scaleb(-policy.places)
    top = sum(totals) if policy.method is Method.SUM else max(totals)
    assert min(totals) - slack <= result <= top + slack
    assert aggregate(totals[::-1], policy) == result


@given(totals_lists, policies, st.data())
def test_raising_a_total_never_lowers_a_result(
    totals: list[Decimal], policy: AggregationPolicy, data: st.DataObject
) -> None:
    place = data.draw(st.integers(min_value=0, max_value=len(totals) - 1))
    raised = [total + (D("0.5") if at == place else 0) for at, total in enumerate(totals)]
    assert aggregate(raised, policy) >= aggregate(totals, policy)


@given(totals_lists)
def test_equal_limits_flag_nothing_and_no_limits_flag_nothing(
    totals: list[Decimal],
) -> None:
    spread = max(totals) - min(totals)
    wide = AggregationPolicy(max_spread=spread, max_dev_from_mean=spread)
    assert gap_flags(totals, wide) == gap_flags(totals, AggregationPolicy()) == ()


def test_a_policy_is_read_from_its_json() -> None:
    stored = {
        "method": "trimmed_mean",
        "rounding": "half_up",
        "max_spread": "19.5",
        "max_dev_from_mean": None,
        "on_deviation": "panel_reconcile",
    }
    assert policy_from_json(stored) == AggregationPolicy(
        method=Method.TRIMMED_MEAN,
        rounding=Rounding.HALF_UP,
        max_spread=Decimal("19.5"),
        on_deviation=OnDeviation.PANEL_RECONCILE,
    )
