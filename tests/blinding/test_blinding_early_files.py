"""The files of a draft as judges would get them: made when asked, once for each content, for their author alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.blinding import cleaning, early_files, heartbeat, preparing
from contest.blinding.cleaning import CleanedFile
from contest.blinding.early_models import EarlyFile
from contest.blinding.models import BlindAsset
from contest.db import utc_now
from contest.media.sandbox import Progress
from contest.storage import FileStore, ObjectKey, current_store
from contest.submissions.models import Entry, StoredFile
from contest.submissions.services import delete_draft
from tests import factories
from tests.blinding.arrange import World, add_file, world
from tests.blinding.desk_acts import found, look, prepare
from tests.html_check import html_problems
from tests.media import samples
from tests.media.canaries import NAME, found_in
from tests.media.lettered import lettered, need_letters

pytestmark = pytest.mark.usefixtures("kept_media")  # what it asks about are rows and pages

SignIn = Callable[[Person], FlaskClient]


def draft(session: Session, app: Flask, *files: Path, **values: object) -> World:
    """A draft by Nguyễn Văn Hải with these files."""
    of = world(session, **({"status": "draft", "number": None, "body": "Bài không có tên ai."} | values))
    for position, path in enumerate(files, start=1):
        add_file(session, app, of, path, position=position, sha256=f"{position:064x}", name=path.name)
    session.commit()
    session.expunge_all()
    return of


def address(of: World, tail: str = "") -> str:
    return f"/mua/{of.season.slug}/bai-du-thi/{of.entry.public_id}/ban-kin{tail}"


def rows(session: Session) -> list[EarlyFile]:
    return [row[0] for row in look(session, select(EarlyFile).order_by(EarlyFile.id))]


def test_nothing_is_made_unasked_and_the_page_says_so(
    app: Flask, session: Session, sign_in: SignIn, tmp_path: Path
) -> None:
    of = draft(session, app, samples.jpeg(tmp_path / "a.jpg"))
    page = sign_in(of.journalist).get(address(of)).text
    assert "Chưa làm bản xem trước." in page
    assert "Làm bản xem trước của tệp" in page
    assert rows(session) == []


def test_author_sees_the_clean_files_with_what_was_found_in_them(
    app: Flask, session: Session, sign_in: SignIn, tmp_path: Path
) -> None:
    need_letters()
    lettered("Chuyện ghi ở xã", "Bài: Nguyễn Văn Hải").save(tmp_path / "a.png")
    files = [tmp_path / "a.png", samples.printed_page(tmp_path / "b.pdf", "Anh: Nguyen Van Hai")]
    of = draft(session, app, *files, samples.sound(tmp_path / "c.mp3"), samples.video(tmp_path / "d.mp4"))
    client = sign_in(of.journalist)
    assert client.post(address(of, "/tep")).status_code == 302
    page = client.get(address(of)).text
    client.set_cookie("lang", "en")
    english = client.get(address(of)).text
    assert html_problems({"vi": page, "en": english}) == []
    for told in ("đọc trong ảnh", "in trên trang", "<video", "<audio"):
        assert told in page, told
    assert "Làm bản xem trước của tệp" not in page
    panel = client.get(address(of).replace("ban-kin", "dau-hieu")).text
    assert "Nguyễn Văn Hải" in panel
    for asset in (each for row in rows(session) for each in row.assets):
        for tail in ("", "/bia" if asset["poster_key"] else "", "/dai-anh" if asset["sides"].get("strip") else ""):
            answer = client.get(address(of, f"/tep/{asset['public_id']}{tail}"))
            assert answer.status_code == 302
            given = client.get(answer.location, buffered=True)
            assert (given.status_code, found_in(given.data)) == (200, set()), NAME
            assert "bai-xem-truoc" in given.headers["Content-Disposition"] or "inline" in given.headers


def test_words_of_a_document_are_shown_with_their_signs(
    app: Flask, session: Session, sign_in: SignIn, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("Chuyện ở bản.\n\nẢnh: Nguyễn Văn Hải", encoding="utf-8")
    of = draft(session, app, tmp_path / "a.txt", body="")
    client = sign_in(of.journalist)
    client.post(address(of, "/tep"))
    page = client.get(address(of)).text
    assert "Nguyễn Văn Hải</a></mark>" in page
    assert "chữ trong tệp" in page


def test_file_that_cannot_be_cleaned_says_why_before_handing_in(
    app: Flask, session: Session, sign_in: SignIn, tmp_path: Path
) -> None:
    of = draft(session, app, samples.locked_pdf(tmp_path / "a.pdf"))
    client = sign_in(of.journalist)
    client.post(address(of, "/tep"))
    (row,) = rows(session)
    assert (row.state, row.assets[0]["state"]) == ("done", "needs_clean")
    assert row.assets[0]["note"] in client.get(address(of)).text


def test_each_content_is_made_once_and_taken_over_by_the_blind_copy(
    app: Flask, session: Session, sign_in: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = draft(session, app, samples.jpeg(tmp_path / "a.jpg"))
    calls: list[str] = []
    whole = cleaning.clean_file

    def counted(store: FileStore, key: str, *, progress: Progress | None = None) -> CleanedFile:
        calls.append(key)
        return whole(store, key, progress=progress)

    for module in (early_files, preparing):
        monkeypatch.setattr(module, "clean_file", counted)
    client = sign_in(of.journalist)
    for _again in range(3):
        client.post(address(of, "/tep"))
    assert len(calls) == 1
    (row,) = rows(session)
    session.execute(update(Entry).values(status="accepted", number="BG-001"))
    prepare(app, session)
    assert len(calls) == 1
    ((key, poster),) = look(session, select(BlindAsset.key, BlindAsset.poster_key))
    assert (key, poster) == (row.assets[0]["key"], row.assets[0]["poster_key"])


def test_other_bytes_are_cleaned_anew(app: Flask, session: Session, sign_in: SignIn, tmp_path: Path) -> None:
    of = draft(session, app, samples.jpeg(tmp_path / "a.jpg"))
    sign_in(of.journalist).post(address(of, "/tep"))
    (row,) = rows(session)
    session.execute(update(StoredFile).values(sha256="e" * 64))
    session.execute(update(Entry).values(status="accepted", number="BG-001"))
    prepare(app, session)
    ((key,),) = look(session, select(BlindAsset.key))
    assert key != row.assets[0]["key"]


def test_names_that_changed_ask_for_reading_but_not_for_cleaning(
    app: Flask, session: Session, sign_in: SignIn, tmp_path: Path
) -> None:
    need_letters()
    lettered("Chuyện ghi ở xã", "Trần Minh Khôi").save(tmp_path / "a.png")
    of = draft(session, app, tmp_path / "a.png")
    client = sign_in(of.journalist)
    client.post(address(of, "/tep"))
    (before,) = rows(session)
    assert before.signs == []
    factories.author(session, session.get_one(Entry, of.entry.id), full_name="Trần Minh Khôi", position=2)
    session.commit()
    assert "Làm bản xem trước của tệp" in client.get(address(of)).text
    client.post(address(of, "/tep"))
    (after,) = rows(session)
    assert [sign["matched"] for sign in after.signs] == ["Trần Minh Khôi"]
    assert after.assets[0]["key"] == before.assets[0]["key"]


def test_progress_is_told_and_a_dead_job_is_woken(
    app: Flask, session: Session, sign_in: SignIn, tmp_path: Path
) -> None:
    of = draft(session, app, samples.jpeg(tmp_path / "a.jpg"))
    file_id = look(session, select(StoredFile.id))[0][0]
    session.add(EarlyFile(file_id=file_id, state="waiting", progress=40, heard=utc_now()))
    session.commit()
    client = sign_in(of.journalist)
    page = client.get(address(of)).text
    assert "Chưa xong: máy đang làm bản xem trước" in page
    assert 'value="40"' in page
    with app.app_context():
        early_files.sweep()
    assert rows(session)[0].state == "waiting", "somebody is at it"
    session.execute(update(EarlyFile).values(heard=utc_now() - 2 * heartbeat.LEASE))
    session.commit()
    with app.app_context():
        early_files.sweep()
    assert rows(session)[0].state == "done"


def test_unforeseen_fault_is_told_and_can_be_tried_again(
    app: Flask, session: Session, sign_in: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = draft(session, app, samples.jpeg(tmp_path / "a.jpg"))
    client = sign_in(of.journalist)
    with monkeypatch.context() as broken:
        broken.setattr(early_files, "clean_file", lambda *_, **__: 1 / 0)
        client.post(address(of, "/tep"))
    assert rows(session)[0].state == "failed"
    assert "Máy chưa làm được bản xem trước của tệp này" in client.get(address(of)).text
    client.post(address(of, "/tep"))
    assert rows(session)[0].state == "done"


def test_decided_dossier_is_not_made_again(app: Flask, session: Session, sign_in: SignIn, tmp_path: Path) -> None:
    of = draft(session, app, samples.jpeg(tmp_path / "a.jpg"), status="accepted", number="BG-001")
    answer = sign_in(of.journalist).post(address(of, "/tep"))
    assert answer.status_code == 409
    assert "Hồ sơ này đã được xét" in answer.text
    assert rows(session) == []


def test_deleted_draft_takes_its_preview_along(app: Flask, session: Session, sign_in: SignIn, tmp_path: Path) -> None:
    of = draft(session, app, samples.jpeg(tmp_path / "a.jpg"))
    sign_in(of.journalist).post(address(of, "/tep"))
    assert len(rows(session)) == 1
    delete_draft(session, entry_id=of.entry.id, by=of.journalist.id, now=utc_now())
    session.commit()
    assert rows(session) == []


def test_others_meet_the_same_404(app: Flask, session: Session, sign_in: SignIn, tmp_path: Path) -> None:
    of = draft(session, app, samples.jpeg(tmp_path / "a.jpg"))
    owner = sign_in(of.journalist)
    owner.post(address(of, "/tep"))
    file = f"/tep/{rows(session)[0].assets[0]['public_id']}"
    assert owner.get(address(of, file)).status_code == 302
    for role in (Role.JOURNALIST, Role.UNIT, Role.SECRETARY, Role.JUDGE):
        visitor = sign_in(factories.person(session, roles={of.season.id: role}))
        answers = {visitor.get(address(of, f"{file}{tail}")).status_code for tail in ("", "/bia", "/dai-anh", "/dong")}
        assert answers | {visitor.post(address(of, "/tep")).status_code} == {404}, role
    other = draft(session, app, samples.png(tmp_path / "b.png"))
    assert sign_in(other.journalist).get(address(other, file)).status_code == 404


def test_objects_of_a_preview_are_no_orphans(app: Flask, session: Session, sign_in: SignIn, tmp_path: Path) -> None:
    of = draft(session, app, samples.video(tmp_path / "d.mp4"))
    sign_in(of.journalist).post(address(of, "/tep"))
    (row,) = rows(session)
    keys = EarlyFile.__table__.c.assets.info["names_objects"](row.assets)
    assert len(keys) >= 3
    with app.app_context():
        for key in keys:
            with current_store().open(ObjectKey(key)) as body:
                assert body.read(1)
    assert found(session) == []
