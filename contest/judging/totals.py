"""From marks to one judge's total, and from the judges' totals to an entry's result.

Pure arithmetic in ``Decimal``. A mean is kept exact (as a fraction) until it is rounded once, so
no result depends on the order of judges or of criteria.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from contest.seasons.policy import AggregationPolicy, Method, OnDeviation, Rounding

_MIN_FOR_TRIMMING: Final = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Criterion:
    """One row of a rubric: marks run from 0 to ``max_points`` in steps of ``step`` points."""

    key: str
    max_points: Decimal
    step: Decimal = Decimal(1)
    weight: Decimal = Decimal(1)


class MarkFault(StrEnum):
    """What can be wrong with the mark of one criterion."""

    MISSING = "missing"
    EXTRA = "extra"
    OUT_OF_RANGE = "out_of_range"
    OFF_STEP = "off_step"


@dataclass(frozen=True, kw_only=True, slots=True)
class MarkProblem:
    """A fault and the key of the criterion it belongs to."""

    key: str
    fault: MarkFault


class InvalidMarks(ValueError):
    """The marks do not fill the rubric; ``problems`` says which and why."""

    def __init__(self, problems: tuple[MarkProblem, ...]) -> None:
        super().__init__(", ".join(f"{problem.key}: {problem.fault}" for problem in problems))
        self.problems = problems


def mark_problems(
    marks: Mapping[str, Decimal], rubric: Sequence[Criterion], *, partial: bool = False
) -> tuple[MarkProblem, ...]:
    """Everything wrong with ``marks``, in the rubric's order, then unknown keys by name.

    ``partial`` is for a draft: a criterion that has no mark yet is no fault.
    """
    found: list[MarkProblem] = []
    for criterion in rubric:
        fault = _fault(marks.get(criterion.key), criterion)
        if fault and not (partial and fault is MarkFault.MISSING):
            found.append(MarkProblem(key=criterion.key, fault=fault))
    unknown = sorted(marks.keys() - {criterion.key for criterion in rubric})
    found += [MarkProblem(key=key, fault=MarkFault.EXTRA) for key in unknown]
    return tuple(found)


def _fault(mark: Decimal | None, criterion: Criterion) -> MarkFault | None:
    if mark is None:
        return MarkFault.MISSING
    if not mark.is_finite() or not 0 <= mark <= criterion.max_points:
        return MarkFault.OUT_OF_RANGE
    return MarkFault.OFF_STEP if mark % criterion.step else None


def judge_total(marks: Mapping[str, Decimal], rubric: Sequence[Criterion]) -> Decimal:
    """Combine one judge's marks on one entry into a total: the sum of mark times weight.

    Shape:  exactly one mark per criterion of a non-empty ``rubric``.
    Units:  points, 0..``full_marks(rubric)``; exact, never rounded.
    Errors: InvalidMarks (missing, extra, out of range, off the step).
    """
    if problems := mark_problems(marks, rubric):
        raise InvalidMarks(problems)
    return sum((marks[one.key] * one.weight for one in rubric), Decimal(0))


def running_total(marks: Mapping[str, Decimal], rubric: Sequence[Criterion]) -> Decimal:
    """The total of the marks given so far, for a draft. Errors: InvalidMarks, but not for gaps."""
    if problems := mark_problems(marks, rubric, partial=True):
        raise InvalidMarks(problems)
    return sum((marks[one.key] * one.weight for one in rubric if one.key in marks), Decimal(0))


def full_marks(rubric: Sequence[Criterion]) -> Decimal:
    """The highest total the rubric allows, in points."""
    return sum((one.max_points * one.weight for one in rubric), Decimal(0))


class Gap(StrEnum):
    """Which limit of the policy a set of totals breaks."""

    SPREAD = "spread"
    DEVIATION = "deviation"


@dataclass(frozen=True, kw_only=True, slots=True)
class GapFlag:
    """A broken limit: ``size`` points (two places) where ``limit`` are accepted.

    ``position`` is the place in the given totals of the judge who deviates; None for a spread.
    """

    gap: Gap
    size: Decimal
    limit: Decimal
    position: int | None = None


class Standing(StrEnum):
    """Whether an entry has its result, and if not, what it waits for."""

    SETTLED = "settled"
    TOO_FEW_JUDGES = "too_few_judges"
    AWAITS_THIRD_JUDGE = "awaits_third_judge"
    AWAITS_PANEL = "awaits_panel"


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryTotal:
    """An entry's result. ``value`` is None unless ``standing`` is SETTLED."""

    value: Decimal | None
    standing: Standing
    spread: Decimal
    flags: tuple[GapFlag, ...]


