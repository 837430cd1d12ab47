"""Edits in time on the desk: noted, carried out by the job from the clean base, taken off again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.blinding import retiming
from contest.blinding.clocks import clock, milliseconds_of
from contest.blinding.heartbeat import LEASE
from contest.blinding.models import BlindAsset, BlindCopy, Finding
from contest.db import db, utc_now
from contest.storage import ObjectKey, current_store
from tests import factories
from tests.blinding.arrange import World, add_file, world
from tests.blinding.desk_acts import approve, copy_of, only_asset, prepare, rows_for_judges
from tests.html_check import html_problems
from tests.media import samples
from tests.media.lettered import need_letters
from tests.media.test_media_edit import NAME, grey_at, loudness, sound_of, spoken
from tests.media.test_media_edit import film as film_with_a_plate

pytestmark = pytest.mark.usefixtures("kept_media")  # what it asks about are rows and pages

SignIn = Callable[[Person], FlaskClient]


def sound_desk(app: Flask, session: Session, tmp_path: Path) -> World:
    """An accepted entry whose one file is three seconds of sound, prepared."""
    of = world(session, body="Mở đầu câu chuyện.")
    factories.round_(session, of.season)
    add_file(session, app, of, spoken(tmp_path / "a.mp3", []))
    prepare(app, session)
    return of


def film_desk(app: Flask, session: Session, tmp_path: Path) -> World:
    """The same with four seconds of film."""
    of = world(session, body="Mở đầu câu chuyện.")
    add_file(session, app, of, film_with_a_plate(tmp_path / "a.mp4"))
    prepare(app, session)
    return of


def send(client: FlaskClient, session: Session, of: World, **values: object) -> int:
    """Add one edit as the form does."""
    path = of.path(f"/tep/{only_asset(session).public_id}/doan")
    data = {"act": "mute", "start": "0:01", "end": "0:02.05"} | values
    return client.post(path, data=data).status_code


def stored(app: Flask, key: str | None, path: Path) -> Path:
    """A copy of an object of the store."""
    assert key is not None
    with app.app_context(), current_store().local_file(ObjectKey(key)) as source:
        path.write_bytes(source.read_bytes())
    return path


def test_muted_sound_comes_from_the_base_and_withdraws_approval(
    app: Flask, session: Session, sign_in: SignIn, tmp_path: Path
) -> None:
    of = sound_desk(app, session, tmp_path)
    client = sign_in(of.secretary)
    assert approve(client, session, of) == 302
    assert rows_for_judges(session) == 1
    before = only_asset(session)
    assert send(client, session, of) == 302
    assert rows_for_judges(session) == 0
    after = only_asset(session)
    assert (after.state, after.base_key, after.edit_progress) == ("ready", before.key, None)
    assert after.key not in (None, before.key)
    assert after.poster_key not in (None, before.poster_key)
    assert loudness(sound_of(stored(app, after.base_key, tmp_path / "base.mp3")), NAME) > 0.3
    assert loudness(sound_of(stored(app, after.key, tmp_path / "made.mp3")), NAME, 0.95, 2) < 0.01


def test_second_edit_joins_the_first_and_each_can_be_taken_off(
    app: Flask, session: Session, sign_in: SignIn, tmp_path: Path
) -> None:
    of = sound_desk(app, session, tmp_path)
    client = sign_in(of.secretary)
    base = only_asset(session)
    send(client, session, of)
    send(client, session, of, act="cut", start="2.2", end="2.8")
    both = only_asset(session)
    assert both.duration_seconds == 2
    assert [each["act"] for each in both.edits] == ["mute", "cut"]
    page = client.get(of.path()).text
    assert html_problems({of.path(): page}) == []
    assert "0:01–0:02.05" in page
    assert "0:02.2–0:02.8" in page
    made = sound_of(stored(app, both.key, tmp_path / "both.mp3"))
    assert loudness(made, NAME) < 0.05
    for each in both.edits:
        path = of.path(f"/tep/{both.public_id}/doan/{each['id']}/go")
        assert client.post(path).status_code == 302
        assert client.post(path).status_code == 404
    plain = only_asset(session)
    assert (plain.key, plain.poster_key, plain.size, plain.duration_seconds) == (
        base.key,
        base.poster_key,
        base.size,
        base.duration_seconds,
    )


def test_film_is_covered_for_a_stretch(app: Flask, session: Session, sign_in: SignIn, tmp_path: Path) -> None:
    of = film_desk(app, session, tmp_path)
    client = sign_in(of.secretary)
    box = {"x": "500", "y": "7000", "w": "4000", "h": "2500"}
    assert send(client, session, of, act="cover", start="0:01", end="0:03", **box) == 302
    made = stored(app, only_asset(session).key, tmp_path / "made.mp4")
    assert grey_at(made, 2, 60, 200) < 60
    assert grey_at(made, 0.5, 60, 200) == pytest.approx(128, abs=6)
    assert only_asset(session).poster_key != only_asset(session).base_poster_key


REFUSED = [
    ({"act": ""}, "Hãy chọn cách sửa."),
    ({"start": "một phút"}, "Hãy ghi thời điểm theo phút:giây"),
    ({"start": "0:02", "end": "0:01"}, "điểm cuối phải sau điểm đầu"),
    ({"end": "9:00"}, "không quá độ dài của tệp"),
    ({"act": "cover"}, "Tệp này không sửa theo thời gian được"),
]


def test_refused_edit_keeps_what_was_typed(app: Flask, session: Session, sign_in: SignIn, tmp_path: Path) -> None:
    of = sound_desk(app, session, tmp_path)
    client = sign_in(of.secretary)
    path = of.path(f"/tep/{only_asset(session).public_id}/doan")
    for values, sentence in REFUSED:
        sent = {"act": "mute", "start": "0:01", "end": "0:02"} | values
        answer = client.post(path, data=sent)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert f'value="{sent["start"]}"' in answer.text
        assert html_problems({path: answer.text}) == []
    assert only_asset(session).edits == []


def test_cover_without_a_box_and_edit_of_a_picture_are_refused(
    app: Flask, session: Session, sign_in: SignIn, tmp_path: Path
) -> None:
    of = film_desk(app, session, tmp_path)
    client = sign_in(of.secretary)
    path = of.path(f"/tep/{only_asset(session).public_id}/doan")
    answer = client.post(path, data={"act": "blur", "start": "0:01", "end": "0:02"})
    assert (answer.status_code, "Hãy vẽ khung trên hình" in answer.text) == (422, True)
    assert client.post(of.path("/tep/khong-co/doan"), data={"act": "mute", "start": "0", "end": "1"}).status_code == 404


def test_everything_cut_is_told_and_can_be_taken_off(
    app: Flask, session: Session, sign_in: SignIn, tmp_path: Path
) -> None:
    of = sound_desk(app, session, tmp_path)
    client = sign_in(of.secretary)
    send(client, session, of, act="cut", start="0", end="4")
    asset = only_asset(session)
    assert (asset.state, asset.key, asset.edit_progress) == ("needs_clean", None, None)
    assert asset.note
    assert approve(client, session, of) == 422
    client.post(of.path(f"/tep/{asset.public_id}/doan/{asset.edits[0]['id']}/go"))
    assert only_asset(session).state == "ready"


def test_nothing_is_approved_that_was_not_seen(app: Flask, session: Session, sign_in: SignIn, tmp_path: Path) -> None:
    of = sound_desk(app, session, tmp_path)
    client = sign_in(of.secretary)
    version = copy_of(session, of).version
    send(client, session, of)
    while_waiting = version + 1  # what a page shows between the click and the end of the job
    answer = client.post(of.path("/duyet"), data={"version": while_waiting, "looked": "y"})
    assert answer.status_code == 409
    assert rows_for_judges(session) == 0


def test_older_job_does_not_overwrite_newer_edits(
    app: Flask, session: Session, sign_in: SignIn, tmp_path: Path
) -> None:
    of = sound_desk(app, session, tmp_path)
    send(sign_in(of.secretary), session, of)
    asset_id = only_asset(session).id
    waits = {"state": "needs_clean", "key": None, "edit_progress": 0}
    session.execute(update(BlindAsset).values(**waits))
    session.commit()
    with app.app_context():
        old = retiming.claim(db.session, asset_id=asset_id, now=utc_now())
        assert retiming.claim(db.session, asset_id=asset_id, now=utc_now()) is None  # another is at it
        assert old is not None
        db.session.execute(update(BlindAsset).values(edit_round=old.round + 1, edit_progress=0))
        db.session.commit()
        made = retiming.Made(key="x" * 32, poster_key=None, size=1, duration_seconds=1)
        assert not retiming._show(db.session, old, made)  # noqa: SLF001 - the last step of the older job
        db.session.commit()
    assert only_asset(session).key is None


def test_edit_left_waiting_by_a_crash_is_woken(app: Flask, session: Session, sign_in: SignIn, tmp_path: Path) -> None:
    of = sound_desk(app, session, tmp_path)
    send(sign_in(of.secretary), session, of)
    silent = utc_now() - LEASE - timedelta(seconds=1)
    dead = {"state": "needs_clean", "key": None, "edit_progress": 40, "edit_heard": silent}
    session.execute(update(BlindAsset).values(**dead))
    session.commit()
    session.expunge_all()
    with app.app_context():
        retiming.sweep_edits()
    assert only_asset(session).state == "ready"


def test_file_left_out_while_waiting_comes_back_edited(
    app: Flask, session: Session, sign_in: SignIn, tmp_path: Path
) -> None:
    of = sound_desk(app, session, tmp_path)
    client = sign_in(of.secretary)
    send(client, session, of)
    session.execute(update(BlindAsset).values(state="left_out", key=None, edit_progress=None))
    session.commit()
    client.post(of.path(f"/tep/{only_asset(session).public_id}/lay-lai"))
    assert only_asset(session).state == "needs_clean"
    session.expunge_all()
    with app.app_context():
        retiming.sweep_edits()
    assert loudness(sound_of(stored(app, only_asset(session).key, tmp_path / "b.mp3")), NAME, 0.95, 2) < 0.01


def test_findings_set_aside_in_a_film_are_not_asked_twice(
    app: Flask, session: Session, sign_in: SignIn, tmp_path: Path
) -> None:
    of = film_desk(app, session, tmp_path)
    copy_id, asset_id = copy_of(session, of).id, only_asset(session).id
    common = {"blind_copy_id": copy_id, "asset_id": asset_id, "place": "frame", "kind": "name", "start": 0, "end": 3}
    for words, state in (("Văn Hải", "open"), ("Vườn Hồng", "dismissed")):
        session.add(Finding(**common, matched=words, excerpt=words, proposal="", state=state))
    session.commit()
    need_letters()
    send(sign_in(of.secretary), session, of, start="0:00", end="0:01")
    assert list(session.execute(select(Finding.matched, Finding.state).order_by(Finding.id)).all()) == [
        ("Văn Hải", "replaced"),
        ("Vườn Hồng", "dismissed"),
    ]


def test_replaced_file_begins_without_edits(app: Flask, session: Session, sign_in: SignIn, tmp_path: Path) -> None:
    of = sound_desk(app, session, tmp_path)
    client = sign_in(of.secretary)
    send(client, session, of)
    other = samples.sound(tmp_path / "b.mp3")
    before = copy_of(session, of).version
    client.post(of.path(f"/tep/{only_asset(session).public_id}/thay"), data={"file": (other.open("rb"), "b.mp3")})
    asset = only_asset(session)
    assert (asset.state, asset.edits, asset.base_facts, asset.base_key) == ("ready", [], {}, asset.key)
    assert session.execute(select(BlindCopy.version)).scalar_one() == before + 2  # taken, and cleaned


@pytest.mark.parametrize("at", [0, 999, 1000, 61_500, 3_600_000 * 2 + 5, 59_050])
def test_moment_is_read_as_it_is_written(at: int) -> None:
    assert milliseconds_of(clock(at)) == at


@pytest.mark.parametrize(("written", "read"), [("75", 75_000), ("1:05,5", 65_500), ("1:02:03", 3_723_000), ("a", None)])
def test_moment_as_people_write_it(written: str, read: int | None) -> None:
    assert milliseconds_of(written) == read
