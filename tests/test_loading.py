"""What a start on SQLite loads, and what it leaves until it is needed."""

import os
import subprocess
import sys
from pathlib import Path

HEAVY = ("boto3", "openpyxl", "psycopg")
SAY = "import sys; {first}; print(' '.join(sorted({{name.partition('.')[0] for name in sys.modules}})))"


def _loaded(first: str, instance: Path) -> set[str]:
    environment = {**os.environ, "CONTEST_INSTANCE": str(instance)}
    environment.pop("DATABASE_URL", None)
    told = subprocess.run(
        [sys.executable, "-c", SAY.format(first=first)], env=environment, capture_output=True, text=True, check=True
    )
    return set(told.stdout.split())


def test_a_start_on_sqlite_loads_no_heavy_package(tmp_path: Path) -> None:
    loaded = _loaded("import contest", tmp_path)
    assert "huey" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_a_heavy_package_would_be_seen(tmp_path: Path) -> None:
    assert "openpyxl" in _loaded("import contest.submissions.workbooks", tmp_path)


def test_a_queue_on_postgresql_finds_its_driver(tmp_path: Path) -> None:
    first = "from contest.drivers import give_huey_postgresql, storage as s; give_huey_postgresql(); s.psycopg.connect"
    assert "psycopg" in _loaded(first, tmp_path)
