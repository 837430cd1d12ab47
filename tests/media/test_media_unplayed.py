"""What a film or a sound holds and nobody is shown: what was trimmed away, units that are no picture."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from imageio_ffmpeg import get_ffmpeg_exe
from PIL import Image

from contest.media.clean import clean
from contest.media.edit_list import holds_unplayed
from tests.media.made import ffmpeg

WORDS = b"NGUYEN-VAN-HAI-7QX"
H264 = ("-pix_fmt", "yuv420p", "-c:v", "libx264", "-g", "250", "-sc_threshold", "0", "-c:a", "aac")


def red_then_green(path: Path) -> Path:
    """Three seconds of red with a high tone, four of green with a low one; one whole picture, at the beginning."""
    pictures = "color=red:s=160x120:d=3:r=25[r];color=green:s=160x120:d=4:r=25[g];[r][g]concat=n=2:v=1[v]"
    tones = "sine=880:d=3[h];sine=220:d=4[l];[h][l]concat=n=2:v=0:a=1[a]"
    ffmpeg(["-filter_complex", f"{pictures};{tones}", "-map", "[v]", "-map", "[a]", *H264, str(path)])
    return path


def shown(film: Path, *, before_the_cut: bool = False) -> tuple[int, int, int]:
    """The colour of the first picture, perhaps without heed to the edit list."""
    picture = film.with_suffix(".shown.png")
    ignoring = ["-ignore_editlist", "1"] if before_the_cut else []
    command = [get_ffmpeg_exe(), "-v", "error", "-y", *ignoring, "-i", str(film), "-frames:v", "1", str(picture)]
    subprocess.run(command, check=True)
    with Image.open(picture) as opened:
        red, green, blue = opened.convert("RGB").crop((80, 60, 81, 61)).tobytes()
    return red, green, blue


def test_what_was_trimmed_away_from_a_film_is_not_in_the_clean_one(tmp_path: Path) -> None:
    whole = red_then_green(tmp_path / "whole.mp4")
    ffmpeg(["-ss", "3.5", "-i", str(whole), "-c", "copy", str(tmp_path / "a.mp4")])
    red, green, _ = shown(tmp_path / "a.mp4", before_the_cut=True)
    assert red > 200 > green  # control: it is there
    assert (holds_unplayed(tmp_path / "a.mp4"), holds_unplayed(whole)) == (True, False)
    cleaned = clean(tmp_path / "a.mp4", tmp_path / "out")
    film = cleaned.files[0].path
    red, green, _ = shown(film, before_the_cut=True)
    assert green > 100 > red
    assert not holds_unplayed(film)
    assert abs(float(cleaned.facts.duration or 0) - 3.5) < 0.2


def test_what_was_trimmed_away_from_a_sound_is_not_in_the_clean_one(tmp_path: Path) -> None:
    ffmpeg(["-f", "lavfi", "-t", "7", "-i", "sine=440", "-c:a", "aac", str(tmp_path / "whole.m4a")])
    body = (tmp_path / "whole.m4a").read_bytes()
    at = body.index(b"elst") + 12  # behind version and number of edits
    lasts = int.from_bytes(body[at : at + 4], "big") // 2
    (tmp_path / "a.m4a").write_bytes(
        body[:at] + lasts.to_bytes(4, "big") + (154_000).to_bytes(4, "big") + body[at + 8 :]
    )
    assert [holds_unplayed(tmp_path / name) for name in ("whole.m4a", "a.m4a")] == [False, True]  # control
    assert not holds_unplayed(clean(tmp_path / "a.m4a", tmp_path / "out").files[0].path)


@pytest.mark.parametrize("kind", [0, 6, 12, 19, 24, 31])
def test_units_that_are_no_picture_do_not_go_along(tmp_path: Path, kind: int) -> None:
    whole = red_then_green(tmp_path / "whole.mp4")
    bare = tmp_path / "bare.h264"
    ffmpeg(["-i", str(whole), "-an", "-c", "copy", "-bsf:v", "h264_mp4toannexb", "-f", "h264", str(bare)])
    stream = bare.read_bytes()
    second = stream.index(b"\0\0\1", stream.index(b"\0\0\1\x65") + 4)
    bare.write_bytes(stream[:second] + b"\0\0\1" + bytes([kind]) + WORDS + b"\x80" + stream[second:])
    ffmpeg(["-r", "25", "-i", str(bare), "-c", "copy", str(tmp_path / "a.mp4")])
    assert WORDS in (tmp_path / "a.mp4").read_bytes()  # control
    cleaned = clean(tmp_path / "a.mp4", tmp_path / "out").files[0].path
    assert WORDS not in cleaned.read_bytes()
    assert shown(cleaned)[0] > 200


@pytest.mark.parametrize(
    "body", [b"", b"\0", b"\0\0\0\x08moov", b"\0\0\0\x01moov" + bytes(8), b"\0\0\0\x00free" + b"x" * 9]
)
def test_a_broken_index_is_no_endless_one(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "a.mp4").write_bytes(body)
    assert not holds_unplayed(tmp_path / "a.mp4")
