"""Uploads under measurement: ``python -m bench.storage``, and a section of ``make bench``.

Beside each figure stands a plain copy of the same file in the same run. The client is ``bench.uploader``.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import itertools
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import psutil
from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bench.server import Server, serving
from bench.uploader import Uploader
from contest import create_app
from contest.accounts.models import Membership, Person
from contest.accounts.types import Role
from contest.db import utc_now
from contest.migrate import migrate
from contest.seasons.models import Category, Season
from contest.settings import Settings
from contest.storage.stores import store_from
from contest.storage.types import FileStore, ObjectKey, UploadPlan, new_key, sha256_of
from contest.submissions.models import Entry, StoredFile
from contest.submissions.uploads.types import PART_SIZE, part_size_of
from tests.storage.swift_server import ACCESS_KEY, BUCKET, SECRET_KEY, make_bucket, running_swift

MIB = 1024 * 1024
SECRET = "a-secret-for-measuring-only"  # noqa: S105 - of a server that lives for one run
LARGE = int(os.environ.get("BENCH_UPLOAD_MIB", "2048")) * MIB
_SWIFT_RUNS = 3
"""Of one, the fraction says little: it scatters by a twentieth."""
MANY = 200
EACH = 20 * MIB


def main() -> int:
    """Measure and print; ``many`` as an argument measures only many at once."""
    if sys.argv[1:] == ["many"]:
        with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as folder:
            _many(Path(folder))
    else:
        measure()
    return 0


def measure() -> None:
    """One large file to each store, then many at once to the folder."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as folder:
        source = Path(folder) / "source"
        sha256 = _noise(source, LARGE)
        print(f"\n## Uploads: {LARGE // MIB} MiB in parts of {part_size_of(LARGE) // MIB} MiB\n")
        print("| store | MiB/s | plain copy, MiB/s | fraction | memory of the web, MiB more | SHA-256 |")
        print("|---|---|---|---|---|---|")
        _large_to_folder(Path(folder), source, sha256)
        _large_to_swift(Path(folder), source, sha256)
        source.unlink()
        _many(Path(folder))


def _large_to_folder(folder: Path, source: Path, sha256: str) -> None:
    copied = folder / "copied"
    begun = time.perf_counter()
    command = [_program("dd"), f"if={source}", f"of={copied}", "bs=8M", "conv=fdatasync"]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    plain = LARGE / MIB / (time.perf_counter() - begun)
    copied.unlink()
    with _installation(folder / "folder", {}) as (server, (uploader,), settings):
        speed, grown, same = _one_large(server, uploader, settings, source, sha256)
    _row("folder", speed, plain, grown, same=same, beside="dd conv=fdatasync")


def _large_to_swift(folder: Path, source: Path, sha256: str) -> None:
    memcached = shutil.which("memcached")
    with running_swift(folder / "swift", workers=2, memcached=memcached) as cluster:
        make_bucket(cluster.endpoint)
        environment = {
            "S3_BUCKET": BUCKET,
            "S3_ENDPOINT": cluster.endpoint,
            "S3_ACCESS_KEY": ACCESS_KEY,
            "S3_SECRET_KEY": SECRET_KEY,
        }
        with _installation(folder / "s3", environment) as (server, (uploader,), settings):
            plain, ours = [_curl(store_from(settings), source)], []
            for _run in range(_SWIFT_RUNS):
                ours.append(_one_large(server, uploader, settings, source, sha256))
                plain.append(_curl(store_from(settings), source))
    fractions = [
        speed / statistics.mean(around)
        for (speed, _grown, _same), around in zip(ours, itertools.pairwise(plain), strict=True)
    ]
    beside = f"curl -T, before and after each; the fractions: {', '.join(f'{one:.2f}' for one in sorted(fractions))}"
    label = "Swift (S3)" if memcached else "Swift (S3) without memcached"
    speed = statistics.median(run[0] for run in ours)
    same = all(run[2] for run in ours)
    _row(label, speed, speed / statistics.median(fractions), max(run[1] for run in ours), same=same, beside=beside)


