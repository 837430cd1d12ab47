"""Child side: the words and codes in a picture, or in pictures taken of a film.

Letters are read by Tesseract when the parent names the program; QR codes and barcodes by zxing. Both get
the cleaned picture, in this confined process and its children.
"""

from __future__ import annotations

import csv
import subprocess
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Final

import zxingcpp
from PIL import Image, ImageChops, ImageFilter

from contest.media.channel import tell_progress
from contest.media.ffmpeg import convert, die_with_parent, input_arguments, probe
from contest.media.reasons import Reason, Refusal
from contest.media.types import WHOLE, Container, JsonObject

MAX_FRAMES: Final = 240
_BETWEEN_FRAMES: Final = 2  # seconds at least; a name stays on the screen for three or more
_LONGER_SIDE: Final = {"page": 2600, "image": 2200, "video": 1920}  # pixels letters are read at
_MOST_ENLARGED: Final = 2
_PASSES: Final = {"page": ("3",), "image": ("3", "11"), "video": ("3", "11")}
"""Tesseract's ways to look: "3" for what is laid out, "11" for words anywhere."""
_ONE_LOOK: Final = 60  # seconds of the clock
_BLOCKS: Final = 1_000_000  # numbers kept for the blocks of one look
_LEAST_CERTAIN: Final = 20  # of 100; below it Tesseract sees letters in grass and gravel
_MOST_WORDS: Final = 20_000
_SAME: Final = 24  # of 255: no spot of a small copy differs more, so the picture stands still
_GLANCE: Final = (160, 90)
_NOT_PRINTED: Final = {"ITF", "Codabar", "DX Film Edge", "ITF-14"}  # read out of railings and shutters


def read(arguments: JsonObject) -> JsonObject:
    """Read ``source`` ("page", "image" or "video"); ``seconds`` is the clock for all its pictures.

    Boxes are in ten-thousandths of the picture. ``complete`` is False when the time ran out.
    """
    ends = time.monotonic() + float(arguments["seconds"])
    kind, source, folder = arguments["kind"], Path(arguments["source"]), Path(arguments["folder"])
    pictures: list[JsonObject] = []
    shots = list(_shots(source, folder)) if kind == "video" else [(None, source)]
    before: Image.Image | None = None
    for number, (moment, path) in enumerate(shots):
        if time.monotonic() >= ends:
            return {"pictures": pictures, "complete": False}
        with Image.open(path, formats=("JPEG", "PNG")) as opened:
            grey = _grey(opened)
        glance = grey.resize(_GLANCE)
        if before is None or _differs(glance, before):
            seen = _seen(grey, kind, folder, arguments["reader"], ends)
            pictures.append({"moment": moment, **seen})
        before = glance
        tell_progress((number + 1) / len(shots))
    return {"pictures": pictures, "complete": all(each.pop("whole") for each in pictures)}


def _shots(source: Path, folder: Path) -> Iterator[tuple[int, Path]]:
    """Take a picture every two seconds, fewer of a long film; the moment is in seconds."""
    length = probe(source, Container.MP4).duration or Decimal(0)
    step = max(_BETWEEN_FRAMES, -(-int(length) // MAX_FRAMES))
    # round=up: the picture at a moment is the one that stands on the screen then
    wanted = ["-map", "0:v:0", "-vf", f"fps=1/{step}:round=up,scale='min(1280,iw)':-2", "-frames:v", str(MAX_FRAMES)]
    ending = ["-q:v", "3", "-f", "image2", str(folder / "shot-%04d.jpg")]
    convert([*input_arguments(source, Container.MP4), *wanted, *ending])
    for number, path in enumerate(sorted(folder.glob("shot-*.jpg"))):
        yield number * step, path


def _differs(glance: Image.Image, before: Image.Image) -> bool:
    apart = ImageChops.difference(glance, before)
    return apart.point(lambda value: 255 if value > _SAME else 0).getbbox() is not None


def _grey(opened: Image.Image) -> Image.Image:
    if opened.mode != "RGBA":
        return opened.convert("L")
    flat = Image.new("RGBA", opened.size, "white")
    flat.alpha_composite(opened)
    return flat.convert("L")


def _seen(grey: Image.Image, kind: str, folder: Path, reader: str, ends: float) -> JsonObject:
    codes = _codes(grey)
    if not reader:
        return {"words": [], "codes": codes, "whole": True}
    times = min(_LONGER_SIDE[kind] / max(grey.size), _MOST_ENLARGED)
    shown = grey.resize(
        (max(1, round(grey.width * times)), max(1, round(grey.height * times))), Image.Resampling.BICUBIC
    )
    if kind != "page":
        # grain costs a hundred times the letters' own time, and hides them
        shown = shown.filter(ImageFilter.MedianFilter(3))
    path = folder / "letters.png"
    shown.save(path, "PNG", compress_level=1)
    words: list[JsonObject] = []
    for number, way in enumerate(_PASSES[kind]):
        table = _table(reader, path, way, ends)
        if table is None:
            return {"words": words, "codes": codes, "whole": False}
        words += _words(table, shown.size, first_block=number * _BLOCKS)
    return {"words": words, "codes": codes, "whole": True}


def _table(reader: str, path: Path, way: str, ends: float) -> str | None:
    """Let the reader look once; None when its time ran out."""
    command = [reader, str(path), "stdout", "-l", "vie", "--psm", way, "-c", "tessedit_create_tsv=1"]
    try:
        # S603: our own program on a file we have just written; it inherits this process's limits
        done = subprocess.run(  # noqa: S603
            command,
            capture_output=True,
            check=False,
            timeout=max(1.0, min(_ONE_LOOK, ends - time.monotonic())),
            preexec_fn=die_with_parent,
            env={"OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode != 0:
        raise Refusal(Reason.CRASHED, done.stderr.decode("utf-8", "replace")[-300:])
    return done.stdout.decode("utf-8", "replace")


def _words(table: str, size: tuple[int, int], *, first_block: int) -> Iterator[JsonObject]:
    """Read Tesseract's table: one row a word, with the block and line it stands in."""
    rows = csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    for number, row in enumerate(rows):
        text = (row.get("text") or "").strip()
        if text and float(row["conf"]) >= _LEAST_CERTAIN and number < _MOST_WORDS:
            edges = (int(row["left"]), int(row["top"]), int(row["width"]), int(row["height"]))
            block = first_block + int(row["block_num"]) * 1000 + int(row["par_num"])
            yield {"text": text, "block": block, "line": int(row["line_num"]), **_box(*edges, size)}


def _codes(grey: Image.Image) -> list[JsonObject]:
    found = []
    for code in zxingcpp.read_barcodes(grey):
        if str(code.format) in _NOT_PRINTED or not code.text:
            continue
        corners = (
            code.position.top_left,
            code.position.top_right,
            code.position.bottom_left,
            code.position.bottom_right,
        )
        left, top = min(each.x for each in corners), min(each.y for each in corners)
        width, height = max(each.x for each in corners) - left, max(each.y for each in corners) - top
        # A bar code is found along one line: as tall a stretch as it is wide covers it.
        tall = max(height, width // 3)
        found.append({"text": code.text, **_box(left, max(0, top - (tall - height) // 2), width, tall, grey.size)})
    return found


def _box(left: int, top: int, width: int, height: int, size: tuple[int, int]) -> JsonObject:
    return {
        "x": left * WHOLE // size[0],
        "y": top * WHOLE // size[1],
        "w": -(-width * WHOLE // size[0]),
        "h": -(-height * WHOLE // size[1]),
    }
