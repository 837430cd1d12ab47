"""``python -m bench [--entries 1000] [--entries 10000]``: the figures of docs/performance.md."""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import pages, season, storage
from bench.report import table
from bench.server import serving
from bench.sheets import rush

RUSH_SECONDS = 10


def main() -> None:
    """Measure every wanted size, each on a fresh season and server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, action="append", help="sizes to measure; 1000 and 10000 by default")
    parser.add_argument("--no-uploads", action="store_true", help="leave out the 2 GiB and the 200 at once")
    wanted = parser.parse_args()
    sizes = wanted.entries or [1000, 10000]
    with tempfile.TemporaryDirectory() as folder:
        made = {size: _measure(size, Path(folder) / str(size)) for size in sizes}
        if len(made) > 1:
            _compare(made[min(made)], made[max(made)], f"{max(made)} instead of {min(made)} entries")
    if not wanted.no_uploads:
        storage.measure()


@dataclass(frozen=True, slots=True)
class Made:
    """A built installation and the address of its season."""

    instance: Path
    season: str


def _measure(entries: int, instance: Path) -> Made:
    """Build one size and print its table."""
    instance.mkdir()
    address = season.make(instance, entries)
    with serving(instance, target="contest.wsgi:app") as plain:
        started = plain.started_in
    with serving(instance) as server:
        figures = pages.pages(server, address)
        judges = rush(server.port, address, RUSH_SECONDS)
        memory = server.memory_mib()
    print(f"\n{entries} entries × {season.PER_ENTRY} sheets, {season.JUDGES} judges, 2 workers, SQLite")
    print(table(figures))
    print(
        f"16 judges at once, GET + POST: {judges.per_second:.0f} pairs/s (at least 120); bad answers: {len(judges.bad)}"
    )
    print(f"memory of server and 2 workers after it: {memory:.0f} MiB (at most 200)")
    print(f"start to first page: {started:.2f} s (at most 1.5)", flush=True)
    return Made(instance, address)


def _compare(small: Made, large: Made, words: str) -> None:
    """The list page of two sizes, asked by turns: between two tables the machine's own pace changes by a third."""
    with serving(small.instance) as few, serving(large.instance) as many:
        answers = pages.lists_by_turns([(few, small.season), (many, large.season)])
    wall = median(one.wall_ms for one in answers[1]) / median(one.wall_ms for one in answers[0])
    work = median(one.cpu_ms for one in answers[1]) / median(one.cpu_ms for one in answers[0])
    print(f"\nlist page, {words}, by turns: × {wall:.2f} (at most × 1.2); in processor time × {work:.2f}")


if __name__ == "__main__":
    main()
