"""A real server for measuring: gunicorn with two workers, as ``make run`` starts it, on a port of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from contest.serve import ALLOCATOR, web_command


@dataclass(kw_only=True)
class Server:
    """A running server and its processes."""

    port: int
    process: psutil.Process
    started_in: float
    """Seconds from the command to the first page."""

    def memory_mib(self) -> float:
        """Memory of the server and its workers; pages that they share are counted once."""
        family = [self.process, *self.process.children(recursive=True)]
        return sum(one.memory_full_info().pss for one in family) / 2**20

    def forget_peaks(self) -> None:
        """Let every worker's highest memory begin anew from what it holds now."""
        for worker in self.process.children():
            Path(f"/proc/{worker.pid}/clear_refs").write_text("5", encoding="ascii")

    def peak_mib(self) -> float:
        """The highest resident memory of a worker since ``forget_peaks``, shared pages and all."""
        return max(_peak_kib(worker.pid) for worker in self.process.children()) / 1024


def _peak_kib(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0])


@contextmanager
def serving(instance: Path, *, target: str = "bench.app:wsgi", workers: int = 2) -> Iterator[Server]:
    """Serve an instance folder until the block ends."""
    port = _free_port()
    environment = {
        **os.environ,
        "CONTEST_INSTANCE": str(instance),
        "PORT": str(port),
        "CONTEST_RATE_LIMITS": "0",
        **ALLOCATOR,
    }
    environment.pop("DATABASE_URL", None)
    begun = time.perf_counter()
    child = subprocess.Popen(_command(port, workers, target), env=environment)
    try:
        _wait_for(port)
        yield Server(port=port, process=psutil.Process(child.pid), started_in=time.perf_counter() - begun)
    finally:
        child.terminate()
        child.wait(15)


def _command(port: int, workers: int, target: str) -> Sequence[str]:
    return [sys.executable, *web_command("127.0.0.1", str(port), workers)[1:-1], target]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait_for(port: int, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                probe.sendall(b"GET /suc-khoe HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if b" 200 " in probe.recv(64):
                    return
        time.sleep(0.01)
    raise TimeoutError(port)
