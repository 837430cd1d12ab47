"""What set-up installs is locked by hash and names no host; what is up to date is left alone."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools import bootstrap

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "requirements-node.lock"])
def test_every_python_package_is_locked_by_hash_without_an_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    packages = re.findall(r"^[a-z0-9][^\n]*==[^\n]*(?:\n[ ]+[^\n]*)*", text, re.MULTILINE)
    assert packages
    assert [package for package in packages if "--hash=sha256:" not in package] == []
    assert re.findall(r"https?://|index-url", text) == []


def test_every_npm_package_is_locked_by_hash_without_an_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name, facts in packages.items() if name and not facts.get("integrity", "").startswith("sha")] == []
    assert [name for name, facts in packages.items() if "resolved" in facts] == []


def test_the_developers_versions_are_those_that_run() -> None:
    def versions(lock: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9][^ ;]*==[^ ;]+", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))

    assert versions("requirements.lock") <= versions("requirements-dev.lock")


def test_a_fingerprint_follows_names_and_contents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    file = tmp_path / "folder" / "a"
    file.parent.mkdir()
    file.write_text("one")
    first = bootstrap.fingerprint([file.parent])
    file.write_text("two")
    second = bootstrap.fingerprint([file.parent])
    file.rename(file.with_name("b"))
    assert len({first, second, bootstrap.fingerprint([file.parent])}) == 3


def test_a_failed_step_says_what_failed() -> None:
    with pytest.raises(bootstrap.SetupFailed, match="no such thing"):
        bootstrap.call([sys.executable, "-c", "raise SystemExit('no such thing')"])


def test_a_second_set_up_does_nothing_and_says_nothing() -> None:
    def set_up() -> str:
        return subprocess.run(
            [sys.executable, "tools/bootstrap.py", "run"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout

    set_up()
    assert set_up() == ""


def test_the_distributions_python_is_taken_before_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHON", raising=False)
    versioned, usual = tmp_path / "python3.11", tmp_path / "python3"
    versioned.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    versioned.chmod(0o755)
    usual.symlink_to(versioned)
    monkeypatch.setattr(bootstrap, "SYSTEM_PYTHON", usual)
    assert bootstrap.choose_interpreter() == versioned, "by the name that goes with the version"
    monkeypatch.setenv("PYTHON", "python3.12")
    assert bootstrap.choose_interpreter() == Path(sys.executable), "whom the person named"


@pytest.mark.parametrize("answer", ["exit 1", "exec /nowhere", None])
def test_a_distributions_python_that_does_not_fit_is_left(
    answer: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHON", raising=False)
    python = tmp_path / "python3"
    if answer:
        python.write_text(f"#!/bin/sh\n{answer}\n")
        python.chmod(0o755)
    monkeypatch.setattr(bootstrap, "SYSTEM_PYTHON", python)
    assert bootstrap.choose_interpreter() == Path(sys.executable)


def test_an_environment_whose_interpreter_is_gone_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / ".venv"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(tmp_path / "python3.10")
    (folder / ".installed.json").write_text("{}")
    monkeypatch.setattr(bootstrap, "VENV", folder)
    monkeypatch.setattr(bootstrap, "PYTHON", folder / "bin" / "python")
    monkeypatch.setattr(bootstrap, "choose_interpreter", lambda: Path(sys.executable))
    bootstrap.make_venv()
    assert bootstrap.fits(folder / "bin" / "python")
    assert not (folder / ".installed.json").exists(), "its packages are installed again"


def test_a_python_without_its_venv_module_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(bootstrap, "choose_interpreter", lambda: Path("/bin/false"))
    with pytest.raises(bootstrap.SetupFailed, match=r"python3-venv\n/bin/false -m venv"):
        bootstrap.make_venv()


def test_too_old_a_python_says_which_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHON", raising=False)
    monkeypatch.setattr(bootstrap, "OLDEST_PYTHON", (99, 0))
    with pytest.raises(bootstrap.SetupFailed, match=r"3\.11 or newer is needed, this is 3\."):
        bootstrap.choose_interpreter()


def test_a_wrong_word_shows_the_usage() -> None:
    assert bootstrap.main(["everything"]) == 2
