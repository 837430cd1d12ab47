"""Files that unfold: refused in words, with the child's memory below its limit, and the next job runs."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image, TiffImagePlugin

from contest.media.clean import clean
from contest.media.reasons import Reason
from tests.media import packed, samples
from tests.media.canaries import NAME, found_in
from tests.media.fuzz import SHORT
from tests.media.kinds import plain_text
from tests.media.peak import peak_of

pytestmark = pytest.mark.xdist_group("bombs")  # one after another: each may take a gigabyte and a half

GIB = 1024**3


def _tiff_300_megapixels() -> bytes:
    return packed.tiff(20_000, 15_000, strip=bytes(1024))


def _webp_268_megapixels() -> bytes:
    """The most that WebP can say: 16,384 on each side."""
    body = b"VP8X" + struct.pack("<I", 10) + bytes(4) + b"\xff\x3f\0\xff\x3f\0"
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _heic_300_megapixels(path: Path) -> bytes:
    """A real HEIC whose picture is said to be 20,000 by 15,000."""
    pillow_heif.from_pillow(samples.picture(320, 240)).save(str(path), quality=70)
    return path.read_bytes().replace(struct.pack(">II", 320, 240), struct.pack(">II", 20_000, 15_000))


def _pages(count: int) -> bytes:
    """Really so many entries in the tree."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 50 50]>>"
    return packed.pdf(b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, b"3 0 R " * count), page)


