"""The whole contest in Chromium, as six people: from registration to the public pages of two winning works.

The season is the demonstration's, in its entry phase, with one real article entered by ``--article``: its byline
and its source line are carried to the public page. The second work is written in the browser. Only the clock is
moved from outside: past the deadline, by moving the deadline.
"""

from __future__ import annotations

import email
import io
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.db import begin_writing, db, utc_now
from contest.demo.article import Article, article_work, parse_article
from contest.demo.build import Order, build
from contest.demo.calendar import Phase
from contest.demo.cast import PASSWORD
from contest.demo.season import SLUG
from contest.seasons.models import Season
from contest.settings import Settings
from tests.browser.conftest import PATIENCE
from tests.browser.steps import follow

pytestmark = pytest.mark.long

HOME = f"/mua/{SLUG}"
TITLE = "Đường về bản Khuôn Đống"
AUTHOR = "Nguyễn Thị Bí Mật"
BODY = (
    "Sau năm năm vay vốn nuôi ong, chị Lý Thị Sao ở bản Khuôn Đống đã trả hết nợ và mua được hai con bò giống. "
    "Cả bản nay có mười ba hộ nuôi ong, mỗi vụ thu hơn hai tấn mật.\n\n"
    "Trưởng bản kể rằng ngày đầu chỉ ba nhà dám làm, vì ai cũng sợ mất vốn.\n\n"
    f"Bài và ảnh: {AUTHOR}"
)
SHARED = Path(os.environ.get("CONTEST_SHARED") or Path(__file__).parents[3] / "shared")
EQUIVALENT = """Bắc Giang: Đưa tin về giảm nghèo tới từng bản

Kế hoạch năm nay nêu rõ mỗi xã có một người chép lại việc làm hay của bà con.

Đài truyền thanh đọc những chuyện ấy vào sáu giờ sáng và năm giờ chiều hằng ngày.

TS

Nguồn Bắc Giang: http://bao-thu.example/bg/xa-hoi/1/dua-tin.html"""
"""Shaped like the shared article; stands in for it where that is not at hand."""


@dataclass(kw_only=True)
class Cast:
    """Who plays, by the demonstration's accounts, and the article; the journalist registers in the test."""

    article: Article
    secretary: Person
    chair: Person
    organizer: Person
    judges: list[Person]


@pytest.fixture
def article() -> Article:
    """The real article where it is at hand."""
    path = SHARED / "data" / "seed-article.txt"
    return parse_article(path.read_text(encoding="utf-8") if path.is_file() else EQUIVALENT)


