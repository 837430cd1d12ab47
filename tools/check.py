"""Run every check of form: ruff, mypy, the import contracts, the templates' form, tsc.

Two run at a time; each prints its own complaints, all together fail when one does.
"""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


class Check(NamedTuple):
    """One tool and how to call it."""

    name: str
    command: list[str]


class Outcome(NamedTuple):
    """What a tool said."""

    name: str
    passed: bool
    output: str
    seconds: float


CHECKS = [
    Check("mypy", [sys.executable, "-m", "mypy"]),
    Check("ruff", [sys.executable, "-m", "ruff", "check", "."]),
    Check("import contracts", [str(BIN / "lint-imports"), "--no-logo"]),
    Check("djlint", [sys.executable, "-m", "djlint", "templates", "--lint", "--quiet"]),
    Check("tsc", [str(ROOT / "node_modules" / ".bin" / "tsc"), "--project", "assets"]),
]


def run(check: Check) -> Outcome:
    """Run one tool and keep what it prints."""
    start = time.monotonic()
    done = subprocess.run(
        check.command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    return Outcome(check.name, done.returncode == 0, done.stdout + done.stderr, time.monotonic() - start)


def outcomes() -> list[Outcome]:
    """Run all checks, two at a time."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(run, CHECKS))


def told(found: list[Outcome]) -> bool:
    """Print what the tools said; return whether all passed."""
    for outcome in found:
        print(f"{'ok  ' if outcome.passed else 'FAIL'} {outcome.name} ({outcome.seconds:.1f} s)")
        if not outcome.passed:
            print(outcome.output)
    return all(outcome.passed for outcome in found)


def main() -> int:
    """Run all checks; return the exit code."""
    return 0 if told(outcomes()) else 1


if __name__ == "__main__":
    sys.exit(main())
