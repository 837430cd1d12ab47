"""Paragraphs, bold and italic of a document reach the judge's page, through every change on the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.accounts.types import Role
from contest.blinding.models import BlindCopy, Code
from contest.seasons.models import Round
from tests import factories
from tests.blinding.arrange import World, add_file, world
from tests.blinding.desk_acts import SignIn, approve, copy_of, first_finding, look, prepare
from tests.media import samples

BOLD = "<strong>vải thiều</strong>"


def page_of_a_judge(session: Session, sign_in: SignIn, of: World) -> str:
    """The desk of a judge who was given the work."""
    judge = factories.person(session, roles={of.season.id: Role.JUDGE})
    code = session.scalars(select(Code)).one()
    round_ = session.scalars(select(Round)).one()
    factories.panel(session, round_, of.category, (judge,))
    factories.assignment(session, code, judge)
    session.commit()
    slug, letters = of.season.slug, code.code
    return sign_in(judge).get(f"/mua/{slug}/cham/vong-1/{letters}").text


DOCUMENTS: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a.docx": (samples.word, f"<p>Ông Quân trồng {BOLD}<em> trên đồi.</em>Rất tốt.</p>"),
    "a.odt": (samples.odt, f"<p>Ông Quân trồng {BOLD} trên đồi.</p>"),
    "a.rtf": (samples.rtf, f"<p>Thoát nghèo {BOLD} trên đồi.</p><p><em>Xong.</em></p>"),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_emphasis_of_a_document_reaches_the_judge(
    app: Flask, session: Session, sign_in: SignIn, tmp_path: Path, name: str
) -> None:
    maker, expected = DOCUMENTS[name]
    of = world(session, body="")
    factories.round_(session, of.season, state="open")
    add_file(session, app, of, maker(tmp_path / name))
    prepare(app, session)
    client = sign_in(of.secretary)
    assert expected in client.get(of.path("/xem-truoc")).text
    assert approve(client, session, of) == 302
    assert expected in page_of_a_judge(session, sign_in, of)


def test_emphasis_survives_a_replacement_and_an_edit(app: Flask, session: Session, sign_in: SignIn) -> None:
    of = world(session, body="Nguyễn Văn Hải ghi lại.\n\nÔng Quân trồng vải thiều.")
    prepare(app, session)
    copy = session.scalars(select(BlindCopy)).one()
    copy.emphasis = [{"start": 40, "end": 49, "look": "b"}]
    session.commit()
    client = sign_in(of.secretary)
    client.post(of.path(f"/dau-hieu/{first_finding(session)}"), data={"act": "replace"})
    assert BOLD in client.get(of.path("/xem-truoc")).text
    now = copy_of(session, of)
    words = {"title": "Tên kín", "text": f"Thêm một đoạn.\r\n\r\n{now.blind_text}", "note": "", "version": now.version}
    client.post(of.path("/chu"), data=words)
    page = client.get(of.path("/xem-truoc")).text
    assert BOLD in page
    assert "<p>Thêm một đoạn.</p>" in page


def test_document_of_the_typed_text_gives_its_emphasis(app: Flask, session: Session, tmp_path: Path) -> None:
    of = world(session, body="Thoát nghèo vải thiều  trên đồi.\nXong.")
    add_file(session, app, of, samples.rtf(tmp_path / "a.rtf"))
    prepare(app, session)
    copy = copy_of(session, of)
    assert copy.blind_text == "Thoát nghèo vải thiều trên đồi.\n\nXong."
    assert [each["look"] for each in copy.emphasis] == ["b", "i"]


def test_markup_in_a_document_is_only_words(app: Flask, session: Session, sign_in: SignIn, tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(rb"{\rtf1\ansi M\u7897?t \b <img src=x onerror=alert(1)>\b0  hai.\par}")
    of = world(session, body="")
    add_file(session, app, of, path)
    prepare(app, session)
    page = sign_in(of.secretary).get(of.path("/xem-truoc")).text
    assert "<strong>&lt;img src=x onerror=alert(1)&gt;</strong>" in page
    assert look(session, select(BlindCopy.state)) == [("ready",)]
