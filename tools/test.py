"""Run every check, and the whole suite on PostgreSQL and on SQLite, side by side.

All of it runs even when a part fails, so that one run tells everything. What the suite on PostgreSQL says is seen as it
comes; the checks are told after it, then what the suite on SQLite has said and says: pytest's own summary comes last.

Most tests wait about as long as they reckon — for a browser, a server, a child process —, and each suite has one long
chain of tests that must keep to one worker: two suites with three workers for two cores leave no core idle.
"""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import IO

from tools import check

ROOT = Path(__file__).resolve().parent.parent
MOST_WORKERS = 6
"""Of one suite."""
LOOK_AGAIN = 0.5
"""Seconds between two looks at what the other suite has printed."""
MEMORY_OF_ONE = 1_500_000_000
"""Bytes a worker takes with its browser and its servers."""


def workers() -> int:
    """Of each suite: three for two cores that we may use, as far as the memory of both goes; never fewer than two."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(2, min(cores * 3 // 2, MOST_WORKERS, memory // (2 * MEMORY_OF_ONE)))


def compile_ahead() -> None:
    """Keep bytecode, also where the machine says not to: the tests start hundreds of processes of ours."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for folder in ("contest", "tests", "tools", "bench"):
        compileall.compile_dir(ROOT / folder, quiet=2, workers=0)


def start_suite(database: str, arguments: list[str], said: IO[bytes] | None = None) -> subprocess.Popen[bytes]:
    """Start pytest on one database; what it prints goes to ``said``, or is seen."""
    command = [sys.executable, "-m", "pytest", "-n", str(workers()), "--dist", "loadgroup", "--database", database]
    return subprocess.Popen([*command, *arguments], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=said, stderr=said)


def follow(suite: subprocess.Popen[bytes], said: Path) -> bool:
    """Show what a suite has printed and goes on printing; return whether it passed."""
    with said.open("rb") as lines:
        while True:
            ended = suite.poll() is not None
            sys.stdout.buffer.write(lines.read())
            sys.stdout.flush()
            if ended:
                return suite.returncode == 0
            time.sleep(LOOK_AGAIN)


def main(arguments: list[str]) -> int:
    """Run checks and suites; return the exit code. What the confined child made is kept for both suites."""
    compile_ahead()
    with TemporaryDirectory(prefix="contest-kept-") as kept, NamedTemporaryFile(prefix="contest-suite-") as said:
        return _run_all([f"--kept-media={kept}", *arguments], said)


def _run_all(arguments: list[str], said: IO[bytes]) -> int:
    with ThreadPoolExecutor(max_workers=1) as beside:
        _tell("the suite on postgresql; the one on sqlite runs beside it")
        on_sqlite = start_suite("sqlite", arguments, said)
        on_postgresql = start_suite("postgresql", arguments)
        checks = beside.submit(check.outcomes)
        passed = [on_postgresql.wait() == 0]
        _tell("the checks")
        passed.append(check.told(checks.result()))
    _tell("the suite on sqlite")
    passed.append(follow(on_sqlite, Path(said.name)))
    return 0 if all(passed) else 1


def _tell(title: str) -> None:
    print(f"\n── {title} ──", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
