"""Who marks what: as many judges per entry as asked, no conflict ever, loads as even as can be.

Pure and deterministic: the same people, entries, conflicts and seed give the same plan, in
whatever order they come. What is already assigned stays wherever it can, so running it again
after a change moves only what the change made necessary.

Method: fill each entry from the least loaded judges who may mark it, then move single entries
along chains of judges (a gives one to b, b gives one to c …) from the busiest to the idlest
until no chain helps. Chains make this exact: when none is left, no other plan with the same
pinned pairs is more even.
"""

import random
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Pair = tuple[int, int]
"""Entry id, judge id."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AssignmentTask:
    """What is to be assigned.

    ``panels``: for an entry that only some of the judges mark, those judges; the loads are evened
    over all panels together, because a judge on three panels has one desk.
    ``conflicts``: pairs that must never be made. ``current``: pairs that exist; those that break
    a conflict, or name an entry or judge that is not here, are dropped. ``pinned``: existing
    pairs that must stay (a sheet was begun, or a person chose it), whatever the balance.
    """

    entries: Sequence[int]
    judges: Sequence[int]
    per_entry: int
    panels: Mapping[int, frozenset[int]] = field(default_factory=dict)
    conflicts: frozenset[Pair] = frozenset()
    current: frozenset[Pair] = frozenset()
    pinned: frozenset[Pair] = frozenset()
    seed: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shortage:
    """An entry that cannot have its judges: ``able`` may mark it where ``wanted`` are asked.

    ``conflicted`` are the judges of its panel who may not mark it, in ascending order.
    """

    entry: int
    wanted: int
    able: int
    conflicted: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AssignmentPlan:
    """The pairs after assignment, the load per judge, and the entries that lack judges."""

    pairs: frozenset[Pair]
    added: frozenset[Pair]
    removed: frozenset[Pair]
    loads: Mapping[int, int]
    shortages: tuple[Shortage, ...]

    @property
    def imbalance(self) -> int:
        """The busiest judge's count less the idlest one's."""
        return max(self.loads.values(), default=0) - min(self.loads.values(), default=0)


def assign_judges(task: AssignmentTask) -> AssignmentPlan:
    """Make a plan for ``task``.

    Every entry gets ``per_entry`` judges, or all who may mark it when they are fewer (then it is
    in ``shortages``); a pinned pair over that number stays.
    Errors: ValueError when a pinned pair is a conflict or ``per_entry`` is below 1.
    """
    if task.per_entry < 1 or task.pinned & task.conflicts:
        message = "an entry needs at least one judge, and a conflict cannot be pinned"
        raise ValueError(message)
    table = _Table.of(task)
    table.drop_surplus(task.per_entry)
    table.fill(task.per_entry)
    table.balance()
    pairs = table.pairs()
    before = task.current | (task.pinned & pairs)
    return AssignmentPlan(
        pairs=pairs,
        added=pairs - before,
        removed=before - pairs,
        loads={judge: len(table.held[place]) for place, judge in enumerate(table.judges)},
        shortages=_shortages(table, task),
    )


def _shortages(table: "_Table", task: AssignmentTask) -> tuple[Shortage, ...]:
    short: list[Shortage] = []
    for entry in table.entries:
        able = table.able[entry]
        if able.bit_count() < task.per_entry:
            panel = task.panels.get(entry, frozenset(table.judges))
            conflicted = tuple(judge for judge in sorted(panel) if (entry, judge) in task.conflicts)
            short.append(Shortage(entry=entry, wanted=task.per_entry, able=able.bit_count(), conflicted=conflicted))
    return tuple(short)


@dataclass(slots=True)
class _Table:
    """The state of one run. A set of judges is an int, one bit per place in ``judges``.

    ``able``: who may mark an entry; ``given``: who does; ``held``: a judge's entries, of which
    those in ``fixed`` (a judge's pinned ones) are never moved. Dicts stand for ordered sets, so
    that nothing depends on hash order.
    """

    entries: list[int]
    judges: list[int]
    able: dict[int, int]
    given: dict[int, int]
    held: list[dict[int, None]]
    fixed: list[set[int]]
    rng: random.Random

    @classmethod
    def of(cls, task: AssignmentTask) -> "_Table":
        entries, judges = sorted(set(task.entries)), sorted(set(task.judges))
        place_of = {judge: place for place, judge in enumerate(judges)}
        everyone = (1 << len(judges)) - 1
        masks = {
            panel: sum(1 << place_of[judge] for judge in panel if judge in place_of)
            for panel in set(task.panels.values())
        }
        table = cls(
            entries=entries,
            judges=judges,
            able={entry: masks[task.panels[entry]] if entry in task.panels else everyone for entry in entries},
            given=dict.fromkeys(entries, 0),
            held=[{} for _ in judges],
            fixed=[set() for _ in judges],
            rng=random.Random(task.seed),  # noqa: S311 - a fair draw to repeat, not a secret
        )
        for entry, judge in task.conflicts:
            if entry in table.able and judge in place_of:
                table.able[entry] &= ~(1 << place_of[judge])
        for entry, judge in sorted(task.current | task.pinned):
            if judge in place_of and table.able.get(entry, 0) >> place_of[judge] & 1:
                table.give(entry, place_of[judge])
        for entry, judge in task.pinned:
            if judge in place_of and entry in table.able:
                table.fixed[place_of[judge]].add(entry)
        return table

    def give(self, entry: int, place: int) -> None:
        self.given[entry] |= 1 << place
        self.held[place][entry] = None

    def take(self, entry: int, place: int) -> None:
        self.given[entry] &= ~(1 << place)
        del self.held[place][entry]

    def pairs(self) -> frozenset[Pair]:
        return frozenset((entry, judge) for place, judge in enumerate(self.judges) for entry in self.held[place])

    def drop_surplus(self, wanted: int) -> None:
        """Where more judges are given than asked, let go those with most to do."""
        for entry in self.entries:
            while self.given[entry].bit_count() > wanted:
                loose = [p for p in _places(self.given[entry]) if entry not in self.fixed[p]]
                if not loose:
                    break
                self.take(entry, max(loose, key=lambda place: (len(self.held[place]), place)))

    def fill(self, wanted: int) -> None:
        """Give each entry its judges from the least loaded; the hardest entries choose first."""
        order = list(self.entries)
        self.rng.shuffle(order)
        order.sort(key=lambda entry: self.able[entry].bit_count())
        for entry in order:
            missing = wanted - self.given[entry].bit_count()
            if missing > 0:
                free = _places(self.able[entry] & ~self.given[entry])
                draw = self.rng.random
                ranked = sorted((len(self.held[place]), draw(), place) for place in free)
                for _load, _lot, place in ranked[:missing]:
                    self.give(entry, place)

    def balance(self) -> None:
        """Move entries along chains until no chain makes the loads more even."""
        # Judges from whom no chain helps. They stay so: the busiest are tried first, and whoever
        # a stuck judge could reach has nearly as much, so no later chain ends or passes there.
        stuck = 0
        while True:
            lowest = min((len(held) for held in self.held), default=0)
            sources = sorted(
                (place for place in range(len(self.judges)) if not stuck >> place & 1),
                key=lambda place: (-len(self.held[place]), place),
            )
            source = next((p for p in sources if len(self.held[p]) > lowest + 1), None)
            if source is None:
                return
            if not self._relieve(source, lowest):
                stuck |= 1 << source

    def _relieve(self, source: int, lowest: int) -> bool:
        """Pass one entry on from ``source`` to a judge with at least two fewer, if a chain can."""
        came_by: dict[int, tuple[int, int]] = {}
        unseen = ((1 << len(self.judges)) - 1) & ~(1 << source)
        queue = deque([source])
        best: int | None = None
        while queue and unseen:
            giver = queue.popleft()
            for entry in self.held[giver]:
                takers = self.able[entry] & ~self.given[entry] & unseen
                if not takers or entry in self.fixed[giver]:
                    continue
                unseen &= ~takers
                for taker in _places(takers):
                    came_by[taker] = (giver, entry)
                    queue.append(taker)
                    if best is None or len(self.held[taker]) < len(self.held[best]):
                        best = taker
                if best is not None and len(self.held[best]) == lowest:
                    queue.clear()
                    break
        if best is None or len(self.held[best]) > len(self.held[source]) - 2:
            return False
        self._pass_along(best, source, came_by)
        return True

    def _pass_along(self, end: int, source: int, came_by: Mapping[int, tuple[int, int]]) -> None:
        taker = end
        while taker != source:
            giver, entry = came_by[taker]
            self.take(entry, giver)
            self.give(entry, taker)
            taker = giver


def _places(bits: int) -> list[int]:
    """The places of the bits that are set, ascending."""
    places: list[int] = []
    while bits:
        low = bits & -bits
        places.append(low.bit_length() - 1)
        bits ^= low
    return places


def least_loaded(candidates: Iterable[int], loads: Mapping[int, int]) -> int | None:
    """The judge to call in for one more sheet: fewest entries, then lowest id; None without any."""
    return min(candidates, key=lambda judge: (loads.get(judge, 0), judge), default=None)
