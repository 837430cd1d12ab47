"""Names and codes in the pixels: found by the job, shown on the desk with their place, covered, kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.blinding import pictures
from contest.blinding.models import BlindAsset, BlindCopy, Finding
from contest.blinding.preparing import sweep
from contest.blinding.types import AssetKind
from contest.media import reading
from contest.media.sandbox import Progress
from contest.storage import FileStore, ObjectKey, current_store
from contest.text.folding import fold
from tests.blinding.arrange import World, add_file, world
from tests.blinding.desk_acts import copy_of, found, look, only_asset, prepare
from tests.html_check import html_problems
from tests.media import samples
from tests.media.lettered import film, lettered, need_letters, with_code

pytestmark = pytest.mark.usefixtures("kept_media")  # what it asks about are rows and pages

SignIn = Callable[[Person], FlaskClient]


@pytest.fixture
def unlettered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a reader of letters."""
    monkeypatch.setattr(reading, "find_reader", lambda: "")


def with_picture(session: Session, app: Flask, folder: Path, *lines: str, code: str = "") -> World:
    """An entry with one photo that bears words."""
    of = world(session, body="Bài không có tên ai.")
    image = lettered(*lines)
    path = folder / "a.png"
    (with_code(image, code) if code else image).save(path)
    add_file(session, app, of, path)
    return of


def finding(session: Session) -> Finding:
    rows = look(session, select(Finding))
    assert len(rows) == 1, [(row[0].matched, row[0].excerpt) for row in rows]
    row = rows[0][0]
    assert isinstance(row, Finding)
    return row


def test_name_in_a_photo_is_found_and_covered(app: Flask, session: Session, sign_in: SignIn, tmp_path: Path) -> None:
    need_letters()
    of = with_picture(session, app, tmp_path, "Chuyện ghi ở xã", "Bài: Nguyễn Văn Hải")
    prepare(app, session)
    assert only_asset(session).reading == "read"
    one = finding(session)
    assert (one.place, one.kind, one.state) == ("picture", "name", "open")
    assert "nguyen van hai" in fold(one.matched)
    client = sign_in(of.secretary)
    page = client.get(of.path()).text
    assert html_problems({"desk": page}) == []
    assert "data-found=" in page
    assert "Che trên hình" in page
    assert "Máy đã đọc chữ và mã QR trong tệp này." in page
    assert client.post(of.path(f"/dau-hieu/{one.id}"), data={"act": "replace"}).status_code == 302
    assert found(session) == []
    assert found(session, "replaced") == [("picture", one.matched)]
    asset = only_asset(session)
    assert asset.key != asset.base_key
    with app.app_context(), current_store().local_file(ObjectKey(asset.key or "")) as covered:
        seen = reading.read_pixels(covered, "image").pictures
    assert "nguyen" not in fold(" ".join(each.text for each in seen))


def test_code_is_a_finding_whatever_it_says(app: Flask, session: Session, sign_in: SignIn, tmp_path: Path) -> None:
    of = with_picture(session, app, tmp_path, "xã", code="Mã bài 12, Báo Bắc Giang")
    prepare(app, session)
    (one,) = [row[0] for row in look(session, select(Finding).where(Finding.kind == "code"))]
    assert one.matched == "Mã bài 12, Báo Bắc Giang"
    assert one.excerpt == "Mã bài 12, Báo Bắc Giang → Báo Bắc Giang"
    client = sign_in(of.secretary)
    client.post(of.path(f"/dau-hieu/{one.id}"), data={"act": "replace"})
    asset = only_asset(session)
    with app.app_context(), current_store().local_file(ObjectKey(asset.key or "")) as covered:
        assert reading.read_pixels(covered, "image").pictures[0].codes == ()


