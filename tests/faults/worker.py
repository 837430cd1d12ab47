"""A real background worker, as ``contest run`` starts it, that a test kills; ``FAULT`` makes it a broken one.

python -m tests.faults.worker
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from contest import create_app
from contest.blinding import copy_jobs, preparing
from contest.blinding.cleaning import CleanedFile
from contest.serve import ALLOCATOR
from contest.settings import Settings
from tests.faults.server import SECRET


def start_worker(url: str, folder: Path, *, fault: str = "") -> subprocess.Popen[bytes]:
    """Start one; ``contest worker`` itself unless it is to be broken."""
    environment = {
        **os.environ,
        **ALLOCATOR,
        "SECRET_KEY": SECRET,
        "CONTEST_INSTANCE": str(folder),
        "DATABASE_URL": url,
        "FAULT": fault,
        "PATH": str(Path(sys.executable).parent),  # without a reader of letters, which takes seconds a page
    }
    module = ["tests.faults.worker"] if fault else ["contest", "worker"]
    with (folder / "worker.log").open("ab") as log:
        return subprocess.Popen([sys.executable, "-m", *module], env=environment, stderr=log, start_new_session=True)


def _one_by_one(session: Any, job: copy_jobs.Job, file: copy_jobs.SourceFile, cleaned: CleanedFile) -> None:
    """Commit each clean page by itself: a death in between leaves a file that looks done."""
    for asset in cleaned.assets:
        _keep_all(session, job, file, CleanedFile(assets=(asset,)))
        time.sleep(0.3)


_keep_all = preparing._keep_assets  # noqa: SLF001 - the seam that the broken variant breaks

if __name__ == "__main__":
    preparing._keep_assets = _one_by_one  # noqa: SLF001 - see above
    app = create_app(Settings.from_env(os.environ))
    app.extensions["contest.queue"].create_consumer(workers=2, periodic=True, worker_type="thread").run()
