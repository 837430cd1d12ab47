"""Nothing a judge can fetch of a work carries its people, whatever the file was; the original does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.blinding.models import BlindAsset, BlindCopy
from contest.storage import ObjectKey, current_store
from contest.submissions.models import StoredFile
from contest.visibility import blind_entries
from tests import factories
from tests.blinding.arrange import World, add_file, world
from tests.blinding.desk_acts import SignIn, approve, look, prepare
from tests.media import samples
from tests.media.canaries import NAME, found_in, told_by_exiftool

pytestmark = pytest.mark.usefixtures("kept_media")  # what it asks about are rows and pages

MAKERS = {
    "a.jpg": samples.jpeg,
    "b.png": samples.png,
    "c.heic": samples.heic,
    "d.pdf": samples.pdf,
    "e.docx": samples.word,
    "f.mp3": samples.sound,
    "g.mp4": samples.video,
}


def approved_world(app: Flask, session: Session, sign_in: SignIn, folder: Path) -> World:
    """A work with a file of every kind, all of them full of the author's name, approved."""
    of = world(session, body="Bài không có tên ai.", title="Bài kín")
    factories.round_(session, of.season)
    factories.author(session, of.entry, full_name=NAME, position=2)
    for position, (name, maker) in enumerate(MAKERS.items(), start=1):
        add_file(session, app, of, maker(folder / name), position=position, name=f"{NAME} {name}")
    prepare(app, session)
    client = sign_in(of.secretary)
    assert approve(client, session, of) == 302
    return of


def stored_bytes(app: Flask, tmp_path: Path, keys: list[str]) -> dict[str, set[str]]:
    """Key -> forms of the name found in the object's bytes and in what exiftool says of it."""
    hits = {}
    with app.app_context():
        for key in keys:
            with current_store().open(ObjectKey(key)) as body:
                raw = body.read()
            copy = tmp_path / key
            copy.write_bytes(raw)
            found = found_in(raw) | found_in(told_by_exiftool(copy))
            if found:
                hits[key] = found
    return hits


def test_nothing_of_a_judge_names_the_author_and_the_originals_do(
    app: Flask, session: Session, sign_in: SignIn, tmp_path: Path
) -> None:
    approved_world(app, session, sign_in, tmp_path)
    rows = look(session, select(BlindAsset.key, BlindAsset.poster_key, BlindAsset.base_key, BlindAsset.kind))
    keys = [key for row in rows for key in (row.key, row.poster_key, row.base_key) if key]
    assert {row.kind for row in rows} == {"image", "page", "audio", "video"}
    assert stored_bytes(app, tmp_path, keys) == {}
    shown: list[Any] = look(session, select(blind_entries()))
    assert len(shown) == 1
    assert found_in(repr(tuple(shown[0])).encode()) == set()
    assert "Thoát nghèo" in shown[0].text
    originals = stored_bytes(app, tmp_path, [row.key for row in look(session, select(StoredFile.key))])
    # Without exiftool the names in a DOCX stay in a zip that the scanner does not open.
    assert len(originals) >= len(MAKERS) - 1


@pytest.mark.parametrize("emptied", ["", "   "])
def test_emptied_title_never_falls_back_to_the_original(
    app: Flask, session: Session, sign_in: SignIn, emptied: str
) -> None:
    of = world(session, body="Bài không có tên ai.", title="Tên gốc")
    factories.round_(session, of.season)
    prepare(app, session)
    client = sign_in(of.secretary)
    version = look(session, select(BlindCopy.version))[0].version
    words = {"title": "Tên kín", "text": "Chữ.", "note": "", "version": version}
    client.post(of.path("/chu"), data=words)
    assert approve(client, session, of) == 302
    client.post(of.path("/chu"), data=words | {"title": emptied, "version": version + 1})
    assert [row.title for row in look(session, select(blind_entries().c.title))] == ["Tên kín"]
