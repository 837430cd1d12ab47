"""What stands beside a film: made of the clean film, never of an earlier state, and made again by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.accounts.types import Role
from contest.blinding.film import make_sides, sweep_films
from contest.blinding.models import BlindAsset, Code
from contest.blinding.types import keys_of_sides
from contest.media import film_sides, reading
from contest.storage import ObjectKey, current_store, new_key
from tests import factories
from tests.blinding.arrange import World, add_file, world
from tests.blinding.desk_acts import SignIn, approve, look, only_asset, prepare
from tests.media import samples
from tests.media.canaries import found_in, told_by_exiftool

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("kept_media")]


@pytest.fixture(autouse=True)
def without_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters are no matter here, and a hundred and fifty pictures would be read for each film."""
    monkeypatch.setattr(reading, "find_reader", lambda: "")


@pytest.fixture(scope="session")
def long_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five minutes and a second, full of the author's name."""
    path = tmp_path_factory.mktemp("film") / "a.mp4"
    seconds = int(film_sides.LONG) + 1
    fast = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "40", "-pix_fmt", "yuv420p"]
    return samples.video(path, seconds=seconds, size="320x180", codec=fast)


def approved(app: Flask, session: Session, sign_in: SignIn, film: Path) -> tuple[World, FlaskClient, str]:
    """A long film on a judge's desk: the world, the judge's browser, the address of the film."""
    of = world(session, body="Lời bình.")
    round_ = factories.round_(session, of.season, state="open")
    add_file(session, app, of, film)
    prepare(app, session)
    assert approve(sign_in(of.secretary), session, of) == 302
    judge = factories.person(session, roles={of.season.id: Role.JUDGE})
    code = session.scalars(select(Code)).one()
    factories.panel(session, round_, of.category, (judge,))
    factories.assignment(session, code, judge)
    session.commit()
    base = f"/mua/{of.season.slug}/cham/vong-1/{code.code}"
    session.expunge_all()
    session.rollback()
    return of, sign_in(judge), f"{base}/tep/{only_asset(session).public_id}"


def test_long_film_plays_at_two_rates_by_short_lived_links(
    app: Flask, session: Session, sign_in: SignIn, long_film: Path
) -> None:
    of, client, film = approved(app, session, sign_in, long_film)
    listed = client.get(f"{film}/dong")
    assert listed.mimetype == "application/vnd.apple.mpegurl"
    assert [line for line in listed.text.splitlines() if not line.startswith("#")] == ["dong/1", "dong/2"]
    for rate in ("dong/1", "dong/2"):
        lines = client.get(f"{film}/{rate}").text.splitlines()
        (address,) = {line for line in lines if not line.startswith("#")}
        first = next(line for line in lines if line.startswith("#EXT-X-BYTERANGE:"))
        size, at = map(int, first.partition(":")[2].split("@"))
        piece = client.get(address, headers={"Range": f"bytes={at}-{at + size - 1}"}, buffered=True)
        assert (piece.status_code, len(piece.data)) == (206, size)
        assert b"moof" in piece.data[:200]
    assert client.get(f"{film}/dong/3").status_code == 404
    for picture in ("bia", "dai-anh"):
        answer = client.get(client.get(f"{film}/{picture}").location, buffered=True)
        assert answer.data.startswith(b"\xff\xd8")
    stranger = sign_in(factories.person(session, roles={of.season.id: Role.JUDGE}))
    assert {stranger.get(f"{film}{rest}").status_code for rest in ("/dong", "/dong/1", "/bia", "/dai-anh")} == {404}


def test_nothing_beside_a_film_names_its_author(
    app: Flask, session: Session, sign_in: SignIn, long_film: Path, tmp_path: Path
) -> None:
    of = world(session)
    add_file(session, app, of, long_film)
    prepare(app, session)
    keys = keys_of_sides(only_asset(session).sides)
    assert len(keys) == 5
    with app.app_context():
        for key in keys:
            copy = tmp_path / key
            with current_store().open(ObjectKey(key)) as body:
                copy.write_bytes(body.read())
            assert found_in(copy.read_bytes()) | found_in(told_by_exiftool(copy)) == set()
    preview = sign_in(of.secretary).get(of.path("/xem-truoc")).text
    assert 'data-stream="' in preview
    assert "data-strip" in preview


def test_changed_film_shows_nothing_of_its_earlier_state(
    app: Flask, session: Session, sign_in: SignIn, tmp_path: Path
) -> None:
    _of, client, film = approved(app, session, sign_in, samples.video(tmp_path / "a.mp4"))
    before = only_asset(session)
    assert client.get(f"{film}/dai-anh").status_code == 302
    with app.app_context():
        key = new_key()
        with current_store().open(ObjectKey(before.key or "")) as body:
            current_store().put(key, body, content_type="video/mp4")
    session.execute(update(BlindAsset).values(key=key, poster_key=None))
    session.commit()
    assert client.get(f"{film}/dai-anh").status_code == 404
    with app.app_context():
        sweep_films()
    after = only_asset(session)
    assert (after.sides["of"], after.sides["strip"] != before.sides["strip"]) == (key, True)
    assert after.poster_key is not None
    assert client.get(f"{film}/dai-anh").status_code == 302


def test_film_that_gives_no_pictures_is_asked_once(app: Flask, session: Session, tmp_path: Path) -> None:
    of = world(session)
    add_file(session, app, of, samples.video(tmp_path / "a.mp4"))
    prepare(app, session)
    with app.app_context():
        key = new_key()
        with (tmp_path / "a.mp4").open("rb") as body:
            body.seek(1000)
            current_store().put(key, body, content_type="video/mp4")
    session.execute(update(BlindAsset).values(key=key))
    session.commit()
    with app.app_context():
        make_sides(only_asset(session).id)
    assert only_asset(session).sides == {"of": key}
    assert look(session, select(BlindAsset.state)) == [("ready",)]
