"""The ten real files that carry people's names, places and histories come out without them."""

from __future__ import annotations

from pathlib import Path

import pytest

from contest.media.clean import clean
from contest.media.errors import CannotProcess
from contest.media.reasons import Reason
from tests.media.real_files import NAMED, SHARED, WITHOUT_WORDS, names_in, needs_real_files

pytestmark = needs_real_files


def test_every_real_file_has_its_names() -> None:
    assert {path.name for path in (SHARED / "media").iterdir()} == set(NAMED)


@pytest.mark.parametrize("name", NAMED)
def test_real_file_names_somebody_before(name: str) -> None:
    """Positive control: the same search finds every one of them in the original."""
    assert names_in(SHARED / "media" / name, NAMED[name]) == set(NAMED[name])


@pytest.mark.parametrize("name", [name for name in NAMED if name != WITHOUT_WORDS])
def test_real_file_names_nobody_after(tmp_path: Path, name: str) -> None:
    result = clean(SHARED / "media" / name, tmp_path / "out", name=name)
    words = tmp_path / "words.txt"
    words.write_text(result.text, encoding="utf-8")
    made = [words, *(file.path for file in result.files)]
    assert {path.name: left for path in made if (left := names_in(path, NAMED[name]))} == {}
    assert result.files or result.paragraphs


def test_real_document_without_words_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(CannotProcess) as caught:
        clean(SHARED / "media" / WITHOUT_WORDS, tmp_path / "out", name=WITHOUT_WORDS)
    assert caught.value.reason is Reason.NO_WORDS
    assert "lưu thành PDF" in str(caught.value.message)
    assert not (tmp_path / "out").exists()
