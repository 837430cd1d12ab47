"""The migrations lead to exactly the tables the code knows."""

from __future__ import annotations

from contest.migrate import differences
from tests.conftest import Database


def test_migrated_database_equals_the_models(database: Database, app: object) -> None:
    differences(database.url)
