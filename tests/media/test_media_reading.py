"""What the machine reads in pictures and film, and what it says when it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from contest.media import reading
from contest.media.boxes import Box
from contest.media.errors import CannotProcess
from contest.media.reading import read_pixels
from contest.media.reasons import Reason
from contest.text.folding import fold
from tests.media import samples
from tests.media.lettered import film, lettered, need_letters, with_code


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
    samples.ffmpeg(arguments)
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
