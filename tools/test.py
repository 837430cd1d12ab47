"""Run every check, then the whole suite on SQLite and again on PostgreSQL.

All of it runs even when a part fails, so that one run tells everything; pytest's
own summary is the last thing printed.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tools import check

ROOT = Path(__file__).resolve().parent.parent
DATABASES = ("postgresql", "sqlite")


def run_suite(database: str, arguments: list[str]) -> bool:
    """Run pytest on one database; return whether it passed."""
    print(f"\n── the suite on {database} ──", flush=True)
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", "--database", database, *arguments]
    return subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode == 0


def main(arguments: list[str]) -> int:
    """Run checks and suites; return the exit code."""
    passed = [check.main() == 0]
    passed += [run_suite(database, arguments) for database in DATABASES]
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
