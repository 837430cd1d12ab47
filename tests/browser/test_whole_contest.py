"""The whole contest in Chromium, as six people: from registration to the public page of the winner.

Only two things are done outside the pages: the season and its officers are there at the start, and the
clock is moved past the deadline by moving the deadline.
"""

from __future__ import annotations

import email
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect
from sqlalchemy import update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.db import utc_now
from contest.seasons.models import Season
from contest.seasons.services import create_from_template
from contest.settings import Settings
from tests import factories

TITLE = "Đường về bản Khuôn Đống"
AUTHOR = "Nguyễn Thị Bí Mật"
BODY = (
    "Sau năm năm vay vốn nuôi ong, chị Lý Thị Sao ở bản Khuôn Đống đã trả hết nợ và mua được hai con bò giống. "
    "Cả bản nay có mười ba hộ nuôi ong, mỗi vụ thu hơn hai tấn mật.\n\n"
    "Trưởng bản kể rằng ngày đầu chỉ ba nhà dám làm, vì ai cũng sợ mất vốn.\n\n"
    f"Bài và ảnh: {AUTHOR}"
)
JUDGES = 5


@dataclass(kw_only=True)
class Cast:
    """Who plays: a season and its officers; the journalist registers in the test."""

    season: Season
    secretary: Person
    chair: Person
    organizer: Person
    judges: list[Person]


@pytest.fixture
def cast(session: Session) -> Cast:
    """The Bắc Giang season, open for entries, with its officers."""
    now = utc_now()
    season_id = create_from_template(
        session, key="vi-nguoi-ngheo-bac-giang-2023", slug="bac-giang", actor_id=None, now=now
    )
    season = session.get_one(Season, season_id)
    season.stage, season.is_public = "entry", True
    season.entries_open_at, season.entries_close_at = now - timedelta(days=1), now + timedelta(days=1)
    officers = {
        role: factories.person(session, roles={season_id: role}, full_name=name)
        for role, name in (
            (Role.SECRETARY, "Hoàng Thị Thư Ký"),
            (Role.CHAIR, "Lê Văn Chủ Tịch"),
            (Role.ORGANIZER, "Phạm Thị Tổ Chức"),
        )
    }
    judges = [
        factories.person(session, roles={season_id: Role.JUDGE}, full_name=f"Đỗ Văn Chấm {number}")
        for number in range(1, JUDGES + 1)
    ]
    session.commit()
    return Cast(
        season=season,
        secretary=officers[Role.SECRETARY],
        chair=officers[Role.CHAIR],
        organizer=officers[Role.ORGANIZER],
        judges=judges,
    )


def _photo() -> bytes:
    target = io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = AUTHOR
    Image.new("RGB", (1200, 800), (120, 160, 90)).save(target, "JPEG", exif=exif)
    return target.getvalue()


