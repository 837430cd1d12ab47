from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contest.results.ranking import (
    AtBorder,
    BorderTie,
    Contender,
    Parted,
    PrizeRule,
    PrizeTie,
    Quota,
    Ranked,
    advance,
    criteria_of,
    prize_money,
    propose_prizes,
    rank,
)

D = Decimal
TIE_BREAK = ("phat-hien", "median", "highest", "chair")
LDTBXH_2017 = tuple(
    PrizeRule(key=f"{press}-{level}", count=count)
    for press in ("in", "hinh", "noi", "anh", "dien-tu")
    for level, count in (
        ("A", 1),
        ("B", 2),
        ("C", 3),
        ("KK", 5 if press == "in" else 3),
    )
)

totals = st.none() | st.integers(min_value=0, max_value=20).map(lambda half: D(half) / 2)
contenders = st.lists(
    st.builds(
        Contender,
        code=st.text("ABCDEFGH", min_size=1, max_size=5),
        total=totals,
        criteria=st.fixed_dictionaries({"phat-hien": st.integers(0, 3).map(D)}),
        judge_totals=st.tuples(st.integers(0, 3).map(D), st.integers(0, 3).map(D)),
        chair_order=st.none() | st.integers(min_value=1, max_value=3),
    ),
    unique_by=lambda one: one.code,
    max_size=12,
)
tables = st.lists(
    st.builds(
        PrizeRule,
        key=st.sampled_from("ABCD"),
        count=st.integers(min_value=0, max_value=4),
        money=st.integers(min_value=0, max_value=10**7),
        floor=st.none() | st.integers(min_value=0, max_value=10).map(D),
    ),
    unique_by=lambda rule: rule.key,
    max_size=4,
)


def contender(code: str, total: str | None, **more: object) -> Contender:
    return Contender(code=code, total=None if total is None else D(total), **more)  # type: ignore[arg-type]


def test_tied_entries_share_a_place_and_the_next_is_skipped() -> None:
    ranked = rank(
        [
            contender("C", "8"),
            contender("A", "9"),
            contender("B", "8"),
            contender("D", "7"),
        ]
    )
    assert [(one.code, one.place, one.tied) for one in ranked] == [
        ("A", 1, False),
        ("B", 2, True),
        ("C", 2, True),
        ("D", 4, False),
    ]


def test_each_step_of_the_tie_break_can_part_a_tie_and_is_named() -> None:
    ranked = rank(
        [
            contender("A", "8", criteria={"phat-hien": D(4)}),
            contender("B", "8", criteria={"phat-hien": D(5)}),
            contender("C", "7", judge_totals=(D(9), D(5), D(7))),
            contender("D", "7", judge_totals=(D(8), D(7), D(6))),
            contender("E", "6", chair_order=2),
            contender("F", "6", chair_order=1),
            contender("G", "5"),
            contender("H", "5"),
        ],
        TIE_BREAK,
    )
    assert [(one.code, one.place, one.decided_by) for one in ranked] == [
        ("B", 1, "phat-hien"),
        ("A", 2, "phat-hien"),
        ("C", 3, "highest"),
        ("D", 4, "highest"),
        ("F", 5, "chair"),
        ("E", 6, "chair"),
        ("G", 7, None),
        ("H", 7, None),
    ]


def test_an_entry_without_a_total_has_no_place() -> None:
    assert rank([contender("A", None), contender("B", "1")]) == (
        Ranked(code="B", place=1, total=D(1)),
        Ranked(code="A", place=None, total=None),
    )


def test_the_criteria_of_a_tie_break_leave_out_its_other_steps() -> None:
    assert criteria_of(TIE_BREAK) == ("phat-hien",)


@given(contenders)
def test_places_follow_totals_and_no_entry_is_lost(entries: list[Contender]) -> None:
    ranked = rank(entries, TIE_BREAK)
    assert sorted(one.code for one in ranked) == sorted(one.code for one in entries)
    placed = [one for one in ranked if one.place is not None]
    for better, worse in pairwise(placed):
        assert (better.total or 0) >= (worse.total or 0)
        assert (better.place or 0) <= (worse.place or 0)
        if better.place == worse.place:
            assert better.total == worse.total
    for one in placed:
        assert one.place == 1 + sum(1 for other in placed if (other.place or 0) < (one.place or 0))


