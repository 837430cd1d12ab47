"""Sound and film of a sample dossier: a plucked tune and a slow pan over a drawn scene, named in their metadata."""

from __future__ import annotations

import array
import io
import math
import random
import subprocess
import wave
from collections.abc import Iterable
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import imageio_ffmpeg
from PIL import Image, ImageDraw, ImageFont

from contest.demo.content import SampleWork
from contest.demo.scenes import draw_scene

_RATE: Final = 16_000  # samples a second
_FRAME: Final = (640, 360)
_PACE: Final = 12  # frames a second
_SCALE: Final = (0, 2, 5, 7, 9, 12, 14)  # semitones of the five-note scale of the region's songs
_COORDINATES: Final = "+21.2731+106.1946/"  # the province's capital, as a phone would write it


def write_sound(work: SampleWork, path: Path, *, seconds: int = 14) -> None:
    """An MP3 with ID3 tags that name author and station."""
    with TemporaryDirectory() as folder:
        tune = Path(folder) / "tune.wav"
        _write_tune(tune, seconds, work.key)
        _ffmpeg(
            ["-i", str(tune), *_tags(work), "-codec:a", "libmp3lame", "-b:a", "48k", "-id3v2_version", "3", str(path)]
        )


def write_film(work: SampleWork, scene: str, path: Path, *, seconds: int = 10, named: bool = False) -> None:
    """An MP4 whose metadata name reporter, station and place; ``named`` puts them in the picture too."""
    width, height = _FRAME
    with TemporaryDirectory() as folder:
        tune, still, caption = Path(folder) / "tune.wav", Path(folder) / "still.png", Path(folder) / "caption.png"
        _write_tune(tune, seconds, work.key)
        draw_scene(scene, width=width * 3 // 2, height=height, seed=work.key).save(still, compress_level=1)
        _caption(work, named=named).save(caption)
        # Each picture is read once and repeated inside the graph: four times faster than reading it per frame.
        repeat = f"loop=loop=-1:size=1,trim=duration={seconds},fps={_PACE},setpts=N/{_PACE}/TB"
        pan = f"crop={width}:{height}:x='(iw-{width})*t/{seconds}':y=0"
        cover = "overlay=0:0:enable='between(t,1,5)',format=yuv420p"
        graph = f"[0:v]{repeat},{pan}[film];[1:v]{repeat}[caption];[film][caption]{cover}[out]"
        inputs = ["-i", str(still), "-i", str(caption), "-i", str(tune)]
        video = ["-codec:v", "libx264", "-preset", "ultrafast", "-crf", "30", "-g", "24"]
        audio = ["-codec:a", "aac", "-b:a", "48k"]
        outputs = ["-map", "[out]", "-map", "2:a", *video, *audio, "-t", str(seconds), "-movflags", "+faststart"]
        _ffmpeg([*inputs, "-filter_complex", graph, *outputs, *_tags(work), str(path)])


def _tags(work: SampleWork) -> list[str]:
    named = {
        "title": work.title,
        "artist": ", ".join(author.name for author in work.authors),
        "album": work.outlet,
        "comment": f"{work.byline} {work.source}",
        "location": _COORDINATES,
        "date": f"{work.parts[0].published:%Y-%m-%d}",
    }
    return [item for key, value in named.items() for item in ("-metadata", f"{key}={value}")]


def _ffmpeg(arguments: Iterable[str]) -> None:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-hide_banner", "-loglevel", "error", "-y", *arguments]
    subprocess.run(command, check=True)  # noqa: S603 - fixed arguments and our own texts


def _caption(work: SampleWork, *, named: bool) -> Image.Image:
    """The lower third: the title, and the makers or the line that tells a sample, over a dark band."""
    width, height = _FRAME
    layer = Image.new("RGBA", _FRAME, (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    pen.rectangle((24, height - 92, width - 24, height - 28), fill=(20, 18, 24, 205))
    pen.rectangle((24, height - 92, 30, height - 28), fill=(176, 42, 38, 255))
    pen.text((42, height - 84), work.title, font=_font("SemiBold", 17), fill=(255, 252, 244, 255))
    told = f"{work.byline} · {work.outlet}" if named else "Phim mẫu, hình vẽ minh họa"
    pen.text((42, height - 56), told, font=_font("Regular", 12), fill=(232, 224, 208, 255))
    return layer


def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    with as_file(files("fontpkg_be_vietnam_pro") / "files" / f"BeVietnamPro-{weight}.ttf") as path:
        return ImageFont.truetype(io.BytesIO(path.read_bytes()), size)


def _write_tune(path: Path, seconds: int, seed: str) -> None:
    """A calm plucked melody, 16 bit mono: each note is a string that rings down."""
    chance = random.Random(seed)  # noqa: S311 - chooses notes, no secret
    samples = array.array("h", bytes(2 * _RATE * seconds))
    start = 0.0
    while start < seconds - 1:
        pitch = 220 * 2 ** (chance.choice(_SCALE) / 12)
        _pluck(samples, int(start * _RATE), pitch)
        start += chance.choice((0.5, 0.75, 1.0))
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(_RATE)
        sound.writeframes(samples.tobytes())


def _pluck(samples: array.array[int], start: int, pitch: float) -> None:
    """Add one note of 1.2 s by the Karplus-Strong way: a short noise that an averaging loop turns into a string."""
    period = max(2, round(_RATE / pitch))
    ring = [math.sin(6.283 * step / period) * 5000 + math.sin(12.566 * step / period) * 2200 for step in range(period)]
    for step in range(min(int(1.2 * _RATE), len(samples) - start)):
        place = step % period
        value = ring[place]
        ring[place] = 0.497 * (value + ring[(place + 1) % period])
        samples[start + step] = max(-32000, min(32000, samples[start + step] + int(value)))
