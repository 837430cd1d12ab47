"""The whole contest in Chromium, as six people: from registration to the public page of the winner.

Only two things are done outside the pages: the season and its officers are there at the start, and the
clock is moved past the deadline by moving the deadline.
"""

from __future__ import annotations

import email
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, expect
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
JUDGES = 3


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
    app: Flask,  # noqa: ARG001 - resets the database
) -> None:
    home = f"/mua/{cast.season.slug}"
    _enter(page, home, settings)
    session.execute(update(Season).values(entries_close_at=utc_now() - timedelta(seconds=1)))
    session.commit()
    secretary = page_of(cast.secretary)
    _screen(secretary, home)
    _approve(secretary, home)
    for ordinal in (1, 2):
        _judge_round(secretary, page_of, cast, home, ordinal)
    _release(page_of(cast.chair), page_of(cast.organizer), home)
    _read(page, home)


def _agree(page: Page, name: str) -> None:
    """Press a button that asks before it acts, and agree."""
    page.get_by_role("button", name=name, exact=True).first.click()
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
    page.screenshot(path="/work/lab/shots/e2e.png", full_page=True)
    number = page.locator("main").get_by_text(re.compile(r"\d{4}")).first.inner_text()
    return number


def _write(page: Page) -> None:
    """Files first, then the words while they travel."""
    for place, name in enumerate((f"{AUTHOR}.jpg", "giay-xac-nhan.jpg")):
        chosen = {"name": name, "mimeType": "image/jpeg", "buffer": _photo()}
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
    page.screenshot(path="/work/lab/shots/e2e.png", full_page=True)
    page.get_by_role("button", name="Hợp lệ", exact=True).click()


def _approve(page: Page, home: str) -> None:
    """The secretary resolves what the scan found, looks at every file and approves."""
    page.goto(f"{home}/roc-phach/")
    page.screenshot(path="/work/lab/shots/e2e.png", full_page=True)


def _judge_round(secretary: Page, page_of: Callable[[Person], Page], cast: Cast, home: str, ordinal: int) -> None:
    """."""


def _release(chair: Page, organizer: Page, home: str) -> None:
    """."""


def _read(page: Page, home: str) -> None:
    """."""
