"""Entries in a real browser: typing that saves itself, hand-in, receipt, a list from a spreadsheet, screening."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta

import openpyxl
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.access import find_season
from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.db import utc_now
from contest.seasons.models import Category, Genre, Season, Topic
from contest.seasons.services import create_from_template
from contest.submissions.models import Entry
from contest.submissions.services import create_draft
from contest.submissions.sheets import COLUMNS
from contest.submissions.submitting import submit
from contest.submissions.types import AuthorContent, Channel, DraftContent, PartContent
from tests import factories as make
from tests.browser.looks import assert_accessible, screenshot
from tests.browser.steps import follow

# Of any database: the pages; tests/submissions asks the same of both databases.
pytestmark = [pytest.mark.any_database, pytest.mark.long]

PageOf = Callable[[Person], Page]
SLUG = "vi-nguoi-ngheo-bac-giang-2023"


@pytest.fixture
def season(session: Session) -> Season:
    """The shipped season, taking entries now."""
    admin = make.person(session, is_admin=True)
    create_from_template(session, key=SLUG, slug=SLUG, actor_id=admin.id, now=utc_now())
    session.execute(
        update(Season).values(
            stage="entry",
            is_public=True,
            entries_open_at=utc_now() - timedelta(days=30),
            entries_close_at=utc_now() + timedelta(days=2, hours=3),
        )
    )
    session.commit()
    return session.scalars(select(Season)).one()


def journalist(session: Session, season: Season) -> Person:
    """Somebody who enters works."""
    agency = make.organisation(session, name="Báo Bắc Giang")
    return make.person(
        session,
        full_name="Trần Thị Bình",
        email="binh@vi-du.test",
        phone="0912 345 678",
        organisation_id=agency.id,
        roles={season.id: Role.JOURNALIST},
    )


def received(session: Session, season: Season, owner: Person, title: str) -> str:
    """A received entry that fails nothing but its missing files; returns its public id."""
    category = session.scalars(select(Category).where(Category.press_type == "online")).one()
    genre = session.scalars(select(Genre).where(Genre.category_id == category.id).limit(1)).first()
    topic = session.scalars(select(Topic).where(Topic.code == "T02")).one()
    head = find_season(session, season.slug)
    assert head is not None
    content = DraftContent(
        title=title,
        genre_id=genre.id if genre else None,
        body="Con đường bê tông đã về tới bản, xe chở nông sản không còn phải chờ qua mùa mưa. " * 40,
        primary_topic_id=topic.id,
        no_other_awards=True,
        authors=(
            AuthorContent(
                full_name="Trần Thị Bình",
                email="binh@vi-du.test",
                phone="0912 345 678",
                organisation_name="Báo Bắc Giang",
                is_representative=True,
            ),
        ),
        parts=(PartContent(outlet="Báo Bắc Giang điện tử", published_on=date(2023, 8, 1), url="https://bao.test/1"),),
        commitments=frozenset({"ban-quyen", "su-that", "the-le"}),
    )
    entry = create_draft(
        session, season=head, category_id=category.id, owner_id=owner.id, channel=Channel.AUTHOR, content=content,
        now=utc_now(),
    )  # fmt: skip
    return entry.public_id


def test_a_work_is_typed_saved_by_itself_and_looked_over(session: Session, season: Season, page_of: PageOf) -> None:
    page = page_of(journalist(session, season))
    page.goto(f"/mua/{SLUG}/bai-du-thi/")
    assert_accessible(page)
    screenshot(page, "entries-none")
    follow(page.get_by_role("link", name="Thêm tác phẩm", exact=True))
    assert_accessible(page)
    screenshot(page, "entry-new")
    page.get_by_text("Báo điện tử", exact=True).click()
    page.get_by_role("button", name="Tiếp tục").click()

    page.get_by_label("Tên tác phẩm").fill("Đường về bản Khuôn Đống")
    page.get_by_label("Toàn văn hoặc lời bình").fill("một hai ba bốn năm " * 700)
    expect(page.locator("[data-saved-all]")).to_contain_text("Đã lưu")
    expect(page.locator("#quy-dinh")).to_contain_text("Hãy rút gọn")
    assert_accessible(page)
    screenshot(page, "entry-form")
    page.reload()
    expect(page.get_by_label("Tên tác phẩm")).to_have_value("Đường về bản Khuôn Đống")

    page.get_by_role("button", name="Thêm tác giả").click()
    expect(page.get_by_label("Họ và tên")).to_have_count(2)
    page.get_by_role("button", name="Xem lại và nộp").click()
    expect(page.get_by_role("alert")).to_contain_text("điểm chưa đạt")
    assert_accessible(page)
    screenshot(page, "entry-review")


def test_a_delegate_brings_a_sheet(session: Session, season: Season, page_of: PageOf) -> None:
    unit = make.organisation(session, name="Chi hội Nhà báo Đài PT-TH")
    delegate = make.person(session, full_name="Đỗ Đại Diện")
    make.member(session, delegate, season.id, Role.UNIT, organisation_id=unit.id)
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(list(COLUMNS.values()))
    book.active.append(
        ["Bản xa có điện", "Báo điện tử", "", "T02", "", "Lê Thị Hoa; Vũ Văn Nam", "", "", "Báo Bắc Giang"]
    )
    book.active.append(["Bếp than mùa giáp hạt", "Báo tường", "", "T99", "", "", "", "", "", "31/02/2023"])
    held = io.BytesIO()
    book.save(held)
    page = page_of(delegate)
    page.goto(f"/mua/{SLUG}/don-vi/nhap-bang")
    assert_accessible(page)
    screenshot(page, "import")
    page.get_by_label("Bảng .xlsx hoặc .csv").set_input_files(
        {"name": "bang.xlsx", "mimeType": "application/octet-stream", "buffer": held.getvalue()}
    )
    follow(page.get_by_role("button", name="Xem trước"))
    assert_accessible(page)
    screenshot(page, "import-preview")
    follow(page.get_by_role("button", name="Tạo 1 bản nháp"))
    assert_accessible(page)
    screenshot(page, "unit-works")
    follow(page.get_by_role("link", name="Danh sách để ký"))
    assert_accessible(page)
    screenshot(page, "unit-list")


def test_a_dossier_is_screened_and_its_receipt_checked(session: Session, season: Season, page_of: PageOf) -> None:
    owner = journalist(session, season)
    first = _handed_in(session, season, owner, "Đường về bản Khuôn Đống")
    _handed_in(session, season, owner, "Chợ phiên không còn xa")
    secretary = make.person(session, full_name="Lý Thư Ký", roles={season.id: Role.SECRETARY})

    mine = page_of(owner)
    mine.goto(f"/mua/{SLUG}/bai-du-thi/")
    screenshot(mine, "entries")
    mine.goto(f"/mua/{SLUG}/bai-du-thi/{first}")
    assert_accessible(mine)
    screenshot(mine, "entry")
    follow(mine.get_by_role("link", name="Biên nhận BG23-0001/1"))
    assert_accessible(mine)
    screenshot(mine, "receipt")
    mine.locator("article a").click()
    expect(mine.get_by_role("status").or_(mine.locator(".notice--good")).first).to_be_visible()
    screenshot(mine, "receipt-check")

    desk = page_of(secretary)
    desk.goto(f"/mua/{SLUG}/tham-dinh/")
    assert_accessible(desk)
    screenshot(desk, "screening")
    follow(desk.get_by_role("link", name="Xét hồ sơ tiếp theo"))
    assert_accessible(desk)
    screenshot(desk, "screen")
    desk.get_by_label("Lý do, nội dung cần bổ sung").fill("Thiếu giấy xác nhận của cơ quan báo chí.")
    desk.get_by_role("button", name="Yêu cầu bổ sung").click()
    expect(desk.get_by_text("Chợ phiên không còn xa").first).to_be_visible()
    desk.goto(f"/mua/{SLUG}/ho-so/")
    assert_accessible(desk)
    screenshot(desk, "officers-list")
    follow(desk.get_by_role("link", name="Đường về bản Khuôn Đống"))
    assert_accessible(desk)
    screenshot(desk, "officers-entry")
    mine.goto(f"/mua/{SLUG}/bai-du-thi/{first}")
    expect(mine.get_by_text("Thiếu giấy xác nhận của cơ quan báo chí.").first).to_be_visible()
    screenshot(mine, "entry-supplement")


def _handed_in(session: Session, season: Season, owner: Person, title: str) -> str:
    """A received entry with every file its category asks for."""
    public_id = received(session, season, owner, title)
    entry = session.scalars(select(Entry).where(Entry.public_id == public_id)).one()
    make.stored_file(session, entry, owner, kind="pdf", facts={"container": "pdf", "pages": 2, "words": 900})
    make.stored_file(
        session, entry, owner, purpose="confirmation", document_key="xac-nhan", name="Giấy xác nhận đăng bài.pdf"
    )
    head = find_season(session, season.slug)
    assert head is not None
    submit(session, season=head, entry_id=entry.id, version=1, key=public_id, by=owner.id, received_at=utc_now())
    return public_id
