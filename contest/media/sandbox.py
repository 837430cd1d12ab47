"""Parent side: run one operation in a child process and outlive whatever it does.

A crash, a hang, a bomb and a refusal all end as `CannotProcess`; the caller goes on.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import shutil
import signal
import stat
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, Final, TypeAlias

from contest.media.errors import CannotProcess
from contest.media.forks import Ending, Fork, fork
from contest.media.reasons import Reason
from contest.media.types import Json, JsonObject, Kind

Progress: TypeAlias = Callable[[float], None]

MIB: Final = 1024 * 1024
_MOST_ANSWER: Final = 64 * MIB  # an honest answer is facts and text; more is a flood
_READ: Final = 256 * 1024
_SCRATCH: Final = ".contest-"


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What one child may use. Seconds of processor and of the clock, bytes, files open at once."""

    cpu_seconds: int = 60
    wall_seconds: float = 90.0
    memory_bytes: int = 1536 * MIB
    file_bytes: int = 512 * MIB
    open_files: int = 64


@contextlib.contextmanager
def scratch(inside: Path | None = None) -> Iterator[Path]:
    """Lend a private folder that is gone afterwards, whatever happened in it."""
    folder = Path(tempfile.mkdtemp(prefix=_SCRATCH, dir=inside))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_left_scratch(*, age: timedelta) -> int:
    """Remove folders whose borrower was killed: those that nobody wrote to for so long. The number removed.

    The clock is the machine's, which wrote their times, not the caller's.
    """
    removed, older_than = 0, time.time() - age.total_seconds()
    for folder in Path(tempfile.gettempdir()).glob(f"{_SCRATCH}*"):
        with contextlib.suppress(FileNotFoundError):  # its borrower may be giving it back this moment
            facts = folder.lstat()
            if stat.S_ISDIR(facts.st_mode) and facts.st_uid == os.getuid() and facts.st_mtime < older_than:
                shutil.rmtree(folder, ignore_errors=True)
                removed += 1
    return removed


def run(
    operation: str,
    arguments: Mapping[str, Json],
    *,
    folder: Path,
    limits: Limits | None = None,
    by_kind: Mapping[Kind, Limits] | None = None,
    progress: Progress | None = None,
) -> JsonObject:
    """Carry out `operation` in a confined child that may write only small files in `folder`.

    Shape:  arguments and answer are JSON objects; paths are absolute strings. ``by_kind`` are tighter limits
            of which the wall clock holds once the child has said what the file is.
    Errors: CannotProcess with the reason, also when the child crashed, hung or was stopped by a limit.
    """
    bounds = limits or Limits()
    request = json.dumps({"limits": asdict(bounds), "arguments": dict(arguments)}) + "\n"
    child = fork(operation, folder)
    try:
        answer = _converse(child, request, _Clock(bounds, by_kind or {}), progress)
    finally:
        ending = child.end()
    return _result_of(ending, answer)


class _Clock:
    """The wall clock of one child."""

    def __init__(self, bounds: Limits, by_kind: Mapping[Kind, Limits]) -> None:
        self.started = time.monotonic()
        self.seconds = bounds.wall_seconds
        self.by_kind = by_kind

    def fit(self, kind: str) -> None:
        """Shorten the time to that of the kind the child named."""
        limits = self.by_kind.get(Kind(kind))
        if limits is not None:
            self.seconds = min(self.seconds, limits.wall_seconds)

    def left(self) -> float:
        """Seconds left; not positive when the time is up."""
        return self.started + self.seconds - time.monotonic()


def _converse(child: Fork, request: str, clock: _Clock, progress: Progress | None) -> JsonObject | None:
    with contextlib.suppress(BrokenPipeError):
        child.requests.write(request.encode())
        child.requests.close()
    answer: JsonObject | None = None
    for line in _lines(child.answers, clock):
        message = json.loads(line)
        if "kind" in message:
            clock.fit(str(message["kind"]))
        elif "progress" in message:
            if progress is not None:
                progress(float(message["progress"]))
        else:
            answer = message
    return answer


def _lines(stream: IO[bytes], clock: _Clock) -> Iterator[bytes]:
    """Yield whole lines until the end of the stream or the deadline, which raises."""
    waiting, received = bytearray(), 0
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        while True:
            left = clock.left()
            if left <= 0 or not selector.select(left):
                raise CannotProcess(Reason.TOO_SLOW, "wall clock")
            block = os.read(stream.fileno(), _READ)
            if not block:
                return
            received += len(block)
            if received > _MOST_ANSWER:
                raise CannotProcess(Reason.BOMB, "answer too long")
            waiting += block
            if b"\n" in block:
                *whole, rest = waiting.split(b"\n")
                waiting = bytearray(rest)
                yield from map(bytes, whole)


def _result_of(ending: Ending, answer: JsonObject | None) -> JsonObject:
    if answer is None:
        reason = Reason.TOO_SLOW if ending.status == -signal.SIGXCPU else Reason.CRASHED
        raise CannotProcess(reason, f"status {ending.status}")
    if "refused" in answer:
        raise CannotProcess(Reason(answer["refused"]), str(answer.get("detail", "")))
    result: JsonObject = answer["result"]
    return result
