from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.judging.assignment import (
    AssignmentTask,
    Shortage,
    assign_judges,
    least_loaded,
)


def on_panel(panels: Mapping[int, frozenset[int]], entry: int, judge: int) -> bool:
    return entry not in panels or judge in panels[entry]


@st.composite
def tasks(draw: st.DrawFn) -> AssignmentTask:
    judges = range(draw(st.integers(min_value=1, max_value=7)))
    entries = range(100, 100 + draw(st.integers(min_value=0, max_value=12)))
    every_pair = [(entry, judge) for entry in entries for judge in judges]
    some_pairs = st.frozensets(st.sampled_from(every_pair)) if every_pair else st.just(frozenset())
    conflicts = draw(some_pairs)
    current = draw(some_pairs)
    pinned = draw(st.frozensets(st.sampled_from(sorted(current)))) if current else frozenset()
    some_judges = st.frozensets(st.sampled_from(judges))
    panels = draw(st.dictionaries(st.sampled_from(entries), some_judges)) if entries else {}
    return AssignmentTask(
        entries=entries,
        judges=judges,
        per_entry=draw(st.integers(min_value=1, max_value=4)),
        panels=panels,
        conflicts=conflicts,
        current=current,
        pinned=frozenset(pair for pair in pinned - conflicts if on_panel(panels, *pair)),
        seed=draw(st.text(max_size=3)),
    )


@given(tasks())
def test_every_entry_gets_its_judges_and_no_conflict_is_ever_made(
    task: AssignmentTask,
) -> None:
    plan = assign_judges(task)
    assert not plan.pairs & task.conflicts
    assert all(on_panel(task.panels, *pair) for pair in plan.pairs)
    assert task.pinned <= plan.pairs
    short = {one.entry: one.able for one in plan.shortages}
    for entry in task.entries:
        given_to = [judge for at, judge in plan.pairs if at == entry]
        pinned = sum(1 for at, _judge in task.pinned if at == entry)
        assert len(given_to) == max(pinned, short.get(entry, task.per_entry))
    assert sum(plan.loads.values()) == len(plan.pairs)
    assert plan.pairs == (task.current - plan.removed) | plan.added


@given(tasks())
def test_no_single_move_makes_the_loads_more_even(task: AssignmentTask) -> None:
    plan = assign_judges(task)
    for entry, judge in plan.pairs - task.pinned:
        for other in task.judges:
            free = (entry, other) not in plan.pairs | task.conflicts and on_panel(task.panels, entry, other)
            assert not free or plan.loads[other] >= plan.loads[judge] - 1


@given(tasks())
def test_without_conflicts_or_pins_the_loads_differ_by_at_most_one(
    task: AssignmentTask,
) -> None:
    free = replace(task, panels={}, conflicts=frozenset(), pinned=frozenset())
    assert assign_judges(free).imbalance <= 1


@given(tasks())
def test_a_plan_is_the_same_for_the_same_seed_and_any_order(
    task: AssignmentTask,
) -> None:
    turned = replace(task, entries=list(task.entries)[::-1], judges=list(task.judges)[::-1])
    assert assign_judges(turned) == assign_judges(task)


@given(tasks())
def test_assigning_again_changes_nothing(task: AssignmentTask) -> None:
    plan = assign_judges(task)
    again = assign_judges(replace(task, current=plan.pairs))
    assert (again.added, again.removed) == (frozenset(), frozenset())


def test_loads_are_evened_through_a_chain_of_judges() -> None:
    # 1 may hand only to 2 and 2 only to 3: evenness needs both moves.
    entries = [10, 11, 12, 13]
    conflicts = {(10, 3), (11, 3), (12, 1), (13, 1), (10, 4), (11, 4), (12, 4), (13, 4)}
    task = AssignmentTask(
        entries=entries,
        judges=[1, 2, 3],
        per_entry=1,
        conflicts=frozenset(conflicts),
        current=frozenset({(10, 1), (11, 1), (12, 2), (13, 2)}),
    )
    assert sorted(assign_judges(task).loads.values()) == [1, 1, 2]


def test_loads_are_even_over_all_panels_together() -> None:
    small, large = frozenset({1, 2, 3}), frozenset({1, 2, 3, 4, 5})
    panels = dict.fromkeys(range(9), small) | dict.fromkeys(range(9, 15), large)
    plan = assign_judges(AssignmentTask(entries=range(15), judges=range(1, 6), per_entry=2, panels=panels))
    assert plan.imbalance == 0
    assert all(judge in panels[entry] for entry, judge in plan.pairs)


def test_an_entry_without_a_panel_lacks_judges() -> None:
    plan = assign_judges(AssignmentTask(entries=[1], judges=[1], per_entry=1, panels={1: frozenset()}))
    assert plan.shortages == (Shortage(entry=1, wanted=1, able=0, conflicted=()),)


def test_a_new_entry_moves_nobody() -> None:
    before = assign_judges(AssignmentTask(entries=range(30), judges=range(5), per_entry=3))
    after = assign_judges(AssignmentTask(entries=range(31), judges=range(5), per_entry=3, current=before.pairs))
    assert not after.removed
    assert {entry for entry, _judge in after.added} == {30}


def test_an_entry_that_lacks_judges_says_who_may_not_and_how_many_may() -> None:
    conflicts = frozenset({(7, 1), (7, 2)})
    plan = assign_judges(AssignmentTask(entries=[7, 8], judges=[1, 2, 3], per_entry=2, conflicts=conflicts))
    assert plan.shortages == (Shortage(entry=7, wanted=2, able=1, conflicted=(1, 2)),)


def test_a_pinned_conflict_is_refused() -> None:
    pair = frozenset({(1, 1)})
    with pytest.raises(ValueError, match="conflict"):
        assign_judges(AssignmentTask(entries=[1], judges=[1], per_entry=1, conflicts=pair, pinned=pair))


def test_the_least_loaded_judge_is_called_in() -> None:
    assert least_loaded([3, 2, 1], {1: 5, 2: 4, 3: 4}) == 2
    assert least_loaded([], {}) is None


def test_ten_thousand_entries_of_five_judges_are_balanced() -> None:
    entries, judges = range(10_000), range(60)
    conflicts = frozenset((entry, (entry * 7 + add) % 60) for entry in entries for add in range(4))
    task = AssignmentTask(entries=entries, judges=judges, per_entry=5, conflicts=conflicts, seed="1")
    plan = assign_judges(task)
    assert plan.imbalance <= 1
    assert len(plan.pairs) == 50_000
