"""Children come from a server that outlives them, and never the other way round."""

from __future__ import annotations

import contextlib
import multiprocessing
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import psutil
import pytest

from contest.media import forks
from contest.media.errors import CannotProcess
from contest.media.forks import Forkserver
from contest.media.reasons import Reason
from contest.media.sandbox import Limits, run
from contest.media.types import JsonObject

ROOT: Final = Path(__file__).parents[2]
SHORT: Final = Limits(cpu_seconds=5, wall_seconds=1)
_MANY: Final = 8


pytestmark = pytest.mark.usefixtures("own_server")


def nothing(folder: Path) -> JsonObject:
    """The modules of a child that does nothing."""
    return run("probe-limits", {"what": "bars"}, folder=folder)


def below(process: psutil.Process) -> list[psutil.Process]:
    """What runs under it and is not waiting to be reaped."""
    return [one for one in process.children(recursive=True) if one.status() != psutil.STATUS_ZOMBIE]


def soon(happens: Callable[[], bool]) -> bool:
    """Whether it comes within a minute, which a busy machine may take for the start of a program."""
    until = time.monotonic() + 60
    while not happens():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def forked(process: psutil.Process) -> list[psutil.Process]:
    """The children it forked from itself; what it starts for a moment while it reads ahead is none of them."""
    return [one for one in below(process) if _is_forkserver(one)]


def _is_forkserver(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
        return "forkserver.py" in " ".join(process.cmdline())
    return False


def server_of(process: psutil.Process) -> psutil.Process:
    """Its fork server."""
    (found,) = filter(_is_forkserver, process.children())
    return found


def a_child_runs() -> bool:
    """Whether the server of this process is there and has one."""
    return any(forked(one) for one in psutil.Process().children() if _is_forkserver(one))


def test_children_share_one_server_that_is_gone_after_it_was_closed(tmp_path: Path, own_server: Forkserver) -> None:
    nothing(tmp_path)
    here = psutil.Process()
    first = server_of(here)
    nothing(tmp_path)
    assert server_of(here) == first
    assert not below(first)
    own_server.close()
    assert not first.is_running()


def test_server_knows_no_room_that_reads_a_secret(tmp_path: Path) -> None:
    modules = set(nothing(tmp_path)["modules"])
    assert "contest.media.clean_pdf" in modules  # it has read ahead
    ours = {name for name in modules if name.startswith("contest.") and not name.startswith("contest.media")}
    assert ours <= {"contest.text", *(name for name in ours if name.startswith("contest.text."))}
    assert not modules & {"flask", "sqlalchemy", "boto3", "contest.settings"}


def test_server_that_was_killed_is_replaced(tmp_path: Path) -> None:
    nothing(tmp_path)
    killed = server_of(psutil.Process())
    killed.kill()
    assert soon(lambda: killed.status() == psutil.STATUS_ZOMBIE)
    assert nothing(tmp_path)
    assert server_of(psutil.Process()) != killed


def test_server_killed_under_a_child_ends_it_as_crashed(tmp_path: Path) -> None:
    with ThreadPoolExecutor(max_workers=1) as beside:
        asleep = beside.submit(run, "probe-limits", {"what": "sleep"}, folder=tmp_path)
        assert soon(a_child_runs)
        (child,) = forked(server_of(psutil.Process()))
        server_of(psutil.Process()).kill()
        with pytest.raises(CannotProcess) as caught:
            asleep.result()
    assert caught.value.reason is Reason.CRASHED
    assert soon(lambda: not child.is_running())


def test_child_that_hangs_keeps_no_other_waiting(tmp_path: Path) -> None:
    """A child holds no end of another one's pipes: else the others' answers would have no end."""
    with ThreadPoolExecutor(max_workers=_MANY + 1) as beside:
        asleep = beside.submit(run, "probe-limits", {"what": "sleep"}, folder=tmp_path)
        assert soon(a_child_runs)
        answers = [beside.submit(nothing, tmp_path) for _ in range(_MANY)]
        assert all(one.result()["bars"] is not None for one in answers)
        assert not asleep.done()
        (child,) = forked(server_of(psutil.Process()))
        child.kill()
        with pytest.raises(CannotProcess):
            asleep.result()


def test_child_that_is_too_slow_is_gone_when_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(CannotProcess) as caught:
        run("probe-limits", {"what": "sleep"}, folder=tmp_path, limits=SHORT)
    assert caught.value.reason is Reason.TOO_SLOW
    assert not below(server_of(psutil.Process()))


def test_use_of_children_is_counted(tmp_path: Path) -> None:
    assert forks.usage() == (0.0, 0)
    with pytest.raises(CannotProcess):
        run("probe-limits", {"what": "spin"}, folder=tmp_path, limits=Limits(cpu_seconds=1))
    spun = forks.usage()
    assert spun.processor > 0.9  # the kernel stops it at one second by another, coarser count
    nothing(tmp_path)
    after = forks.usage()
    assert after.processor > spun.processor
    assert after.memory >= spun.memory > 0


def _modules_and_server(folder: Path) -> int:
    nothing(folder)
    return server_of(psutil.Process()).pid


def test_forked_process_has_a_server_of_its_own(tmp_path: Path) -> None:
    nothing(tmp_path)
    first = server_of(psutil.Process()).pid
    with multiprocessing.get_context("fork").Pool(1) as forked:
        assert forked.apply(_modules_and_server, (tmp_path,)) != first
    assert nothing(tmp_path)


def test_nothing_survives_an_owner_that_is_killed(tmp_path: Path) -> None:
    asleep = (
        "import sys; from pathlib import Path; from contest.media.sandbox import run; "
        "run('probe-limits', {'what': 'sleep'}, folder=Path(sys.argv[1]))"
    )
    owner = subprocess.Popen([sys.executable, "-c", asleep, str(tmp_path)], cwd=ROOT)
    try:
        process = psutil.Process(owner.pid)
        assert soon(lambda: len(below(process)) > 1)
        running = below(process)
    finally:
        owner.kill()
        owner.wait()
    assert soon(lambda: not any(one.is_running() for one in running))
