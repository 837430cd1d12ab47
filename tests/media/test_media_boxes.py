"""Names printed on a page are found on its picture and painted over for good."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from contest.media.boxes import Box, Span, locate, paint
from contest.media.clean import clean
from tests.media import samples


def dark_share(path: Path, box: Box) -> float:
    """How much of the box is ink."""
    with Image.open(path) as image:
        left, top = box.x * image.width // 10_000, box.y * image.height // 10_000
        right, bottom = (box.x + box.w) * image.width // 10_000, (box.y + box.h) * image.height // 10_000
        pixels = image.convert("L").crop((left, top, right, bottom)).tobytes()
    return sum(pixel < 80 for pixel in pixels) / len(pixels)


@pytest.mark.parametrize("turn", [0, 90, 180])
def test_words_are_located_and_painted_over(tmp_path: Path, turn: int) -> None:
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(600, 800))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Rotate = turn
        page.contents_add(b"BT /F1 18 Tf 60 700 Td (Bai va anh: Nguyen Van Hai) Tj ET")
        document.save(tmp_path / "a.pdf")
    result = clean(tmp_path / "a.pdf", tmp_path / "out")
    start = result.page_texts[0].index("Nguyen")
    ((box,),) = locate(tmp_path / "a.pdf", [Span(0, start, start + 14)])
    assert 0.05 < dark_share(result.files[0].path, box) < 0.6
    painted = paint(result.files[0].path, tmp_path / "painted", [box])
    assert dark_share(painted.path, box) > 0.97
    with Image.open(result.files[0].path) as before, Image.open(painted.path) as after:
        assert before.size == after.size


def test_photo_keeps_its_format_when_painted(tmp_path: Path) -> None:
    result = clean(samples.png(tmp_path / "a.png"), tmp_path / "out")
    painted = paint(result.files[0].path, tmp_path / "painted", [Box(x=0, y=0, w=5000, h=5000)])
    with Image.open(painted.path) as image:
        assert (image.format, image.getpixel((5, 5)), image.info) == ("PNG", (40, 40, 40), {})
