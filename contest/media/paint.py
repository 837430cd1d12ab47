"""Child side: where words stand on a page, and a picture with places painted over."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Final

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw
from PIL import Image, ImageDraw

from contest.media.clean_image import bare_pixels
from contest.media.clean_pdf import open_pdf
from contest.media.types import WHOLE, JsonObject

_MARGIN: Final = 30  # around each line of letters, in the same unit
_INK: Final = (40, 40, 40)


def locate(arguments: JsonObject) -> JsonObject:
    """Find the boxes of stretches of text: one list of boxes for each ``[page, start, end]`` asked."""
    document = open_pdf(Path(arguments["source"]))
    return {"boxes": [_boxes_of(document[page], start, end) for page, start, end in arguments["spans"]]}


def _boxes_of(page: pdfium.PdfPage, start: int, end: int) -> list[JsonObject]:
    text_page = page.get_textpage()
    found = []
    left, top, right, bottom = (ctypes.c_double() for _ in range(4))
    for index in range(pdfium_raw.FPDFText_CountRects(text_page, start, end - start)):
        edges = map(ctypes.byref, (left, top, right, bottom))
        if pdfium_raw.FPDFText_GetRect(text_page, index, *edges):
            found.append(_box(page, (left.value, top.value, right.value, bottom.value)))
    return found


def _box(page: pdfium.PdfPage, edges: tuple[float, float, float, float]) -> JsonObject:
    """Turn a rectangle in page space (rotation, crop and all) into one on the shown picture.

    The page is thought drawn on a square of `WHOLE` points, so its points are the unit of a box.
    """
    corners = []
    for x, y in ((edges[0], edges[1]), (edges[2], edges[3])):
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium_raw.FPDF_PageToDevice(page, 0, 0, WHOLE, WHOLE, 0, x, y, ctypes.byref(across), ctypes.byref(down))
        corners.append((across.value, down.value))
    left, right = sorted(corner[0] for corner in corners)
    top, bottom = sorted(corner[1] for corner in corners)
    left, top = max(left - _MARGIN, 0), max(top - _MARGIN, 0)
    return {"x": left, "y": top, "w": min(right + _MARGIN, WHOLE) - left, "h": min(bottom + _MARGIN, WHOLE) - top}


def paint(arguments: JsonObject) -> JsonObject:
    """Paint boxes over a cleaned picture and write it anew, in the format it had."""
    folder = Path(arguments["folder"])
    with Image.open(arguments["source"], formats=("JPEG", "PNG")) as opened:
        as_png = opened.format == "PNG"
        picture = bare_pixels(opened)
    canvas = picture.convert("RGB")
    draw = ImageDraw.Draw(canvas)
    for box in arguments["boxes"]:
        draw.rectangle(_pixels(box, canvas.size), fill=_INK)
    name = "image-001.png" if as_png else "image-001.jpg"
    if as_png:
        canvas.save(folder / name, "PNG")
    else:
        canvas.save(folder / name, "JPEG", quality=88)
    mime = "image/png" if as_png else "image/jpeg"
    return {"files": [{"name": name, "role": "image", "mime": mime, "width": canvas.width, "height": canvas.height}]}


def _pixels(box: JsonObject, size: tuple[int, int]) -> tuple[int, int, int, int]:
    left, top = box["x"] * size[0] // WHOLE, box["y"] * size[1] // WHOLE
    right = -(-(box["x"] + box["w"]) * size[0] // WHOLE)
    bottom = -(-(box["y"] + box["h"]) * size[1] // WHOLE)
    return left, top, max(right, left + 1), max(bottom, top + 1)
