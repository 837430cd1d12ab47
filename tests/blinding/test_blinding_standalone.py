"""``contest blind`` on every format, in pictures and film, stopped in the middle, and on real files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image

from contest.blinding import standalone
from contest.cli import main
from contest.media import reading
from tests.media import samples
from tests.media.lettered import film, lettered, need_letters, with_code
from tests.media.real_files import NAMED, SHARED, WITHOUT_WORDS, needs_real_files

ROOT = Path(__file__).parents[2]
SAMPLES: dict[str, Callable[[Path], Path]] = {
    "a.jpg": samples.jpeg,
    "a.png": samples.png,
    "a.webp": samples.webp,
    "a.tiff": samples.tiff,
    "a.heic": samples.heic,
    "a.pdf": samples.pdf,
    "a.docx": samples.word,
    "a.odt": samples.odt,
    "a.rtf": samples.rtf,
    **dict.fromkeys(("a.mp3", "a.m4a", "a.wav", "a.flac", "a.ogg", "a.opus"), samples.sound),
    **dict.fromkeys(("a.mp4", "a.mov", "a.mkv", "a.ts"), samples.video),
    "a.webm": partial(samples.video, codec=["-c:v", "libvpx", "-c:a", "libvorbis"]),
}


def run(*arguments: str | Path) -> tuple[int, dict[str, Any]]:
    """Exit code and the JSON that was printed."""
    result = CliRunner().invoke(main, ["blind", *map(str, arguments), "--json"])
    return result.exit_code, json.loads(result.stdout) if result.stdout else {}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_format_is_written(tmp_path: Path, name: str) -> None:
    source = SAMPLES[name](tmp_path / name)
    code, told = run(source, "--out", tmp_path / "out", "--name", "Không Ai Cả")
    assert code == (3 if told["findings"] else 0)
    assert told["files"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(told["files"])


def test_names_and_outlets_repeat(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("Lò Thị Pâng kể.\n\nLê Văn Tám ghi.\n\nBáo Hà Nam và Báo Cần Thơ cùng đăng.", encoding="utf-8")
    names = ["--name", "Lò Thị Pâng", "--name", "Lê Văn Tám", "--outlet", "Báo Hà Nam", "--outlet", "Báo Cần Thơ"]
    code, told = run(source, "--out", tmp_path / "out", *names)
    assert code == 3
    assert [each["matched"] for each in told["findings"]] == ["Lò Thị Pâng", "Lê Văn Tám", "Báo Hà Nam", "Báo Cần Thơ"]


def test_words_and_codes_in_pictures_are_told_and_covered(tmp_path: Path) -> None:
    need_letters()
    source = tmp_path / "a.png"
    with_code(lettered("Bài: Nguyễn Văn Hải"), "mã bài 12").save(source)
    code, told = run(source, "--out", tmp_path / "out", "--name", "Nguyễn Văn Hải")
    assert code == 3
    assert [(each["file"], each["kind"]) for each in told["findings"]] == [
        ("image-001.png", "name"),
        ("image-001.png", "code"),
    ]
    assert all(each["boxes"] for each in told["findings"])
    code, told = run(source, "--out", tmp_path / "covered", "--name", "Nguyễn Văn Hải", "--replace")
    assert (code, told) == (0, {"files": ["image-001.png"], "findings": [], "unread": []})


def test_film_tells_the_moment_and_stays_a_finding(tmp_path: Path) -> None:
    need_letters()
    source = film(tmp_path / "a.mp4")
    code, told = run(source, "--out", tmp_path / "out", "--name", "Nguyễn Văn Hải", "--replace")
    assert code == 3
    assert [(each["file"], each["moment"]) for each in told["findings"]] == [("video.mp4", 4)]


def test_without_a_reader_pictures_are_told_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "find_reader", lambda: "")
    source = samples.jpeg(tmp_path / "a.jpg")
    assert run(source, "--out", tmp_path / "out")[1]["unread"] == ["image-001.jpg"]
    result = CliRunner().invoke(main, ["blind", str(source), "--out", str(tmp_path / "out")])
    assert "Chưa đọc hết chữ trong hình: image-001.jpg." in result.stdout


def test_no_database_and_no_settings_are_needed(tmp_path: Path) -> None:
    source = tmp_path / "bài viết.txt"
    source.write_text("Bài của Nguyễn Văn Hải.", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "contest", "blind", source, "--out", tmp_path / "out", "--name", "Nguyễn Văn Hải"],
        env={"PATH": os.environ["PATH"], "TMPDIR": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout.endswith("1 chỗ cần xử lý.\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bài viết.txt", "out"]


def test_folder_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    source = samples.jpeg(tmp_path / "a.jpg")
    (tmp_path / "file").write_text("x")
    result = CliRunner().invoke(main, ["blind", str(source), "--out", str(tmp_path / "file" / "out")])
    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr.count("\n") == 1


def faults_in(out: Path) -> list[str]:
    """Files that are not whole: a name from the middle of the work, an end that is missing."""
    faults = []
    for path in out.rglob("*") if out.exists() else ():
        try:
            with Image.open(path) as image:
                image.load()
        except OSError:
            faults.append(path.name)
        if path.name.startswith("."):
            faults.append(path.name)
    return faults


@pytest.mark.long
def test_killed_at_any_moment_it_leaves_no_half_file(tmp_path: Path) -> None:
    """SIGKILL at twelve moments from the start to the end of one whole run."""
    source = samples.pdf(tmp_path / "a.pdf", pages=3)
    nowhere = {"PATH": str(tmp_path), "TMPDIR": str(tmp_path)}  # without a reader of letters one run takes a second
    command = [sys.executable, "-m", "contest", "blind", str(source), "--out"]
    started = time.monotonic()
    subprocess.run([*command, str(tmp_path / "whole")], cwd=ROOT, env=nowhere, capture_output=True, check=False)
    took = time.monotonic() - started
    assert len(list((tmp_path / "whole").iterdir())) == 3
    for number in range(12):
        out = tmp_path / f"out{number}"
        work = subprocess.Popen(
            [*command, str(out)], cwd=ROOT, env=nowhere, stdout=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(took * (number + 1) / 12)
        os.killpg(work.pid, signal.SIGKILL)
        work.wait()
        assert faults_in(out) == []


def test_delivery_cut_short_leaves_whole_files_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a file is what the check of the test before would see; each way of writing leaves none."""
    whole = samples.jpeg(tmp_path / "a.jpg")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "a.jpg").write_bytes(whole.read_bytes()[:900])
    assert faults_in(tmp_path / "bad") == ["a.jpg"]

    def half(source: Any, target: Any) -> None:
        target.write(source.read(900))
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(standalone, "_copy", half)
    for number, nameless in enumerate((standalone._write_nameless, None)):  # noqa: SLF001 - both ways of writing
        if nameless is None:
            monkeypatch.delattr(os, "O_TMPFILE", raising=False)
        with pytest.raises(OSError, match="No space"):
            standalone.deliver([whole], tmp_path / f"out{number}")
        assert list((tmp_path / f"out{number}").iterdir()) == []


