"""Clean one file in a process of its own and say how it ended and how much memory its child took.

``python -m tests.media.peak FILE``; prints one JSON object: the reason or ``clean``, and bytes.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from contest.media.clean import clean
from contest.media.errors import CannotProcess
from contest.media.types import Kind
from tests.media.fuzz import SHORT


def peak_of(path: Path) -> tuple[str, int]:
    """How cleaning ends, with limits short enough for a test, and the most memory any child held, in bytes."""
    command = [sys.executable, "-m", "tests.media.peak", str(path)]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    return str(told["ended"]), int(told["bytes"])


def main(path: Path) -> None:
    """Clean it once."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("contest.media.clean.LIMITS", dict.fromkeys(Kind, SHORT))
        try:
            clean(path, Path(folder) / "out", name=path.name)
            ended = "clean"
        except CannotProcess as error:
            ended = str(error.reason)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    sys.stdout.write(json.dumps({"ended": ended, "bytes": most}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
