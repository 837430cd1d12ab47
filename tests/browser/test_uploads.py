"""A browser, a real web server with a worker, both stores: killed at half, resumed, the same SHA-256."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from contest import create_app
from contest.accounts.types import Role
from contest.migrate import migrate
from contest.serve import web_command
from contest.settings import Settings
from contest.submissions.models import StoredFile
from contest.submissions.uploads.types import PART_SIZE
from tests import factories
from tests.browser.looks import ARTIFACTS, AXE
from tests.ports import free_port
from tests.storage.lossy_line import LossyLine, lossy_line
from tests.storage.swift_server import ACCESS_KEY, BUCKET, SECRET_KEY, SwiftServer
from tests.submissions.uploads.browser import wav_of

# Of any database: the line and the browser; tests/submissions/uploads runs on both.
pytestmark = [pytest.mark.any_database, pytest.mark.long]

MIB = 1024 * 1024
LARGE = 300 * MIB
SECRET = "a-secret-for-tests-only"


@dataclass(kw_only=True, slots=True)
class Installation:
    """What ``contest run`` starts, so that a test can kill it and start it again."""

    folder: Path
    port: int
    environment: dict[str, str]
    line: LossyLine
    """Between the browser and whatever takes the parts; counts what was sent."""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        """Start the web server and the worker and wait for the first page."""
        commands = (web_command("127.0.0.1", str(self.port), 2), [sys.executable, "-m", "contest", "worker"])
        for command in commands:
            self.processes.append(
                subprocess.Popen(command, env=self.environment, start_new_session=True, stderr=subprocess.DEVNULL)
            )
        for _try in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 0.5):
                return
            time.sleep(0.1)
        raise TimeoutError

    def kill(self) -> None:
        """End all of it with signal 9, as a power cut would."""
        for process in self.processes:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.processes.clear()


@pytest.fixture
def entry(tmp_path: Path) -> dict[str, Any]:
    """A migrated database with a journalist and their draft; what a page needs to know of them."""
    url = f"sqlite:///{tmp_path / 'contest.db'}"
    migrate(url)
    engine = create_engine(url)
    with Session(engine, expire_on_commit=False) as session:
        season = factories.season(session)
        person = factories.person(session, roles={season.id: Role.JOURNALIST})
        category = factories.category(session, season, press_type="radio")
        draft = factories.entry(session, season, category, person, status="draft", submitted_at=None)
        session.commit()
    engine.dispose()
    return {"person": person, "url": url, "page": f"/mua/{season.slug}/bai-du-thi/{draft.public_id}/sua"}


@pytest.fixture(params=["folder", "s3"])
def installation(request: pytest.FixtureRequest, tmp_path: Path, entry: dict[str, Any]) -> Iterator[Installation]:
    """A running installation on each store, with a line that counts in front of the store."""
    port = free_port()
    base = {**os.environ, "SECRET_KEY": SECRET, "CONTEST_INSTANCE": str(tmp_path), "DATABASE_URL": entry["url"]}
    with contextlib.ExitStack() as stack:
        if request.param == "folder":
            line = stack.enter_context(lossy_line(port))
        else:
            cluster: SwiftServer = request.getfixturevalue("swift")
            line = stack.enter_context(lossy_line(cluster.ports["proxy"]))
            base |= {"S3_BUCKET": BUCKET, "S3_ENDPOINT": cluster.endpoint, "S3_PUBLIC_ENDPOINT": line.endpoint}
            base |= {"S3_ACCESS_KEY": ACCESS_KEY, "S3_SECRET_KEY": SECRET_KEY}
        running = Installation(folder=tmp_path, port=port, environment=base, line=line)
        running.start()
        yield running
        running.kill()


@pytest.fixture
def page(browser: Browser, installation: Installation, entry: dict[str, Any]) -> Iterator[Page]:
    """The journalist's browser."""
    origin = f"http://127.0.0.1:{installation.port}"
    if "S3_BUCKET" not in installation.environment:
        origin = installation.line.endpoint
    context = browser.new_context(base_url=origin, viewport={"width": 1280, "height": 900}, locale="vi-VN")
    context.set_default_timeout(60_000)
    name, value = _session_cookie(installation, entry)
    context.add_cookies([{"name": name, "value": value, "url": origin}])
    one = context.new_page()
    troubles: list[str] = []
    one.on("pageerror", lambda error: troubles.append(str(error)))
    one.on("console", lambda line: troubles.append(line.text) if "Content Security Policy" in line.text else None)
    one.on("dialog", lambda dialog: dialog.accept())
    yield one
    context.close()
    assert troubles == []


