"""The demonstration, played through the rooms' own services with a handful of its works."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.accounts.consents import without_consent
from contest.accounts.models import Person
from contest.accounts.passwords import password_matches
from contest.accounts.types import ConsentPurpose
from contest.blinding.models import BlindCopy, Code
from contest.db import begin_writing, db
from contest.demo.article import NotAnArticle, article_work, parse_article
from contest.demo.build import Order, build
from contest.demo.calendar import Phase
from contest.demo.cast import ACCOUNTS, PASSWORD
from contest.demo.command import look
from contest.demo.content import SAMPLE_LINE, sample_contest
from contest.judging.models import Assignment, ScoreSheet
from contest.ledger.services import verify
from contest.notices.models import Notice
from contest.results.models import PublishedWork
from contest.seasons.models import Season
from contest.submissions.models import Author, Entry, Receipt, ScreeningDecision, StoredFile

pytestmark = [
    pytest.mark.long,
    pytest.mark.xdist_group("demo"),  # one process makes the files once
    pytest.mark.usefixtures("kept_media"),  # what it asks about are rows and pages
]

NOW = datetime(2026, 3, 20, 2, 30, tzinfo=UTC)
ONLY = frozenset({"cho-phien-mua-qua", "hien-dat", "duong-hoa", "bep-an", "vay-ba-lan"})
ARTICLE = """Bài thử của một tờ báo

Đoạn thứ nhất của bài thử, có đủ chữ để đọc.

Đoạn thứ hai kể thêm một chuyện nữa.

TS

Nguồn Bắc Giang: http://bao-thu.example/bg/xa-hoi/1/bai-thu.html"""


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made files, kept for all tests of the session."""
    return tmp_path_factory.mktemp("demo-files")


def played(app: Flask, cache: Path, phase: Phase, *, article: bool = False, only: frozenset[str] = ONLY) -> None:
    """Build the phase with five works or those named, and a real article when asked for."""
    extra = (article_work(parse_article(ARTICLE)),) if article else ()
    order = Order(phase=phase, password=PASSWORD, cache=cache, now=NOW, extra=extra, only=only)
    with app.app_context(), force_locale("vi"):
        begin_writing()
        build(app, db.session, order, lambda _sentence: None)


def statuses(session: Session) -> Counter[str]:
    """How many entries stand where."""
    return Counter(session.scalars(select(Entry.status)))


def passwords(session: Session) -> dict[str, str | None]:
    """The hashes of those who can sign in."""
    rows = session.execute(select(Person.email, Person.password_hash).where(Person.password_hash.is_not(None)))
    return {row.email: row.password_hash for row in rows}


def names_in_blind_copies(session: Session) -> list[str]:
    """Names and pen names of the cast that a judge would read; none may be left."""
    told = " ".join(f"{row.blind_title} {row.blind_text}" for row in session.scalars(select(BlindCopy)))
    assert "Chợ Tân Sơn họp năm ngày một phiên" in told
    names = {name for person in sample_contest().people.values() for name in (person.name, person.pen)}
    return [name for name in names if name in told]


def test_the_published_phase_carries_an_article_to_the_public(app: Flask, session: Session, cache: Path) -> None:
    played(app, cache, Phase.PUBLISHED, article=True)
    assert statuses(session) == {"accepted": 4, "refused": 1, "withdrawn": 1}
    article = session.execute(select(PublishedWork).where(PublishedWork.title == "Bài thử của một tờ báo")).scalar_one()
    assert (article.authors, article.outlet) == ("TS", "Báo Bắc Giang")
    assert article.source_url == "http://bao-thu.example/bg/xa-hoi/1/bai-thu.html"
    assert article.body is None  # nobody here may publish the whole of it
    assert article.excerpt.startswith("Đoạn thứ nhất")
    bodies = session.scalars(select(PublishedWork.body).where(PublishedWork.body.is_not(None))).all()
    assert bodies
    assert all(body and body.endswith(SAMPLE_LINE) for body in bodies)
    assert set(session.scalars(select(ScreeningDecision.outcome))) == {"accept", "refuse", "supplement"}
    assert verify(session).holds
    assert session.scalar(select(func.count()).select_from(PublishedWork)) == 4
    assert set(session.scalars(select(StoredFile.state))) == {"verified"}
    entrants = session.scalars(select(Author.person_id).where(Author.person_id.is_not(None)).distinct()).all()
    silent = without_consent(session, [one for one in entrants if one], purpose=ConsentPurpose.PUBLICATION)
    assert len(silent) < len(entrants)  # most have agreed
    assert names_in_blind_copies(session) == []


def test_the_entry_phase_has_drafts_and_receipts_and_time_left(app: Flask, session: Session, cache: Path) -> None:
    assert look(session).is_empty
    session.rollback()
    played(app, cache, Phase.ENTRY)
    seen = look(session)
    assert (seen.has_demo, seen.has_real, seen.is_empty) == (True, False, False)
    hashes = passwords(session)
    assert set(hashes) == set(ACCOUNTS)
    assert password_matches(hashes["thuky@demo.test"], PASSWORD)
    found = statuses(session)
    season = session.scalars(select(Season)).one()
    assert season.stage == "entry"
    assert season.entries_open_at < NOW < season.entries_close_at
    assert found["submitted"] == len(session.scalars(select(Receipt.id)).all()) > 0
    assert set(found) <= {"submitted", "draft"}


def test_the_final_phase_is_in_the_middle_of_its_work(app: Flask, session: Session, cache: Path) -> None:
    played(app, cache, Phase.FINAL)
    sheets = Counter(
        session.scalars(
            select(func.coalesce(ScoreSheet.state, "none"))
            .select_from(Assignment)
            .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id, isouter=True)
            .where(Assignment.round_id == select(func.max(Code.round_id)).scalar_subquery())
        )
    )
    assert sheets["submitted"] > 0
    assert sheets["none"] + sheets["draft"] > 0
    latest = session.scalar(select(func.max(ScoreSheet.saved_at)))
    assert latest is not None
    assert latest < NOW
    assert set(session.scalars(select(Notice.state).where(Notice.email != "nhabao@demo.test"))) == {"sent"}


def test_an_article_is_the_first_entry_in_the_youngest_phase_too(app: Flask, session: Session, cache: Path) -> None:
    played(app, cache, Phase.ENTRY, article=True)
    first = session.execute(select(Entry.number, Entry.status).where(Entry.title == "Bài thử của một tờ báo")).one()
    assert tuple(first) == ("BG23-0001", "submitted")


@pytest.mark.parametrize("text", ["", "Một dòng", "Tên bài\n\nChỉ có đoạn văn kết bằng dấu chấm."])
def test_a_file_that_is_no_article_is_refused(text: str) -> None:
    with pytest.raises(NotAnArticle):
        parse_article(text)
