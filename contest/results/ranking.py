"""Places, ties, the quota to the next round and the prizes proposed by place.

Pure: codes and numbers in, codes and reasons out. Nothing here decides what the rules leave to
people: a tie that the tie-break does not resolve stays a tie and is said to be one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Final, NamedTuple

MEDIAN: Final = "median"
HIGHEST: Final = "highest"
CHAIR: Final = "chair"
_STEPS_THAT_ARE_NO_CRITERION: Final = frozenset({MEDIAN, HIGHEST, CHAIR})


@dataclass(frozen=True, kw_only=True, slots=True)
class Contender:
    """One entry before ranking.

    ``total``: its result, or None while it has none. ``criteria``: the mean mark per criterion.
    ``judge_totals``: what each judge gave. ``chair_order``: its place among its tied peers as
    the chair decided (1 is best), or None.
    """

    code: str
    total: Decimal | None
    criteria: Mapping[str, Decimal] = field(default_factory=dict)
    judge_totals: tuple[Decimal, ...] = ()
    chair_order: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranked:
    """An entry with its place.

    ``place``: 1 is best, tied entries share one and the next place is skipped (1, 2, 2, 4);
    None without a total. ``tied``: another entry shares the place. ``decided_by``: the step of
    the tie-break that parted it from an entry with the same total, or None where none was needed.
    """

    code: str
    place: int | None
    total: Decimal | None
    tied: bool = False
    decided_by: str | None = None


def rank(contenders: Iterable[Contender], tie_break: Sequence[str] = ()) -> tuple[Ranked, ...]:
    """Order entries by total, ties by the steps of ``tie_break`` in turn; the best first.

    A step is the key of a criterion, or ``median`` (of the judges' totals), ``highest`` (the
    judges' totals compared from the highest down), or ``chair``. Entries without a total come
    last, without a place. Equal places are listed by code, which says nothing about them.
    """
    entries = list(contenders)
    # The steps of the tie-break are worked out only where they may decide: for equal totals.
    held = Counter(one.total for one in entries)
    scored = [
        (_sort_key(one, tie_break if held[one.total] > 1 else ()), one) for one in entries if one.total is not None
    ]
    scored.sort(key=lambda pair: (pair[0], pair[1].code))
    ranked: list[Ranked] = []
    keys = [key for key, _one in scored]
    counts = Counter(key for key, one in scored if held[one.total] > 1)
    for position, (key, one) in enumerate(scored):
        if held[one.total] == 1:
            ranked.append(Ranked(code=one.code, place=position + 1, total=one.total))
            continue
        same_as_before = position > 0 and keys[position - 1] == key
        ranked.append(
            Ranked(
                code=one.code,
                place=ranked[-1].place if same_as_before else position + 1,
                total=one.total,
                tied=counts[key] > 1,
                decided_by=_deciding_step(keys, position, tie_break),
            )
        )
    without = sorted(one.code for one in entries if one.total is None)
    return (*ranked, *(Ranked(code=code, place=None, total=None) for code in without))


_Key = tuple[tuple[Decimal, ...], ...]
_LAST_ORDER: Final = Decimal(10**9)


def _sort_key(one: Contender, tie_break: Sequence[str]) -> _Key:
    """Smaller is better: every number is negated but the chair's order."""
    return ((-(one.total or Decimal(0)),), *(_step_key(one, step) for step in tie_break))


def _step_key(one: Contender, step: str) -> tuple[Decimal, ...]:
    if step == CHAIR:
        # No decision sorts as one past every decision; two without one stay tied.
        return (Decimal(one.chair_order) if one.chair_order else _LAST_ORDER,)
    if step == HIGHEST:
        return tuple(-total for total in sorted(one.judge_totals, reverse=True))
    if step == MEDIAN:
        return (-_twice_median(one.judge_totals),)
    return (-one.criteria.get(step, Decimal(0)),)


def _twice_median(totals: Sequence[Decimal]) -> Decimal:
    """Doubled, so that it stays exact: it is only compared."""
    ordered = sorted(totals)
    if not ordered:
        return Decimal(0)
    middle = len(ordered) // 2
    return 2 * ordered[middle] if len(ordered) % 2 else ordered[middle - 1] + ordered[middle]


def _deciding_step(keys: Sequence[_Key], position: int, tie_break: Sequence[str]) -> str | None:
    """The first step that parts this entry from a neighbour with the same total."""
    deciding = [
        next(place for place in range(1, len(tie_break) + 1) if keys[position][place] != other[place])
        for other in (
            *keys[max(0, position - 1) : position],
            *keys[position + 1 : position + 2],
        )
        if other[0] == keys[position][0] and other != keys[position]
    ]
    return tie_break[min(deciding) - 1] if deciding else None


def criteria_of(tie_break: Sequence[str]) -> tuple[str, ...]:
    """The steps of a tie-break that are criteria, for a check against the rubric."""
    return tuple(step for step in tie_break if step not in _STEPS_THAT_ARE_NO_CRITERION)


class AtBorder(StrEnum):
    """What a round's rule says of entries tied across the last place that advances."""

    INCLUDE = "include"
    EXCLUDE = "exclude"
    ASK = "ask"


@dataclass(frozen=True, kw_only=True, slots=True)
class BorderTie:
    """Entries tied across a border: ``seats`` are left for ``codes``, who share ``place``."""

    place: int
    total: Decimal
    codes: tuple[str, ...]
    seats: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Quota:
    """Who advances.

    ``border`` is the tie across the last place, whatever was done with it; ``undecided`` says that
    the chair has still to choose among it.
    """

    advancing: tuple[str, ...]
    border: BorderTie | None = None
    undecided: bool = False


def advance(
    ranked: Sequence[Ranked],
    seats: int,
    *,
    at_border: AtBorder,
    floor: Decimal | None = None,
) -> Quota:
    """Choose the entries for the next round: at most ``seats``, more only if a tie is included.

    ``floor``: a total below it never advances.
    """
    able = [one for one in ranked if one.total is not None and (floor is None or one.total >= floor)]
    inside = [one for one in able if one.place is not None and one.place <= seats]
    if len(inside) <= seats:
        return Quota(advancing=tuple(one.code for one in inside))
    last = inside[-1]
    sure = tuple(one.code for one in inside if one.place != last.place)
    tied = tuple(one.code for one in inside if one.place == last.place)
    border = BorderTie(
        place=last.place or 0,
        total=last.total or Decimal(0),
        codes=tied,
        seats=seats - len(sure),
    )
    advancing = sure + tied if at_border is AtBorder.INCLUDE else sure
    return Quota(advancing=advancing, border=border, undecided=at_border is AtBorder.ASK)


@dataclass(frozen=True, kw_only=True, slots=True)
class PrizeRule:
    """A row of the prize table, best first: ``count`` prizes of ``money`` đồng each.

    ``floor``: the least total that may win it; a prize nobody reaches stays empty.
    """

    key: str
    count: int
    money: int = 0
    floor: Decimal | None = None


class Parted(NamedTuple):
    """The place of an entry in a ranking whose tie-break has parted it from others with its total."""

    ranking: int
    place: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PrizeTie:
    """Entries that share a place but not a prize: the chair chooses who gets which.

    ``prizes`` are the prize keys at stake, one for each entry that can win, best first.
    """

    codes: tuple[str, ...]
    prizes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PrizeProposal:
    """Prizes by place: code to prize key, the ties to decide, and how many stay empty per prize."""

    prizes: Mapping[str, str]
    ties: tuple[PrizeTie, ...]
    empty: Mapping[str, int]


def propose_prizes(
    ranked: Sequence[Ranked], table: Sequence[PrizeRule], parted: Mapping[str, Parted] | None = None
) -> PrizeProposal:
    """Hand out the prize table from the top, place by place.

    Tied entries get the prize that they have in whatever order people put them; the rest is a tie to decide.
    ``parted`` are the places that tied entries already have in rankings of their own, which no order may turn round.
    An entry below the floor of a prize leaves it empty and is proposed for the next one it reaches.
    """
    slots = [(rule.key, rule.floor) for rule in table for _ in range(rule.count)]
    given: dict[str, str] = {}
    ties: list[PrizeTie] = []
    empty: Counter[str] = Counter({rule.key: 0 for rule in table})
    placed = (one for one in ranked if one.place is not None)
    for _place, group in groupby(placed, key=lambda one: one.place):
        tied = list(group)
        total = tied[0].total or Decimal(0)
        stake: list[str] = []
        while slots and len(stake) < len(tied):
            key, floor = slots.pop(0)
            if floor is not None and total < floor:
                empty[key] += 1
            else:
                stake.append(key)
        sure, open_codes = _sure_prizes([one.code for one in tied], stake, parted or {})
        given.update(sure)
        left = list((Counter(stake) - Counter(sure.values())).elements())
        if left:
            ties.append(PrizeTie(codes=tuple(open_codes), prizes=tuple(left)))
    empty.update(key for key, _floor in slots)
    return PrizeProposal(prizes=given, ties=tuple(ties), empty=dict(empty))


def _sure_prizes(
    codes: Sequence[str], stake: Sequence[str], parted: Mapping[str, Parted]
) -> tuple[Mapping[str, str], Sequence[str]]:
    """Prizes of tied entries that no allowed order changes, and the codes whose prize hangs on the order."""
    slots: list[str | None] = [*stake, *[None] * (len(codes) - len(stake))]
    sure: dict[str, str] = {}
    open_codes = []
    for code in codes:
        own = parted.get(code)
        peers = [parted[one] for one in codes if one in parted and own and parted[one].ranking == own.ranking]
        ahead = sum(1 for peer in peers if own and peer.place < own.place)
        behind = sum(1 for peer in peers if own and peer.place > own.place)
        within = set(slots[ahead : len(slots) - behind])
        key = within.pop()
        if within:
            open_codes.append(code)
        elif key is not None:
            sure[code] = key
    return sure, open_codes


def prize_money(table: Sequence[PrizeRule], given: Iterable[str] | None = None) -> int:
    """Đồng for the prizes ``given`` (by key, one each), or for the whole table."""
    if given is None:
        return sum(rule.count * rule.money for rule in table)
    worth = {rule.key: rule.money for rule in table}
    return sum(worth[key] for key in given)
