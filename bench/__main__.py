"""``python -m bench [--entries 1000] [--entries 10000]``: the figures of docs/performance.md."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from bench import pages, season, storage
from bench.report import Figure, table
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
    lists = {size: _measure(size) for size in sizes}
    if len(lists) > 1:
        small, large = min(lists), max(lists)
        wall = lists[large].median_ms / lists[small].median_ms
        work = lists[large].cpu_ms / lists[small].cpu_ms
        steady = lists[large].times / lists[small].times
        print(
            f"\nlist page, {large} instead of {small} entries: × {wall:.2f} (at most × 1.2);"
            f" in bare responses of each run × {steady:.2f}, in processor time × {work:.2f}"
        )
    if not wanted.no_uploads:
        storage.measure()


def _measure(entries: int) -> Figure:
    """Print one size's table; returns the figure of the list page."""
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder)
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
    return figures[1]


if __name__ == "__main__":
    main()