def test_name_in_a_film_is_told_with_its_moment(app: Flask, session: Session, sign_in: SignIn, tmp_path: Path) -> None:
    need_letters()
    of = world(session, body="Bài không có tên ai.")
    add_file(session, app, of, film(tmp_path / "a.mp4", seconds=10, shown=range(3, 9)))
    prepare(app, session)
    one = finding(session)
    assert (one.place, one.moment) == ("frame", 4)
    client = sign_in(of.secretary)
    page = client.get(of.path()).text
    assert html_problems({"desk": page}) == []
    assert 'data-moment="4"' in page
    assert "ở phút 0:04" in page
    assert "Che trên hình" not in page
    client.post(of.path(f"/dau-hieu/{one.id}"), data={"act": "replace"})
    assert finding(session).state == "open"
    words = {"title": "Tên", "text": "Chữ khác.", "note": "", "version": copy_of(session, of).version}
    client.post(of.path("/chu"), data=words)
    assert finding(session).state == "open"


@pytest.mark.usefixtures("unlettered")
def test_without_a_reader_the_desk_says_so(app: Flask, session: Session, sign_in: SignIn, tmp_path: Path) -> None:
    of = with_picture(session, app, tmp_path, "Bài: Nguyễn Văn Hải", code="abc")
    prepare(app, session)
    assert only_asset(session).reading == "codes"
    assert found(session) == [("picture", "abc")]
    page = sign_in(of.secretary).get(of.path()).text
    assert "chưa đọc chữ trong tệp này vì máy chủ chưa cài Tesseract tiếng Việt" in page
    assert "Máy chưa đọc hết chữ trong 1 tệp" in page


def test_printed_name_is_not_told_twice(app: Flask, session: Session, tmp_path: Path) -> None:
    need_letters()
    of = world(session, body="Bài không có tên ai.")
    add_file(session, app, of, samples.printed_page(tmp_path / "a.pdf", "Anh: Nguyen Van Hai"))
    prepare(app, session)
    assert found(session) == [("page", "Nguyen Van Hai")]


@pytest.mark.usefixtures("unlettered")
def test_reading_goes_on_where_a_job_died(
    app: Flask, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = world(session, body="Bài không có tên ai.")
    for number in (1, 2):
        path = tmp_path / f"{number}.png"
        with_code(lettered("xã"), f"mã {number}").save(path)
        add_file(session, app, of, path, position=number)
    whole, calls = pictures.read_file, list[str]()

    def dies_at_the_second(
        store: FileStore, key: str, kind: AssetKind, *, progress: Progress | None = None
    ) -> pictures.Read:
        calls.append(key)
        if len(calls) == 2:
            raise RuntimeError
        return whole(store, key, kind, progress=progress)

    monkeypatch.setattr(pictures, "read_file", dies_at_the_second)
    prepare(app, session)
    assert (copy_of(session, of).state, found(session)) == ("failed", [("picture", "mã 1")])
    session.execute(update(BlindCopy).values(state="preparing", progress=0))
    prepare(app, session)
    assert copy_of(session, of).state == "ready"
    assert found(session) == [("picture", "mã 1"), ("picture", "mã 2")]
    assert len(calls) == 3


@pytest.mark.usefixtures("unlettered")
def test_replacement_is_read_too(app: Flask, session: Session, sign_in: SignIn, tmp_path: Path) -> None:
    of = with_picture(session, app, tmp_path, "xã", code="mã cũ")
    prepare(app, session)
    other = tmp_path / "b.png"
    with_code(lettered("xã khác"), "mã mới").save(other)
    client = sign_in(of.secretary)
    with other.open("rb") as body:
        address = of.path(f"/tep/{only_asset(session).public_id}/thay")
        assert client.post(address, data={"file": (body, "b.png")}).status_code == 302
    with app.app_context():
        sweep()
    assert found(session) == [("picture", "mã mới")]
    assert only_asset(session).reading == "codes"


@pytest.mark.usefixtures("unlettered")
def test_open_category_is_not_read(app: Flask, session: Session, tmp_path: Path) -> None:
    of = with_picture(session, app, tmp_path, "xã", code="abc")
    of.category.blind_mode = "open"
    prepare(app, session)
    assert found(session) == []
    assert [row[0] for row in look(session, select(BlindAsset.reading))] == [""]
