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
QUEUE = 200
"""Works in the queue that is measured, as many as in the peers' measurements."""
QUEUE_JUDGE = "giamkhao1@demo.test"


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
        _give_queue(database)
    return f"/mua/{slug}"


def _give_queue(database: sqlite3.Connection) -> None:
    """Give one judge exactly ``QUEUE`` works, from the other judges or to them."""
    (judge,) = database.execute("SELECT id FROM person WHERE email = ?", (QUEUE_JUDGE,)).fetchone()
    holders: dict[int, set[int]] = {}
    for code_id, holder in database.execute("SELECT code_id, judge_id FROM assignment WHERE round_id = 1"):
        holders.setdefault(code_id, set()).add(holder)
    judges = sorted(set().union(*holders.values()))
    held = sum(judge in of_code for of_code in holders.values())
    marked = database.execute(
        "SELECT a.id, a.code_id, a.judge_id FROM assignment a JOIN score_sheet s ON s.assignment_id = a.id"
        " WHERE a.round_id = 1 AND s.state = 'submitted' ORDER BY a.code_id, a.id"
    ).fetchall()
    for key, code_id, holder in marked:
        mine = judge in holders[code_id]
        if held > QUEUE and holder == judge:
            taker = next(one for one in judges if one not in holders[code_id])
        elif held < QUEUE and not mine:
            taker = judge
        else:
            continue
        database.execute("UPDATE assignment SET judge_id = ? WHERE id = ?", (taker, key))
        holders[code_id] = holders[code_id] - {holder} | {taker}
        held += 1 if taker == judge else -1
    if held != QUEUE:
        raise RuntimeError(f"{QUEUE_JUDGE} has {held} works, not {QUEUE}")


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