def _curl(store: FileStore, source: Path) -> float:
    """MiB/s of the whole file as one piece, by the same kind of address."""
    whole = UploadPlan(size=LARGE, part_size=LARGE)
    key = new_key()
    upload = store.begin_upload(key, whole, content_type="video/mp4")
    address = store.part_link(key, upload, whole, number=1, expires_in=timedelta(hours=1))
    begun = time.perf_counter()
    subprocess.run([_program("curl"), "-sf", "-o", "/dev/null", "-T", str(source), address], check=True)
    speed = LARGE / MIB / (time.perf_counter() - begun)
    store.abort_upload(key, upload)
    return speed


def _one_large(
    server: Server, uploader: Uploader, settings: Settings, source: Path, sha256: str
) -> tuple[float, float, bool]:
    uploader.upload("lam-nong.wav", source, _first_small(source))
    before = _peak(server)
    begun = time.perf_counter()
    file = uploader.upload("phim.mp4", source, LARGE)
    speed = LARGE / MIB / (time.perf_counter() - begun)
    grown = _peak(server) - before
    store = store_from(settings)
    engine = create_engine(settings.database)
    with Session(engine) as session:
        key = session.query(StoredFile.key).filter_by(public_id=file).scalar()
    engine.dispose()
    with store.open(ObjectKey(str(key))) as stream:
        same = sha256_of(stream) == sha256
    return speed, grown, same


def _first_small(source: Path) -> int:
    """A small upload first, so that the code is loaded and only the large one is weighed."""
    return min(PART_SIZE + 1, source.stat().st_size)


def _many(folder: Path) -> None:
    source = folder / "twenty"
    _noise(source, EACH)
    print(f"\n## {MANY} people send {EACH // MIB} MiB each at the same time to the folder store, one more reads\n")
    with _installation(folder / "many", {}, people=MANY + 1) as (server, (reader, *everyone), _settings):
        quiet = _page_times(reader, 60)
        failures: list[str] = []

        def one(who: Uploader, number: int) -> None:
            try:
                who.upload(f"tep-{number}.wav", source, EACH)
            except (RuntimeError, OSError, http.client.HTTPException) as error:
                failures.append(str(error))

        threads = [threading.Thread(target=one, args=(who, n)) for n, who in enumerate(everyone)]
        begun = time.perf_counter()
        for thread in threads:
            thread.start()
        busy: list[float] = []
        while any(thread.is_alive() for thread in threads):
            busy += _page_times(reader, 5)
        took = time.perf_counter() - begun
        memory = server.memory_mib()
    again = sum(who.refused for who in everyone)
    before, during = statistics.median(quiet), statistics.median(busy)
    print(f"- failures: {len(failures)} {failures[:1] or ''}")
    print(f"- {took:.1f} s, {MANY * EACH / MIB / took:.0f} MiB/s in all; parts asked to come again: {again}")
    print(f"- a page before: {before:.1f} ms; during: {during:.1f} ms; × {during / before:.1f}")
    print(f"- memory of the server at the end: {memory:.0f} MiB")


def _page_times(uploader: Uploader, count: int) -> list[float]:
    """Milliseconds of page loads by a program of its own: in ours, the uploads would hold them up."""
    address = f"http://127.0.0.1:{uploader.port}{uploader.page}"
    command = [_program("curl"), "-s", "-w", "%{stderr}%{http_code} %{time_total}\\n"]
    done = subprocess.run(
        [*command, "-H", f"Cookie: {uploader.cookie}", *[address] * count], capture_output=True, text=True, check=True
    )
    answers = [line.split() for line in done.stderr.splitlines()]
    if any(status != "200" for status, _seconds in answers):
        raise RuntimeError(f"the page answered {answers}")
    return [float(seconds) * 1000 for _status, seconds in answers]


def _peak(server: Server) -> float:
    """The largest memory the web's processes ever had, summed, MiB."""
    family = [server.process, *server.process.children(recursive=True)]
    return sum(_high_water(one) for one in family) / 1024


