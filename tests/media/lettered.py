"""Pictures and a film with words and codes in their pixels."""

from __future__ import annotations

import io
import os
from importlib.resources import as_file, files
from pathlib import Path

import pytest
import segno
from PIL import Image, ImageDraw, ImageFont

from contest.media.reading import find_reader
from tests.media.made import ffmpeg


def need_letters() -> None:
    """Skip a test where no reader of letters is installed, but never in CI."""
    if not find_reader():
        if os.environ.get("CI"):
            pytest.fail("CI needs tesseract-ocr and tesseract-ocr-vie")
        pytest.skip("tesseract with Vietnamese data is not installed")


def lettered(*lines: str, size: tuple[int, int] = (1280, 720), ink: str = "black", paper: str = "white") -> Image.Image:
    """A picture with lines of words in its lower half."""
    image = Image.new("RGB", size, paper)
    with as_file(files("fontpkg_be_vietnam_pro") / "files" / "BeVietnamPro-Medium.ttf") as path:
        font = ImageFont.truetype(str(path), size[1] // 16)
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        draw.text((size[0] // 16, size[1] // 2 + number * size[1] // 10), line, font=font, fill=ink)
    return image


def with_code(image: Image.Image, words: str) -> Image.Image:
    """The picture with a QR code in its upper right corner."""
    body = io.BytesIO()
    segno.make(words, error="m").save(body, kind="png", scale=5, border=4)
    with Image.open(body) as code:
        image.paste(code.convert("RGB"), (image.width - code.width - 40, 40))
    return image


def film(path: Path, *, seconds: int = 8, shown: range = range(3, 6), words: str = "Nguyễn Văn Hải") -> Path:
    """A film of a moving pattern; for some seconds words stand over its lower third."""
    picture = path.with_suffix(".png")
    lettered(words, ink="white", paper="navy").crop((0, 320, 1280, 480)).save(picture)
    over = f"[0:v][1:v]overlay=0:480:enable='gte(t,{shown.start})*lt(t,{shown.stop})'"
    source = f"testsrc2=size=1280x720:rate=25:duration={seconds}"
    ffmpeg(
        [
            *("-f", "lavfi", "-i", source, "-i", str(picture), "-filter_complex", over),
            *("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", str(path)),
        ]
    )
    return path
