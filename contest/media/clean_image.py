"""Child side: a picture decoded to pixels and written anew, so that nothing but pixels survives.

Orientation is applied, colour is brought to sRGB, and what carried them (EXIF, profile) is left out
with every other label: XMP, IPTC, GPS, maker notes, comments, thumbnails, trailing data.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from contest.media.reasons import Reason, Refusal
from contest.media.types import Container, FileFacts, JsonObject

MAX_PIXELS: Final = 120_000_000
MAX_FRAMES: Final = 30
PREVIEW_SIDE: Final = 1600
_GOOD_SIDE: Final = 1200  # pixels a preview may fall short to when that spares a second resampling
_ORIENTATION: Final = 0x0112
_SIDEWAYS: Final = {5, 6, 7, 8}  # EXIF orientations that swap width and height
_LOSSLESS_PIXELS: Final = 8_000_000  # above this a PNG takes seconds and tens of megabytes
_STRIP: Final = 256  # rows laid on paper at a time: a whole picture once more is too much memory
_PLUGINS: Final = {
    Container.JPEG: ("JPEG", "MPO"),
    Container.PNG: ("PNG",),
    Container.WEBP: ("WEBP",),
    Container.TIFF: ("TIFF",),
    Container.HEIF: ("HEIF",),
}


def open_image(source: Path, container: Container) -> Image.Image:
    """Open without decoding; refuse by the size the header declares.

    Errors: Refusal BROKEN, TOO_MANY_PIXELS, TOO_MANY_PAGES.
    """
    Image.MAX_IMAGE_PIXELS = None  # ours is below, with its own sentence
    if container is Container.HEIF:
        import_module("contest.media.heif")
    try:
        image = Image.open(source, formats=_PLUGINS[container])
    except (UnidentifiedImageError, SyntaxError, ValueError) as error:
        raise Refusal(Reason.BROKEN, str(error)) from error
    if image.width * image.height > MAX_PIXELS:
        raise Refusal(Reason.TOO_MANY_PIXELS, f"{image.width}x{image.height}")
    return image


def frames_of(image: Image.Image, container: Container) -> int:
    """Pages of a TIFF; of an animation or a burst only the first picture counts."""
    return int(getattr(image, "n_frames", 1)) if container is Container.TIFF else 1


def read_facts(source: Path, facts: FileFacts) -> FileFacts:
    """Measure the picture as it will be shown, upright, without decoding it."""
    image = open_image(source, facts.container)
    width, height = image.size
    if image.getexif().get(_ORIENTATION) in _SIDEWAYS:
        width, height = height, width
    return facts._replace(width=width, height=height, pages=frames_of(image, facts.container))


def clean(source: Path, folder: Path, facts: FileFacts) -> JsonObject:
    """Write ``image-001.jpg`` (or .png) and ``preview-001.jpg`` for every frame of the picture."""
    container = facts.container
    image = open_image(source, container)
    count = frames_of(image, container)
    if count > MAX_FRAMES:
        raise Refusal(Reason.TOO_MANY_PAGES, f"{count} frames")
    files = []
    for number, frame in enumerate(ImageSequence.Iterator(image), start=1):
        if frame.width * frame.height > MAX_PIXELS:
            raise Refusal(Reason.TOO_MANY_PIXELS, f"{frame.width}x{frame.height}")
        files += _write_frame(frame, folder, number, lossless=container is Container.PNG)
        if number >= count:
            break
    return {"files": files}


def _write_frame(frame: Image.Image, folder: Path, number: int, *, lossless: bool) -> list[JsonObject]:
    pixels = bare_pixels(frame)
    as_png = lossless and pixels.width * pixels.height <= _LOSSLESS_PIXELS
    name = f"image-{number:03d}." + ("png" if as_png else "jpg")
    if as_png:
        pixels.save(folder / name, "PNG", compress_level=6)
    else:
        pixels.save(folder / name, "JPEG", quality=90)
    small = _preview(pixels)
    preview = f"preview-{number:03d}.jpg"
    small.save(folder / preview, "JPEG", quality=82)
    return [
        _file(name, "image", pixels, "image/png" if as_png else "image/jpeg"),
        _file(preview, "preview", small, "image/jpeg"),
    ]


def _file(name: str, role: str, image: Image.Image, mime: str) -> JsonObject:
    return {"name": name, "role": role, "mime": mime, "width": image.width, "height": image.height}


def _preview(pixels: Image.Image) -> Image.Image:
    longer = max(pixels.size)
    whole = -(-longer // PREVIEW_SIDE)
    if longer // whole >= _GOOD_SIDE:  # averages of whole squares: sharp, and a third of the time
        return pixels.reduce(whole) if whole > 1 else pixels
    times = longer // PREVIEW_SIDE
    small = pixels.reduce(times) if times > 1 else pixels.copy()
    small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE), Image.Resampling.LANCZOS)
    return small


def bare_pixels(frame: Image.Image) -> Image.Image:
    """Turn a frame the right way up, in sRGB, as opaque RGB or L, with an empty `info`."""
    profile = frame.info.get("icc_profile")
    upright = ImageOps.exif_transpose(frame)
    upright.load()
    plain = import_module("contest.media.colours").in_srgb(upright, profile) if profile else upright
    plain = _eight_bit(plain)
    clear = plain.copy() if plain is frame else plain
    clear.info = {}
    return clear


def _eight_bit(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        return image.point(lambda value: value / 256).convert("L")
    if image.mode == "F":
        raise Refusal(Reason.BROKEN, "float pixels")
    has_alpha = "A" in image.mode or "transparency" in image.info
    if has_alpha:
        with_alpha = image.convert("RGBA")
        lowest, _ = with_alpha.getchannel("A").getextrema()
        return with_alpha.convert("RGB") if lowest == 255 else _on_white(with_alpha)  # noqa: PLR2004 - opaque
    if image.mode in ("RGB", "L"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def _on_white(image: Image.Image) -> Image.Image:
    """Lay a see-through picture on white paper, strip by strip.

    What lies below clear pixels would go along unseen; and white letters on clear ground are not there on a white
    page, nor for whoever reads the picture, yet plain on the black one on which browsers show a picture alone.
    """
    paper = Image.new("RGB", image.size, "white")
    for top in range(0, image.height, _STRIP):
        strip = image.crop((0, top, image.width, min(top + _STRIP, image.height)))
        paper.paste(strip, (0, top), mask=strip.getchannel("A"))
    return paper