def _high_water(process: psutil.Process) -> int:
    status = Path(f"/proc/{process.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


@contextlib.contextmanager
def _installation(
    folder: Path, environment: dict[str, str], *, people: int = 1
) -> Iterator[tuple[Server, list[Uploader], Settings]]:
    """A served installation with so many journalists, each with a draft and a browser."""
    folder.mkdir()
    chosen = {
        "SECRET_KEY": SECRET,
        "UPLOAD_OPEN_PER_PERSON": "1000",
        "UPLOAD_FILES_PER_ENTRY": "1000",
        "CONTEST_INSTANCE": str(folder),
        **environment,
    }
    settings = Settings.from_env(chosen)
    migrate(settings.database)
    drafts = _rows(settings, people)
    before = {name: os.environ.get(name) for name in chosen}
    os.environ.update(chosen)
    try:
        with serving(folder, target="contest.wsgi:app") as server:
            uploaders = [
                Uploader(port=server.port, cookie=cookie, base=f"{place}/tai-len", page=f"{place}/sua")
                for place, cookie in zip(drafts, _cookies(settings, people), strict=True)
            ]
            for uploader in uploaders:
                uploader.token = _token(uploader.ask("GET", uploader.page, None))
            yield server, uploaders, settings
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        shutil.rmtree(folder / "objects", ignore_errors=True)


def _rows(settings: Settings, people: int) -> list[str]:
    """One open season; journalists with the ids 1, 2, … and a draft each. The drafts' addresses, in the same order."""
    now = utc_now()
    engine = create_engine(settings.database)
    with Session(engine) as session:
        season = Season(
            slug="do",
            name="Mùa đo",
            stage="entry",
            is_public=True,
            entries_open_at=now - timedelta(days=1),
            entries_close_at=now + timedelta(days=1),
            created_at=now,
        )
        session.add(season)
        session.flush()
        category = Category(season_id=season.id, code="th", press_type="television", name="Truyền hình", position=1)
        session.add(category)
        session.flush()
        places = [_journalist(session, season.id, category.id, number, now) for number in range(1, people + 1)]
        session.commit()
    engine.dispose()
    return places


def _journalist(session: Session, season_id: int, category_id: int, number: int, now: datetime) -> str:
    session.add(
        Person(
            id=number,
            email=f"do{number}@do.test",
            full_name="Người Đo",
            name_key="",
            session_epoch=0,
            created_at=now,
            email_confirmed_at=now,
        )
    )
    session.flush()
    public_id = f"do{number:010d}"
    session.add(Membership(season_id=season_id, person_id=number, role=Role.JOURNALIST, created_at=now))
    session.add(
        Entry(
            public_id=public_id,
            season_id=season_id,
            category_id=category_id,
            owner_id=number,
            channel="author",
            status="draft",
            created_at=now,
            updated_at=now,
        )
    )
    session.flush()
    return f"/mua/do/bai-du-thi/{public_id}"


def _cookies(settings: Settings, people: int) -> list[str]:
    app = create_app(Settings(secret_key=SECRET, instance=settings.instance / "other", testing=True))
    return [_cookie(app, f"{number}:0") for number in range(1, people + 1)]


def _cookie(app: Flask, person: str) -> str:
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["_user_id"] = person
        kept["_fresh"] = True
        kept["csrf_token"] = hashlib.sha1(os.urandom(64), usedforsecurity=False).hexdigest()
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    if cookie is None:
        raise RuntimeError("no session cookie")
    # The session carries the form's token from the start, so that every page's token fits this cookie.
    return f"{cookie.key}={cookie.value}"


def _token(page: bytes) -> str:
    mark = b'data-token="'
    start = page.index(mark) + len(mark)
    return page[start : page.index(b'"', start)].decode()


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise RuntimeError(f"{name} is not installed")
    return found


def _noise(path: Path, size: int) -> str:
    digest, noise = hashlib.sha256(), random.Random(3)  # noqa: S311 - no secret
    with path.open("wb") as out:
        for _block in range(size // MIB):
            chunk = noise.randbytes(MIB)
            out.write(chunk)
            digest.update(chunk)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _row(store: str, speed: float, plain: float, grown: float, *, same: bool, beside: str) -> None:
    words = "equal" if same else "DIFFERENT"
    cells = [store, f"{speed:.0f}", f"{plain:.0f} ({beside})", f"{speed / plain:.2f}", f"{grown:.1f}", words]
    print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
