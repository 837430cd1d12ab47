"""Every kind of derivative that the cleaner knows is fetched from a judge's desk, or is never put before anybody.

The kinds are the cleaner's own list (`contest.media.types.ROLES`): one that lands tomorrow and is not reached by
this walk turns it red.
"""

from __future__ import annotations

import hashlib
import io
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.blinding import cleaning, film
from contest.blinding.models import BlindAsset
from contest.media import film_sides, reading
from contest.media.clean import CleanFile
from contest.media.types import ROLES
from contest.storage import FileStore, ObjectKey, current_store
from tests.blinding.desk_acts import look
from tests.media import samples
from tests.proofs import test_works
from tests.proofs.test_works import Given, downloads, judged_work, leaks

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("kept_media")]

SignIn = Callable[[Person], FlaskClient]
Made = Mapping[str, set[str]]


def long_film(path: Path) -> Path:
    """Longer than five minutes, full of the author's name: it gets rates, lists and a strip."""
    fast = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "40", "-pix_fmt", "yuv420p", "-r", "5"]
    return samples.video(path, seconds=int(film_sides.LONG) + 1, size="320x180", codec=fast)


def bear_in_mind(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """Note under which key each clean file is stored, by its role."""
    made: dict[str, set[str]] = defaultdict(set)
    whole = film.put

    def put(store: FileStore, file: CleanFile) -> str:
        key = whole(store, file)
        made[file.role].add(key)
        return key

    for module in (film, cleaning):
        monkeypatch.setattr(module, "put", put)
    return made


def unproved(made: Made, given: list[Given], app: Flask, roles: frozenset[str]) -> list[str]:
    """Roles of which the walk did not fetch every object."""
    fetched = {hashlib.sha256(each.body).hexdigest() for each in given}
    with app.app_context():
        seen = {role: {_digest(key) for key in keys} for role, keys in made.items()}
    return sorted(role for role in roles if not seen.get(role) or not seen[role] <= fetched)


def _digest(key: str) -> str:
    with current_store().open(ObjectKey(key)) as body:
        return hashlib.sha256(body.read()).hexdigest()


UNSHOWN = frozenset({"preview"})
"""Small pictures of a photo: no page of a judge names them."""
LISTS = frozenset({"playlist"})
"""Written anew for each judge, with a link that expires: told by their words, not by their bytes."""


def test_every_kind_of_derivative_is_walked(
    app: Flask, session: Session, sign_in: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "find_reader", lambda: "")  # letters are no matter here
    files = {"a.pdf": samples.pdf, "b.jpg": samples.jpeg, "c.mp3": samples.sound, "d.mp4": long_film}
    monkeypatch.setitem(test_works.WORKS, "all", files)
    made = bear_in_mind(monkeypatch)
    judge, desk = judged_work(app, session, sign_in, "all", tmp_path / "a")
    client = sign_in(judge)
    given = downloads(client, desk)
    assert unproved(made, given, app, ROLES - LISTS - UNSHOWN) == []
    lists = [each.body for each in given if b"#EXT-X-BYTERANGE" in each.body]
    assert len(lists) >= len(made["rate"]) >= 2
    assert leaks(given) == []
    # The controls: a kind that nobody fetches is noticed, and so is a piece that names its author.
    assert unproved(made, given, app, ROLES - LISTS - UNSHOWN | {"transcript"}) == ["transcript"]
    ((sides,),) = look(session, select(BlindAsset.sides).where(BlindAsset.kind == "video"))
    with app.app_context(), current_store().open(ObjectKey(sides["rates"][0]["list_key"])) as body:
        named = body.read() + f"# {test_works.NAME}\n".encode("ascii", "xmlcharrefreplace")
    _put_list(app, session, sides, named)
    assert leaks(downloads(client, desk))


def _put_list(app: Flask, session: Session, sides: dict[str, object], body: bytes) -> None:
    rates = sides["rates"]
    assert isinstance(rates, list)
    key = "9" * 32
    with app.app_context():
        current_store().put(ObjectKey(key), io.BytesIO(body), content_type="text/plain")
    rates[0]["list_key"] = key
    session.execute(update(BlindAsset).where(BlindAsset.kind == "video").values(sides=sides))
    session.commit()
