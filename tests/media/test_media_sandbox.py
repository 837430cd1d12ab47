"""Each limit of the child holds, and the caller goes on."""

from __future__ import annotations

import os
import platform
import socket
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest

from contest.media.errors import MESSAGES, CannotProcess
from contest.media.reasons import Reason
from contest.media.sandbox import Limits, remove_left_scratch, run, scratch
from contest.media.types import JsonObject

TIGHT = Limits(cpu_seconds=1, wall_seconds=2, file_bytes=1000)
ON_LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="namespaces and seccomp are Linux's")


def probe(folder: Path, **arguments: object) -> JsonObject:
    return run("probe-limits", arguments, folder=folder, limits=TIGHT)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"what": "spin"}, Reason.TOO_SLOW),
        ({"what": "sleep"}, Reason.TOO_SLOW),
        ({"what": "memory"}, Reason.BOMB),
        ({"what": "crash"}, Reason.CRASHED),
        ({"what": "fill", "bytes": 10_000}, Reason.BOMB),
        ({"what": "flood"}, Reason.BOMB),
    ],
)
def test_child_that_misbehaves_is_stopped(tmp_path: Path, arguments: dict[str, object], reason: Reason) -> None:
    with pytest.raises(CannotProcess) as caught:
        probe(tmp_path, **arguments)
    assert caught.value.reason is reason
    assert caught.value.message == MESSAGES[reason]
    assert probe(tmp_path, what="nothing") == {}


@ON_LINUX
def test_child_has_no_network(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        port = server.getsockname()[1]
        assert probe(tmp_path, what="connect", port=port)["connected"] is False
        with pytest.raises(TimeoutError):
            server.accept()
        with socket.create_connection(("127.0.0.1", port)):  # the listener itself does hear
            server.accept()[0].close()


@ON_LINUX
def test_child_says_which_bars_hold(tmp_path: Path) -> None:
    bars = probe(tmp_path, what="bars")["bars"]
    if platform.machine() in ("x86_64", "aarch64"):
        assert "seccomp" in bars
    assert bars


def test_child_gets_no_secret_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "bi-mat")
    assert set(probe(tmp_path, what="bars")["environment"]) <= {"HOME", "LANG", "LC_CTYPE", "PATH", "TMPDIR"}


def test_child_runs_nothing_that_packages_leave_for_every_start(tmp_path: Path) -> None:
    assert "site" in sys.modules  # which runs those lines in every other program
    assert "site" not in probe(tmp_path, what="bars")["modules"]


def test_scratch_is_gone_after_a_failure(tmp_path: Path) -> None:
    kept = []
    with pytest.raises(ValueError, match="x"), scratch(tmp_path) as folder:  # noqa: PT012 - the folder must be used
        (folder / "half").write_text("x")
        kept.append(folder)
        raise ValueError("x")
    assert not kept[0].exists()


def test_scratch_of_a_killed_job_is_removed_when_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with scratch() as old, scratch() as young:
        (old / "half.mp4").write_bytes(b"half")
        os.utime(old, (0, 0))
        (tmp_path / "of-somebody-else").mkdir()
        os.utime(tmp_path / "of-somebody-else", (0, 0))
        assert remove_left_scratch(age=timedelta(days=1)) == 1
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted([young.name, "of-somebody-else"])