def _page(content: bytes, *more: bytes, resources: bytes = b"") -> bytes:
    """One page whose content is object 4."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Contents 4 0 R/Resources<<" + resources + b">>>>"
    return packed.pdf(b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page, content, *more)


def _forms_within_forms() -> bytes:
    """Twelve forms, each of which draws the next ten times: a million million squares."""
    keys = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]"
    forms = [
        packed.stream(b"/F Do " * 10, keys + b"/Resources<</XObject<</F %d 0 R>>>>" % (number + 1))
        for number in range(5, 17)
    ]
    last = packed.stream(b"0 0 9 9 re f", keys)
    return _page(packed.stream(b"/F Do"), *forms, last, resources=b"/XObject<</F 5 0 R>>")


@cache
def _deflated_twice(size: int) -> bytes:
    return zlib.compress(zlib.compress(bytes(size), 9), 9)


BOMBS: dict[str, tuple[Callable[[Path], bytes], set[str]]] = {
    "300.png": (lambda _: packed.png(20_000, 15_000), {Reason.TOO_MANY_PIXELS}),
    "300.tif": (lambda _: _tiff_300_megapixels(), {Reason.TOO_MANY_PIXELS}),
    "268.webp": (lambda _: _webp_268_megapixels(), {Reason.TOO_MANY_PIXELS, Reason.BROKEN}),
    "300.heic": (_heic_300_megapixels, {Reason.TOO_MANY_PIXELS, Reason.BROKEN}),
    "pixels.png": (lambda _: packed.png(100, 100, pixels=bytes(GIB // 2)), {"clean", Reason.BROKEN}),
    "words.png": (
        lambda _: packed.png(9, 9, more=packed.chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(GIB // 4), 9))),
        {"clean", Reason.BROKEN},
    ),
    "colours.png": (
        lambda _: packed.png(9, 9, more=packed.chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(GIB // 4), 9))),
        {"clean", Reason.BROKEN},
    ),
    "strip.tif": (lambda _: packed.tiff(100, 100, strip=bytes(GIB // 4)), {"clean", Reason.BROKEN}),
    "claim.tif": (lambda _: packed.tiff(100, 100, strip=b"x", claimed=0xFFFFFFF0), {Reason.BROKEN, Reason.BOMB}),
    "loop.tif": (lambda _: packed.tiff(10, 10, strip=bytes(100), then=8), {"clean", Reason.BROKEN}),
    "text.docx": (lambda _: packed.docx(b"<a>" + b" " * 80_000_000), {Reason.BOMB}),
    "styles.docx": (lambda _: packed.docx(word__styles_xml=b"<a>" + b" " * 80_000_000), {Reason.BOMB}),
    "tags.docx": (lambda _: packed.docx(b"<a>" + b"<b/>" * 4_000_000 + b"</a>"), {Reason.BOMB, Reason.NO_WORDS}),
    "text.odt": (lambda _: packed.odt(b"<a>" + b" " * 80_000_000), {Reason.BOMB}),
    "list.odt": (lambda _: packed.odt(b"<a/>", manifest=b" " * 200_000_000), {Reason.BROKEN}),
    "100000.pdf": (lambda _: _pages(100_000), {Reason.TOO_MANY_PAGES}),
    "claim.pdf": (
        lambda _: packed.pdf(b"<</Type/Pages/Count 2147483647/Kids[3 0 R]>>", b"<</Type/Page/Parent 2 0 R>>"),
        {"clean", Reason.TOO_MANY_PAGES, Reason.BROKEN},  # or: counted anew, one page
    ),
    "loop.pdf": (
        lambda _: packed.pdf(b"<</Type/Pages/Count 100000/Kids[2 0 R 2 0 R]/Parent 2 0 R>>"),
        {Reason.TOO_MANY_PAGES, Reason.BROKEN, Reason.NOTHING_INSIDE},
    ),
    "round.pdf": (
        lambda _: packed.pdf(
            b"<</Type/Pages/Count 9/Kids[3 0 R]>>", b"<</Type/Pages/Count 9/Kids[2 0 R 3 0 R]/Parent 2 0 R>>"
        ),
        {Reason.BROKEN, Reason.NOTHING_INSIDE},
    ),
    "stream.pdf": (
        lambda _: _page(packed.stream(b" " * (GIB // 2))),
        {"clean", Reason.BOMB, Reason.CRASHED, Reason.BROKEN},
    ),
    "twice.pdf": (
        lambda _: _page(
            b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream "
            % (len(_deflated_twice(GIB // 2)), _deflated_twice(GIB // 2))
        ),
        {"clean", Reason.BOMB, Reason.CRASHED},
    ),
    "forms.pdf": (lambda _: _forms_within_forms(), {"clean", Reason.TOO_SLOW, Reason.CRASHED}),
    "deep.pdf": (lambda _: _page(packed.stream(b"[" * 5_000_000)), {"clean", Reason.BROKEN, Reason.CRASHED}),
}
"""Name of the file -> how it is made, and the ways in which it may end."""


@pytest.mark.parametrize("name", BOMBS)
def test_bomb_ends_in_words_below_the_limit_of_memory(tmp_path: Path, name: str) -> None:
    make, endings = BOMBS[name]
    (tmp_path / name).write_bytes(make(tmp_path / "sample.heic"))
    ended, memory = peak_of(tmp_path / name)
    assert ended in endings
    assert memory < SHORT.memory_bytes
    assert clean(plain_text(tmp_path / "a.txt"), tmp_path / "next").facts.words  # the next job runs


def test_memory_that_is_used_is_seen(tmp_path: Path) -> None:
    """Positive control: 110 megapixels are within what is taken, and need at least their own pixels."""
    Image.new("RGB", (11_000, 10_000)).save(tmp_path / "a.jpg", "JPEG")
    ended, memory = peak_of(tmp_path / "a.jpg")
    assert ended == "clean"
    assert 330_000_000 < memory < SHORT.memory_bytes


@pytest.mark.parametrize("mode", ["RGBA", "I;16"])
def test_largest_pictures_of_other_colours_stay_below_the_limit(tmp_path: Path, mode: str) -> None:
    size = (11_000, 10_000)
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[274] = 6  # on its side: turned in memory
    Image.new(mode, size).save(tmp_path / "a.tif", compression="tiff_lzw", tiffinfo=tags)
    ended, memory = peak_of(tmp_path / "a.tif")
    assert ended in ("clean", Reason.BOMB)
    assert memory < SHORT.memory_bytes


def test_archive_inside_a_document_is_left_out(tmp_path: Path) -> None:
    """Nothing opens it, so what it would unfold to does not matter, and nothing of it gets through."""
    inner = packed.zipped({"a.zip": packed.zipped({f"{NAME}.txt": NAME.encode() * 9}), "b": bytes(10_000_000)})
    for name, whole in (
        ("a.docx", packed.docx(word__embeddings__a_zip=inner)),
        ("b.docx", packed.docx(word__embeddings__a_docx=packed.docx(word__b_bin=inner))),
    ):
        (tmp_path / name).write_bytes(whole)
        result = clean(tmp_path / name, tmp_path / "out", name=name)
        assert (result.text, result.files, found_in(result.text.encode())) == ("Xin", (), set())
    assert found_in(packed.docx(a_txt=NAME.encode())) != set()  # positive control: the scanner opens archives
