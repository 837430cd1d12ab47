"""Parent side: poster, thumbnails and rates of a film that is already clean."""

from __future__ import annotations

from pathlib import Path

from contest.media.clean import LIMITS, CleanFile, deliver
from contest.media.sandbox import Progress, run, scratch
from contest.media.types import Kind


def film_sides(source: Path, out: Path, *, progress: Progress | None = None) -> tuple[CleanFile, ...]:
    """Write what stands beside the clean film ``source`` into ``out``: roles poster, strip, rate and playlist.

    Errors: CannotProcess; nothing is left in ``out`` then.
    """
    out.mkdir(parents=True, exist_ok=True)
    with scratch(out) as folder:
        arguments = {"source": str(source.resolve()), "folder": str(folder.resolve())}
        answer = run("film-sides", arguments, folder=folder, limits=LIMITS[Kind.VIDEO], progress=progress)
        return tuple(deliver(file, folder, out) for file in answer["files"])
