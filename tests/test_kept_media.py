"""The tests' keeper of cleaned files gives what the child gave, and only to who asks the very same."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from contest.media import forks, sandbox
from contest.media.clean import clean
from contest.media.errors import CannotProcess
from contest.media.reasons import Reason
from contest.media.sandbox import Limits
from contest.media.types import Json, JsonObject
from tests.kept_media import run_or_take, use_kept
from tests.media import samples


class Child:
    """A child that counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, _operation: str, arguments: Mapping[str, Json], *, folder: Path, **more: object) -> JsonObject:
        self.asked += 1
        if arguments.get("kind") == "bad":
            raise CannotProcess(Reason.BROKEN, "")
        step = more["progress"]
        assert callable(step)
        step(0.5)
        (folder / "out.bin").write_bytes(b"made")
        return {"files": [{"name": "out.bin"}], "number": self.asked}


class NoChildError(Exception):
    """A child was asked for."""


def no_child(*_: object) -> forks.Fork:
    raise NoChildError


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "a.bin"
    path.write_bytes(b"one")
    return path


def ask(child: Child, source: Path, operation: str = "clean", *, limits: Limits | None = None, **more: str) -> object:
    """One operation in a folder of its own: the answer, the file's bytes, the steps told."""
    kept = source.parent / "kept"
    kept.mkdir(exist_ok=True)
    steps: list[float] = []
    with sandbox.scratch(source.parent) as folder:
        arguments = {"source": str(source), "folder": str(folder), **more}
        answer = run_or_take(child, kept, operation, arguments, folder=folder, limits=limits, progress=steps.append)
        return answer, (folder / "out.bin").read_bytes(), steps


def test_the_very_same_is_asked_once(source: Path) -> None:
    child = Child()
    assert ask(child, source) == ask(child, source)
    assert ask(child, source.rename(source.with_name("b.bin")))
    assert child.asked == 1


def test_whatever_else_is_asked_anew(source: Path) -> None:
    child = Child()
    ask(child, source)
    ask(child, source, "measure")
    ask(child, source, name="a.mp4")
    ask(child, source, limits=Limits(cpu_seconds=1))
    ask(child, source.rename(source.with_suffix(".mp4")))
    (other := source.with_name("c.bin")).write_bytes(b"two")
    ask(child, other)
    assert child.asked == 6


def test_a_refusal_is_not_kept(source: Path) -> None:
    child = Child()
    for _ in range(2):
        with pytest.raises(CannotProcess):
            ask(child, source, kind="bad")
    assert child.asked == 2


def test_a_kept_file_is_the_cleaned_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = samples.jpeg(tmp_path / "a.jpg")
    real = clean(photo, tmp_path / "real")
    (tmp_path / "kept").mkdir()
    use_kept(monkeypatch, tmp_path / "kept")
    first = clean(photo, tmp_path / "first")
    monkeypatch.setattr(sandbox, "fork", no_child)
    again = clean(photo, tmp_path / "again")
    made = [
        [(file.role, file.path.name, file.path.read_bytes()) for file in each.files] for each in (real, first, again)
    ]
    assert made[0] == made[1] == made[2]
    assert real.facts == first.facts == again.facts
    # The control: without the keeper there is no answer.
    monkeypatch.undo()
    monkeypatch.setattr(sandbox, "fork", no_child)
    with pytest.raises(NoChildError):
        clean(photo, tmp_path / "none")
