"""Clean one file in a process of its own and say how it ended and how much memory its child took.

The processes are forks of a server that has imported everything once: a fork begins with no children on its
account, as a process started anew does, and without the two seconds of a start.

``python -m tests.media.peak FILE`` prints one JSON list: the reason or ``clean``, and bytes.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Final

import pytest

from contest.media.clean import clean
from contest.media.errors import CannotProcess
from contest.media.forks import usage
from contest.media.types import Kind
from tests.media.fuzz import SHORT

_FORKS: Final = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__])


def peak_of(path: Path) -> tuple[str, int]:
    """How cleaning ends, with limits short enough for a test, and the most memory any child held, in bytes."""
    with ProcessPoolExecutor(max_workers=1, mp_context=_FORKS) as one:
        return one.submit(cleaned_here, path).result()


def cleaned_here(path: Path) -> tuple[str, int]:
    """Clean it in this process, which must have had no child before."""
    assert usage().memory == 0
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("contest.media.clean.LIMITS", dict.fromkeys(Kind, SHORT))
        try:
            clean(path, Path(folder) / "out", name=path.name)
            ended = "clean"
        except CannotProcess as error:
            ended = str(error.reason)
    return ended, usage().memory


if __name__ == "__main__":
    sys.stdout.write(json.dumps(cleaned_here(Path(sys.argv[1]))))