def test_file_gets_its_name_when_it_is_whole(tmp_path: Path) -> None:
    whole = samples.jpeg(tmp_path / "a.jpg")
    for _ in range(2):
        assert standalone.deliver([whole], tmp_path / "out") == ["a.jpg"]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.jpg"]
    assert (tmp_path / "out" / "a.jpg").read_bytes() == whole.read_bytes()


@needs_real_files
def test_real_article_comes_to_no_identity(tmp_path: Path) -> None:
    known = ["--name", "TS", "--outlet", "Báo Bắc Giang"]
    code, told = run(SHARED / "seed-article.txt", "--out", tmp_path / "found", *known)
    assert (code, [each["kind"] for each in told["findings"]]) == (3, ["name", "outlet", "url"])
    code, told = run(SHARED / "seed-article.txt", "--out", tmp_path / "out", *known, "--replace")
    assert (code, told["findings"]) == (0, [])
    text = (tmp_path / "out" / "text.txt").read_text(encoding="utf-8")
    assert text.endswith("[tên tác giả]\n\nNguồn [cơ quan]: [liên kết]\n")


@needs_real_files
@pytest.mark.parametrize("name", NAMED)
def test_real_file_comes_to_no_identity(tmp_path: Path, name: str) -> None:
    known = [part for each in NAMED[name] for part in ("--name", each)]
    code, told = run(SHARED / "media" / name, "--out", tmp_path / "out", *known, "--replace")
    if name == WITHOUT_WORDS:
        assert (code, told, list(tmp_path.iterdir())) == (4, {}, [])
    else:
        assert (code, told["findings"], bool(told["files"])) == (0, [], True)
