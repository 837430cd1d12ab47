"""Documents of the years before Unicode are read as they look, so that a name in them is a name."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from contest.media.clean import clean
from tests.media import packed
from tests.text.test_text_legacy import TCVN3, VERSE, VNI

OLD = pytest.mark.parametrize("old", [TCVN3, VNI], ids=["TCVN3", "VNI"])


@OLD
def test_old_documents_are_read_in_unicode(tmp_path: Path, old: str) -> None:
    document = Document()
    paragraph = document.add_paragraph(old[:12])  # too little to tell by itself
    paragraph.add_run(old[12:]).bold = True
    document.save(str(tmp_path / "a.docx"))
    letters = "".join(char if char.isascii() else f"\\'{ord(char):02x}" for char in old)
    (tmp_path / "a.rtf").write_text("{\\rtf1\\ansi\\ansicpg1252 " + letters + "\\par}", encoding="ascii")
    for name in ("a.docx", "a.rtf"):
        assert clean(tmp_path / name, tmp_path / "out", name=name).text == VERSE


@OLD
def test_old_pages_are_scanned_as_they_look(tmp_path: Path, old: str) -> None:
    """The name on the first page is told by the words of the second, and stands where it stood."""
    pages = []
    for words in (old[:25], old):
        drawn = b"BT /F 8 Tf 20 150 Td <" + words.encode("cp1252").hex().encode() + b"> Tj ET"
        pages.append(packed.stream(drawn))
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>"
    leaf = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 200]/Resources<</Font<</F 5 0 R>>>>/Contents %d 0 R>>"
    tree = b"<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]>>"
    (tmp_path / "a.pdf").write_bytes(packed.pdf(tree, leaf % 6, leaf % 7, font, *pages))
    first, second = clean(tmp_path / "a.pdf", tmp_path / "out").page_texts
    assert first.replace("\u2060", "").startswith("Nguyễn Văn Hải")
    assert "Bắc Giang" in second.replace("\u2060", "")
    assert len(first.rstrip()) == 25
