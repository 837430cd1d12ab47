"""What the machine reads in pictures and film, and what it says when it cannot."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from contest.media import reading
from contest.media.boxes import Box
from contest.media.errors import CannotProcess
from contest.media.reading import read_pixels
from contest.media.reasons import Reason
from contest.text.folding import fold
from tests.media.lettered import film, lettered, need_letters, with_code
from tests.media.made import ffmpeg


def test_words_are_read_with_their_places(tmp_path: Path) -> None:
    need_letters()
    path = tmp_path / "a.png"
    lettered("Chuyện ghi ở xã", "Bài: Nguyễn Văn Hải").save(path)
    result = read_pixels(path, "image")
    assert (result.has_letters, result.complete) == (True, True)
    (seen,) = result.pictures
    assert "nguyen van hai" in fold(seen.text)
    start = fold(seen.text).index("nguyen")
    (box,) = seen.boxes_of(start, start + len("nguyen van hai"))
    # the name stands in the second line, right of "Bài:"
    assert 1000 < box.x < 2200
    assert 5700 < box.y < 6400
    assert box.w > 1500
    assert box.h < 1000


def test_codes_are_read_without_letters_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "find_reader", lambda: "")
    path = tmp_path / "a.jpg"
    with_code(lettered("Chuyện ghi ở xã"), "https://baobacgiang.vn/bai").save(path)
    result = read_pixels(path, "page")
    assert not result.has_letters
    ((code,), text) = (result.pictures[0].codes, result.pictures[0].text)
    assert (code.text, text) == ("https://baobacgiang.vn/bai", "")
    assert code.box.x > 7500
    assert code.box.y < 1000


def test_plain_picture_has_no_codes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "find_reader", lambda: "")
    path = tmp_path / "a.jpg"
    lettered("|||| ||| | ||||", "= = = = =").save(path)
    assert read_pixels(path, "image").pictures[0].codes == ()


def test_film_is_read_at_its_moments(tmp_path: Path) -> None:
    need_letters()
    path = film(tmp_path / "a.mp4")
    shares: list[float] = []
    result = read_pixels(path, "video", progress=shares.append)
    moments = [seen.moment for seen in result.pictures if "van" in fold(seen.text)]
    assert moments == [4]
    assert shares[-1] == 1
    assert shares == sorted(shares)


def test_standing_film_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "find_reader", lambda: "")
    still = tmp_path / "still.png"
    lettered("Một khuôn hình đứng yên").save(still)
    path = tmp_path / "a.mp4"
    arguments = ["-loop", "1", "-i", str(still), "-t", "9", "-r", "25", "-pix_fmt", "yuv420p", str(path)]
    ffmpeg(arguments)
    assert [seen.moment for seen in read_pixels(path, "video").pictures] == [0]


def test_time_that_runs_out_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(reading.SECONDS, "image", 0)
    path = tmp_path / "a.png"
    lettered("Nguyễn Văn Hải").save(path)
    assert read_pixels(path, "image").complete is False


@pytest.mark.parametrize("body", [b"", b"\xff\xd8\xff\xe0broken", b"%PDF-1.7"])
def test_broken_picture_is_refused(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(body)
    with pytest.raises(CannotProcess) as refusal:
        read_pixels(path, "image")
    assert refusal.value.reason is Reason.BROKEN


def test_what_a_child_tells_stays_inside_the_picture() -> None:
    told = {"x": -5, "y": 99_999, "w": 99_999, "h": -1}
    assert reading._box(told) == Box(x=0, y=9_999, w=10_000, h=1)  # noqa: SLF001 - the one gate for a child's word


def reader_that(tmp_path: Path, does: str) -> str:
    """A program in the place of Tesseract."""
    path = tmp_path / "reader"
    path.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize(
    ("does", "reason"),
    [("kill -SEGV $$", Reason.CRASHED), ("exit 1", Reason.CRASHED), ("head -c 90000000 /dev/zero", Reason.BROKEN)],
)
def test_reader_that_fails_is_a_refusal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str, reason: Reason
) -> None:
    program = reader_that(tmp_path, does)
    monkeypatch.setattr(reading, "find_reader", lambda: program)
    path = tmp_path / "a.png"
    lettered("xã").save(path)
    with pytest.raises(CannotProcess) as refusal:
        read_pixels(path, "image")
    assert refusal.value.reason is reason


def test_reader_that_hangs_ends_with_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = reader_that(tmp_path, f"echo $$ >{tmp_path}/pid; exec sleep 600")
    monkeypatch.setattr(reading, "find_reader", lambda: program)
    monkeypatch.setitem(reading.SECONDS, "image", 2)
    path = tmp_path / "a.png"
    with_code(lettered("xã"), "mã").save(path)
    result = read_pixels(path, "image")
    assert (result.complete, [code.text for code in result.pictures[0].codes]) == (False, ["mã"])
    gone = int((tmp_path / "pid").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(gone, 0)


def test_reader_is_confined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has no secrets in its surroundings, few files, bounded memory."""
    told = tmp_path / "told"
    program = reader_that(tmp_path, f"(env; ulimit -n; ulimit -v) >{told}; printf 'level\\ttext\\n'")
    monkeypatch.setattr(reading, "find_reader", lambda: program)
    monkeypatch.setenv("CONTEST_SECRET_KEY", "not for a reader")
    path = tmp_path / "a.png"
    lettered("xã").save(path)
    assert read_pixels(path, "image").pictures[0].text == ""
    words = told.read_text(encoding="utf-8")
    assert "SECRET" not in words
    assert words.splitlines()[-2:] == ["64", str(2048 * 1024)]


def test_reader_dies_with_the_one_who_asked(tmp_path: Path) -> None:
    """SIGKILL to the parent alone: neither the child nor the reader it started goes on."""
    program = reader_that(tmp_path, f"echo $$ >{tmp_path}/pid; exec sleep 600")
    path = tmp_path / "a.png"
    lettered("xã").save(path)
    asks = (
        "from pathlib import Path; from contest.media import reading; "
        f"reading.find_reader = lambda: {program!r}; reading.read_pixels(Path({str(path)!r}), 'image')"
    )
    parent = subprocess.Popen([sys.executable, "-c", asks], env=os.environ | {"TMPDIR": str(tmp_path)})
    told = tmp_path / "pid"
    while not (told.exists() and told.read_text()):
        time.sleep(0.05)
    parent.kill()
    parent.wait()
    reader = int(told.read_text())
    while alive(reader):
        time.sleep(0.05)


def alive(process: int) -> bool:
    """Whether a process runs still; one that nobody has buried yet does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
