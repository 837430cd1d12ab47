"""Files by several programs, each with a name of its own in every place: all are seen before, none after.

The programs of the project itself run here, and exiftool where it is installed; ``python -m bench.metadata``
lets every program write that it finds.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from bench.metadata import WRITERS, fate_of
from tests.media.writers.planting import Planted, Writer, numbers_in

LIGHT = [writer for writer in WRITERS if writer.light]
UNWRITTEN = {"tieng.m4a": ["publisher", "encoded_by"], "hinh.mp4": ["location"]}
"""What MP4 has no place for: ffmpeg leaves it out."""


@pytest.mark.parametrize("writer", LIGHT, ids=lambda writer: f"{writer.program} {writer.file}")
def test_no_name_survives_in_any_place(tmp_path: Path, writer: Writer) -> None:
    if not writer.is_here:
        assert not os.environ.get("CI"), f"{writer.needs} must be installed where the project is checked"
        pytest.skip(f"{writer.program} is not installed")
    fate = fate_of(writer, tmp_path)
    seen_by_exiftool = shutil.which("exiftool") is not None
    if seen_by_exiftool:  # positive control, place by place: the same search finds each in the original
        assert fate.unseen == (UNWRITTEN.get(writer.file, []) if writer.program == "ffmpeg" else [])
    assert fate.before
    assert fate.after == set()


def test_every_format_is_written_by_three_programs() -> None:
    programs: dict[str, set[str]] = {}
    for writer in WRITERS:
        programs.setdefault(writer.file, set()).add(writer.program)
    assert {file: sorted(found) for file, found in programs.items() if len(found) < 3} == {}
    assert len(programs) == 20


def test_name_that_survives_is_seen(tmp_path: Path) -> None:
    """Positive control: a derivative that keeps a label, in each of the ways labels are written."""
    who = Planted()
    for number, body in enumerate((who("a").encode(), who("b").encode("utf-16-be"), who("c").encode("utf-16-le"))):
        (tmp_path / f"{number}.bin").write_bytes(b"\0\1" + body)
    assert numbers_in(sorted(tmp_path.iterdir()), f"Bài của {who('d')}") == {1, 2, 3, 4}
