"""Parent side: a clean derivative of a file, complete in the output folder or not there at all."""

from __future__ import annotations

import contextlib
import os
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from contest.media.errors import CannotProcess
from contest.media.measure import facts_from
from contest.media.reasons import Reason
from contest.media.sandbox import MIB, Limits, Progress, run, scratch
from contest.media.types import ROLES, FileFacts, JsonObject, Kind

LIMITS: Final = {
    Kind.TEXT: Limits(cpu_seconds=30, wall_seconds=60),
    Kind.IMAGE: Limits(cpu_seconds=60, wall_seconds=120, memory_bytes=3072 * MIB),
    Kind.PDF: Limits(cpu_seconds=300, wall_seconds=600, memory_bytes=2048 * MIB),
    Kind.AUDIO: Limits(cpu_seconds=900, wall_seconds=1800, memory_bytes=2048 * MIB, file_bytes=2048 * MIB),
    Kind.VIDEO: Limits(cpu_seconds=14400, wall_seconds=14400, memory_bytes=4096 * MIB, file_bytes=16384 * MIB),
}


BETWEEN_PARAGRAPHS: Final = "\n\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class CleanFile:
    """One file of a derivative.

    ``role``: image, preview, page, audio, wave, video, poster, strip, rate or playlist (of the rate before it).
    """

    path: Path
    role: str
    mime: str
    width: int | None
    height: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """A stretch of text of one look."""

    text: str
    bold: bool
    italic: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Paragraph:
    """Runs that belong together; never empty."""

    runs: tuple[Run, ...]
    heading: bool

    @property
    def text(self) -> str:
        """The words without their look."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, kw_only=True, slots=True)
class CleanResult:
    """A finished derivative: its files, its words, and the facts of what it was made from."""

    facts: FileFacts
    files: tuple[CleanFile, ...]
    paragraphs: tuple[Paragraph, ...]
    page_texts: tuple[str, ...]
    """The text layer of each page of a PDF as it stands there: offsets in it fit `boxes.locate`."""
    duration: Decimal | None
    damaged: int = 0
    """Packets of a broadcast recording that did not arrive whole."""

    @property
    def text(self) -> str:
        """All paragraphs, blank lines between; empty for a scan, a photo, a sound."""
        return BETWEEN_PARAGRAPHS.join(paragraph.text for paragraph in self.paragraphs)


def clean(source: Path, out: Path, *, name: str | None = None, progress: Progress | None = None) -> CleanResult:
    """Write the clean derivative of `source` into the folder `out` (made when missing).

    Shape:  file names in ``out`` are of the kind ``page-001.jpg``: nothing of the original's name.
            Files appear whole, by rename, after all of them are ready.
    Errors: CannotProcess; nothing is left in ``out`` then.
    """
    had_folder = out.exists()
    out.mkdir(parents=True, exist_ok=True)
    try:
        return _cleaned(source, out, name, progress)
    except CannotProcess:
        if not had_folder:
            with contextlib.suppress(OSError):
                out.rmdir()
        raise


def _cleaned(source: Path, out: Path, name: str | None, progress: Progress | None) -> CleanResult:
    with scratch(out) as folder:
        arguments = {
            "source": str(source.resolve()),
            "folder": str(folder.resolve()),
            "name": name,
            "limits_by_kind": {kind: asdict(limits) for kind, limits in LIMITS.items()},
        }
        answer = run("clean", arguments, folder=folder, limits=LIMITS[Kind.VIDEO], by_kind=LIMITS, progress=progress)
        files = tuple(deliver(file, folder, out) for file in answer["files"])
    return CleanResult(
        facts=facts_from(answer["facts"]),
        files=files,
        paragraphs=tuple(map(_paragraph, answer.get("paragraphs", []))),
        page_texts=tuple(answer.get("page_texts", [])),
        duration=Decimal(answer["duration"]) if "duration" in answer else None,
        damaged=int(answer.get("damaged", 0)),
    )


def deliver(file: JsonObject, folder: Path, out: Path) -> CleanFile:
    """Move one finished file out; trust nothing a taken-over child may claim about it."""
    if file["role"] not in ROLES:
        raise CannotProcess(Reason.CRASHED, "a file of an unknown role")
    made = folder / Path(str(file["name"])).name
    if made.is_symlink() or not made.is_file() or made.stat().st_size == 0:
        raise CannotProcess(Reason.CRASHED, "a promised file is missing")
    with made.open("rb") as handle:
        os.fsync(handle.fileno())
    target = out / made.name
    made.replace(target)
    return CleanFile(
        path=target,
        role=str(file["role"]),
        mime=str(file["mime"]),
        width=file.get("width"),
        height=file.get("height"),
    )


def _paragraph(found: JsonObject) -> Paragraph:
    runs = tuple(Run(text=text, bold=bold, italic=italic) for text, bold, italic in found["runs"])
    return Paragraph(runs=runs, heading=found["heading"])
