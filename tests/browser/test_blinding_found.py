"""From a finding in the pixels to its place: the box is lit, the film stands at the moment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from tests.blinding.arrange import add_file, world
from tests.blinding.desk_acts import prepare
from tests.browser.looks import assert_accessible, screenshot
from tests.media.lettered import film, lettered, need_letters, with_code

pytestmark = pytest.mark.any_database  # the pages; tests/blinding asks the same of both databases


def test_secretary_jumps_to_what_was_read(
    app: Flask, session: Session, page_of: Callable[[Person], Page], tmp_path: Path
) -> None:
    need_letters()
    of = world(session, body="Bài không có tên ai.")
    photo = tmp_path / "a.png"
    with_code(lettered("Chuyện ghi ở xã", "Bài: Nguyễn Văn Hải"), "mã bài 12").save(photo)
    add_file(session, app, of, photo)
    add_file(session, app, of, film(tmp_path / "b.mp4", shown=range(3, 6)), position=2)
    prepare(app, session)
    page = page_of(of.secretary)
    page.goto(of.path())
    assert_accessible(page)
    links = page.locator(".finding a")
    expect(links).to_have_count(3)
    links.filter(has_text="Nguyễn").first.click()  # of the photo: the film comes after it
    lit = page.locator(".cover__found")
    expect(lit).to_have_count(1)
    stage, mark = page.locator(".cover__stage").bounding_box(), lit.bounding_box()
    assert stage is not None
    assert mark is not None
    assert 0.55 < (mark["y"] - stage["y"]) / stage["height"] < 0.65  # the second line of words
    screenshot(page, "blinding-found")
    links.nth(2).click()
    page.wait_for_function("() => document.querySelector('video').currentTime === 4")
    page.locator(".finding").first.get_by_role("button", name="Che trên hình").click()
    expect(page.locator(".finding")).to_have_count(2)
