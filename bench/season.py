"""A season of the wanted size in a folder of its own, made by the product's own command."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

PASSWORD = "demo-Viec-thien-2023"  # noqa: S105 - the demonstration's published password
JUDGES = 30
PER_ENTRY = 5


def make(folder: Path, entries: int) -> str:
    """Load ``entries`` works with five sheets each; returns the season's address."""
    environment = {**os.environ, "CONTEST_INSTANCE": str(folder)}
    environment.pop("DATABASE_URL", None)
    sizes = ["--entries", str(entries), "--judges", str(JUDGES), "--per-entry", str(PER_ENTRY)]
    for command in (["migrate"], ["demo", *sizes, "--password", PASSWORD]):
        subprocess.run(
            [sys.executable, "-m", "contest", *command], env=environment, check=True, stdout=subprocess.DEVNULL
        )
    with closing(sqlite3.connect(folder / "contest.db")) as database, database:
        season_id, slug = database.execute("SELECT id, slug FROM season").fetchone()
        _publish_one(database, season_id)
    return f"/mua/{slug}"


def _publish_one(database: sqlite3.Connection, season_id: int) -> None:
    """One work on the public site, as publication would leave it, so that its page can be measured."""
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    database.execute("UPDATE season SET is_public = 1, results_published_at = ? WHERE id = ?", (now, season_id))
    columns = {
        "season_id": season_id,
        "slug": "tac-pham-do",
        "position": 1,
        "title": "Đường về bản",
        "category_name": "Báo in",
        "press_type": "print",
        "genre_name": "Phóng sự",
        "prize_name": "Giải Nhất",
        "prize_level": 1,
        "prize_money": 10_000_000,
        "authors": "Nguyễn Văn Mẫu",
        "outlet": "Báo Mẫu",
        "place": "Yên Thế",
        "topics": "[]",
        "source_url": "",
        "excerpt": "Một đoạn trích. " * 20,
        "body": "Một đoạn của bài báo mẫu về giảm nghèo.\n" * 75,
        "media": "[]",
        "comment": "",
        "search_text": "duong ve ban",
        "released_at": now,
    }
    marks = ", ".join("?" * len(columns))
    database.execute(
        f"INSERT INTO published_work ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608 - our own column names
        tuple(columns.values()),
    )
