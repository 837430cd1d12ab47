"""Parent side: children forked from a server of ours that has every cleaner imported already.

The server starts with the first child this process asks for and ends with this process, however that ends.
A process forked from this one begins with a server of its own.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import signal
import site
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import IO, Final, NamedTuple

_PROGRAM: Final = Path(__file__).with_name("forkserver.py")
_PACKAGES: Final = tuple(site.getsitepackages())
_PATIENCE: Final = 30.0  # seconds for the server to tell how a child ended, or to end
_BLOCK: Final = 4096  # bytes; a child's ending is shorter


class Ending(NamedTuple):
    """How a child ended: its exit code (negative: a signal), seconds of processor, most bytes of memory at once."""

    status: int
    processor: float
    memory: int


class Usage(NamedTuple):
    """What all children that ended have used: seconds of processor together, most bytes that one of them held."""

    processor: float
    memory: int


class Fork:
    """One child: a pipe to it, a pipe from it, and a line to the server that knows how it ends."""

    def __init__(
        self, requests: IO[bytes], answers: IO[bytes], line: socket.socket, tell: Callable[[Ending], None]
    ) -> None:
        self.requests = requests
        self.answers = answers
        self._line = line
        self._tell = tell

    def end(self) -> Ending:
        """Kill it if it still runs, with all it started, and close what led to it; say how it ended."""
        told = bytearray()
        with self._line, contextlib.suppress(OSError):
            self._line.shutdown(socket.SHUT_WR)
            self._line.settimeout(_PATIENCE)
            while block := self._line.recv(_BLOCK):
                told += block
        for pipe in (self.requests, self.answers):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
        # without a word the server itself was killed, and every child of it with it
        ending = Ending(**json.loads(told)) if told else Ending(-signal.SIGKILL, 0.0, 0)
        self._tell(ending)
        return ending


class Forkserver:
    """The server of this process, started when it is first asked and again when somebody killed it."""

    def __init__(self, program: Path = _PROGRAM) -> None:
        self._program = program
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self.usage = Usage(0.0, 0)

    def fork(self, operation: str, folder: Path) -> Fork:
        """Begin a child that carries out `operation` with ``folder`` as its own place."""
        message = json.dumps({"operation": operation, "folder": str(folder)}).encode()
        reads, requests = os.pipe()
        answers, writes = os.pipe()
        line, far = socket.socketpair()
        fork = Fork(os.fdopen(requests, "wb"), os.fdopen(answers, "rb"), line, self._count)
        try:
            self._ask(message, (reads, writes, far.fileno()))
        except OSError:
            fork.end()
            raise
        finally:
            far.close()
            os.close(reads)
            os.close(writes)
        return fork

    def close(self) -> None:
        """End the server and every child it has."""
        with self._lock:
            self._stop()

    def forget(self) -> None:
        """Let go of a server that belongs to the process this one was forked from."""
        if self._control is not None:
            self._control.close()

    def _count(self, ending: Ending) -> None:
        with self._lock:
            self.usage = Usage(self.usage.processor + ending.processor, max(self.usage.memory, ending.memory))

    def _ask(self, message: bytes, descriptors: Sequence[int]) -> None:
        with self._lock:
            if self._control is not None:
                try:
                    socket.send_fds(self._control, [message], descriptors)
                except OSError:  # somebody killed it
                    self._stop()
                else:
                    return
            socket.send_fds(self._start(), [message], descriptors)

    def _start(self) -> socket.socket:
        self._control, far = socket.socketpair()
        # S603: the program and its arguments are ours. -I keeps every folder of an entrant off sys.path; -S runs none
        # of the lines that packages leave to be run at every start, so it is told where packages are;
        # -B because a child's file-size limit would cut the bytecode of our own modules short.
        with far:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-I", "-S", "-B", str(self._program), str(far.fileno()), *_PACKAGES],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={"PATH": os.defpath, "LANG": "C.UTF-8"},  # no secret of ours reaches a decoder
                start_new_session=True,
                pass_fds=[far.fileno()],
            )
        return self._control

    def _stop(self) -> None:
        if self._control is None or self._process is None:
            return
        self._control.close()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._control = self._process = None


server = Forkserver()
"""That of this process."""


def fork(operation: str, folder: Path) -> Fork:
    """Begin a child of this process's server; whoever asks calls `Fork.end`."""
    return server.fork(operation, folder)


def usage() -> Usage:
    """What the children of this process have used, which `resource.getrusage` does not see: they are the server's."""
    return server.usage


def _begin_anew() -> None:
    global server  # noqa: PLW0603 - one a process, and this is another one now
    server.forget()
    server = Forkserver()


def _close() -> None:
    server.close()  # looked up now: a forked process has another one than it imported


os.register_at_fork(after_in_child=_begin_anew)
atexit.register(_close)
