"""Media that ffmpeg makes for the tests, each made once for all test processes of this tree.

What is the same command on the same files is the same film: a later test, also one of another run, gets a copy.
``make clean`` takes them away.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

from imageio_ffmpeg import get_ffmpeg_exe

KEPT: Final = Path(__file__).parents[2] / "build" / "test-media"


def ffmpeg(arguments: Sequence[str]) -> None:
    """Run ffmpeg, or give what the same run made before; the last argument is the file to write. Loud on failure."""
    target = Path(arguments[-1])
    kept = KEPT / f"{_name_of(arguments)}{target.suffix}"
    KEPT.mkdir(parents=True, exist_ok=True)
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another process may be making it now
        if not kept.exists():
            _make([*arguments[:-1]], kept)
    shutil.copyfile(kept, target)


def _make(arguments: list[str], kept: Path) -> None:
    with NamedTemporaryFile(dir=KEPT, suffix=kept.suffix) as half:
        command = [get_ffmpeg_exe(), "-hide_banner", "-loglevel", "error", "-nostdin", "-y", *arguments, half.name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        os.link(half.name, kept)


def _name_of(arguments: Sequence[str]) -> str:
    """A digest of the program, of what it is told and of every file it reads."""
    digest = hashlib.sha256(get_ffmpeg_exe().encode())
    for argument in arguments[:-1]:
        path = Path(argument)
        is_file = len(argument) < 4096 and "\n" not in argument and path.is_absolute() and path.is_file()
        digest.update(b"\0file " + path.read_bytes() if is_file else b"\0" + argument.encode())
    return digest.hexdigest()