@given(contenders, st.randoms(use_true_random=False))
def test_ranking_ignores_the_order_of_arrival(entries: list[Contender], rng: Random) -> None:
    shuffled = list(entries)
    rng.shuffle(shuffled)
    assert rank(shuffled, TIE_BREAK) == rank(entries, TIE_BREAK)


@given(contenders)
def test_raising_a_total_never_worsens_a_place(entries: list[Contender]) -> None:
    scored = [one for one in entries if one.total is not None]
    if not scored:
        return
    chosen = scored[0]
    raised = [contender(one.code, str((one.total or D(0)) + 1)) if one is chosen else one for one in scored]
    place_of = {one.code: one.place or 0 for one in rank(scored)}
    assert {one.code: one.place or 0 for one in rank(raised)}[chosen.code] <= place_of[chosen.code]


def test_a_tie_at_the_border_is_explained_and_follows_the_rule() -> None:
    ranked = rank([contender(code, total) for code, total in zip("ABCD", "9887", strict=True)])
    border = BorderTie(place=2, total=D(8), codes=("B", "C"), seats=1)
    assert advance(ranked, 2, at_border=AtBorder.INCLUDE) == Quota(advancing=("A", "B", "C"), border=border)
    assert advance(ranked, 2, at_border=AtBorder.EXCLUDE) == Quota(advancing=("A",), border=border)
    assert advance(ranked, 2, at_border=AtBorder.ASK).undecided
    assert advance(ranked, 3, at_border=AtBorder.ASK) == Quota(advancing=("A", "B", "C"))
    assert advance(ranked, 3, at_border=AtBorder.ASK, floor=D(9)) == Quota(advancing=("A",))


@given(contenders, st.integers(min_value=0, max_value=12), st.sampled_from(AtBorder))
def test_only_an_included_tie_exceeds_the_quota(entries: list[Contender], seats: int, at_border: AtBorder) -> None:
    quota = advance(rank(entries, TIE_BREAK), seats, at_border=at_border)
    if len(quota.advancing) > seats:
        assert at_border is AtBorder.INCLUDE
        assert quota.border is not None


def test_prizes_go_by_place_floors_leave_some_empty_and_ties_are_left_to_people() -> None:
    table = [
        PrizeRule(key="A", count=1, money=12_000_000, floor=D(9)),
        PrizeRule(key="B", count=2, money=9_000_000),
        PrizeRule(key="KK", count=3, money=3_000_000, floor=D("6.5")),
    ]
    totals = ("8.9", "8", "8", "7", "7", "6")
    ranked = rank([contender(code, total) for code, total in zip("MNPQRS", totals, strict=True)])
    proposal = propose_prizes(ranked, table)
    assert proposal.prizes == {"M": "B", "Q": "KK", "R": "KK"}
    assert proposal.ties == (PrizeTie(codes=("N", "P"), prizes=("B", "KK")),)
    assert proposal.empty == {"A": 1, "B": 0, "KK": 0}
    assert prize_money(table) == 39_000_000
    assert prize_money(table, proposal.prizes.values()) == 15_000_000


def test_no_tied_work_gets_a_prize_whose_floor_all_of_them_miss() -> None:
    """Also where the prizes before it, which they do reach, go to some of them."""
    table = [PrizeRule(key="A", count=1), PrizeRule(key="B", count=1, floor=D(9)), PrizeRule(key="C", count=1)]
    proposal = propose_prizes(rank([contender(code, "8") for code in "MN"]), table)
    assert proposal.ties == (PrizeTie(codes=("M", "N"), prizes=("A", "C")),)
    assert proposal.empty == {"A": 0, "B": 1, "C": 0}


TWO_RANKINGS = {
    "A1": Parted(1, 1),
    "A2": Parted(1, 2),
    "A3": Parted(1, 3),
    "B1": Parted(2, 1),
    "B2": Parted(2, 1),
}


