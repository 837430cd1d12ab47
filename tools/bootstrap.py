"""Set a fresh machine up: virtual environment, packages, static files, translations.

Runs before anything is installed, so it uses the standard library alone. Each
step leaves a stamp made of what it was built from; a step whose stamp still
matches is skipped, so a second start takes a fraction of a second.

Usage: python3 tools/bootstrap.py run|develop
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
DIST = ROOT / "contest" / "web" / "static" / "dist"
CATALOGUES = ROOT / "contest" / "translations"
OLDEST_PYTHON = (3, 11)
# A distribution compiles its Python with a profile of what runs often, and mends it with the rest of the machine; one
# compiled by hand mostly is neither. The same pages took a fifth longer with such a one (docs/decisions/0108).
SYSTEM_PYTHON = Path("/usr/bin/python3")
OLDEST_NODE = 20
# The first lock in each list is the one to install; the others are contained in it.
LOCKS = {
    "run": ("requirements.lock",),
    "develop": ("requirements-dev.lock", "requirements.lock", "requirements-node.lock"),
}


class SetupFailed(Exception):
    """Set-up cannot go on; the message says what the person can do."""


def fingerprint(paths: Iterable[Path]) -> str:
    """Hash names and bytes of files; a folder counts with every file in it."""
    digest = hashlib.sha256()
    for path in paths:
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def say(message: str) -> None:
    """Tell the person what takes the time."""
    print(f"[set-up] {message}", flush=True)


def call(command: Sequence[str | Path], *, env: dict[str, str] | None = None) -> None:
    """Run a command; keep its output for the case that it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SetupFailed(f"{' '.join(map(str, command))}\n{done.stdout[-4000:]}")


def fits(python: Path) -> bool:
    """Whether an interpreter runs, is new enough, and can make an environment with pip in it."""
    probe = f"import ensurepip, sys, venv; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    try:
        return not subprocess.run([python, "-c", probe], capture_output=True, check=False).returncode
    except OSError:
        return False


def choose_interpreter() -> Path:
    """Return what the person named (``make run PYTHON=…``), else the distribution's Python, else this one.

    Links are followed: when the distribution moves to its next Python, the name with the version goes, and .venv,
    whose packages are of the old one, is made anew.
    """
    if "PYTHON" not in os.environ and fits(SYSTEM_PYTHON):
        return SYSTEM_PYTHON.resolve()
    if sys.version_info < OLDEST_PYTHON:
        raise SetupFailed(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}.")
    return Path(sys.executable)


def make_venv() -> None:
    """Create .venv, or make it anew when its interpreter is gone."""
    if PYTHON.exists():
        return
    python = choose_interpreter()
    say(f"creating {VENV.name} with {python}")
    anew = ["--clear"] if VENV.is_dir() and not VENV.is_symlink() else []
    try:
        call([python, "-m", "venv", *anew, VENV])
    except SetupFailed as error:
        hint = "Python's venv module may be missing; on Debian: apt install python3-venv"
        raise SetupFailed(f"{hint}\n{error}") from error


def install_python_packages(locks: Sequence[str]) -> None:
    """Install the first lock, every file checked by its hash, and note all that it covers."""
    stamp_file = VENV / ".installed.json"
    installed: dict[str, str] = json.loads(stamp_file.read_text()) if stamp_file.exists() else {}
    wanted = {lock: fingerprint([ROOT / lock]) for lock in locks}
    if wanted.items() <= installed.items():
        return
    say(f"installing Python packages from {locks[0]} (the first time, a minute or two)")
    options = "--quiet --disable-pip-version-check --no-input --require-hashes --no-deps"
    call([PYTHON, "-m", "pip", "install", *options.split(), "-r", locks[0]])
    stamp_file.write_text(json.dumps(installed | wanted))


def node_version(node: str) -> int:
    """Return the major version of a Node.js binary, 0 when it does not run."""
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return 0
    found = re.match(r"v(\d+)\.", answer.stdout)
    return int(found[1]) if found else 0


def find_node() -> Path | None:
    """Return the folder of a fitting Node.js that has npm beside it."""
    for place in (str(VENV / "bin"), os.environ.get("PATH", os.defpath)):
        node, npm = shutil.which("node", path=place), shutil.which("npm", path=place)
        if node and npm and node_version(node) >= OLDEST_NODE:
            return Path(node).parent
    return None


def install_node() -> Path:
    """Return the folder of Node.js and npm; install them into .venv where the machine has none."""
    folder = find_node()
    if folder is None:
        say(f"no Node.js {OLDEST_NODE} or newer with npm here: installing it into {VENV.name}")
        install_python_packages(["requirements-node.lock"])
        folder = find_node()
    if folder is None:
        raise SetupFailed(f"Node.js could not be installed; install Node.js {OLDEST_NODE} or newer and npm by hand.")
    return folder


def install_node_packages(node: Path, *, develop: bool) -> None:
    """Run ``npm ci``: exactly the locked packages, each checked by its hash."""
    modules = ROOT / "node_modules"
    stamp_file = modules / ".installed"
    stamp = fingerprint([ROOT / "package-lock.json"])
    built = stamp_file.read_text().split() if stamp_file.exists() else []
    if built[:1] == [stamp] and (not develop or "develop" in built):
        return
    say("installing front-end packages")
    only = [] if develop else ["--omit=dev"]
    path = os.pathsep.join([str(node), os.environ.get("PATH", os.defpath)])
    # npm trusts whom the machine trusts: some networks have a certificate authority of their own.
    call([node / "npm", "ci", *only], env=os.environ | {"PATH": path, "NODE_USE_SYSTEM_CA": "1"})
    stamp_file.write_text(f"{stamp} {'develop' if develop else 'run'}")


def build_assets(*, develop: bool) -> None:
    """Bundle styles, scripts, fonts and icons into contest/web/static/dist/."""
    sources = [ROOT / "assets", ROOT / "package-lock.json", ROOT / "tools" / "build_assets.mjs"]
    stamp_file = DIST / ".built"
    stamp = fingerprint(sources)
    fresh = stamp_file.exists() and stamp_file.read_text() == stamp
    if fresh and not develop:
        return
    node = install_node()
    install_node_packages(node, develop=develop)
    if fresh:
        return
    say("bundling styles, scripts, fonts and icons")
    call([node / "node", "tools/build_assets.mjs"])
    stamp_file.write_text(stamp)


def compile_translations() -> None:
    """Merge translations/<language>/*.po into the compiled catalogues the server loads."""
    sources = [ROOT / "translations", ROOT / "tools" / "translations.py"]
    stamp_file = CATALOGUES / ".built"
    stamp = fingerprint(sources)
    if stamp_file.exists() and stamp_file.read_text() == stamp:
        return
    say("compiling translations")
    call([PYTHON, "-m", "tools.translations", "compile"])
    stamp_file.write_text(stamp)


def compile_code() -> None:
    """Write the bytecode of our own modules: the confined children read it and may not write it."""
    call([PYTHON, "-m", "compileall", "-q", "contest"])


def main(arguments: Sequence[str]) -> int:
    """Set up for ``run`` or ``develop``; return the exit code."""
    if len(arguments) != 1 or arguments[0] not in LOCKS:
        print(__doc__)
        return 2
    start = time.monotonic()
    try:
        make_venv()
        install_python_packages(LOCKS[arguments[0]])
        build_assets(develop=arguments[0] == "develop")
        compile_translations()
        compile_code()
    except SetupFailed as failure:
        say(f"FAILED: {failure}")
        return 1
    took = time.monotonic() - start
    if took > 1:
        say(f"done in {took:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