def test_a_large_file_killed_at_half_is_resumed_by_choosing_it_again(
    page: Page, installation: Installation, entry: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "phong-su.wav"
    sha256 = write_sound(file, LARGE)
    page.goto(entry["page"])
    page.set_input_files("[data-uploads] input[type=file]", file)
    until_half(page)
    installation.kill()
    expect(page.locator("[data-upload-words]").first).to_contain_text("Phần đã gửi vẫn được giữ", timeout=60_000)
    # What the store holds stays counted; only the parts on their way (four of them at most) have yet to come again.
    assert page.evaluate("() => document.querySelector('[data-upload-bar]').value") > 0.5 - 4 * PART_SIZE / LARGE
    screenshot_of_panel(page, "uploads-waiting")
    page.goto("about:blank")  # left open, the page would go on by itself and be cut a second time
    installation.start()
    page.goto(entry["page"])
    expect(page.locator("[data-upload][data-state=uploading]")).to_contain_text("chọn lại đúng tệp này")
    screenshot_of_panel(page, "uploads-begun-before")
    page.set_input_files("[data-uploads] input[type=file]", file)
    expect(page.locator("[data-upload][data-state=verified]")).to_have_count(1, timeout=240_000)
    row = file_row(entry["url"])
    assert (row.sha256, row.size, row.state) == (sha256, LARGE, "verified")
    # At most the part that was on its way is sent again; the rest is headers, pages and scripts.
    assert installation.line.upward < LARGE + PART_SIZE + 2 * MIB


def test_a_page_left_open_goes_on_by_itself(
    page: Page, installation: Installation, entry: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "phat-thanh.wav"
    sha256 = write_sound(file, 40 * MIB)
    installation.line.speed = 8 * MIB  # time enough for the pictures
    page.goto(entry["page"])
    page.set_input_files("[data-uploads] input[type=file]", file)
    until_half(page)
    screenshot_of_panel(page, "uploads-sending")
    page.get_by_role("button", name="Tạm dừng").click()
    expect(page.locator("[data-upload][data-state=paused]")).to_have_count(1)
    screenshot_of_panel(page, "uploads-paused")
    page.get_by_role("button", name="Tiếp tục").click()
    installation.kill()
    expect(page.locator("[data-upload-words]").first).to_contain_text("sẽ tự thử lại", timeout=60_000)
    installation.start()
    expect(page.locator("[data-upload][data-state=verified]")).to_have_count(1, timeout=240_000)
    assert file_row(entry["url"]).sha256 == sha256


@pytest.mark.parametrize("installation", ["s3"], indirect=True)
def test_a_slow_line_carries_one_part_at_a_time_and_a_fast_one_several(
    page: Page, installation: Installation, entry: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "phat-thanh.wav"
    sha256 = write_sound(file, 200 * MIB)
    line = installation.line
    line.speed = MIB
    page.goto(entry["page"])
    page.set_input_files("[data-uploads] input[type=file]", file)
    words = page.locator("[data-upload-words]").first
    expect(words).to_contain_text("/giây", timeout=60_000)  # the page knows how fast the line is
    page.wait_for_function("() => document.querySelector('[data-upload-bar]')?.value > 0.05", timeout=60_000)
    assert line.most_at_once == 1
    line.speed = 0
    page.get_by_role("button", name="Tạm dừng").click()  # the connections that are open stay slow
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.locator("[data-upload][data-state=verified]")).to_have_count(1, timeout=240_000)
    assert line.most_at_once > 1
    assert file_row(entry["url"]).sha256 == sha256


def test_what_is_refused_says_why_and_stays_accessible(
    page: Page, installation: Installation, entry: dict[str, Any], tmp_path: Path
) -> None:
    empty, lie, good = tmp_path / "rong.wav", tmp_path / "anh.jpg", tmp_path / "tốt.wav"
    empty.write_bytes(b"")
    lie.write_bytes(b"<html><script>alert(1)</script></html>")
    good.write_bytes(wav_of(200_000))
    page.goto(entry["page"])
    page.set_input_files("[data-uploads] input[type=file]", [empty, lie])
    drop(page, "[data-uploads-drop]", good.name, good.read_bytes())
    expect(page.locator("[data-upload][data-state=refused]")).to_have_count(2)
    expect(page.locator("[data-upload][data-state=verified]")).to_have_count(1)
    expect(page.locator("[data-uploads-list]").first).to_contain_text("Tệp rỗng (0 byte)")
    expect(page.locator("[data-uploads-list]").first).to_contain_text("tự chạy được")
    screenshot_of_panel(page, "uploads-done")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run('[data-uploads]')).violations.map((one) => one.id)")
    assert found == []


def until_half(page: Page) -> None:
    """Wait for the bar to pass the middle."""
    page.wait_for_function("() => document.querySelector('[data-upload-bar]')?.value >= 0.5", timeout=180_000)


def test_a_browser_confirms_a_file_by_its_hash_without_sending_it(
    browser: Browser, app: Flask, live_server: str, tmp_path: Path
) -> None:
    """The check of the receipt page, on a page that holds nothing else."""
    content = wav_of(5 * MIB)
    same, other = tmp_path / "dung.wav", tmp_path / "khac.wav"
    same.write_bytes(content)
    other.write_bytes(content[:-1] + b"!")
    context = browser.new_context(base_url=live_server)
    page = context.new_page()
    with app.test_request_context():
        macro = app.jinja_env.get_template("macros/uploads.html").module
        row = f'<p data-sha256="{hashlib.sha256(content).hexdigest()}" data-name="dung.wav"></p>'
        body = f"<!doctype html><html lang=vi class=js><body>{macro.upload_scripts()}{row}{macro.hash_check()}"  # type: ignore[attr-defined]
    page.route("**/thu", lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"))
    sent: list[str] = []
    page.goto("/thu")
    page.on("request", lambda request: sent.append(request.url))
    page.set_input_files("#doi-chieu", same)
    expect(page.locator("[data-hash-words]")).to_contain_text("Khớp: đúng từng byte với tệp “dung.wav”")
    page.set_input_files("#doi-chieu", other)
    expect(page.locator("[data-hash-words]")).to_contain_text("Không khớp với tệp nào")
    drop(page, "[data-hash-drop]", "dung.wav", content[:-1] + b"?")
    expect(page.locator("[data-hash-check]")).to_have_attribute("data-found", "other")
    drop(page, "[data-hash-drop]", "dung.wav", content)
    expect(page.locator("[data-hash-words]")).to_contain_text("Khớp: đúng từng byte với tệp “dung.wav”")
    assert sent == []
    context.close()


def drop(page: Page, selector: str, name: str, content: bytes) -> None:
    """Let go of a file over a place of the page."""
    carried = page.evaluate_handle(
        """([name, text]) => {
            const carried = new DataTransfer();
            const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
            carried.items.add(new File([bytes], name));
            return carried;
        }""",
        [name, base64.b64encode(content).decode()],
    )
    for event in ("dragover", "drop"):
        page.dispatch_event(selector, event, {"dataTransfer": carried})


def screenshot_of_panel(page: Page, name: str) -> None:
    """Keep the first panel at 1280 and at 390 px for people to look at."""
    ARTIFACTS.mkdir(exist_ok=True)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        page.locator("[data-uploads]").first.screenshot(path=ARTIFACTS / f"{name}-{width}.png")
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        assert wide <= width
    page.set_viewport_size({"width": 1280, "height": 900})


def write_sound(path: Path, size: int) -> str:
    """A true sound file of ``size`` bytes; its SHA-256."""
    head = wav_of(44 + 1)[:44]
    made = bytearray(head)
    made[4:8], made[40:44] = (size - 8).to_bytes(4, "little"), (size - 44).to_bytes(4, "little")
    digest, noise = hashlib.sha256(), random.Random(7)  # noqa: S311 - no secret
    with path.open("wb") as out:
        left = size
        chunk = bytes(made)
        while left:
            out.write(chunk)
            digest.update(chunk)
            left -= len(chunk)
            chunk = noise.randbytes(min(MIB, left))
    return digest.hexdigest()


def file_row(url: str) -> Any:
    """The one file's row."""
    engine = create_engine(url)
    with engine.connect() as connection:
        row = connection.execute(select(StoredFile.__table__)).one()
    engine.dispose()
    return row


def _session_cookie(installation: Installation, entry: dict[str, Any]) -> tuple[str, str]:
    app = create_app(Settings(secret_key=SECRET, instance=installation.folder / "other", testing=True))
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = f"{entry['person'].id}:{entry['person'].session_epoch}"
        cookie["_fresh"] = True
    kept = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert kept is not None
    return kept.key, kept.value
