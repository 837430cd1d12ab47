"""Edits in time: what was muted, cut, covered or blurred is in the new file no more; all else still is."""

from __future__ import annotations

import math
import subprocess
from array import array
from pathlib import Path

import pytest
from imageio_ffmpeg import get_ffmpeg_exe

from contest.media.boxes import Box
from contest.media.edit import Edit, edit
from contest.media.edit_filters import kept_seconds, spans
from contest.media.errors import CannotProcess
from contest.media.reasons import Reason
from contest.media.sandbox import scratch
from contest.media.types import Act, Kind
from tests.media import samples
from tests.media.canaries import NAME as NAME_EVERYWHERE
from tests.media.made import ffmpeg

RATE = 16_000
NAME, REST = 1000.0, 440.0
"""The tone that stands for a spoken name, between the first and the second second; and everything else."""


def spoken(path: Path, codec: list[str]) -> Path:
    """Three seconds of sound with the name in the second one."""
    tones = f"if(between(t,1,2),sin(2*PI*{NAME}*t),sin(2*PI*{REST}*t))*0.5"
    ffmpeg(["-f", "lavfi", "-i", f"aevalsrc=exprs='{tones}':s=44100:d=3", *codec, str(path)])
    return path


def film(path: Path) -> Path:
    """Four seconds of grey; a white plate with the name bottom left from the first to the third second."""
    plate = "drawbox=x=20:y=180:w=120:h=40:t=fill:color=white:enable='between(t,1,3)'"
    tone = f"aevalsrc=exprs='if(between(t,1,2),sin(2*PI*{NAME}*t),sin(2*PI*{REST}*t))*0.5':s=44100:d=4"
    grey = "color=c=0x808080:size=320x240:rate=25:duration=4"
    codecs = ["-vf", plate, "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    ffmpeg(["-f", "lavfi", "-i", grey, "-f", "lavfi", "-i", tone, *codecs, str(path)])
    return path


def decoded(path: Path, arguments: list[str]) -> bytes:
    command = [get_ffmpeg_exe(), "-loglevel", "error", "-i", str(path), *arguments, "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout


def sound_of(path: Path) -> array[int]:
    return array("h", decoded(path, ["-map", "0:a", "-ac", "1", "-ar", str(RATE), "-f", "s16le"]))


def loudness(sound: array[int], tone: float, start: float = 0, end: float = 99) -> float:
    """The share of full loudness that a tone has between two seconds (Goertzel in steps of 20 ms, the loudest)."""
    step = RATE // 50
    part = sound[int(start * RATE) : int(min(end * RATE, len(sound)))]
    turn = 2 * math.cos(2 * math.pi * tone / RATE)
    loudest = 0.0
    for at in range(0, len(part) - step, step):
        before = last = 0.0
        for value in part[at : at + step]:
            before, last = last, value + turn * last - before
        power = before * before + last * last - turn * before * last
        loudest = max(loudest, math.sqrt(max(power, 0.0)) / (step / 2) / 32768)
    return loudest


def grey_at(path: Path, second: float, x: int, y: int) -> int:
    """The brightness of one spot of the frame that is shown at a time."""
    frame = decoded(path, ["-ss", str(second), "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray"])
    return frame[y * 320 + x]


def seconds(path: Path, kind: str) -> float:
    if kind == "a":
        return len(sound_of(path)) / RATE
    return len(decoded(path, ["-map", "0:v", "-f", "rawvideo", "-pix_fmt", "gray", "-r", "25"])) / (320 * 240 * 25)


@pytest.mark.parametrize(("name", "codec"), [("a.mp3", []), ("a.m4a", ["-c:a", "aac"])])
def test_muted_name_is_heard_no_more(tmp_path: Path, name: str, codec: list[str]) -> None:
    base = spoken(tmp_path / name, codec)
    assert loudness(sound_of(base), NAME) > 0.3  # the control: it is heard in the base
    made = edit(base, tmp_path / "out", kind=Kind.AUDIO, edits=[Edit(act=Act.MUTE, start=1000, end=2050)])
    sound = sound_of(made.files[0].path)
    assert made.files[0].path.suffix == base.suffix
    assert [file.role for file in made.files] == ["audio", "wave"]
    assert loudness(sound, NAME, 0.95, 2) < 0.01
    assert loudness(sound, REST, 0, 0.8) > 0.3
    assert loudness(sound, REST, 2.2) > 0.3
    assert float(made.duration) == pytest.approx(3, abs=0.1)


def test_cut_name_is_gone_and_the_rest_moves_up(tmp_path: Path) -> None:
    base = spoken(tmp_path / "a.m4a", ["-c:a", "aac"])
    made = edit(base, tmp_path / "out", kind=Kind.AUDIO, edits=[Edit(act=Act.CUT, start=1000, end=2050)])
    sound = sound_of(made.files[0].path)
    assert loudness(sound, NAME) < 0.05
    assert loudness(sound, REST, 1.2, 1.6) > 0.3
    assert float(made.duration) == pytest.approx(3 - 1.1, abs=0.15)


def test_film_is_muted_without_touching_its_picture(tmp_path: Path) -> None:
    base = film(tmp_path / "a.mp4")
    made = edit(base, tmp_path / "out", kind=Kind.VIDEO, edits=[Edit(act=Act.MUTE, start=1000, end=2050)])
    target = made.files[0].path
    assert loudness(sound_of(target), NAME) < 0.05
    frames = ["-map", "0:v", "-f", "md5"]
    assert decoded(target, frames) == decoded(base, frames)


@pytest.mark.parametrize("act", [Act.COVER, Act.BLUR])
def test_place_is_covered_while_asked_and_not_before(tmp_path: Path, act: Act) -> None:
    base = film(tmp_path / "a.mp4")
    assert grey_at(base, 2, 60, 200) > 220  # the control: the plate is there
    # Blurred with half of what lies around it, so that a mean can be told from white and from grey.
    box = Box(x=0, y=7000, w=10_000, h=3000) if act is Act.BLUR else Box(x=500, y=7000, w=4000, h=2500)
    made = edit(base, tmp_path / "out", kind=Kind.VIDEO, edits=[Edit(act=act, start=1000, end=3000, box=box)])
    target = made.files[0].path
    covered = [grey_at(target, at, 60, 200) for at in (1.0, 2, 2.9)]
    assert all(each < 60 for each in covered) if act is Act.COVER else all(each > 130 for each in covered)
    edge = grey_at(target, 2, 141, 200)
    assert edge < 60 if act is Act.COVER else 128 < edge < 230
    assert grey_at(target, 0.5, 60, 200) == pytest.approx(128, abs=6)
    assert grey_at(target, 3.5, 60, 200) == pytest.approx(128, abs=6)
    assert grey_at(target, 2, 300, 20) == pytest.approx(128, abs=6)
    assert [file.role for file in made.files] == ["video", "poster"]


def test_cut_film_keeps_picture_and_sound_together(tmp_path: Path) -> None:
    base = film(tmp_path / "a.mp4")
    edits = [
        Edit(act=Act.CUT, start=1000, end=2050),
        Edit(act=Act.MUTE, start=3500, end=4000),
        Edit(act=Act.COVER, start=2000, end=3100, box=Box(x=0, y=7000, w=5000, h=3000)),
    ]
    made = edit(base, tmp_path / "out", kind=Kind.VIDEO, edits=edits)
    target = made.files[0].path
    assert loudness(sound_of(target), NAME) < 0.05
    assert seconds(target, "v") == pytest.approx(seconds(target, "a"), abs=0.12)
    assert float(made.duration) == pytest.approx(4 - 1.15, abs=0.15)
    assert max(grey_at(target, at, 60, 200) for at in (0.5, 0.95, 1.2, 1.6, 2.3)) < 135
    assert loudness(sound_of(target), REST, 2.5) < 0.05


def test_labels_do_not_come_back(tmp_path: Path) -> None:
    base = samples.video(tmp_path / "a.mp4")
    made = edit(base, tmp_path / "out", kind=Kind.VIDEO, edits=[Edit(act=Act.CUT, start=0, end=500)])
    for file in made.files:
        assert NAME_EVERYWHERE.encode() not in file.path.read_bytes()


def test_film_lying_on_its_side_is_covered_where_one_sees_it(tmp_path: Path) -> None:
    flat = film(tmp_path / "a.mp4")
    turned = tmp_path / "b.mp4"
    ffmpeg(["-display_rotation:v:0", "90", "-i", str(flat), "-c", "copy", str(turned)])
    whole = decoded(turned, ["-ss", "2", "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray"])
    bright = [at for at, value in enumerate(whole) if value > 220]
    x, y = (sum(each) // len(bright) for each in ([at % 240 for at in bright], [at // 240 for at in bright]))
    box = Box(x=max(0, x * 10_000 // 240 - 1500), y=max(0, y * 10_000 // 320 - 2500), w=3000, h=5000)
    made = edit(turned, tmp_path / "out", kind=Kind.VIDEO, edits=[Edit(act=Act.COVER, start=1000, end=3000, box=box)])
    after = decoded(made.files[0].path, ["-ss", "2", "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray"])
    assert max(after) < 200
    assert (made.files[0].width, made.files[0].height) == (240, 320)


def test_nothing_left_is_refused(tmp_path: Path) -> None:
    base = spoken(tmp_path / "a.mp3", [])
    with scratch(tmp_path) as out, pytest.raises(CannotProcess) as refused:
        edit(base, out, kind=Kind.AUDIO, edits=[Edit(act=Act.CUT, start=0, end=60_000)])
    assert refused.value.reason is Reason.NOTHING_INSIDE


def test_spans_begin_early_and_touching_ones_are_one() -> None:
    edits = [
        {"act": "cut", "start": 5.0, "end": 6.0},
        {"act": "cut", "start": 0.05, "end": 1.0},
        {"act": "cut", "start": 6.05, "end": 7.0},
        {"act": "mute", "start": 2.0, "end": 3.0},
    ]
    assert spans(edits, "cut") == [(0.0, 1.0), (4.9, 7.0)]
    assert kept_seconds(6.0, edits) == pytest.approx(6 - 1 - 1.1)
