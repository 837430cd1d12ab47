"""Every byte of a work that a judge can download, for each kind of press work, made by the real cleaner.

The walk follows whatever the desk names: pages, pictures, sound, film, posters, wave forms, lists of pieces.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.blinding.models import BlindAsset, Code
from contest.submissions.models import StoredFile
from tests import factories
from tests.blinding.arrange import add_file, world
from tests.blinding.desk_acts import approve, look, prepare
from tests.media import canaries, samples
from tests.proofs.scan import found_in, needles

pytestmark = pytest.mark.usefixtures("kept_media")  # what it asks about are rows and pages

SignIn = Callable[[Person], FlaskClient]
Maker = Callable[[Path], Path]
NAME, OTHER = canaries.NAME, "Đặng Quỳnh Mơ 8ZK của Đài Hạ Du"
XMP = samples.PROFILE_XMP


def long_letter(path: Path) -> Path:
    """Empty lines say nothing in RTF, but give it a size that is not the number of anything else by chance."""
    raw = samples.rtf(path).read_bytes()
    path.write_bytes(raw.replace(rb"\pard", b"\n" * 23_000 + rb"\pard", 1))
    return path


SOUGHT = needles({"name": NAME, "mark": "Mật 7QX"})
WORKS: dict[str, dict[str, Maker]] = {
    "print": {"trang.pdf": samples.pdf, "bai.docx": samples.word},
    "online": {"anh.png": samples.png, "bai.rtf": long_letter},
    "radio": {"tieng.mp3": samples.sound, "loi.odt": samples.odt},
    "television": {"hinh.mp4": samples.video, "hinh.ts": samples.video},
    "photo": {"mot.jpg": samples.jpeg, "hai.heic": samples.heic, "ba.tif": samples.tiff},
    "multimedia": {"anh.webp": samples.webp, "tieng.wav": samples.sound, "hinh.mov": samples.video},
}
_ADDRESS = re.compile(r'="(/mua/[^"?#]*/tep/[^"#]*)"')
_PIECE = re.compile(r"^(?!#)\S+$", re.MULTILINE)
_CHANCE = frozenset({"Location", "Set-Cookie", "Content-Security-Policy", "X-Request-Id"})


@dataclass(frozen=True, kw_only=True)
class Given:
    """One answer to a judge: the address without chance in it, the headers, the bytes."""

    what: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def whole(self) -> bytes:
        """All of it, as bytes to look through."""
        return "\n".join(f"{name}: {value}" for name, value in self.headers).encode() + b"\n\n" + self.body


def judged_work(app: Flask, session: Session, sign_in: SignIn, press: str, folder: Path) -> tuple[Person, str]:
    """A work of this kind, cleaned and approved, on a judge's desk: the judge and the desk's address."""
    of = world(session, body="Bài không có tên ai.", title="Bài kín")
    of.category.press_type = press
    first = factories.round_(session, of.season)
    factories.criterion(session, first, of.category)
    judge = factories.person(session, roles={of.season.id: Role.JUDGE})
    factories.panel(session, first, of.category, (judge,))
    folder.mkdir()
    for position, (name, maker) in enumerate(WORKS[press].items(), start=1):
        add_file(session, app, of, maker(folder / name), position=position, name=f"{canaries.NAME} {name}")
    prepare(app, session)
    assert approve(sign_in(of.secretary), session, of) == 302
    code = session.execute(select(Code).where(Code.entry_id == of.entry.id)).scalar_one()
    factories.assignment(session, code, session.merge(judge))
    session.commit()
    return judge, f"/mua/{of.season.slug}/cham/vong-1/{code.code}"


def downloads(client: FlaskClient, desk: str) -> list[Given]:
    """The desk and everything that can be fetched from it, in order, by GET and by HEAD."""
    page = client.get(desk)
    assert page.status_code == 200
    waiting = list(dict.fromkeys(_ADDRESS.findall(page.text)))
    given = [Given(what="desk", headers=(), body=page.data)]
    seen: set[str] = set()
    while waiting:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        for method in ("GET", "HEAD"):
            answer = client.open(address, method=method, buffered=True)
            if answer.status_code == 302:
                answer = client.open(answer.location, method=method, buffered=True)
            assert answer.status_code == 200, address
            code = desk.rsplit("/", 1)[1]
            headers = tuple((n, v.replace(code, "CODE")) for n, v in answer.headers if n not in _CHANCE)
            given.append(Given(what=f"{method} {len(seen)}", headers=headers, body=answer.data))
            if method == "GET" and "mpegurl" in (answer.content_type or ""):
                folder = address.rsplit("/", 1)[0]
                pieces = dict.fromkeys(_PIECE.findall(answer.data.decode()))
                waiting += [piece if piece.startswith("/") else f"{folder}/{piece}" for piece in pieces]
    return given


def leaks(given: list[Given]) -> list[str]:
    """Which answers hold the name, packed or not."""
    return [each.what for each in given if found_in(each.body, SOUGHT) or found_in(each.whole(), SOUGHT)]


@pytest.mark.parametrize("press", WORKS)
def test_nothing_a_judge_downloads_of_a_work_names_its_author(
    app: Flask, session: Session, sign_in: SignIn, tmp_path: Path, press: str
) -> None:
    judge, desk = judged_work(app, session, sign_in, press, tmp_path / "a")
    client = sign_in(judge)
    given = downloads(client, desk)
    kinds = {row.kind for row in look(session, select(BlindAsset.kind))}
    assert len(given) > 2 * len(kinds)
    assert leaks(given) == []
    originals = [path for path in (tmp_path / "a").iterdir() if path.name in WORKS[press]]
    _no_trace_of(originals, given)
    # The control: the same walk over a desk whose files were not cleaned.
    ((original,),) = look(session, select(StoredFile.key).where(StoredFile.position == 1))
    session.execute(update(BlindAsset).values(key=original, poster_key=original))
    session.commit()
    assert [what for what in leaks(downloads(client, desk)) if what.startswith("GET")]


def _no_trace_of(originals: list[Path], given: list[Given]) -> None:
    """No time, no hash, no name and no size of an original in a header or on the desk."""
    told = [each.whole() if each.what != "desk" else each.body for each in given]
    headers = {name for each in given for name, _value in each.headers}
    assert headers & {"Last-Modified", "ETag", "X-Sendfile", "X-Accel-Redirect"} == set()
    for original in originals:
        raw = original.read_bytes()
        marks = [hashlib.new(name, raw).hexdigest() for name in ("md5", "sha1", "sha256")]
        marks += [original.name, str(len(raw))]
        assert [mark for mark in marks for each in told if re.search(rf"\b{re.escape(mark)}\b".encode(), each)] == []


@pytest.mark.parametrize("press", WORKS)
def test_two_authors_of_one_work_give_the_judge_the_same_bytes(
    app: Flask, session: Session, sign_in: SignIn, tmp_path: Path, *, press: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same pictures, sound and words by two people: what is downloaded is equal to the byte, headers too."""
    worlds: list[list[Given]] = []
    for name in (NAME, OTHER):
        for module in (samples, canaries):
            monkeypatch.setattr(module, "NAME", name)
        monkeypatch.setattr(samples, "PROFILE_XMP", XMP.replace(NAME.encode(), name.encode()))
        judge, desk = judged_work(app, session, sign_in, press, tmp_path / str(len(worlds)))
        worlds.append(downloads(sign_in(judge), desk)[1:])
    one, other = worlds
    for mine, theirs in zip(one, other, strict=True):
        assert (mine.what, mine.headers) == (theirs.what, theirs.headers)
        assert hashlib.sha256(mine.body).digest() == hashlib.sha256(theirs.body).digest(), mine.what
