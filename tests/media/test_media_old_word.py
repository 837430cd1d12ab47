"""Old Word files are read where Antiword is installed, and refused with the way out where it is not."""

from __future__ import annotations

import os
import shutil
import stat
import struct
from pathlib import Path

import pytest

from contest.media.clean import clean
from contest.media.errors import CannotProcess
from contest.media.measure import measure
from contest.media.reasons import Reason
from contest.media.types import Container
from tests.media.canaries import NAME, found_in
from tests.media.old_word import BOLD, DELETED, HIDDEN, ITALIC, compound, doc

HERE = shutil.which("antiword") is not None
needs_antiword = pytest.mark.skipif(not HERE and not os.environ.get("CI"), reason="antiword is not installed")
ARTICLE = [
    ("Thoát nghèo ở bản Khuôn Đống\r", b""),
    ("Ông Quân trồng ", b""),
    ("vải thiều", BOLD),
    (" trên đồi", ITALIC),
    (f" {NAME}", HIDDEN),
    (f" {NAME}", DELETED),
    (" < 5 ha & hơn.\r", b""),
]


def refused(path: Path) -> Reason:
    with pytest.raises(CannotProcess) as caught:
        clean(path, path.parent / "out", name=path.name)
    assert not (path.parent / "out").exists()
    return caught.value.reason


@needs_antiword
def test_old_word_file_keeps_paragraphs_and_emphasis(tmp_path: Path) -> None:
    path = tmp_path / "bai.doc"
    path.write_bytes(doc(ARTICLE, about=NAME))
    result = clean(path, tmp_path / "out", name="bài.doc")
    looks = [[(run.text, run.bold, run.italic) for run in each.runs] for each in result.paragraphs]
    assert looks == [
        [("Thoát nghèo ở bản Khuôn Đống", False, False)],
        [
            ("Ông Quân trồng ", False, False),
            ("vải thiều", True, False),
            (" trên đồi", False, True),
            (" < 5 ha & hơn.", False, False),
        ],
    ]
    assert (result.facts.container, result.facts.words, result.files) == (Container.DOC, 16, ())
    assert found_in(result.text.encode()) == set()
    assert list((tmp_path / "out").iterdir()) == []


@needs_antiword
def test_facts_of_an_old_word_file(tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_bytes(doc(ARTICLE))
    facts = measure(tmp_path / "a.doc", name="a.doc")
    assert (facts.mime, facts.extension, facts.words) == ("application/msword", "doc", 16)


@needs_antiword
def test_words_that_xml_cannot_hold_come_without_emphasis(tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_bytes(doc([("Xin \x01\x03\x04chào\r", BOLD), ("các bạn\r", b"")]))
    assert clean(tmp_path / "a.doc", tmp_path / "out").text.split()[-2:] == ["các", "bạn"]


@pytest.mark.usefixtures("own_server")
def test_without_antiword_the_way_out_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.doc").write_bytes(doc(ARTICLE))
    monkeypatch.setattr(os, "defpath", str(tmp_path))
    with pytest.raises(CannotProcess) as caught:
        clean(tmp_path / "a.doc", tmp_path / "out")
    assert caught.value.reason is Reason.OLD_WORD
    assert "Lưu thành .docx" in str(caught.value.message)


@pytest.mark.usefixtures("own_server")
@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("kill -SEGV $$", Reason.CRASHED),
        ("echo 'Encrypted documents are not supported' >&2; exit 1", Reason.ENCRYPTED),
        ("exit 1", Reason.BROKEN),
        ("head -c 34000000 /dev/zero", Reason.BOMB),
    ],
)
def test_reader_that_fails_ends_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, reason: Reason
) -> None:
    """A stand-in that misbehaves as any decoder may."""
    program = tmp_path / "bin" / "antiword"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(os, "defpath", f"{program.parent}:{os.defpath}")
    (tmp_path / "a.doc").write_bytes(doc(ARTICLE))
    assert refused(tmp_path / "a.doc") is reason


@needs_antiword
def test_spoiled_old_word_file_is_refused(tmp_path: Path) -> None:
    whole = bytearray(doc(ARTICLE))
    (tmp_path / "a.doc").write_bytes(whole[: len(whole) // 3])
    assert refused(tmp_path / "a.doc") in (Reason.BROKEN, Reason.CRASHED, Reason.UNKNOWN_TYPE)
    at = whole.find(struct.pack("<HH", 0xA5EC, 0x00C1))
    struct.pack_into("<H", whole, at + 10, 0x1300)  # says that it is locked
    (tmp_path / "a.doc").write_bytes(whole)
    assert refused(tmp_path / "a.doc") is Reason.ENCRYPTED


def test_old_files_with_macros_and_of_other_programs_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_bytes(doc(ARTICLE, more=[("_VBA_PROJECT", b"x")]))
    assert refused(tmp_path / "a.doc") is Reason.ACTIVE
    (tmp_path / "b.doc").write_bytes(compound([("Workbook", b"x")]))
    assert refused(tmp_path / "b.doc") is Reason.UNKNOWN_TYPE
    (tmp_path / "c.doc").write_bytes(compound([("EncryptedPackage", b"x")]))
    assert refused(tmp_path / "c.doc") is Reason.ENCRYPTED
