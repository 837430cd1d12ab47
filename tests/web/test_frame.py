"""Addresses that every page's frame asks for are kept, and are those of the page's own season and house."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask, g, url_for
from flask import session as cookie
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf, validate_csrf
from sqlalchemy.orm import Session
from wtforms import ValidationError

from contest.access import find_season
from contest.web import frame
from contest.web.frame import form_token, path_to
from tests import factories


@pytest.fixture(autouse=True)
def nothing_kept(app: Flask) -> None:
    """Begin as a house that nobody has asked yet."""
    app.extensions.pop("contest.addresses", None)


def kept(app: Flask) -> int:
    """How many addresses the house keeps."""
    return len(app.extensions.get("contest.addresses", {}))


def test_each_season_has_its_own_addresses(app: Flask, session: Session) -> None:
    slugs = [factories.season(session).slug for _ in range(2)]
    session.commit()
    for _ in range(2):
        for slug in slugs:
            with app.test_request_context():
                g.season_slug, g.season = slug, find_season(session, slug)
                assert path_to("portal.season") == f"/mua/{slug}/" == url_for("portal.season")
    assert kept(app) == len(slugs)


def test_an_address_begins_where_the_house_is_mounted(app: Flask) -> None:
    for root in ("", "/cuoc-thi", ""):
        with app.test_request_context(environ_overrides={"SCRIPT_NAME": root}):
            assert path_to("portal.home") == f"{root}/"


def test_a_room_that_is_not_there_has_no_address(app: Flask) -> None:
    with app.test_request_context():
        assert path_to("nowhere.at_all") is None
        assert path_to("nowhere.at_all") is None


def test_a_season_that_somebody_made_up_is_not_kept(app: Flask) -> None:
    client = app.test_client()
    for number in range(5):
        assert client.get(f"/mua/bia-dat-{number}/").status_code == 404
        assert not [season for _endpoint, season, _root in app.extensions.get("contest.addresses", {}) if season]


def test_no_more_than_so_many_are_kept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame, "_ADDRESSES_KEPT", 2)
    with app.test_request_context():
        for endpoint in ("portal.home", "accounts.sign_in", "accounts.profile", "accounts.sign_out", "portal.home"):
            assert path_to(endpoint) == url_for(endpoint)
            assert kept(app) <= 2


def token_of(client: FlaskClient, path: str) -> str:
    """The token of the first form of a page."""
    return token_in(client.get(path).text)


def token_in(page: str) -> str:
    """The token of the first form."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_form_token_is_signed_once_for_a_session_and_is_good_in_no_other(app: Flask) -> None:
    app.extensions.pop("contest.form_tokens", None)
    one, other = app.test_client(), app.test_client()
    tokens = {token_of(one, path) for path in ("/", "/dang-nhap", "/")}
    foreign = token_of(other, "/dang-nhap")
    assert len(tokens | {foreign}) == 2
    assert set(app.extensions["contest.form_tokens"].values()) == {*tokens, foreign}
    with one.session_transaction() as held:
        secret = held["csrf_token"]
    with app.test_request_context():
        cookie["csrf_token"] = secret
        assert {form_token(), form_token()} == tokens
        validate_csrf(form_token())
        with pytest.raises(ValidationError):
            validate_csrf(foreign)


def test_a_form_of_flask_wtf_has_the_token_of_the_page(app: Flask) -> None:
    for _ in range(2):
        with app.test_request_context():
            cookie["csrf_token"] = "a" * 40
            assert form_token() == generate_csrf() == form_token()


def test_no_more_form_tokens_than_so_many_are_kept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    app.extensions.pop("contest.form_tokens", None)
    monkeypatch.setattr(frame, "_TOKENS_KEPT", 3)
    for _ in range(8):
        client = app.test_client()
        assert token_of(client, "/dang-nhap") == token_of(client, "/")
        assert len(app.extensions["contest.form_tokens"]) <= 3


class _Emptied(dict[Any, Any]):
    """A shelf that another thread empties whenever somebody has just looked at it."""

    def __contains__(self, key: object) -> bool:
        found = super().__contains__(key)
        self.clear()
        return found

    def get(self, key: Any, default: Any = None) -> Any:
        found = super().get(key, default)
        self.clear()
        return found


def test_a_shelf_may_be_emptied_under_whoever_reads_it(app: Flask, client: FlaskClient) -> None:
    kept = ("contest.addresses", "contest.menus", "contest.form_tokens")
    once = [client.get(path).text for path in ("/dang-nhap", "/")]
    for name in kept:
        app.extensions[name] = _Emptied(app.extensions[name])
    try:
        for _ in range(2):
            assert token_of(client, "/dang-nhap") == token_of(client, "/") == token_in(once[0])
            assert re.findall(r'href="([^"]+)"', client.get("/").text) == re.findall(r'href="([^"]+)"', once[1])
    finally:
        for name in kept:
            app.extensions.pop(name)
