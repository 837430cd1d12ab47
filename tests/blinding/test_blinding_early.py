"""The author's look before handing in: what judges will get, with warnings that never stand in the way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.blinding.early import EarlyPlace, early_look
from contest.blinding.models import BlindCopy, Finding
from tests import factories
from tests.blinding.arrange import BODY, World, world
from tests.blinding.desk_acts import look as rows_of
from tests.html_check import html_problems

SignIn = Callable[[Person], FlaskClient]


def draft(session: Session, **values: object) -> World:
    """A draft by Nguyễn Văn Hải with one picture that is named after him and captioned with his outlet."""
    of = world(session, status="draft", number=None, **values)
    factories.stored_file(
        session, of.entry, of.journalist, name="anh_Nguyen-Van-Hai.jpg", caption="Vườn vải. Ảnh: Báo Bắc Giang"
    )
    session.commit()
    return of


def address(of: World, tail: str) -> str:
    return f"/mua/{of.season.slug}/bai-du-thi/{of.entry.public_id}/{tail}"


def test_signs_are_found_in_every_place_of_a_draft(session: Session) -> None:
    of = draft(session, title="Hải Nguyễn kể chuyện Khuôn Đống")
    found = early_look(session, entry_id=of.entry.id)
    places = [sign.place for sign in found.signs]
    assert set(places) == {EarlyPlace.TITLE, EarlyPlace.TEXT, EarlyPlace.CAPTION, EarlyPlace.FILE_NAME}
    assert places.count(EarlyPlace.TEXT) == 2
    assert found.text == BODY
    (name,) = found.signs_in(EarlyPlace.FILE_NAME, 0)
    assert name.matched == "Nguyen Van Hai"


def test_author_sees_the_work_with_its_signs_marked(session: Session, sign_in: SignIn) -> None:
    of = draft(session)
    client = sign_in(of.journalist)
    page = client.get(address(of, "ban-kin"))
    assert page.status_code == 200
    assert '<mark id="dau-1"><a href="#dau-hieu-1">Nguyễn Văn Hải</a></mark> ghi lại.' in page.text
    assert "anh_Nguyen-Van-Hai.jpg" in page.text
    panel = client.get(address(of, "dau-hieu")).text
    assert "Nguyễn Văn Hải" in panel
    client.set_cookie("lang", "en")
    english = client.get(address(of, "ban-kin")).text
    assert html_problems({"vi": page.text, "en": english}) == []
    assert "Dấu hiệu nhận diện" not in english


def test_clean_draft_and_empty_draft_are_shown_too(session: Session, sign_in: SignIn) -> None:
    of = world(session, status="draft", number=None, body="Chuyện ở bản.", title="")
    session.commit()
    client = sign_in(of.journalist)
    assert "Chưa thấy tên tác giả" in client.get(address(of, "dau-hieu")).text
    page = client.get(address(of, "ban-kin"))
    assert (page.status_code, "Tác phẩm chưa có tên" in page.text) == (200, True)


def test_looking_writes_nothing(session: Session, sign_in: SignIn) -> None:
    of = draft(session)
    version = of.entry.version
    client = sign_in(of.journalist)
    for tail in ("ban-kin", "dau-hieu"):
        client.get(address(of, tail))
    session.refresh(of.entry)
    assert of.entry.version == version
    assert rows_of(session, select(BlindCopy.id)) == rows_of(session, select(Finding.id)) == []


def test_other_people_meet_the_same_404(session: Session, sign_in: SignIn) -> None:
    of = draft(session)
    there = {}
    for role in (Role.JOURNALIST, Role.UNIT, Role.SECRETARY, Role.JUDGE):
        other = factories.person(session, roles={of.season.id: role})
        session.commit()
        visitor = sign_in(other)
        for tail in ("ban-kin", "dau-hieu"):
            answer = visitor.get(address(of, tail))
            nobody = visitor.get(f"/mua/{of.season.slug}/bai-du-thi/khong-co/{tail}")
            there[role, tail] = (answer.status_code, _said(answer.text) == _said(nobody.text))
    assert set(there.values()) == {(404, True)}


def _said(page: str) -> str:
    """What a page says, without the tokens around it."""
    return page.split("<main", 1)[1].split("</main>", 1)[0]


def test_open_category_has_nothing_to_hide(session: Session, sign_in: SignIn) -> None:
    of = draft(session)
    of.category.blind_mode = "open"
    session.commit()
    client = sign_in(of.journalist)
    page = client.get(address(of, "ban-kin")).text
    assert "<mark" not in page
    assert "Báo Bắc Giang" in page
    assert "không giấu" in client.get(address(of, "dau-hieu")).text


@pytest.mark.parametrize("files", [1, 3])
def test_statements_do_not_grow_with_files_and_signs(
    session: Session, sign_in: SignIn, count_queries: list[str], files: int
) -> None:
    of = draft(session, body=BODY * files)
    for number in range(1, files):
        name = f"Nguyễn Văn Hải {number}.jpg"
        factories.stored_file(session, of.entry, of.journalist, name=name, caption="Ảnh: Trần Nam", position=number + 1)
    session.commit()
    client = sign_in(of.journalist)
    counts = []
    for tail in ("ban-kin", "dau-hieu"):
        count_queries.clear()
        assert client.get(address(of, tail)).status_code == 200
        counts.append(len([one for one in count_queries if one.startswith("SELECT")]))
    assert counts == [9, 9]
