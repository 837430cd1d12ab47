"""The shell's own pages: valid HTML, strict headers, the right refusals in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.routing import IntegerConverter

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.web.addresses import LARGEST
from tests import factories
from tests.html_check import html_problems

pytestmark = pytest.mark.any_database

SignIn = Callable[[Person], FlaskClient]
GALLERY = "/quan-tri/thanh-phan"


@pytest.fixture
def admin(session: Session, sign_in: SignIn) -> FlaskClient:
    """An administrator's client."""
    return sign_in(factories.person(session, is_admin=True))


def test_an_administrator_finds_the_items_of_the_organizers_in_a_season_only(
    session: Session, admin: FlaskClient, sign_in: SignIn
) -> None:
    season = factories.season(session)
    organizer = sign_in(factories.person(session, roles={season.id: Role.ORGANIZER}))
    session.commit()
    home = f"/mua/{season.slug}/dieu-hanh"

    def menu(client: FlaskClient, page: str) -> set[str]:
        return set(re.findall(r'<a class="nav__link" href="([^"]*)"', client.get(page).text))

    theirs = {link for link in menu(organizer, home) if link.startswith(f"/mua/{season.slug}/")}
    assert f"/mua/{season.slug}/nguoi" in theirs
    assert theirs <= menu(admin, home)
    assert {admin.get(link).status_code for link in theirs} <= {200, 302}
    assert not [link for link in menu(admin, GALLERY) if link.startswith("/mua/")]


def test_every_component_is_valid_html(admin: FlaskClient) -> None:
    pages = {
        "empty": admin.get(GALLERY),
        "with errors": admin.post(GALLERY),
        "in English": _english(admin).get(GALLERY),
    }
    assert [page.status_code for page in pages.values()] == [200, 422, 200]
    assert html_problems({name: page.text for name, page in pages.items()}) == []


def test_a_fault_in_html_is_found() -> None:
    page = (
        '<!doctype html><html lang="vi"><head><title>A</title></head><body><p id="a"><div id="a"></div></body></html>'
    )
    assert any("no-dup-id" in problem for problem in html_problems({"page": page}))


def _english(client: FlaskClient) -> FlaskClient:
    client.set_cookie("lang", "en")
    return client


def test_the_gallery_is_for_administrators(client: FlaskClient, session: Session, sign_in: SignIn) -> None:
    assert client.get(GALLERY).status_code == 302
    assert sign_in(factories.person(session)).get(GALLERY).status_code == 404


def test_the_policy_allows_nothing_inline(admin: FlaskClient) -> None:
    page = admin.get(GALLERY)
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert re.findall(r"<script(?![^>]*\bsrc=)|\sstyle=|<style|\son\w+=", page.text) == []


def test_absent_pages_answer_in_the_readers_language(client: FlaskClient) -> None:
    in_vietnamese = client.get("/khong-co-trang-nay")
    in_english = _english(client).get("/khong-co-trang-nay")
    assert (in_vietnamese.status_code, in_english.status_code) == (404, 404)
    assert "<h1>Không tìm thấy trang</h1>" in in_vietnamese.text
    assert "<h1>Page not found</h1>" in in_english.text
    assert html_problems({"vi": in_vietnamese.text, "en": in_english.text}) == []


def test_a_form_without_its_token_is_refused_in_words(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = app.test_client().post("/ngon-ngu/en")
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert answer.status_code == 400
    assert "Phiên làm việc đã đổi" in answer.text
    assert html_problems({"page": answer.text}) == []


def test_a_wrong_method_and_a_script_get_their_own_answers(client: FlaskClient) -> None:
    page = client.post("/suc-khoe")
    data = client.get("/khong-co", headers={"Accept": "application/json"})
    assert (page.status_code, data.status_code) == (405, 404)
    assert "Trang này không nhận thao tác" in page.text
    assert set(data.get_json()) == {"error"}


def test_our_own_fault_gives_a_page_that_asks_nothing_of_the_database(app: Flask) -> None:
    page = app.jinja_env.get_template("errors/500.html")
    with app.test_request_context("/"):
        text = page.render(status=500, message="Hỏng")
    assert html_problems({"page": text}) == []


def test_forms_complain_in_the_readers_language(admin: FlaskClient) -> None:
    assert "Hãy điền ô này." in admin.post(GALLERY).text
    assert "Fill in this field." in _english(admin).post(GALLERY).text


def test_the_language_switch_returns_to_the_page_and_nowhere_else(client: FlaskClient) -> None:
    abroad = (
        "//evil.test",
        "https://evil.test",
        "/\\evil.test",
        "/\t/evil.test",
        "/\n/evil.test",
        "/a\r\nSet-Cookie: a=b",
        "",
    )
    for target, expected in {"/a?b=1": "/a?b=1", **dict.fromkeys(abroad, "/")}.items():
        answer = client.post("/ngon-ngu/en", data={"next": target})
        assert (answer.status_code, answer.location) == (302, expected), target


def test_the_theme_of_the_cookie_is_drawn_and_others_are_not(client: FlaskClient) -> None:
    client.set_cookie("theme", "dark")
    assert 'data-theme="dark"' in client.get("/khong-co").text
    client.set_cookie("theme", "<script>")
    assert "data-theme=" not in client.get("/khong-co").text


def test_built_files_come_compressed_and_may_be_kept(client: FlaskClient) -> None:
    address = re.findall(r'href="(/static/app[^"]+)"', client.get("/khong-co").text)[0]
    plain = client.get(address, buffered=True)
    sizes = {}
    for encoding in ("br", "gzip"):
        answer = client.get(address, headers={"Accept-Encoding": encoding}, buffered=True)
        assert answer.headers["Content-Encoding"] == encoding
        assert answer.mimetype == "text/css"
        assert "Accept-Encoding" in answer.headers["Vary"]
        sizes[encoding] = len(answer.data)
    assert "Content-Encoding" not in plain.headers
    assert "immutable" in plain.headers["Cache-Control"]
    assert sizes["br"] < sizes["gzip"] < len(plain.data) / 3
    assert client.get("/static/../../../pyproject.toml").status_code == 404


def test_no_number_in_an_address_is_beyond_a_column(app: Flask) -> None:
    numbers = [
        (rule.rule, converter)
        for rule in app.url_map.iter_rules()
        for converter in rule._converters.values()  # noqa: SLF001 - werkzeug shows a rule's converters nowhere else
        if isinstance(converter, IntegerConverter)
    ]
    assert numbers
    assert [address for address, converter in numbers if converter.max is None or converter.max > LARGEST] == []


@pytest.mark.parametrize("page", ["nguoi", "don-vi"])
def test_a_number_beyond_a_column_is_not_found(session: Session, sign_in: SignIn, page: str) -> None:
    season = factories.season(session, slug="mua-nay")
    organizer = sign_in(factories.person(session, roles={season.id: Role.ORGANIZER}))
    for number in (LARGEST, LARGEST + 1, 10**30):
        assert organizer.get(f"/mua/mua-nay/{page}/{number}").status_code == 404
