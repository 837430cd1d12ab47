"""How many names a machine finds in pictures: printed, captioned, over a film; and how many it invents.

``python -m bench.pictures``; needs Tesseract with Vietnamese data. The figures stand in docs/blinding.md.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from contest.blinding.identities import Known
from contest.blinding.tolerant import scan_read
from contest.media.reading import ReadKind, find_reader, read_pixels
from tests.blinding.second_corpus import body, person
from tests.blinding.sixth_words import SIXTH

_EACH: Final = 20
_PAGE: Final = (1240, 1754)  # A4 at 150 dots an inch, as pages are drawn for judges
_FRAME: Final = (1280, 720)
_COLUMN: Final = 1100  # pixels


def _font(size: int, weight: str = "Regular") -> ImageFont.FreeTypeFont:
    with as_file(files("fontpkg_be_vietnam_pro") / "files" / f"BeVietnamPro-{weight}.ttf") as path:
        return ImageFont.truetype(str(path), size)


def _lines(draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if draw.textlength(longer, font=font) > _COLUMN:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _page(chance: random.Random, *, head: str = "", foot: str = "", inside: str = "") -> Image.Image:
    """A page of text of 10 points; what is planted stands above, below or in the middle of it."""
    image = Image.new("RGB", _PAGE, "white")
    draw = ImageDraw.Draw(image)
    paragraphs = body(SIXTH, chance, 350)
    if inside:
        paragraphs.insert(len(paragraphs) // 2, inside)
    at = 70
    if head:
        size = 64
        while draw.textlength(head, font=_font(size, "Bold")) > _COLUMN:
            size -= 4
        draw.text((70, at), head, font=_font(size, "Bold"), fill="black")
        at += 120
    for paragraph in paragraphs:
        for line in _lines(draw, paragraph, _font(21)):
            draw.text((70, at), line, font=_font(21), fill="black")
            at += 31
    if foot:
        draw.text((900 - 12 * len(foot) // 2, at + 10), foot, font=_font(21, "Bold"), fill="black")
    return image


def _frame(chance: random.Random, words: str) -> Image.Image:
    """A noisy picture with a lower third."""
    image = Image.effect_noise(_FRAME, chance.choice((40, 70))).convert("RGB")
    draw = ImageDraw.Draw(image)
    paper, ink = chance.choice((("navy", "white"), ("darkred", "white"), ("white", "black"), ("gold", "black")))
    draw.rectangle((60, 540, 1000, 640), fill=paper)
    draw.text((80, 560), words, font=_font(chance.choice((28, 36, 44)), "Medium"), fill=ink)
    return image


def _photo(chance: random.Random, words: str) -> Image.Image:
    """A photo, dark above and light below, with small letters in a corner that a person can read."""
    image = Image.linear_gradient("L").resize((1600, 1066)).convert("RGB")
    at, ink = chance.choice(((20, "white"), (20, "orange"), (1000, "black"), (1000, "darkred")))
    ImageDraw.Draw(image).text((1000, at), words, font=_font(26), fill=ink)
    return image


_KINDS: Final[dict[str, tuple[ReadKind, Callable[[random.Random, str, str], Image.Image]]]] = {
    "outlet as a page's head": ("page", lambda chance, _name, outlet: _page(chance, head=outlet.upper())),
    "name below an article": ("page", lambda chance, name, _outlet: _page(chance, foot=name.upper())),
    "name inside an article": (
        "page",
        lambda chance, name, _outlet: _page(chance, inside=f"Theo chân {name} vào bản."),
    ),
    "name over a film": ("video", lambda chance, name, _outlet: _frame(chance, name)),
    "name on a photo": ("image", lambda chance, name, _outlet: _photo(chance, f"Ảnh: {name}")),
}


def print_figures(each: int = _EACH) -> None:
    """Print how many of each kind were found, and false findings on pages that name nobody."""
    chance = random.Random(91)  # noqa: S311 - the same pictures every time
    met, hit, invented, cost = Counter[str](), Counter[str](), 0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "picture.jpg"
        for number in range(each):
            for kind, (read_as, draw) in _KINDS.items():
                name, outlet = person(SIXTH, chance), chance.choice(SIXTH.outlets).name
                draw(chance, name, outlet).save(path, quality=85)
                started = time.perf_counter()
                # a film's picture is read as a photo here: the same words anywhere
                seen = read_pixels(path, "image" if read_as == "video" else read_as).pictures[0]
                cost += time.perf_counter() - started
                wanted = Known(outlets=(outlet,)) if "outlet" in kind else Known(names=(name,))
                met[kind] += 1
                hit[kind] += bool(scan_read(seen.text, wanted))
                strangers = Known(names=(person(SIXTH, chance),), outlets=(SIXTH.outlets[number % 8].name,))
                invented += (
                    len(scan_read(_page_text(path, chance), strangers)) if kind == "name inside an article" else 0
                )
    for kind in _KINDS:
        print(f"pictures: {kind}: {hit[kind]} of {met[kind]} found", flush=True)
    print(f"pictures: {invented / each:.2f} false findings a page; {cost / met.total():.1f} s of the clock a picture")


def _page_text(path: Path, chance: random.Random) -> str:
    _page(chance).save(path, quality=85)
    return read_pixels(path, "page").pictures[0].text


if __name__ == "__main__":
    if find_reader():
        print_figures()
    else:
        print("pictures: tesseract-ocr and tesseract-ocr-vie are not installed")
