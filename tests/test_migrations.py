"""The migrations lead to exactly the tables the code knows, and never back."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from contest.migrate import DatabaseIsNewer, differences, migrate
from tests.conftest import Database


def test_migrated_database_equals_the_models(database: Database, app: object) -> None:
    differences(database.url)


def test_database_of_a_later_version_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "contest.db"
    migrate(f"sqlite:///{path}")
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseIsNewer, match="phiên bản mới hơn"):
        migrate(f"sqlite:///{path}")
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]
