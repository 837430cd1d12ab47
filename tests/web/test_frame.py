"""Addresses that every page's frame asks for are kept, and are those of the page's own season and house."""

from __future__ import annotations

import pytest
from flask import Flask, g, url_for
from sqlalchemy.orm import Session

from contest.access import find_season
from contest.web import frame
from contest.web.frame import path_to
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
