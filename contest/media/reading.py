"""Parent side: what stands in the pixels of a clean picture or film, as text with places."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Final, Literal, TypeAlias

from contest.media.boxes import Box
from contest.media.sandbox import MIB, Limits, Progress, run, scratch
from contest.media.types import WHOLE, JsonObject

ReadKind: TypeAlias = Literal["page", "image", "video"]

SECONDS: Final[dict[ReadKind, int]] = {"page": 90, "image": 90, "video": 1200}
"""Of the clock, for one picture or film; what was read until then counts."""
_SPARE: Final = 120  # seconds for taking a film's pictures and for ending in order
_MEMORY: Final = 2048 * MIB
_MARGIN: Final = 40  # around the words, in ten-thousandths


@dataclass(frozen=True, slots=True)
class ReadWord:
    """One word at its place in `Seen.text`."""

    start: int
    end: int
    line: int
    box: Box


@dataclass(frozen=True, slots=True)
class ReadCode:
    """A QR code or barcode."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Seen:
    """One picture: its words as text, line by line; ``moment`` in seconds of a film."""

    moment: int | None
    text: str
    words: tuple[ReadWord, ...]
    codes: tuple[ReadCode, ...]

    def boxes_of(self, start: int, end: int) -> list[Box]:
        """Where a stretch of the text stands: one box a line."""
        here = [word for word in self.words if word.start < end and start < word.end]
        return [_around(word.box for word in line) for _, line in groupby(here, key=lambda word: word.line)]


@dataclass(frozen=True, slots=True)
class ReadResult:
    """All that was seen. ``has_letters``: a reader of letters was there; ``complete``: the time sufficed."""

    pictures: tuple[Seen, ...]
    has_letters: bool
    complete: bool


@lru_cache(maxsize=1)
def find_reader() -> str:
    """The path of Tesseract when it and its Vietnamese data are installed, or an empty string."""
    program = shutil.which("tesseract")
    if program is None:
        return ""
    # S603: a program of this machine, without any input
    told = subprocess.run([program, "--list-langs"], capture_output=True, check=False, text=True, timeout=30)  # noqa: S603
    return program if "vie" in told.stdout.split() else ""


def read_pixels(source: Path, kind: ReadKind, *, progress: Progress | None = None) -> ReadResult:
    """Read words and codes of a cleaned JPEG, PNG or MP4.

    Errors: CannotProcess.
    """
    reader = find_reader()
    seconds = SECONDS[kind]
    limits = Limits(cpu_seconds=seconds + _SPARE, wall_seconds=seconds + _SPARE, memory_bytes=_MEMORY)
    with scratch() as folder:
        arguments = {
            "source": str(source.resolve()),
            "folder": str(folder.resolve()),
            "kind": kind,
            "reader": reader,
            "seconds": seconds,
        }
        answer = run("read", arguments, folder=folder, limits=limits, progress=progress)
    pictures = tuple(map(_seen, answer["pictures"]))
    return ReadResult(pictures, has_letters=bool(reader), complete=bool(answer["complete"]))


def _seen(told: JsonObject) -> Seen:
    text, words, line = "", [], 0
    before: tuple[int, int] | None = None
    for word in told["words"]:
        here = (int(word["block"]), int(word["line"]))
        if before is not None:
            text += " " if here == before else "\n"
            line += here != before
        start, text = len(text), text + str(word["text"])
        words.append(ReadWord(start, len(text), line, _box(word)))
        before = here
    codes = tuple(ReadCode(str(code["text"]), _around([_box(code)])) for code in told["codes"])
    moment = told["moment"]
    return Seen(None if moment is None else int(moment), text, tuple(words), codes)


def _box(told: JsonObject) -> Box:
    """Take a box as told, kept inside the picture."""
    left, top = (min(max(int(told[side]), 0), WHOLE - 1) for side in ("x", "y"))
    return Box(x=left, y=top, w=min(max(int(told["w"]), 1), WHOLE - left), h=min(max(int(told["h"]), 1), WHOLE - top))


def _around(boxes: Iterable[Box]) -> Box:
    each: Sequence[Box] = list(boxes)
    left, top = max(0, min(box.x for box in each) - _MARGIN), max(0, min(box.y for box in each) - _MARGIN)
    right = min(WHOLE, max(box.x + box.w for box in each) + _MARGIN)
    bottom = min(WHOLE, max(box.y + box.h for box in each) + _MARGIN)
    return Box(x=left, y=top, w=right - left, h=bottom - top)
