"""Plain functions that put one row each into the database, without surprises.

Each flushes and returns the row; the test commits. Every default can be overridden by keyword.
"""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from contest.accounts.models import Membership, Organisation, Person
from contest.accounts.types import Role
from contest.blinding.models import BlindAsset, BlindCopy, Code
from contest.db import Base, utc_now
from contest.judging.models import Assignment, Mark, Panel, PanelMember, ScoreSheet
from contest.judging.tally import tally_text
from contest.results.models import PublishedWork
from contest.seasons.models import Category, Criterion, Genre, Place, Prize, Round, RoundQuota, Rule, Season, Topic
from contest.submissions.models import Author, Entry, Part, StoredFile
from contest.text.folding import fold
from contest.text.names import given_name_key, text_key

_numbers = itertools.count(1_000_001)  # no size, year or amount that a test looks for
Row = TypeVar("Row", bound=Base)


def save(session: Session, row: Row) -> Row:
    """Add and flush."""
    session.add(row)
    session.flush()
    return row


def organisation(session: Session, **values: Any) -> Organisation:
    """A press agency."""
    name = values.pop("name", f"Báo Thử nghiệm {next(_numbers)}")
    return save(
        session,
        Organisation(
            **{"name": name, "name_fold": fold(name), "kind": "agency", "aliases": [], "domains": []} | values
        ),
    )


def season(session: Session, **values: Any) -> Season:
    """A public season that takes entries now."""
    now = utc_now()
    defaults = {
        "slug": f"mua-{next(_numbers)}",
        "name": "Giải thử nghiệm",
        "stage": "entry",
        "is_public": True,
        "entries_open_at": now - timedelta(days=30),
        "entries_close_at": now + timedelta(days=30),
        "created_at": now,
    }
    return save(session, Season(**defaults | values))


def person(session: Session, *, roles: dict[int, Role] | None = None, **values: Any) -> Person:
    """Somebody with a confirmed address; ``roles`` maps a season's id to a role."""
    number = next(_numbers)
    name = values.pop("full_name", f"Nguyễn Thử {number}")
    defaults = {
        "email": f"nguoi{number}@vi-du.test",
        "full_name": name,
        "name_key": given_name_key(name),
        "email_confirmed_at": utc_now(),
        "created_at": utc_now(),
        "session_epoch": 0,
    }
    row = save(session, Person(**defaults | values))
    for season_id, role in (roles or {}).items():
        member(session, row, season_id, role)
    return row


def member(session: Session, who: Person, season_id: int, role: Role, **values: Any) -> Membership:
    """A role in a season."""
    return save(session, Membership(season_id=season_id, person_id=who.id, role=role, created_at=utc_now(), **values))


def category(session: Session, of: Season, **values: Any) -> Category:
    """A category judged fully blind."""
    number = next(_numbers)
    defaults = {
        "season_id": of.id,
        "code": f"loai{number}",
        "press_type": "print",
        "name": f"Báo in {number}",
        "position": number,
    }
    return save(session, Category(**defaults | values))


def genre(session: Session, of: Category, **values: Any) -> Genre:
    """A genre of a category."""
    return save(session, Genre(**{"category_id": of.id, "name": "Phóng sự", "position": next(_numbers)} | values))


def topic(session: Session, of: Season, **values: Any) -> Topic:
    """A topic."""
    number = next(_numbers)
    return save(
        session,
        Topic(**{"season_id": of.id, "code": f"T{number}", "name": f"Chủ đề {number}", "position": number} | values),
    )


def place(session: Session, **values: Any) -> Place:
    """A district."""
    return save(session, Place(**{"name": f"Huyện {next(_numbers)}", "kind": "district", "position": 0} | values))


def rule(
    session: Session,
    of: Season,
    key: str,
    value: object,
    *,
    clause: str = "Điều 4.2",
    in_category: Category | None = None,
) -> Rule:
    """One limit with its clause."""
    return save(
        session,
        Rule(season_id=of.id, category_id=in_category.id if in_category else None, key=key, value=value, clause=clause),
    )


def round_(session: Session, of: Season, **values: Any) -> Round:
    """A preliminary round, open, mean of two judges."""
    defaults = {
        "season_id": of.id,
        "ordinal": 1,
        "kind": "preliminary",
        "name": "Sơ khảo",
        "state": "open",
        "judges_per_entry": 2,
        "policy": {"method": "mean", "places": 2, "max_spread": "20"},
        "tie_break": [],
    }
    return save(session, Round(**defaults | values))


def criterion(session: Session, of: Round, in_category: Category, **values: Any) -> Criterion:
    """A criterion of 25 points in steps of one half."""
    number = next(_numbers)
    defaults = {
        "round_id": of.id,
        "category_id": in_category.id,
        "key": f"tieu_chi_{number}",
        "title": f"Tiêu chí {number}",
        "max_points": Decimal(25),
        "step": Decimal("0.5"),
        "position": number,
    }
    return save(session, Criterion(**defaults | values))


def prize(session: Session, of: Season, **values: Any) -> Prize:
    """One first prize."""
    defaults = {
        "season_id": of.id,
        "level": 1,
        "name": "Giải Nhất",
        "count": 1,
        "money": 10_000_000,
        "position": next(_numbers),
    }
    return save(session, Prize(**defaults | values))


def entry(session: Session, of: Season, in_category: Category, owner: Person, **values: Any) -> Entry:
    """A submitted entry with a body and no author rows."""
    number = next(_numbers)
    title = values.pop("title", f"Tác phẩm thử {number}")
    now = utc_now()
    defaults = {
        "public_id": f"e{number:011d}",
        "season_id": of.id,
        "category_id": in_category.id,
        "owner_id": owner.id,
        "channel": "author",
        "title": title,
        "title_key": text_key(title),
        "search_text": fold(title),
        "body": "Một đoạn văn thử.",
        "word_count": 4,
        "status": "submitted",
        "submitted_at": now,
        "created_at": now,
        "updated_at": now,
    }
    return save(session, Entry(**defaults | values))


