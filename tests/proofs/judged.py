"""What judging adds to a world: blind copies, codes, panels, sheets, results, one published work."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.blinding.models import BlindCopy, Code, Finding
from contest.judging.models import Assignment
from contest.results.models import Award, PublishedWork, Release, RoundResult
from contest.seasons.models import Category, Criterion, Round, Season
from contest.submissions.models import Entry
from tests import factories
from tests.proofs.secret import NOW, Secret

ASSET_KEYS = {"S": "a" * 32, "W": "b" * 32, "U": "c" * 32}
LIST_KEY = "d" * 32
"""The fragments' list of a film that plays at several rates."""
CODES = {1: {"S": "7QF2", "W": "9KD4", "U": "M2XA"}, 2: {"S": "4HTB", "W": "Z8RC", "U": "P3VN"}}
OPEN_ROUND = {"preliminary": 1, "final": 2}


def build(
    session: Session,
    season: Season,
    category: Category,
    *,
    entries: dict[str, Entry],
    people: dict[str, Person],
    secret: Secret,
    phase: str,
) -> None:
    """Everything from the approved blind copies to what ``phase`` has reached."""
    for name in "SWU":
        _blind_copy(session, entries[name], name, people, secret)
    last = OPEN_ROUND.get(phase, 3)
    for ordinal in (1, 2):
        if ordinal > last:
            continue
        closed = ordinal < last
        round_, criteria = _round(session, season, category, ordinal, closed=closed)
        codes = _codes(session, round_, category, entries, ordinal)
        _sheets(session, codes, criteria, people=people, secret=secret, closed=closed)
        if closed:
            _results(session, round_, codes, secret)
    if phase in {"results", "published"}:
        _award(session, season, people, phase)


def _blind_copy(session: Session, entry: Entry, name: str, people: dict[str, Person], secret: Secret) -> None:
    copy = factories.blind_copy(
        session,
        entry,
        blind_title=f"Tên kín {name}",
        blind_text=f"Văn bản kín của bài {name}: [tên tác giả] kể chuyện.",
        approved_by=people["secretary"].id,
        approved_at=NOW - timedelta(days=9),
        updated_at=NOW - timedelta(days=9),
    )
    factories.blind_asset(
        session,
        copy,
        public_id=f"a{name.lower() * 11}",
        position=1,
        kind="image",
        key=ASSET_KEYS[name],
        poster_key=ASSET_KEYS[name],
        sides={
            "of": ASSET_KEYS[name],
            "strip": ASSET_KEYS[name],
            "rates": [{"bandwidth": 900_000, "key": ASSET_KEYS[name], "list_key": LIST_KEY}],
        },
        width=320,
        height=200,
    )
    _finding(session, copy, people, secret.name if name == "S" else "Vũ Nhà Báo")


def _finding(session: Session, copy: BlindCopy, people: dict[str, Person], matched: str) -> None:
    factories.save(
        session,
        Finding(
            blind_copy_id=copy.id,
            place="text",
            kind="name",
            start=0,
            end=5,
            matched=matched,
            excerpt=f"… {matched} kể …",
            proposal="[tên tác giả]",
            state="replaced",
            resolved_by=people["secretary"].id,
            resolved_at=NOW - timedelta(days=9),
            boxes=[],
        ),
    )


def _round(
    session: Session, season: Season, category: Category, ordinal: int, *, closed: bool
) -> tuple[Round, list[Criterion]]:
    ended = {"closed_at": NOW - timedelta(days=2), "confirmed_at": NOW - timedelta(days=2)} if closed else {}
    round_ = factories.round_(
        session,
        season,
        ordinal=ordinal,
        kind="preliminary" if ordinal == 1 else "final",
        name="Sơ khảo" if ordinal == 1 else "Chung khảo",
        state="closed" if closed else "open",
        opened_at=NOW - timedelta(days=8),
        marks_due_at=NOW + timedelta(days=3),
        **ended,
    )
    criteria = [
        factories.criterion(session, round_, category, key=key, title=title)
        for key, title in (("noi_dung", "Nội dung"), ("hinh_thuc", "Hình thức"))
    ]
    return round_, criteria


