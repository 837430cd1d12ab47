"""An edited film is read again: what the edit hides is settled by it, what it leaves stays open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.blinding import pictures, retiming
from contest.blinding.models import BlindAsset, Finding
from contest.blinding.types import AssetKind, Reading
from contest.media.sandbox import Progress
from contest.storage import FileStore
from tests import factories
from tests.blinding.arrange import World, add_file, world
from tests.blinding.desk_acts import found, look, only_asset, prepare
from tests.blinding.test_blinding_times import send
from tests.media.lettered import lettered, need_letters
from tests.media.made import ffmpeg

pytestmark = pytest.mark.usefixtures("kept_media")  # what it asks about are rows and pages

SignIn = Callable[[Person], FlaskClient]
LOWER = {"x": 0, "y": 6500, "w": 10000, "h": 2500}
FIRST, SECOND = "Trần Minh Khôi", "Báo Bắc Giang"


def two_plates(path: Path) -> Path:
    """Ten seconds; the author's name in seconds 1 to 5, the outlet's in 6 to 10, both over the lower third."""
    sources = ["-f", "lavfi", "-i", "color=c=gray:size=1280x720:rate=5:duration=10"]
    chain, last = [], "0:v"
    for number, (words, start) in enumerate(((FIRST, 1), (SECOND, 6)), start=1):
        picture = path.with_name(f"{number}.png")
        lettered(words, ink="white", paper="navy").crop((0, 320, 1280, 480)).save(picture)
        sources += ["-i", str(picture)]
        chain.append(f"[{last}][{number}:v]overlay=0:480:enable='gte(t,{start})*lt(t,{start + 4})'[v{number}]")
        last = f"v{number}"
    arguments = ["-filter_complex", ";".join(chain), "-map", f"[{last}]", "-c:v", "libx264", "-pix_fmt", "yuv420p"]
    ffmpeg([*sources, *arguments, str(path)])
    return path


@pytest.fixture
def desk(app: Flask, session: Session, tmp_path: Path) -> World:
    need_letters()
    of = world(session, body="Bài không có tên ai.")
    factories.author(session, of.entry, full_name=FIRST, position=2)
    add_file(session, app, of, two_plates(tmp_path / "a.mp4"))
    prepare(app, session)
    assert found(session) == [("frame", FIRST), ("frame", SECOND)]
    return of


@pytest.mark.parametrize(
    ("edit", "settled", "left"),
    [
        ({"act": "cut", "start": "0:00.5", "end": "0:05.5"}, [FIRST], [SECOND]),
        ({"act": "cover", "start": "0:00", "end": "0:05.5"} | LOWER, [FIRST], [SECOND]),
        ({"act": "blur", "start": "0:05.5", "end": "0:10"} | LOWER, [SECOND], [FIRST]),
        # The controls: sound alone, another place, another time. Nothing of it hides a word.
        ({"act": "mute", "start": "0:00", "end": "0:10"}, [], [FIRST, SECOND]),
        ({"act": "cover", "start": "0:00", "end": "0:10", "x": 0, "y": 0, "w": 10000, "h": 3000}, [], [FIRST, SECOND]),
        ({"act": "cover", "start": "0:05", "end": "0:06"} | LOWER, [], [FIRST, SECOND]),
    ],
    ids=["cut", "cover", "blur", "mute", "elsewhere", "another time"],
)
def test_edit_settles_what_it_hides_and_nothing_else(
    session: Session, sign_in: SignIn, desk: World, *, edit: dict[str, object], settled: list[str], left: list[str]
) -> None:
    assert send(sign_in(desk.secretary), session, desk, **edit) == 302
    assert sorted(matched for _, matched in found(session)) == sorted(left)
    assert [matched for _, matched in found(session, "replaced")] == settled


def test_edit_taken_off_asks_again(session: Session, sign_in: SignIn, desk: World) -> None:
    client = sign_in(desk.secretary)
    send(client, session, desk, act="cut", start="0:00.5", end="0:05.5")
    asset = only_asset(session)
    client.post(desk.path(f"/tep/{asset.public_id}/doan/{asset.edits[0]['id']}/go"))
    assert sorted(matched for _, matched in found(session)) == sorted([FIRST, SECOND])
    assert found(session, "replaced") == []


@pytest.mark.parametrize("state", [Reading.FAILED, Reading.PART, Reading.CODES_ONLY])
def test_what_could_not_be_looked_for_stays_open(
    session: Session, sign_in: SignIn, desk: World, monkeypatch: pytest.MonkeyPatch, state: Reading
) -> None:
    """The machine's silence is no proof: the secretary looks, and decides."""

    def not_to_the_end(
        _store: FileStore, _key: str, _kind: AssetKind, *, progress: Progress | None = None
    ) -> pictures.Read:
        assert progress is not None
        return pictures.Read(state=state)

    monkeypatch.setattr(retiming, "read_file", not_to_the_end)
    send(sign_in(desk.secretary), session, desk, act="cut", start="0:00.5", end="0:05.5")
    assert [matched for _, matched in found(session)] == [FIRST, SECOND]
    assert [row[0] for row in look(session, select(BlindAsset.reading))] == [state]


def test_code_that_is_gone_is_settled_without_a_reader_of_letters(
    session: Session, sign_in: SignIn, desk: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.execute(update(Finding).where(Finding.matched == FIRST).values(kind="code"))
    session.commit()
    monkeypatch.setattr(retiming, "read_file", lambda *_, **__: pictures.Read(state=Reading.CODES_ONLY))
    send(sign_in(desk.secretary), session, desk, act="cut", start="0:00.5", end="0:05.5")
    assert found(session) == [("frame", SECOND)]
    assert found(session, "replaced") == [("frame", FIRST)]
