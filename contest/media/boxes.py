"""Parent side: find words on pages, paint places over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from contest.media.clean import CleanFile, deliver
from contest.media.sandbox import MIB, Limits, run, scratch

_LIMITS: Final = Limits(cpu_seconds=120, wall_seconds=240, memory_bytes=2048 * MIB)


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """A place on a picture, in ten-thousandths of its width and height."""

    x: int
    y: int
    w: int
    h: int


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text layer of one page; pages count from 0."""

    page: int
    start: int
    end: int


def locate(source: Path, spans: Sequence[Span]) -> list[tuple[Box, ...]]:
    """Find where each stretch stands on its page: one box a line of letters.

    Errors: CannotProcess.
    """
    if not spans:
        return []
    asked = [[span.page, span.start, span.end] for span in spans]
    arguments = {"source": str(source.resolve()), "spans": asked}
    with scratch() as folder:
        answer = run("locate", arguments, folder=folder, limits=_LIMITS)
    return [tuple(Box(**box) for box in boxes) for boxes in answer["boxes"]]


def paint(source: Path, out: Path, boxes: Sequence[Box]) -> CleanFile:
    """Write the cleaned picture at `source` into `out` with the boxes painted over.

    Errors: CannotProcess; nothing is left in ``out`` then.
    """
    out.mkdir(parents=True, exist_ok=True)
    with scratch(out) as folder:
        arguments = {
            "source": str(source.resolve()),
            "folder": str(folder.resolve()),
            "boxes": [asdict(box) for box in boxes],
        }
        answer = run("paint", arguments, folder=folder, limits=_LIMITS)
        return deliver(answer["files"][0], folder, out)
