"""``contest run``: one command that prepares the installation and keeps web and worker running."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

import click

from contest import create_app
from contest.commands import settings_here
from contest.logs import configure_logs
from contest.migrate import migrate
from contest.web.threads import THREADS

STOP_SECONDS = 10
_PR_SET_PDEATHSIG = 1
ALLOCATOR = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "262144", "MALLOC_TRIM_THRESHOLD_": "1048576"}
_WITHOUT_COLLECTOR = "import gc; gc.disable(); from gunicorn.app.wsgiapp import run; run()"
"""Gunicorn's own start. Nothing that is imported at the start goes away again, so looking for it takes a tenth of the
start for nothing; contest.wsgi switches the collector on when all is there."""


@click.command(help="Chạy máy chủ web và tiến trình nền tại http://127.0.0.1:$PORT (mặc định 8000).")
@click.option("--workers", default=2, show_default=True, help="Số tiến trình web.")
@click.option("--demo/--no-demo", default=True, help="Nạp mùa giải mẫu khi cơ sở dữ liệu còn trống.")
def run(workers: int, *, demo: bool) -> None:
    """Prepare, start, wait, stop."""
    settings = settings_here()
    migrate(settings.database)
    if demo:
        subprocess.run([sys.executable, "-m", "contest", "demo", "--if-empty"], check=True, preexec_fn=_end_with_us)
    port = os.environ.get("PORT", "8000")
    host = os.environ.get("HOST", "127.0.0.1")
    click.echo(f"\n  Mở {settings.base_url} trong trình duyệt. Ctrl-C để dừng.\n")
    sys.exit(_keep_running([web_command(host, port, workers), [sys.executable, "-m", "contest", "worker"]]))


@click.command(help="Chạy tiến trình nền (gửi thư, làm bản kín, dọn tệp).")
def worker() -> None:
    """Run the task queue's consumer until stopped."""
    configure_logs()
    app = create_app(settings_here())
    consumer = app.extensions["contest.queue"].create_consumer(workers=2, periodic=True, worker_type="thread")
    consumer.run()


def web_command(host: str, port: str, workers: int) -> list[str]:
    """How the web server is started; the application's address stands last."""
    return [
        sys.executable,
        "-c",
        _WITHOUT_COLLECTOR,
        "--bind",
        f"{host}:{port}",
        "--workers",
        str(workers),
        "--threads",
        str(THREADS),
        "--worker-class",
        "contest.web.server_worker.PageWorker",
        "--preload",
        "--no-control-socket",
        "--timeout",
        "60",
        "--graceful-timeout",
        "10",
        "--log-level",
        "warning",
        "--logger-class",
        "contest.web.server_log.ServerLog",
        "contest.wsgi:app",
    ]


def _environment() -> dict[str, str]:
    """Glibc's allocator, told to give back what a password hash or a big page took."""
    return {**ALLOCATOR, **os.environ}


def _end_with_us() -> None:
    """For a child: it stops as if told to when this process is killed, and the port is free for the next start.

    Linux alone has a word for it; elsewhere a killed ``contest run`` leaves two processes to end by hand.
    """
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def _keep_running(commands: Sequence[Sequence[str]]) -> int:
    """Run the commands until one ends or a signal comes; then stop all and return the first's code."""
    stopping = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    children = [
        subprocess.Popen(command, start_new_session=True, env=_environment(), preexec_fn=_end_with_us)  # noqa: PLW1509, S603 - this process has one thread; our own commands
        for command in commands
    ]
    while not stopping and all(child.poll() is None for child in children):
        time.sleep(0.2)
    ended = next((child.returncode for child in children if child.poll() is not None), 0)
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
    return 0 if stopping else ended
