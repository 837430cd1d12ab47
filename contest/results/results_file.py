"""The file of published results: what anyone takes down, keeps, and hashes again a year later."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db import columns_of
from contest.results.models import PublishedWork
from contest.web.tables import csv_bytes

_COLUMNS = {
    "position": "Thứ tự",
    "prize_name": "Giải",
    "prize_money": "Tiền thưởng (đồng)",
    "title": "Tác phẩm",
    "category_name": "Loại hình",
    "genre_name": "Thể loại",
    "authors": "Tác giả",
    "outlet": "Đơn vị",
    "place": "Địa bàn",
    "published_on": "Ngày đăng, phát",
    "slug": "Tên trang",
}
"""Columns of ``PublishedWork`` and their headings, Vietnamese for everybody: bytes do not follow who reads them."""


def written(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """The file (CSV, UTF-8 with its mark) of published works, given in the order of their positions."""
    return csv_bytes(tuple(_COLUMNS.values()), ([row[name] for name in _COLUMNS] for row in rows))


def digest_of(rows: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 (hex) of the file."""
    return hashlib.sha256(written(rows)).hexdigest()


def results_file(session: Session, *, season_id: int) -> bytes:
    """The file of a season, from the works as they were published; a prize taken back later stays in it."""
    work = columns_of(PublishedWork)
    query = select(*(work[name] for name in _COLUMNS)).where(work.season_id == season_id).order_by(work.position)
    return written(session.execute(query).mappings().all())  # type: ignore[arg-type]  # a mapping of column names