def _mailed_link(settings: Settings) -> str:
    newest = max(settings.outbox.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    message = email.message_from_bytes(newest.read_bytes())
    payload = message.get_payload(decode=True)
    assert isinstance(payload, bytes)
    found = re.search(r"https?://[^/\s]+(/\S+)", payload.decode())
    assert found is not None
    return found.group(1)


def test_contest_from_registration_to_the_winning_page(
    cast: Cast,
    page: Page,
    page_of: Callable[[Person], Page],
    session: Session,
    settings: Settings,
) -> None:
    home = f"/mua/{cast.season.slug}"
    _enter(page, home, settings)
    session.execute(update(Season).values(entries_close_at=utc_now() - timedelta(seconds=1)))
    session.commit()
    secretary = page_of(cast.secretary)
    _screen(secretary, home)
    _approve(secretary, home)
    chair, judges = page_of(cast.chair), [page_of(judge) for judge in cast.judges]
    for ordinal in (1, 2):
        _judge_round(secretary, chair, judges, home, ordinal)
    _release(chair, page_of(cast.organizer), home)
    _read(page, home)


def _agree(page: Page, name: str) -> None:
    """Press a button that asks before it acts, and agree."""
    page.get_by_role("button", name=name, exact=True).first.click()
    with page.expect_navigation():
        page.locator("dialog[open] button[value=yes]").click()


def _enter(page: Page, home: str, settings: Settings) -> str:
    """Register by mail, write, send a file, hand in; returns the number on the receipt."""
    page.goto("/dang-ky")
    page.fill("[name=email]", "bi-mat@vi-du.test")
    page.click("main form button")
    expect(page).to_have_url(re.compile("da-gui-thu"))
    page.goto(_mailed_link(settings))
    page.fill("[name=full_name]", AUTHOR)
    page.fill("[name=password]", "mot-Mat-khau-dai-2023")
    page.check("[name=processing]")
    page.check("[name=publication]")
    page.get_by_role("button", name="Tạo tài khoản").click()
    page.goto(home)
    page.get_by_role("button", name="Gửi tác phẩm dự thi").click()
    page.get_by_label("Báo điện tử").check()
    page.click("main form button")
    _write(page)
    page.get_by_role("button", name="Xem lại và nộp").click()
    page.get_by_role("button", name="Nộp hồ sơ").click()
    expect(page).to_have_url(re.compile("bien-nhan"))
    return page.locator("main").get_by_text(re.compile(r"\d{4}")).first.inner_text()


def _write(page: Page) -> None:
    """Files first, then the words while they travel."""
    for place, name in enumerate((f"{AUTHOR}.jpg", "giay-xac-nhan.jpg")):
        chosen = FilePayload(name=name, mimeType="image/jpeg", buffer=_photo())
        page.locator("[data-uploads] input[type=file]").nth(place).set_input_files(chosen)
    page.fill("[name=title]", TITLE)
    page.select_option("[name=genre_id]", index=1)
    page.select_option("[name=primary_topic_id]", index=1)
    page.fill("[name$=outlet]", "Báo Bắc Giang")
    page.fill("[name$=published_on]", "2023-08-15")
    page.fill("[name$=url]", "https://bao-vi-du.test/duong-ve-ban")
    page.fill("[name=body]", BODY)
    page.fill("[name$=phone]", "0912000111")
    for box in page.locator("[name=no_other_awards], [name=commitments], [name=licence_full]").all():
        box.check()
    expect(page.locator("[data-upload][data-state=verified]")).to_have_count(2)


def _screen(page: Page, home: str) -> None:
    """The secretary answers the checklist and accepts."""
    page.goto(f"{home}/tham-dinh/")
    page.get_by_role("link", name=re.compile(TITLE)).first.click()
    for answer in page.locator("input[type=radio][value=yes]").all():
        answer.check()
    page.get_by_role("button", name="Hợp lệ", exact=True).click()


def _approve(page: Page, home: str) -> None:
    """The secretary replaces what the scan found, looks at every file and approves."""
    page.goto(f"{home}/roc-phach/")
    page.get_by_role("link", name=TITLE).click()
    while (replacement := page.get_by_role("button", name=re.compile("^Thay bằng"))).count():
        replacement.first.click()
    page.get_by_role("link", name="Xem như giám khảo rồi duyệt").click()
    page.check("[name=looked]")
    page.get_by_role("button", name="Duyệt bản kín").click()
    expect(page.get_by_text("Đã duyệt bản kín").first).to_be_visible()


def _judge_round(secretary: Page, chair: Page, judges: Sequence[Page], home: str, ordinal: int) -> None:
    """Panel, assignment, opening, every judge's sheet, locking, confirmation."""
    secretary.goto(f"{home}/hoi-dong/vong-{ordinal}/tieu-ban")
    panel = secretary.locator("section", has=secretary.get_by_role("heading", name=re.compile("Báo điện tử")))
    for tick in panel.locator("[name=judges]").all():
        tick.check()
    panel.get_by_role("button", name="Lưu tiểu ban").click()
    _agree(secretary, "Phân công tự động")
    secretary.goto(f"{home}/hoi-dong/vong-{ordinal}")
    _agree(secretary, "Mở vòng chấm")
    for points, judge in enumerate(judges, start=10):
        _score(judge, home, ordinal, points)
    chair.goto(f"{home}/hoi-dong/vong-{ordinal}")
    _agree(chair, "Khóa vòng chấm")
    chair.goto(f"{home}/ket-qua-cham/vong-{ordinal}")
    _agree(chair, "Xác nhận kết quả vòng")
    expect(chair.get_by_text("đã được xác nhận").first).to_be_visible()


def _score(judge: Page, home: str, ordinal: int, points: int) -> None:
    """One judge opens the work by its code, marks every criterion and sends the sheet."""
    judge.goto(f"{home}/cham/vong-{ordinal}")
    work = judge.get_by_role("link", name=re.compile("[2-9A-Z]{4}"))
    if not work.count():
        return  # the preliminary round needs two of the five
    work.first.click()
    seen = judge.content()
    assert AUTHOR not in seen
    assert "Báo Bắc Giang" not in judge.locator("main").inner_html()
    for mark in judge.locator("[data-mark]").all():
        mark.fill(str(points))
    _agree(judge, "Gửi phiếu")
    expect(judge.get_by_text("đã gửi").first).to_be_visible()


def _release(chair: Page, organizer: Page, home: str) -> None:
    """Prizes by rank, two confirmations by two people, unmasking, publication."""
    chair.goto(f"{home}/ket-qua-cham/giai-thuong")
    chair.get_by_role("button", name="Đề xuất theo thứ hạng").click()
    chair.goto(f"{home}/ket-qua-cham/cong-bo")
    _agree(chair, "Tôi xác nhận danh sách này")
    assert AUTHOR not in chair.content()
    organizer.goto(f"{home}/ket-qua-cham/cong-bo")
    _agree(organizer, "Tôi xác nhận danh sách này")
    _agree(organizer, "Ghép phách")
    expect(organizer.get_by_text(AUTHOR).first).to_be_visible()
    _agree(organizer, "Công bố")


def _read(page: Page, home: str) -> None:
    """Anyone reads the winning work and finds it without diacritics."""
    page.context.clear_cookies()
    page.goto(f"{home}/tac-pham?tim=duong+ve+ban")
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(page.get_by_text(AUTHOR).first).to_be_visible()
    expect(page.get_by_text("Giải Nhất").first).to_be_visible()
