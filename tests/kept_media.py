"""What the confined child made of a file, kept for one run of the tests.

Many tests put the same film before the same cleaner only to have a cleaned film, and ask about rows and pages. The
child is really asked once for each operation, file, arguments and limits; whoever asks the very same again, also on
the other database, is given the same answer and the same bytes. What the child refuses is never kept.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path

import pytest

from contest.media import sandbox
from contest.media.sandbox import Limits, Progress
from contest.media.types import Json, JsonObject, Kind

Runner = Callable[..., JsonObject]
_HERE = "<folder>"


def use_kept(patch: pytest.MonkeyPatch, kept: Path) -> None:
    """Let every operation of ``contest.media`` look into the folder ``kept`` first."""
    whole = sandbox.run
    for name, module in list(sys.modules.items()):
        if name.startswith("contest.media.") and module is not sandbox and getattr(module, "run", None) is whole:
            patch.setattr(module, "run", partial(run_or_take, whole, kept))


def run_or_take(
    whole: Runner,
    kept: Path,
    operation: str,
    arguments: Mapping[str, Json],
    *,
    folder: Path,
    limits: Limits | None = None,
    by_kind: Mapping[Kind, Limits] | None = None,
    progress: Progress | None = None,
) -> JsonObject:
    """Answer as ``sandbox.run`` does; ``whole`` is asked when nothing is kept. Errors: those of ``whole``."""
    place = kept / _asked(operation, arguments, folder, limits, by_kind)
    if place.is_dir():
        return _take(place, folder, progress)
    steps: list[float] = []

    def note(step: float) -> None:
        steps.append(step)
        if progress is not None:
            progress(step)

    answer = whole(operation, arguments, folder=folder, limits=limits, by_kind=by_kind, progress=note)
    _keep(place, folder, answer, steps)
    return answer


def _asked(
    operation: str,
    arguments: Mapping[str, Json],
    folder: Path,
    limits: Limits | None,
    by_kind: Mapping[Kind, Limits] | None,
) -> str:
    """A name for all that the answer can depend on: the bytes of the file, not where it lies."""
    source = Path(str(arguments["source"]))
    with source.open("rb") as stream:
        content = hashlib.file_digest(stream, "sha256").hexdigest()
    # Its suffix counts too: a decoder may look at it.
    rest = dict(arguments) | {"source": f"{content}{source.suffix}"}
    if "folder" in rest:
        assert Path(str(rest["folder"])) == folder.resolve()
        rest["folder"] = _HERE
    bounds = [asdict(limits or Limits()), {kind: asdict(each) for kind, each in (by_kind or {}).items()}]
    return hashlib.sha256(json.dumps([operation, rest, bounds], sort_keys=True).encode()).hexdigest()


def _keep(place: Path, folder: Path, answer: JsonObject, steps: list[float]) -> None:
    told = json.dumps({"answer": answer, "steps": steps})
    if str(folder) in told:
        return  # it speaks of this one place
    making = Path(tempfile.mkdtemp(dir=place.parent))
    for file in answer.get("files", []):
        shutil.copyfile(folder / file["name"], making / file["name"])
    (making / ".answer").write_text(told, encoding="utf-8")
    try:
        making.rename(place)
    except OSError:  # another test process was first
        shutil.rmtree(making)


def _take(place: Path, folder: Path, progress: Progress | None) -> JsonObject:
    told = json.loads((place / ".answer").read_text(encoding="utf-8"))
    for step in told["steps"]:
        if progress is not None:
            progress(step)
    for file in told["answer"].get("files", []):
        shutil.copyfile(place / file["name"], folder / file["name"])
    answer: JsonObject = told["answer"]
    return answer
