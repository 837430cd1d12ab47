"""Many invented authors, and texts woven from the sample works."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from contest.accounts.models import Membership, Person
from contest.accounts.types import Role
from contest.db import Base
from contest.demo.content import SAMPLE_LINE, SampleWork
from contest.text.names import given_name_key

LENGTH: Final = 3000
"""Characters of every text."""
_FAMILY: Final = "Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi Đỗ Ngô Dương Lý Giáp Thân Vi Nông Hà Đào Tạ Mai".split()
_MIDDLE: Final = "Thị Văn Đức Minh Thu Quốc Hồng Ngọc Thanh Xuân Hữu Kim".split()
_GIVEN: Final = (
    "An Anh Bảo Bình Chi Cường Dũng Dương Giang Hà Hải Hạnh Hiền Hòa Hùng Hương Khánh Lan Linh Long "
    "Mai Minh Nam Nga Ngân Ngọc Nhung Phương Quân Quang Sơn Tâm Thảo Thủy Trang Trung Tú Vân Việt Yến"
).split()


def insert_rows(session: Session, table: type[Base], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert many rows and return their ids in the same order."""
    if not rows:
        return []
    ids = insert(table).returning(table.__table__.c.id, sort_by_parameter_order=True)
    return list(session.scalars(ids, rows))


def write_people(session: Session, *, season_id: int, count: int, now: datetime) -> list[tuple[int, str, str]]:
    """Authors with accounts that nobody can sign in to: id, name, address."""
    names = [_name(place) for place in range(count)]
    told = [(name, f"tac-gia-{place + 1}@demo.test") for place, name in enumerate(names)]
    rows = [
        {
            "email": email,
            "full_name": name,
            "name_key": given_name_key(name),
            "email_confirmed_at": now,
            "session_epoch": 0,
            "created_at": now,
        }
        for name, email in told
    ]
    ids = insert_rows(session, Person, rows)
    roles = [
        {"season_id": season_id, "person_id": person_id, "role": Role.JOURNALIST, "created_at": now}
        for person_id in ids
    ]
    if roles:
        session.execute(insert(Membership), roles)
    return [(person_id, name, email) for person_id, (name, email) in zip(ids, told, strict=True)]


def woven_text(works: Sequence[SampleWork], place: int) -> str:
    """Paragraphs of several samples in turn, cut to length, without anybody's byline."""
    pieces: list[str] = []
    size, step = 0, 0
    while size < LENGTH:
        work = works[(place * 7 + step * 11) % len(works)]
        for part in work.parts:
            pieces.append(part.text.replace("**", ""))
            size += len(pieces[-1]) + 2
        step += 1
    text = "\n\n".join(pieces)[: LENGTH - len(SAMPLE_LINE) - 2].rstrip()
    return f"{text}\n\n{SAMPLE_LINE}"


def _name(place: int) -> str:
    family, rest = _FAMILY[place % len(_FAMILY)], place // len(_FAMILY)
    middle, rest = _MIDDLE[rest % len(_MIDDLE)], rest // len(_MIDDLE)
    return f"{family} {middle} {_GIVEN[(rest + place * 7) % len(_GIVEN)]}"
