"""Parent side: the facts of a file, found in a child process."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from contest.media.sandbox import Limits, run, scratch
from contest.media.types import Container, FileFacts, JsonObject, Kind


def measure(source: Path, *, name: str | None = None) -> FileFacts:
    """Tell what the file at `source` is and how long: words, pages, pixels, seconds.

    ``name`` is the entrant's file name, checked against the content.
    Errors: CannotProcess with a reason and a sentence to show.
    """
    arguments = {"source": str(source.resolve()), "name": name}
    with scratch() as folder:
        answer = run("measure", arguments, folder=folder, limits=Limits(cpu_seconds=30, wall_seconds=60))
    return facts_from(answer)


def facts_from(answer: JsonObject) -> FileFacts:
    """Read facts as the child tells them."""
    length = answer["duration"]
    typed = {
        "container": Container(answer["container"]),
        "kind": Kind(answer["kind"]),
        "duration": None if length is None else Decimal(length),
    }
    return FileFacts(**answer | typed)
