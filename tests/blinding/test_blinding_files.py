"""Files of a blind copy on the desk: pages, boxes, replacements, files left out, documents."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.blinding.models import BlindAsset, Code
from contest.storage import current_store
from contest.visibility import blind_files
from tests import factories
from tests.blinding.arrange import add_file, world
from tests.blinding.desk_acts import (
    SignIn,
    approve,
    copy_of,
    found,
    look,
    only_asset,
    prepare,
    rows_for_judges,
    settle_all,
)
from tests.media import samples

pytestmark = pytest.mark.usefixtures("kept_media")  # what it asks about are rows and pages


def test_pdf_becomes_pages_and_printed_names_are_painted_over(
    app: Flask, session: Session, sign_in: SignIn, tmp_path: Path
) -> None:
    of = world(session, body="")
    factories.round_(session, of.season)
    add_file(session, app, of, samples.printed_page(tmp_path / "a.pdf", "Bai va anh: Nguyen Van Hai"))
    prepare(app, session)
    assert ("page", "Nguyen Van Hai") in found(session)
    client = sign_in(of.secretary)
    before = only_asset(session)
    assert before.key == before.base_key
    settle_all(client, session, of)
    after = only_asset(session)
    assert after.key != after.base_key
    assert len(after.boxes) == 1
    assert found(session) == []
    assert approve(client, session, of, looked="") == 422
    assert approve(client, session, of) == 302
    ((code_id,),) = look(session, select(Code.id))
    (shown,) = blind_files(session, code_id=code_id)
    assert shown.key == after.key


def test_box_by_hand_and_taking_it_off(app: Flask, session: Session, sign_in: SignIn, tmp_path: Path) -> None:
    of = world(session, body="Bài.")
    add_file(session, app, of, samples.jpeg(tmp_path / "a.jpg"), caption="Ảnh: Nguyễn Văn Hải")
    prepare(app, session)
    assert found(session) == [("caption", "Nguyễn Văn Hải")]
    client = sign_in(of.secretary)
    asset = only_asset(session)
    public_id, base = asset.public_id, asset.base_key
    assert asset.poster_key is not None
    box = {"x": 100, "y": 100, "w": 3000, "h": 3000}
    assert client.post(of.path(f"/tep/{public_id}/che"), data=box).status_code == 302
    asset = only_asset(session)
    assert (asset.boxes, asset.poster_key, asset.base_key) == ([box], None, base)
    assert asset.key != base
    client.post(of.path(f"/tep/{public_id}/bo-che"))
    assert only_asset(session).boxes == []
    bad = client.post(of.path(f"/tep/{public_id}/che"), data=box | {"x": 99_999}, follow_redirects=True)
    assert "Khung che chưa đúng" in bad.text


def test_unclean_file_blocks_until_replaced(app: Flask, session: Session, sign_in: SignIn, tmp_path: Path) -> None:
    of = world(session, body="Bài không có tên ai.")
    factories.round_(session, of.season)
    (tmp_path / "hong.pdf").write_bytes(b"%PDF-1.7\n%%EOF")
    add_file(session, app, of, tmp_path / "hong.pdf")
    prepare(app, session)
    asset = only_asset(session)
    public_id = asset.public_id
    assert (asset.state, asset.key) == ("needs_clean", None)
    assert "bị hỏng" in asset.note
    client = sign_in(of.secretary)
    assert approve(client, session, of) == 422
    with samples.jpeg(tmp_path / "thay.jpg").open("rb") as file:
        answer = client.post(of.path(f"/tep/{public_id}/thay"), data={"file": (file, "Nguyễn Văn Hải.jpg")})
    assert answer.status_code == 302
    asset = only_asset(session)
    assert (asset.state, asset.kind, asset.upload_key) == ("ready", "image", None)
    with app.app_context(), current_store().open(asset.key) as body:  # type: ignore[arg-type]  # a key from the database
        assert b"7QX" not in body.read()
    assert approve(client, session, of) == 302


def test_broken_replacement_says_why(app: Flask, session: Session, sign_in: SignIn, tmp_path: Path) -> None:
    of = world(session)
    add_file(session, app, of, samples.jpeg(tmp_path / "a.jpg"))
    prepare(app, session)
    client = sign_in(of.secretary)
    public_id = only_asset(session).public_id
    (tmp_path / "x.svg").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    with (tmp_path / "x.svg").open("rb") as file:
        client.post(of.path(f"/tep/{public_id}/thay"), data={"file": (file, "x.svg")})
    asset = only_asset(session)
    assert (asset.state, asset.key) == ("needs_clean", None)
    assert "tự chạy được" in asset.note
    assert client.post(of.path(f"/tep/{public_id}/thay"), data={}).status_code == 302


def test_leaving_a_file_out_and_taking_it_back(app: Flask, session: Session, sign_in: SignIn, tmp_path: Path) -> None:
    of = world(session, body="Bài.")
    factories.round_(session, of.season)
    add_file(session, app, of, samples.printed_page(tmp_path / "a.pdf", "Nguyen Van Hai"))
    prepare(app, session)
    client = sign_in(of.secretary)
    public_id = only_asset(session).public_id
    client.post(of.path(f"/tep/{public_id}/bo"))
    assert found(session) == []
    assert approve(client, session, of, looked="") == 302
    client.post(of.path(f"/tep/{public_id}/lay-lai"))
    assert found(session) == [("page", "Nguyen Van Hai")]
    assert (copy_of(session, of).state, rows_for_judges(session)) == ("ready", 0)


def test_document_becomes_text(app: Flask, session: Session, tmp_path: Path) -> None:
    of = world(session, body="")
    add_file(session, app, of, samples.word(tmp_path / "a.docx"))
    prepare(app, session)
    assert copy_of(session, of).blind_text == (
        "Thoát nghèo ở bản Khuôn Đống\n\nÔng Quân trồng vải thiều trên đồi.Rất tốt.\n\nHộ nghèo: 12"
    )
    assert look(session, select(BlindAsset.id)) == []
