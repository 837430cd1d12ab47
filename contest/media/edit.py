"""Parent side: edits in time of a clean sound or film. Always from the clean base, never in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from contest.media.boxes import Box
from contest.media.clean import CleanFile, deliver
from contest.media.sandbox import MIB, Limits, Progress, run, scratch
from contest.media.types import Act, JsonObject, Kind

_LIMITS: Final = {
    Kind.AUDIO: Limits(cpu_seconds=1800, wall_seconds=3600, memory_bytes=2048 * MIB, file_bytes=2048 * MIB),
    Kind.VIDEO: Limits(cpu_seconds=28800, wall_seconds=28800, memory_bytes=4096 * MIB, file_bytes=16384 * MIB),
}
_OPERATIONS: Final = {Kind.AUDIO: "edit-sound", Kind.VIDEO: "edit-film"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """One edit. ``start`` and ``end`` in milliseconds of the clean base; ``box`` for cover and blur alone."""

    act: Act
    start: int
    end: int
    box: Box | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class EditedFile:
    """The edited file, then its wave or poster; the duration in seconds."""

    files: tuple[CleanFile, ...]
    duration: Decimal


def edit(base: Path, out: Path, *, kind: Kind, edits: Sequence[Edit], progress: Progress | None = None) -> EditedFile:
    """Write the clean sound or film at `base` into `out` with all `edits` carried out.

    Errors: CannotProcess; nothing is left in ``out`` then.
    """
    out.mkdir(parents=True, exist_ok=True)
    with scratch(out) as folder:
        arguments = {
            "source": str(base.resolve()),
            "folder": str(folder.resolve()),
            "edits": [_as_json(each) for each in edits],
        }
        answer = run(_OPERATIONS[kind], arguments, folder=folder, limits=_LIMITS[kind], progress=progress)
        files = tuple(deliver(file, folder, out) for file in answer["files"])
    return EditedFile(files=files, duration=Decimal(answer["duration"]))


def _as_json(edit_: Edit) -> JsonObject:
    box = None if edit_.box is None else asdict(edit_.box)
    return {"act": edit_.act, "start": edit_.start / 1000, "end": edit_.end / 1000, "box": box}