@pytest.mark.parametrize(
    ("codes", "counts", "prizes", "ties"),
    [
        # One category: the order of its ranking holds, nobody is asked twice.
        (("A1", "A2", "A3"), (1, 1), {"A1": "1", "A2": "2"}, ()),
        # Equal in their own ranking too: a tie as ever.
        (("B1", "B2"), (1, 1), {}, (PrizeTie(codes=("B1", "B2"), prizes=("1", "2")),)),
        # Two categories: who is first is open, but A2 stands behind A1 in any order.
        (("A1", "A2", "B1"), (1, 2), {"A2": "2"}, (PrizeTie(codes=("A1", "B1"), prizes=("1", "2")),)),
        # The last of its category gets nothing whatever is decided; the others share one prize to give.
        (("A1", "A2", "B1"), (1,), {}, (PrizeTie(codes=("A1", "B1"), prizes=("1",)),)),
        (("A1", "A2", "B1"), (3,), {"A1": "1", "A2": "1", "B1": "1"}, ()),
    ],
)
def test_a_tie_parted_in_its_category_is_not_asked_for_again(
    codes: tuple[str, ...], counts: tuple[int, ...], prizes: dict[str, str], ties: tuple[PrizeTie, ...]
) -> None:
    table = [PrizeRule(key=str(number), count=count) for number, count in enumerate(counts, start=1)]
    ranked = rank([contender(code, "8") for code in codes])
    proposal = propose_prizes(ranked, table, TWO_RANKINGS)
    assert (proposal.prizes, proposal.ties) == (prizes, ties)


@settings(max_examples=300)
@given(contenders, tables, st.data())
def test_a_prize_that_is_sure_is_the_same_in_every_allowed_order(
    entries: list[Contender], table: list[PrizeRule], data: st.DataObject
) -> None:
    """Draw one order of the tied that turns no ranking round, hand the table out by it, and compare."""
    own = {one.code: data.draw(st.integers(1, 2), label=one.code) for one in entries}
    by_ranking = {key: rank([one for one in entries if own[one.code] == key], TIE_BREAK) for key in (1, 2)}
    parted = {one.code: Parted(key, one.place) for key, all_ in by_ranking.items() for one in all_ if one.place}
    pooled = rank([replace(one, criteria={}, judge_totals=(), chair_order=None) for one in entries])
    proposal = propose_prizes(pooled, table, parted)
    queues = {key: [one.code for one in all_ if one.place] for key, all_ in by_ranking.items()}
    total = {one.code: one.total for one in pooled}
    ordered: list[str] = []
    while any(queues.values()):
        best = max(total[codes[0]] or D(0) for codes in queues.values() if codes)
        heads = [key for key, codes in queues.items() if codes and total[codes[0]] == best]
        ordered.append(queues[data.draw(st.sampled_from(heads))].pop(0))
    strict = [Ranked(code=code, place=at, total=total[code]) for at, code in enumerate(ordered, start=1)]
    final = propose_prizes(strict, table).prizes
    left = {code for tie in proposal.ties for code in tie.codes}
    assert {code: key for code, key in final.items() if code not in left} == proposal.prizes


def test_the_prize_table_of_the_ministry_adds_up() -> None:
    assert sum(propose_prizes([], LDTBXH_2017).empty.values()) + 2 == 49


@given(contenders, tables)
def test_no_prize_is_given_twice_below_its_floor_or_out_of_order(
    entries: list[Contender], table: list[PrizeRule]
) -> None:
    ranked = rank(entries, TIE_BREAK)
    proposal = propose_prizes(ranked, table)
    order = {rule.key: at for at, rule in enumerate(table)}
    at_stake = [key for tie in proposal.ties for key in tie.prizes]
    for rule in table:
        used = [code for code, key in proposal.prizes.items() if key == rule.key]
        taken = len(used) + at_stake.count(rule.key) + proposal.empty[rule.key]
        assert taken == rule.count
        totals_of = {one.code: one.total or D(0) for one in ranked}
        assert all(rule.floor is None or totals_of[code] >= rule.floor for code in used)
    sequence = [order[proposal.prizes[one.code]] for one in ranked if one.code in proposal.prizes]
    assert sequence == sorted(sequence)
    assert not {code for tie in proposal.ties for code in tie.codes} & proposal.prizes.keys()
