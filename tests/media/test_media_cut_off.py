"""Files of every kind that lost their end or their middle on the way here."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from contest.media.clean import CleanResult, clean
from contest.media.errors import CannotProcess
from contest.media.reasons import Reason
from tests.media.kinds import MAKERS, plain_text
from tests.media.made import ffmpeg

EVERY = {"bai.txt": plain_text} | MAKERS
OPEN_ENDED = {"bai.txt", "hinh.ts"}
"""Formats that nowhere say how long they are: the part that came is all there ever was."""
UNGUARDED = {"anh.tif", "anh.heic", "tieng.wav", "tieng.mp3", "trang.pdf", "bai.rtf"}
"""Formats whose middle is plain samples or words, frames or objects that stand alone, or codes without a checksum:
what is drawn, heard or read is what is there."""


def outcome(path: Path, body: bytes) -> CleanResult | Reason:
    """How such a file ends; a refusal leaves nothing, and the next job runs."""
    path.write_bytes(body)
    out = path.parent / "out"
    try:
        return clean(path, out, name=path.name)
    except CannotProcess as error:
        assert not out.exists()
        after = clean(plain_text(path.parent / "after.txt"), path.parent / "after")
        assert after.facts.words
        return error.reason


@pytest.mark.parametrize("name", EVERY)
def test_file_without_its_end(tmp_path: Path, name: str) -> None:
    whole = EVERY[name](tmp_path / name).read_bytes()
    found = outcome(tmp_path / name, whole[: len(whole) // 3])
    if name not in OPEN_ENDED:
        assert found is Reason.BROKEN
    else:
        assert isinstance(found, CleanResult)
        complete = outcome(tmp_path / name, whole)
        assert isinstance(complete, CleanResult)
        assert (found.duration or Decimal(len(found.text))) < (complete.duration or Decimal(len(complete.text)))


@pytest.mark.parametrize("name", EVERY)
def test_file_without_its_middle(tmp_path: Path, name: str) -> None:
    whole = EVERY[name](tmp_path / name).read_bytes()
    third = len(whole) // 3
    noise = Random(7).randbytes(third)  # noqa: S311 - the same every time
    found = outcome(tmp_path / name, whole[:third] + noise + whole[2 * third :])
    if name in UNGUARDED:
        assert isinstance(found, CleanResult)
    else:
        assert found in (Reason.BROKEN, Reason.UNKNOWN_TYPE, Reason.LEGACY_ENCODING)


@pytest.mark.parametrize("name", ["tieng.mp3", "hinh.webm"])
def test_sound_and_film_shorter_than_they_say_are_refused(tmp_path: Path, name: str) -> None:
    """A header that promises two seconds is held to it, though what is there would play."""
    whole = MAKERS[name](tmp_path / name).read_bytes()
    assert outcome(tmp_path / name, whole[: len(whole) * 2 // 3]) is Reason.BROKEN
    assert isinstance(outcome(tmp_path / name, whole), CleanResult)


@pytest.mark.parametrize(("picture", "sound", "words"), [(2, 1.3, 0.5), (1.3, 2, 0.5), (2, 2, 3.5)])
def test_film_whose_tracks_end_apart_is_taken(tmp_path: Path, picture: float, sound: float, words: float) -> None:
    """Picture, sound and subtitles of their own lengths, in seconds: nothing is missing."""
    (tmp_path / "a.srt").write_text(f"1\n00:00:00,000 --> 00:00:0{words:.3f}".replace(".", ",") + "\nXin\n")
    arguments = ["-f", "lavfi", "-i", f"testsrc2=size=160x120:rate=25:duration={picture}"]
    arguments += ["-f", "lavfi", "-i", f"sine=duration={sound}", "-i", str(tmp_path / "a.srt")]
    arguments += ["-map", "0", "-map", "1", "-map", "2", "-c:v", "libx264", "-pix_fmt", "yuv420p"]
    ffmpeg([*arguments, str(tmp_path / "hinh.mkv")])
    found = outcome(tmp_path / "hinh.mkv", (tmp_path / "hinh.mkv").read_bytes())
    assert isinstance(found, CleanResult)
