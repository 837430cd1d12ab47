"""Spoiled files of one kind through the confined child, for as long as wanted.

Every seed must end as a clean file or as a refusal in words, in good time, with nothing left behind: no file
but the promised ones, no process, no open file. A refusal that hides a mistake in our own code counts as an
escape too: the child says in which file an unforeseen error arose.

``python -m tests.media.fuzz anh.png --since 17 --seeds 1`` runs one seed again; ``--seconds`` runs on and on.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Final

import pytest
from PIL import Image

from contest.media.clean import CleanResult, clean
from contest.media.errors import MESSAGES, CannotProcess
from contest.media.measure import measure
from contest.media.reasons import Reason
from contest.media.sandbox import MIB, Limits
from contest.media.types import Kind
from tests.media.canaries import found_in
from tests.media.kinds import SMALL
from tests.media.mutations import mutated

SHORT: Final = Limits(cpu_seconds=20, wall_seconds=90, memory_bytes=1536 * MIB, file_bytes=256 * MIB)
"""A spoiled file is as small as the whole one: what takes this long hangs."""
_PAINTED: Final = (Kind.IMAGE, Kind.PDF)  # encoded anew from pixels: no byte of the original may be there
_BY_CHANCE: Final = {"mark"}
"""Three letters: the packed pixels of one page in two hundred spell them (trang.pdf, seed 92252)."""

_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")

Cleaner = Callable[[Path, Path, str], CleanResult]


class Escaped(AssertionError):
    """An outcome that is neither a clean file nor a refusal in words."""


def ours(source: Path, out: Path, name: str) -> CleanResult:
    """The wrapper under test."""
    return clean(source, out, name=name)


@contextmanager
def surroundings(folder: Path) -> Iterator[None]:
    """Short limits, and a temporary folder of our own that must stay empty."""
    (folder / "tmp").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("contest.media.clean.LIMITS", dict.fromkeys(Kind, SHORT))
        patch.setattr(tempfile, "tempdir", str(folder / "tmp"))
        yield


def run_seeds(
    name: str, folder: Path, *, seconds: float, since: int = 0, most: int | None = None, cleaner: Cleaner = ours
) -> Counter[str]:
    """Spoil the small sample ``name`` with seed after seed until the time is up; count how they ended.

    Errors: Escaped, with the seeds that ran and the command that runs the last one again.
    """
    (folder / "sample").mkdir()
    whole = SMALL[name](folder / "sample" / name).read_bytes()
    ended: Counter[str] = Counter()
    until = time.monotonic() + seconds
    with surroundings(folder):
        with suppress(CannotProcess):  # this is for the fork server, whose descriptor stays open
            measure(folder / "sample" / name)
        before = _open_files()
        for seed in count(since):
            if time.monotonic() >= until or (most is not None and seed - since >= most):
                break
            try:
                ended[_outcome(mutated(whole, seed), name, folder, cleaner)] += 1
                _leaves_nothing(folder, before)
            except Exception as error:
                again = f"python -m tests.media.fuzz {name} --since {seed} --seeds 1"
                raise Escaped(f"{name}: seeds {since} to {seed} ran; seed {seed}: {error!r}; again: {again}") from error
        if _outcome(whole, name, folder, cleaner) != "clean":
            raise Escaped(f"{name}: after seeds {since} to {since + ended.total() - 1} the whole file is refused")
    return ended


def _outcome(body: bytes, name: str, folder: Path, cleaner: Cleaner) -> str:
    """How one file ended: ``clean`` or the reason of its refusal."""
    source, out = folder / "in" / name, folder / "out"
    source.parent.mkdir(exist_ok=True)
    source.write_bytes(body)
    out.mkdir()
    try:
        result = cleaner(source, out, name)
    except CannotProcess as error:
        _is_in_words(error)
        wanted: set[Path] = set()
        ended = str(error.reason)
    else:
        _is_clean(result)
        wanted = {file.path for file in result.files}
        ended = "clean"
    if set(out.rglob("*")) != wanted:
        raise Escaped(f"left in the output: {sorted(path.name for path in set(out.rglob('*')) - wanted)}")
    for path in wanted:
        path.unlink()
    out.rmdir()
    if list(source.parent.iterdir()) != [source] or source.read_bytes() != body:
        raise Escaped("the original or its folder was changed")
    return ended


def _is_in_words(error: CannotProcess) -> None:
    if error.message != MESSAGES[error.reason]:
        raise Escaped(f"no words for {error.reason}")
    if error.reason is Reason.TOO_SLOW:
        raise Escaped(f"hung: {error.detail}")
    if " in contest/" in error.detail:
        raise Escaped(f"a mistake of our own: {error.detail}")


def _is_clean(result: CleanResult) -> None:
    """Pictures open, words are words, and what was painted anew holds no byte of the original's labels."""
    for file in result.files:
        body = file.path.read_bytes()
        if file.mime.startswith("image/"):
            with Image.open(file.path) as image:
                image.load()
        if result.facts.kind in _PAINTED and found_in(body) - _BY_CHANCE:
            raise Escaped(f"{file.path.name} holds the name")
    if _UNSTORABLE.search(result.text + "".join(result.page_texts)):
        raise Escaped("words that no database holds")


def _leaves_nothing(folder: Path, files_open: int) -> None:
    if left := [path.name for path in (folder / "tmp").iterdir()]:
        raise Escaped(f"left in the temporary folder: {left}")
    if _open_files() > files_open:
        raise Escaped("a file or a pipe was left open")
    patience = 40
    while alive := _running_on(folder):
        if not patience:
            raise Escaped(f"still running: {alive}")
        patience -= 1
        time.sleep(0.05)  # one that was killed a moment ago may still be leaving


def _open_files() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def _running_on(folder: Path) -> list[str]:
    """Processes whose command line names the folder or that stand in it; nothing where there is no /proc."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # gone meanwhile
            line = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if str(folder) in line or (path / "cwd").readlink().is_relative_to(folder):
                found.append(line)
    return found


def main() -> None:
    """Run from a command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(SMALL), help=f"of {', '.join(SMALL)}; all by default")
    parser.add_argument("--since", type=int, default=0, help="the first seed")
    parser.add_argument("--seeds", type=int, help="how many seeds of each")
    parser.add_argument("--seconds", type=float, default=3600, help="how long for each")
    wanted = parser.parse_args()
    for name in wanted.names:
        with tempfile.TemporaryDirectory() as folder:
            try:
                ended = run_seeds(name, Path(folder), seconds=wanted.seconds, since=wanted.since, most=wanted.seeds)
            except Escaped as error:
                print(f"ESCAPED {error}", flush=True)  # noqa: T201 - a command of the developers
            else:
                print(f"{name}: {ended.total()} seeds: {dict(ended)}", flush=True)  # noqa: T201 - as above


if __name__ == "__main__":
    main()
