"""Commands of the house, as an operator types them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text

from contest.cli import main

PASSWORD = "mot-Cau-dai-de-nho-2023"


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty installation of its own."""
    monkeypatch.setenv("CONTEST_INSTANCE", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path


def _make(email: str, password: str = PASSWORD) -> tuple[int, str]:
    typed = f"{password}\n{password}\n"
    answer = CliRunner().invoke(main, ["administrator", email, "Trần Quản Trị"], input=typed)
    return answer.exit_code, answer.output


def test_administrator_is_made_once(instance: Path) -> None:
    assert _make("quan-tri@vi-du.test")[0] == 0
    code, said = _make("quan-tri@vi-du.test")
    assert code == 2
    assert "Traceback" not in said
    engine = create_engine(f"sqlite:///{instance / 'contest.db'}")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT email, is_admin FROM person")).all() == [("quan-tri@vi-du.test", 1)]
    engine.dispose()


def test_administrator_with_a_weak_password_is_refused(instance: Path) -> None:
    assert _make("quan-tri@vi-du.test", "1234567890")[0] == 2
    assert not (instance / "contest.db").exists()


def test_record_of_a_new_installation_verifies(instance: Path) -> None:
    assert instance.is_dir()
    assert CliRunner().invoke(main, ["migrate"]).exit_code == 0
    answer = CliRunner().invoke(main, ["ledger", "verify"])
    assert (answer.exit_code, "nguyên vẹn" in answer.output) == (0, True)


def test_what_an_installation_writes_is_its_owners_alone(tmp_path: Path) -> None:
    instance = tmp_path / "noi-dat"
    environment = {**os.environ, "CONTEST_INSTANCE": str(instance), "DATABASE_URL": ""}
    subprocess.run([sys.executable, "-m", "contest", "migrate"], check=True, env=environment, capture_output=True)
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in (instance, *instance.iterdir())}
    assert modes.pop("noi-dat") == "0o700"
    assert {"contest.db", "secret.key"} <= modes.keys()
    assert set(modes.values()) == {"0o600"}
