"""Run every check, and the whole suite on PostgreSQL and then on SQLite.

All of it runs even when a part fails, so that one run tells everything. The checks run beside the first suite
and are told after it; pytest's own summary is the last thing printed.

A worker for each core, and one more for two cores where browsers and lines are waited for: with two for each core
a test takes up to twice the processor time, for each finds the core's memory full of another's.
"""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from tools import check

ROOT = Path(__file__).resolve().parent.parent
MOST_WORKERS = 8
MEMORY_OF_ONE = 1_500_000_000
"""Bytes a worker takes with its browser and its servers."""
PER_CORE = {"postgresql": 1.0, "sqlite": 1.5}
"""Workers of each suite. What only waits runs on SQLite: browsers, slow lines, children (``any_database``)."""


def workers(per_core: float) -> int:
    """So many for the cores that we may use, as far as the memory goes; never fewer than two."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(2, min(int(cores * per_core), MOST_WORKERS, memory // MEMORY_OF_ONE))


def compile_ahead() -> None:
    """Keep bytecode, also where the machine says not to: the tests start hundreds of processes of ours."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for folder in ("contest", "tests", "tools", "bench"):
        compileall.compile_dir(ROOT / folder, quiet=2, workers=0)


def run_suite(database: str, arguments: list[str]) -> bool:
    """Run pytest on one database; return whether it passed."""
    print(f"\n── the suite on {database} ──", flush=True)
    count = str(workers(PER_CORE[database]))
    command = [sys.executable, "-m", "pytest", "-n", count, "--dist", "loadgroup", "--database", database]
    return subprocess.run([*command, *arguments], cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode == 0


def main(arguments: list[str]) -> int:
    """Run checks and suites; return the exit code. What the confined child made is kept from one suite to the other."""
    compile_ahead()
    with TemporaryDirectory(prefix="contest-kept-") as kept:
        return _run_all([f"--kept-media={kept}", *arguments])


def _run_all(arguments: list[str]) -> int:
    with ThreadPoolExecutor(max_workers=1) as beside:
        checks = beside.submit(check.outcomes)
        passed = [run_suite("postgresql", arguments)]
        print("\n── the checks ──", flush=True)
        passed.append(check.told(checks.result()))
    passed.append(run_suite("sqlite", arguments))
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