def author(session: Session, of: Entry, **values: Any) -> Author:
    """An author of an entry."""
    name = values.pop("full_name", f"Trần Văn {next(_numbers)}")
    defaults = {
        "entry_id": of.id,
        "position": 1,
        "full_name": name,
        "full_name_fold": fold(name),
        "name_key": given_name_key(name),
        "is_representative": True,
    }
    return save(session, Author(**defaults | values))


def part(session: Session, of: Entry, **values: Any) -> Part:
    """The one part of a single piece."""
    return save(
        session,
        Part(
            **{"entry_id": of.id, "position": 1, "outlet": "Báo Thử nghiệm", "published_on": date(2023, 8, 1)} | values
        ),
    )


def stored_file(session: Session, of: Entry, by: Person, **values: Any) -> StoredFile:
    """A verified PDF; no object behind it unless the test puts one."""
    number = next(_numbers)
    defaults = {
        "public_id": f"f{number:011d}",
        "entry_id": of.id,
        "purpose": "work",
        "position": number,
        "name": "trang-bao.pdf",
        "key": f"{number:032x}",
        "size": 1000,
        "sha256": f"{number:064x}",
        "content_type": "application/pdf",
        "kind": "pdf",
        "state": "verified",
        "uploaded_by": by.id,
        "created_at": utc_now(),
        "verified_at": utc_now(),
    }
    return save(session, StoredFile(**defaults | values))


def blind_copy(session: Session, of: Entry, **values: Any) -> BlindCopy:
    """An approved blind copy."""
    number = next(_numbers)
    defaults = {
        "entry_id": of.id,
        "state": "approved",
        "blind_title": f"Tên kín {number}",
        "blind_text": "Văn bản kín.",
        "mode": session.get_one(Category, of.category_id).blind_mode,
        "approved_at": utc_now(),
        "updated_at": utc_now(),
    }
    return save(session, BlindCopy(**defaults | values))


def blind_asset(session: Session, of: BlindCopy, **values: Any) -> BlindAsset:
    """A clean page image; no object behind it unless the test puts one."""
    number = next(_numbers)
    defaults = {
        "public_id": f"a{number:011d}",
        "blind_copy_id": of.id,
        "position": number,
        "kind": "page",
        "key": f"{number:032x}",
        "content_type": "image/webp",
        "state": "ready",
    }
    return save(session, BlindAsset(**defaults | values))


def code(session: Session, of: Entry, in_round: Round, **values: Any) -> Code:
    """A blind code of an entry in a round."""
    number = next(_numbers)
    return save(
        session,
        Code(
            **{"round_id": in_round.id, "entry_id": of.id, "category_id": of.category_id, "code": f"K{number:04d}"}
            | values
        ),
    )


def panel(session: Session, of: Round, in_category: Category, judges: tuple[Person, ...] = (), **values: Any) -> Panel:
    """A panel with its judges, the first one in the chair."""
    row = save(
        session,
        Panel(**{"round_id": of.id, "category_id": in_category.id, "name": f"Tiểu ban {in_category.name}"} | values),
    )
    for index, judge in enumerate(judges):
        save(session, PanelMember(panel_id=row.id, judge_id=judge.id, is_chair=index == 0))
    return row


def assignment(session: Session, of: Code, judge: Person, **values: Any) -> Assignment:
    """A judge's active assignment."""
    defaults = {
        "round_id": of.round_id,
        "code_id": of.id,
        "judge_id": judge.id,
        "order_key": next(_numbers),
        "created_at": utc_now(),
    }
    return save(session, Assignment(**defaults | values))


def sheet(session: Session, of: Assignment, **values: Any) -> ScoreSheet:
    """An empty draft sheet."""
    return save(session, ScoreSheet(**{"assignment_id": of.id, "saved_at": utc_now()} | values))


def mark(session: Session, of: ScoreSheet, criterion_id: int, points: Decimal) -> Mark:
    """A mark on a sheet, also in the sheet's tally."""
    made = save(session, Mark(sheet_id=of.id, criterion_id=criterion_id, points=points))
    of.tally = ",".join(filter(None, [of.tally, tally_text({criterion_id: points})]))
    session.flush()
    return made


def instant(text: str) -> datetime:
    """An aware UTC instant from ISO text without a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def quota(session: Session, of: Round, in_category: Category, seats: int) -> RoundQuota:
    """How many works of a category go on."""
    return save(session, RoundQuota(round_id=of.id, category_id=in_category.id, quota=seats))


def published_work(session: Session, of: Season, **values: Any) -> PublishedWork:
    """What the public reads of a winner, without the full text and without files."""
    number = next(_numbers)
    title = values.get("title", f"Đường lên bản {number}")
    defaults = {
        "season_id": of.id,
        "slug": f"duong-len-ban-{number}",
        "position": number,
        "title": title,
        "category_name": "Báo in",
        "press_type": "print",
        "prize_name": "Giải Nhất",
        "prize_level": 1,
        "prize_money": 10_000_000,
        "authors": "Nguyễn Thị Ánh",
        "outlet": "Báo Thử",
        "topics": ["Sinh kế"],
        "excerpt": "Mở đầu…",
        "body": None,
        "media": [],
        "search_text": fold(title + " Nguyễn Thị Ánh"),
        "released_at": utc_now(),
    }
    return save(session, PublishedWork(**defaults | values))