def entry_total(
    totals: Sequence[Decimal],
    policy: AggregationPolicy,
    *,
    third: Decimal | None = None,
    reconciled: Decimal | None = None,
) -> EntryTotal:
    """Combine the judges' totals on one entry by the round's policy.

    ``third`` is the total of the judge called in over a gap, ``reconciled`` the total the panel
    agreed on; each counts only under the policy that asks for it, and only where a gap is.
    """
    flags = gap_flags(totals, policy)
    spread = max(totals) - min(totals) if totals else Decimal(0)
    value: Decimal | None = None
    standing = Standing.SETTLED
    if not totals or len(totals) < policy.min_judges:
        standing = Standing.TOO_FEW_JUDGES
    elif not flags or policy.on_deviation is OnDeviation.FLAG:
        value = aggregate(totals, policy)
    elif policy.on_deviation is OnDeviation.PANEL_RECONCILE:
        value = None if reconciled is None else rounded(Fraction(reconciled), policy)
        standing = standing if value is not None else Standing.AWAITS_PANEL
    elif third is None:
        standing = Standing.AWAITS_THIRD_JUDGE
    elif policy.on_deviation is OnDeviation.THIRD_JUDGE_OFFICIAL:
        value = rounded(Fraction(third), policy)
    else:
        value = aggregate([*totals, third], policy)
    return EntryTotal(value=value, standing=standing, spread=spread, flags=flags)


def aggregate(totals: Sequence[Decimal], policy: AggregationPolicy) -> Decimal:
    """One number from a non-empty sequence of totals, rounded once by the policy."""
    ordered = sorted(totals)
    match policy.method:
        case Method.SUM:
            return _rounded_ratio(sum(ordered, Decimal(0)), 1, policy)
        case Method.MEDIAN:
            return rounded(_median(ordered), policy)
        case Method.TRIMMED_MEAN if len(ordered) >= max(policy.trim_from, _MIN_FOR_TRIMMING):
            inner = ordered[1:-1]
            return _rounded_ratio(sum(inner, Decimal(0)), len(inner), policy)
        case _:
            return _rounded_ratio(sum(ordered, Decimal(0)), len(ordered), policy)


def gap_flags(totals: Sequence[Decimal], policy: AggregationPolicy) -> tuple[GapFlag, ...]:
    """The limits of the policy that these totals break; the mean is the plain, unrounded one."""
    if not totals:
        return ()
    flags: list[GapFlag] = []
    spread = max(totals) - min(totals)
    if policy.max_spread is not None and spread > policy.max_spread:
        flags.append(GapFlag(gap=Gap.SPREAD, size=spread, limit=policy.max_spread))
    limit = policy.max_dev_from_mean
    if limit is None:
        return tuple(flags)
    mean = _mean(totals)
    for position, total in enumerate(totals):
        deviation = abs(Fraction(total) - mean)
        if deviation > Fraction(limit):
            size = round_half_even(deviation, places=2)
            flags.append(GapFlag(gap=Gap.DEVIATION, size=size, limit=limit, position=position))
    return tuple(flags)


def rounded(exact: Fraction, policy: AggregationPolicy) -> Decimal:
    """The exact value at the policy's places by the policy's rounding."""
    return _in_units(exact.numerator, exact.denominator, policy)


def _rounded_ratio(dividend: Decimal, divisor: int, policy: AggregationPolicy) -> Decimal:
    """``dividend / divisor`` by the policy, as exact as by fractions and several times as quick."""
    above, below = dividend.as_integer_ratio()
    return _in_units(above, below * divisor, policy)


def _in_units(above: int, below: int, policy: AggregationPolicy) -> Decimal:
    """``above / below`` in whole units of the policy's last place; ``below`` is positive."""
    units, rest = divmod(abs(above) * 10**policy.places, below)
    half = 2 * rest - below
    if half > 0 or (half == 0 and (policy.rounding is Rounding.HALF_UP or units % 2)):
        units += 1
    return Decimal(units if above >= 0 else -units).scaleb(-policy.places)


def round_half_even(exact: Fraction, *, places: int) -> Decimal:
    """The exact value at ``places`` decimals, a half going to the even neighbour."""
    return Decimal(round(exact * 10**places)).scaleb(-places)


def _mean(values: Sequence[Decimal]) -> Fraction:
    return Fraction(sum(values, Decimal(0))) / len(values)


def _median(ordered: Sequence[Decimal]) -> Fraction:
    middle = len(ordered) // 2
    return Fraction(ordered[middle]) if len(ordered) % 2 else Fraction(ordered[middle - 1] + ordered[middle]) / 2
