"""Spoiled files of every kind, for a minute in all: a clean file or a refusal in words, and nothing left.

The same seeds from 0 on every machine; a faster one gets further.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pytest

from contest.media import forks, forkserver
from contest.media.clean import CleanResult, clean
from contest.media.errors import CannotProcess
from contest.media.forks import Forkserver
from contest.media.reasons import Reason
from tests.media.fuzz import Escaped, ours, run_seeds
from tests.media.kinds import SMALL
from tests.media.mutations import mutated

_IN_ALL: Final = 66.0  # seconds, shared by the workers that run these tests
_KEPT: Final = ExitStack()  # what a broken wrapper leaves behind, until its test is over


@pytest.mark.parametrize("name", SMALL)
def test_spoiled_file_is_cleaned_or_refused_in_words(tmp_path: Path, name: str) -> None:
    ended = run_seeds(name, tmp_path, seconds=_IN_ALL / len(SMALL))
    assert ended.total() > 0


def _raises(source: Path, out: Path, name: str) -> CleanResult:
    """A wrapper that does not know one of the refusals."""
    try:
        return clean(source, out, name=name)
    except CannotProcess as error:
        raise KeyError(error.reason) from error


def _leaves_a_half_file(source: Path, out: Path, name: str) -> CleanResult:
    (out / "image-001.png").write_bytes(b"\x89PNG")
    return clean(source, out, name=name)


def _leaves_a_process(source: Path, out: Path, name: str) -> CleanResult:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", str(source)])
    _KEPT.callback(process.wait)
    _KEPT.callback(process.kill)
    return clean(source, out, name=name)


def _leaves_a_pipe(source: Path, out: Path, name: str) -> CleanResult:
    _KEPT.enter_context(source.open("rb"))
    return clean(source, out, name=name)


def _lets_labels_through(source: Path, out: Path, name: str) -> CleanResult:
    result = clean(source, out, name=name)
    result.files[0].path.write_bytes(result.files[0].path.read_bytes() + source.read_bytes())
    return result


def _hangs(_source: Path, _out: Path, _name: str) -> CleanResult:
    raise CannotProcess(Reason.TOO_SLOW, "wall clock")


BROKEN: list[tuple[Callable[[Path, Path, str], CleanResult], str]] = [
    (_raises, "KeyError"),
    (_leaves_a_half_file, "left in the output"),
    (_leaves_a_process, "still running"),
    (_leaves_a_pipe, "left open"),
    (_lets_labels_through, "holds the name"),
    (_hangs, "hung"),
]


@pytest.mark.parametrize(("broken", "words"), BROKEN, ids=[words for _, words in BROKEN])
def test_broken_wrapper_is_caught_with_its_seeds(
    tmp_path: Path, broken: Callable[[Path, Path, str], CleanResult], words: str
) -> None:
    with _KEPT, pytest.raises(Escaped, match=words) as caught:
        run_seeds("anh.png", tmp_path, seconds=60, since=4, most=40, cleaner=broken)
    assert "anh.png: seeds 4 to " in str(caught.value)


def test_mistake_of_our_own_in_the_child_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The child answers «broken» to any error: where it arose tells a decoder's from ours."""
    program = tmp_path / "forkserver.py"
    program.write_text(
        f"import runpy, sys\nserver = runpy.run_path({forkserver.__file__!r})\n"
        "sys.path += sys.argv[2:]\nserver['_borrow_package']()\n"
        "from contest.media import sniff\nsniff._TAIL = 'no number'\nserver['main'](*sys.argv[1:])\n"
    )
    spoiled = Forkserver(program)
    monkeypatch.setattr(forks, "server", spoiled)
    with pytest.raises(Escaped, match=r"a mistake of our own: .*TypeError.* in contest/media/sniff.py:\d+"):
        run_seeds("bai.txt", tmp_path, seconds=60, most=1)
    spoiled.close()


def test_job_after_a_broken_one_must_run(tmp_path: Path) -> None:
    seen: list[bytes] = []

    def worn_out(source: Path, out: Path, name: str) -> CleanResult:
        seen.append(source.read_bytes())
        if len(seen) > 3:
            raise CannotProcess(Reason.CRASHED, "worn out")
        return ours(source, out, name)

    with pytest.raises(Escaped, match="after seeds 0 to 2 the whole file is refused"):
        run_seeds("bai.txt", tmp_path, seconds=60, most=3, cleaner=worn_out)


@pytest.mark.parametrize("name", ["anh.png", "bai.docx", "hinh.mkv"])
def test_same_seed_spoils_a_file_in_the_same_way(tmp_path: Path, name: str) -> None:
    whole = SMALL[name](tmp_path / name).read_bytes()
    spoiled = [mutated(whole, seed) for seed in range(60)]
    assert spoiled == [mutated(whole, seed) for seed in range(60)]
    assert len(set(spoiled) - {whole}) > 50
