"""Whatever a secretary does on the desk after an approval takes the work from the judges."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from tests import factories
from tests.blinding.arrange import World, add_file, world
from tests.blinding.desk_acts import (
    acts,
    approve,
    copy_of,
    only_asset,
    prepare,
    rows_for_judges,
    settle_all,
)
from tests.media import samples

pytestmark = pytest.mark.usefixtures("kept_media")  # what it asks about are rows and pages

SignIn = Callable[[Person], FlaskClient]
Deed = Callable[[FlaskClient, Session, World, Path], object]


def _words(client: FlaskClient, session: Session, of: World, _tmp: Path) -> object:
    data = {"title": "Tên khác", "text": "Chữ khác.", "version": copy_of(session, of).version}
    return client.post(of.path("/chu"), data=data)


def _box(client: FlaskClient, session: Session, of: World, _tmp: Path) -> object:
    path = of.path(f"/tep/{only_asset(session).public_id}/che")
    return client.post(path, data={"x": "1", "y": "1", "w": "500", "h": "500"})


def _caption(client: FlaskClient, session: Session, of: World, _tmp: Path) -> object:
    return client.post(of.path(f"/tep/{only_asset(session).public_id}/chu-thich"), data={"caption": "Vườn vải"})


def _file(client: FlaskClient, session: Session, of: World, tmp: Path) -> object:
    other = samples.png(tmp / "b.png")
    return client.post(
        of.path(f"/tep/{only_asset(session).public_id}/thay"), data={"file": (other.open("rb"), "b.png")}
    )


def _left_out(client: FlaskClient, session: Session, of: World, _tmp: Path) -> object:
    return client.post(of.path(f"/tep/{only_asset(session).public_id}/bo"))


def _again(client: FlaskClient, _session: Session, of: World, _tmp: Path) -> object:
    return client.post(of.path("/lam-lai"))


@pytest.mark.parametrize("deed", [_words, _box, _caption, _file, _left_out, _again])
def test_every_deed_of_the_desk_withdraws(
    app: Flask, session: Session, sign_in: SignIn, tmp_path: Path, deed: Deed
) -> None:
    of = world(session)
    factories.round_(session, of.season)
    add_file(session, app, of, samples.jpeg(tmp_path / "a.jpg"))
    prepare(app, session)
    client = sign_in(of.secretary)
    settle_all(client, session, of)
    assert approve(client, session, of) == 302
    assert rows_for_judges(session) == 1
    deed(client, session, of, tmp_path)
    assert rows_for_judges(session) == 0
    assert acts(session)[-1] == "blind.withdraw"