@pytest.fixture
def cast(app: Flask, session: Session, article: Article, tmp_path: Path) -> Cast:
    """What ``contest demo --phase entry --article FILE`` builds, without its invented works."""
    order = Order(
        phase=Phase.ENTRY,
        password=PASSWORD,
        cache=tmp_path,
        now=utc_now(),
        extra=(article_work(article),),
        only=frozenset(),
    )
    with app.app_context(), force_locale("vi"):
        begin_writing()
        build(app, db.session, order, lambda _sentence: None)
    known = {person.email: person for person in session.scalars(select(Person))}
    session.commit()
    return Cast(
        article=article,
        secretary=known["thuky@demo.test"],
        chair=known["chutich@demo.test"],
        organizer=known["bantochuc@demo.test"],
        judges=[known[f"giamkhao{number}@demo.test"] for number in range(1, 8)],
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


def test_contest_from_registration_to_the_winning_pages(
    cast: Cast,
    page: Page,
    page_of: Callable[[Person], Page],
    session: Session,
    settings: Settings,
) -> None:
    _enter(page, settings)
    session.execute(update(Season).values(entries_close_at=utc_now() - timedelta(seconds=1)))
    session.commit()
    secretary = page_of(cast.secretary)
    for title in (cast.article.title, TITLE):
        _screen(secretary, title)
        _approve(secretary, title)
    chair, judges = page_of(cast.chair), [page_of(judge) for judge in cast.judges]
    for ordinal in (1, 2):
        _judge_round(secretary, chair, judges, ordinal, cast.article)
    _release(chair, page_of(cast.organizer))
    page.context.clear_cookies()
    _read(page, search="duong ve ban", title=TITLE, signed=f"{AUTHOR} · Báo Bắc Giang")
    source = f"{cast.article.byline} · {cast.article.outlet}"
    _read(page, search="bac giang giam ngheo", title=cast.article.title, signed=source)
    expect(page.locator(f"a[href='{cast.article.url}']").first).to_be_visible()


def _agree(page: Page, name: str) -> None:
    """Press a button that asks before it acts, and agree."""
    page.get_by_role("button", name=name, exact=True).first.click()
    with page.expect_navigation():
        page.locator("dialog[open] button[value=yes]").click()


def _enter(page: Page, settings: Settings) -> str:
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
    follow(page.get_by_role("button", name="Tạo tài khoản"))
    page.goto(HOME)
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
    # The first file of a server is checked when its child has read all that reads files: long, where cores are few.
    expect(page.locator("[data-upload][data-state=verified]")).to_have_count(2, timeout=2 * PATIENCE)


def _screen(page: Page, title: str) -> None:
    """The secretary answers the checklist and accepts."""
    page.goto(f"{HOME}/tham-dinh/")
    follow(page.get_by_role("link", name=title).first)
    for answer in page.locator("input[type=radio][value=yes]").all():
        answer.check()
    follow(page.get_by_role("button", name="Hợp lệ", exact=True))


def _approve(page: Page, title: str) -> None:
    """The secretary replaces what the scan found, looks at every file and approves."""
    page.goto(f"{HOME}/roc-phach/")
    follow(page.get_by_role("link", name=title))
    while (replacement := page.get_by_role("button", name=re.compile("^Thay bằng"))).count():
        follow(replacement.first)
    follow(page.get_by_role("link", name="Xem như giám khảo rồi duyệt"))
    expect(page.get_by_role("button", name="Duyệt bản kín")).to_be_visible()
    for looked in page.locator("[name=looked]").all():  # only where there are files to look at
        looked.check()
    page.get_by_role("button", name="Duyệt bản kín").click()
    expect(page.get_by_text("Đã duyệt bản kín").first).to_be_visible()


def _judge_round(secretary: Page, chair: Page, judges: Sequence[Page], ordinal: int, article: Article) -> None:
    """Panel, assignment, opening, every judge's sheet, locking, confirmation."""
    secretary.goto(f"{HOME}/hoi-dong/vong-{ordinal}/tieu-ban")
    panel = secretary.locator("section", has=secretary.get_by_role("heading", name=re.compile("Báo điện tử")))
    for tick in panel.locator("[name=judges]").all():
        tick.check()
    follow(panel.get_by_role("button", name="Lưu tiểu ban"))
    _agree(secretary, "Phân công tự động")
    secretary.goto(f"{HOME}/hoi-dong/vong-{ordinal}")
    _agree(secretary, "Mở vòng chấm")
    for judge in judges:
        _score(judge, f"{HOME}/cham/vong-{ordinal}", article)
    chair.goto(f"{HOME}/hoi-dong/vong-{ordinal}")
    _agree(chair, "Khóa vòng chấm")
    chair.goto(f"{HOME}/ket-qua-cham/vong-{ordinal}")
    _agree(chair, "Xác nhận kết quả vòng")
    expect(chair.get_by_text("đã được xác nhận").first).to_be_visible()


def _score(judge: Page, desk: str, article: Article) -> None:
    """One judge opens each work by its code, marks every criterion and sends the sheet."""
    judge.goto(desk)
    works = judge.get_by_role("link", name=re.compile("^[2-9A-Z]{4}"))
    for address in [work.get_attribute("href") for work in works.all()]:
        assert address is not None
        judge.goto(address)
        assert AUTHOR not in judge.content()
        told = judge.locator("main").inner_text()
        assert re.search(rf"\b{article.byline}\b", told) is None
        assert article.outlet not in told
        for mark in judge.locator("[data-mark]").all():
            mark.fill("14" if TITLE in told else "12")
        _agree(judge, "Gửi phiếu")
        expect(judge.get_by_text("đã gửi").first).to_be_visible()


def _release(chair: Page, organizer: Page) -> None:
    """Prizes by rank, two confirmations by two people, unmasking, publication."""
    chair.goto(f"{HOME}/ket-qua-cham/giai-thuong")
    follow(chair.get_by_role("button", name="Đề xuất theo thứ hạng"))
    chair.goto(f"{HOME}/ket-qua-cham/cong-bo")
    _agree(chair, "Tôi xác nhận danh sách này")
    assert AUTHOR not in chair.content()
    organizer.goto(f"{HOME}/ket-qua-cham/cong-bo")
    _agree(organizer, "Tôi xác nhận danh sách này")
    _agree(organizer, "Ghép phách")
    expect(organizer.get_by_text(AUTHOR).first).to_be_visible()
    _agree(organizer, "Công bố")


def _read(page: Page, *, search: str, title: str, signed: str) -> None:
    """Anyone finds a winning work without diacritics and reads it, with its byline and its source."""
    page.goto(f"{HOME}/tac-pham?tim={search}")
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page.get_by_text(signed, exact=True)).to_be_visible()
    expect(page.get_by_text(re.compile("Giải (Nhất|Nhì|Ba|Khuyến khích)")).first).to_be_visible()
