"""Real files of public test collections, and who or what each names; they lie beside the project, not in it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import pytest

from tests.media.canaries import told_by_exiftool, unfolded

_ROOT: Final = Path(__file__).parents[2]
SHARED: Final = Path(os.environ.get("CONTEST_SHARED") or _ROOT.parent / "shared") / "data"
NAMED: Final[dict[str, tuple[str, ...]]] = {
    "Canon_PowerShot_S40.jpg": ("Andreas Huggel", "Canon", "PowerShot"),
    "DSCN0010.jpg": ("NIKON", "COOLPIX", "2008:10:22", "Nikon Transfer"),
    "IMG_5195.HEIC": ("Apple", "iPhone 11 Pro Max", "2021:04:11"),
    "long_description.jpg": ("KYLE DAVIS", "Kevin Dasher", "KANDAHAR", "Mountain Viper", "GIMP"),
    "testComment.docx": ("Michael McCandless", "Here is a comment"),
    "testMP3id3v2.mp3": ("Test Artist", "Test Album Artist", "Test Comment", "Test Copyright"),
    "testMP4_coverArt.m4a": ("Test Artist", "Test Composer", "Test Comments", "iTunes"),
    "testPDF_incrementalUpdates.pdf": ("TextEdit", "f88c7aee-cde9-bb47-83be-da9a1abadae5"),
    "testPDF_twoAuthors.pdf": ("Sample Author 1", "Sample Author 2", "Sample Organization", "www.sampleurl.org"),
    "testWORD_multi_authors.docx": ("Allison, Timothy B.", "author2", "manager1", "metadata_company"),
}
WITHOUT_WORDS: Final = "testWORD_multi_authors.docx"  # one empty paragraph and nothing else
needs_real_files = pytest.mark.skipif(
    not (SHARED / "media").is_dir(),
    reason="the real files are neither in ../shared/data/media nor where CONTEST_SHARED says",
)


def names_in(path: Path, wanted: tuple[str, ...]) -> set[str]:
    """Those of the wanted that stand in the file, packed or not, or that exiftool tells of it."""
    told = [*unfolded(path.read_bytes()), told_by_exiftool(path)]
    everything = b"\n".join(told).lower()
    return {name for name in wanted if any(name.lower().encode(code) in everything for code in ("utf-8", "utf-16-le"))}