def _codes(
    session: Session, round_: Round, category: Category, entries: dict[str, Entry], ordinal: int
) -> dict[str, Code]:
    return {
        name: factories.code(session, entries[name], round_, code=CODES[ordinal][name], category_id=category.id)
        for name in "SWU"
    }


def _sheets(
    session: Session,
    codes: dict[str, Code],
    criteria: list[Criterion],
    *,
    people: dict[str, Person],
    secret: Secret,
    closed: bool,
) -> None:
    """Two judges on every work; the second one's sheet on S is the hidden one."""
    in_round = session.get_one(Round, codes["S"].round_id)
    category = session.get_one(Category, codes["S"].category_id)
    factories.panel(session, in_round, category, (people["judge"], people["judge_two"]))
    for who in ("judge", "judge_two"):
        for place, name in enumerate("SWU"):
            assignment = factories.assignment(
                session, codes[name], people[who], order_key=place * 7 + 3, created_at=NOW
            )
            hidden = who == "judge_two" and name == "S"
            sent = closed or hidden
            marks = secret.marks if hidden else (20, 21)
            words: dict[str, Any] = {"comment_jury": "Ghi chú.", "comment_author": "Lời gửi."}
            if hidden:
                words = {"comment_jury": secret.comment_jury, "comment_author": secret.comment_author}
            _sheet(session, assignment, criteria, marks, sent=sent, **words)


def _sheet(
    session: Session, of: Assignment, criteria: list[Criterion], marks: tuple[int, ...], *, sent: bool, **words: str
) -> None:
    sheet = factories.sheet(
        session,
        of,
        state="submitted" if sent else "draft",
        revision=1 if sent else 0,
        total=Decimal(sum(marks)),
        saved_at=NOW - timedelta(days=4),
        submitted_at=NOW - timedelta(days=4) if sent else None,
        **words,
    )
    for criterion, mark in zip(criteria, marks, strict=True):
        factories.mark(session, sheet, criterion.id, Decimal(mark))


def _results(session: Session, round_: Round, codes: dict[str, Code], secret: Secret) -> None:
    """W and U before S in every world, so that only the hidden total differs."""
    for rank, name in enumerate("WUS", start=1):
        total = Decimal(sum(secret.marks) + 41) / 2 if name == "S" else Decimal(44 - rank)
        factories.save(
            session,
            RoundResult(
                round_id=round_.id,
                code_id=codes[name].id,
                category_id=codes[name].category_id,
                total=total,
                spread=abs(Decimal(41 - sum(secret.marks))) if name == "S" else Decimal(0),
                rank=rank,
                sheets=2,
                advances=True,
            ),
        )


def _award(session: Session, season: Season, people: dict[str, Person], phase: str) -> None:
    code = session.query(Code).filter_by(code=CODES[2]["W"]).one()
    prize = factories.prize(session, season)
    factories.save(
        session,
        Award(season_id=season.id, prize_id=prize.id, code_id=code.id, proposed_prize_id=prize.id, changed_at=NOW),
    )
    if phase != "published":
        return
    by = {"first_by": people["chair"].id, "second_by": people["organizer"].id, "unmasked_by": people["secretary"].id}
    at = dict.fromkeys(("first_at", "second_at", "unmasked_at", "published_at"), NOW - timedelta(hours=1))
    release = Release(season_id=season.id, digest="d" * 64, published_by=people["organizer"].id, **by, **at)
    factories.save(session, release)
    factories.save(session, _published(season))


def _published(season: Season) -> PublishedWork:
    return PublishedWork(
        season_id=season.id,
        slug="bai-cua-nha-bao",
        position=1,
        title="Bài của nhà báo",
        category_name="Báo in",
        press_type="print",
        prize_name="Giải Nhất",
        prize_level=1,
        prize_money=10_000_000,
        authors="Vũ Nhà Báo",
        outlet="Báo Cánh Đồng",
        topics=["Chủ đề"],
        published_on=date(2026, 3, 1),
        excerpt="Trích bài được giải.",
        body=None,
        media=[
            {
                "id": "awwwwwwwwwww",
                "kind": "image",
                "key": ASSET_KEYS["W"],
                "poster_key": None,
                "content_type": "image/webp",
                "width": 320,
                "height": 200,
                "duration_seconds": None,
                "caption": "",
            }
        ],
        search_text="bai cua nha bao",
        released_at=NOW - timedelta(hours=1),
    )
