"""How long a clean copy takes, against the bare decoder and encoder on the same file in the same run.

``python -m bench.blinding``; the figures stand in docs/blinding.md.
"""

from __future__ import annotations

import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

import pypdfium2 as pdfium
from imageio_ffmpeg import get_ffmpeg_exe
from PIL import Image

from bench.scan import print_figures
from contest.media import forks
from contest.media.clean import clean
from contest.media.measure import measure
from tests.media import samples

_PAGES: Final = 20
_SECONDS_OF_FILM: Final = 60
_HOUR: Final = 3600


class Cost(NamedTuple):
    """Seconds of the clock and of the processors; only the second is fair on a busy machine."""

    clock: float
    processor: float


def timed(work: Callable[[], object]) -> Cost:
    """What the work costs, in this process, the children it waited for and those of its fork server."""
    before, started = _processor_seconds(), time.perf_counter()
    work()
    return Cost(time.perf_counter() - started, _processor_seconds() - before)


def _processor_seconds() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages) + forks.usage().processor


def by_turns(ours: Callable[[], object], bare: Callable[[], object], times: int) -> tuple[Cost, Cost]:
    """The middle cost of both, asked in turn: between two runs the machine's own pace changes by a third."""
    rounds = [(timed(ours), timed(bare)) for _ in range(times)]
    return _middle([one for one, _ in rounds]), _middle([other for _, other in rounds])


def _middle(costs: Sequence[Cost]) -> Cost:
    return Cost(median(one.clock for one in costs), median(one.processor for one in costs))


def line(name: str, both: tuple[Cost, Cost], limit: float) -> None:
    """One line of the table: ours and the bare program's cost."""
    ours, bare = both
    verdict = "ok" if ours.clock < limit else "over"
    print(
        f"{name:36} clock {ours.clock:7.2f} s (limit {limit:5.1f}, {verdict})  processor {ours.processor:7.2f} s, "
        f"bare {bare.processor:7.2f} s, x {ours.processor / bare.processor:5.2f}",
        flush=True,
    )


def noisy(width: int, height: int) -> Image.Image:
    """A picture as hard to encode as a photo: a gradient under fine grain."""
    grain = Image.effect_noise((width // 4, height // 4), 60).resize((width, height))
    colour = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (grain, colour, Image.blend(grain, colour, 0.5)))


def photo(folder: Path) -> None:
    """A 24-megapixel JPEG with everything in it."""
    path = folder / "photo.jpg"
    noisy(6000, 4000).save(path, "JPEG", quality=92, exif=samples.exif_bytes(6))

    def bare() -> None:
        with Image.open(path) as image:
            image.transpose(Image.Transpose.ROTATE_270).save(folder / "bare.jpg", "JPEG", quality=90)

    line("photo, 24 megapixels", by_turns(lambda: clean(path, folder / "photo"), bare, 9), 2)


def pages(folder: Path) -> None:
    """A PDF of 20 newspaper pages: a scan and a page of text by turns."""
    path = folder / "pages.pdf"
    one = noisy(1240, 1754)
    one.save(path, "PDF", save_all=True, append_images=[one] * (_PAGES - 1), resolution=150)

    def bare() -> None:
        document = pdfium.PdfDocument(path)
        for number in range(len(document)):
            document[number].render(scale=150 / 72).to_pil().save(folder / f"bare{number}.jpg", "JPEG", quality=85)

    line("PDF, 20 pages", by_turns(lambda: clean(path, folder / "pages"), bare, 7), 6)


def ffmpeg(*arguments: str) -> None:
    """The bare program."""
    command = [get_ffmpeg_exe(), "-hide_banner", "-loglevel", "error", "-nostdin", "-y", *arguments]
    subprocess.run(command, check=True)


def hour_of_sound(folder: Path) -> None:
    """One hour of MP3 at 128 kbit/s with tags and a cover."""
    path = samples.sound(folder / "hour.mp3", seconds=_HOUR)
    wave = "aformat=channel_layouts=mono,showwavespic=s=1200x160"

    def bare() -> None:
        ffmpeg("-i", str(path), "-map", "0:a", "-c", "copy", str(folder / "bare.mp3"))
        ffmpeg("-i", str(path), "-filter_complex", wave, "-frames:v", "1", str(folder / "bare.png"))

    line("MP3, one hour", by_turns(lambda: clean(path, folder / "hour"), bare, 3), 30)


def film(folder: Path) -> None:
    """A minute of 1080p that must be encoded anew."""
    grain = f"testsrc2=size=1920x1080:rate=25:duration={_SECONDS_OF_FILM},noise=alls=8:allf=t"
    sound = f"sine=duration={_SECONDS_OF_FILM}"
    inputs = ("-f", "lavfi", "-i", grain, "-f", "lavfi", "-i", sound)
    path = folder / "film.mkv"
    ffmpeg(*inputs, "-c:v", "mpeg4", "-q:v", "4", "-c:a", "mp3", str(path))

    def bare() -> None:
        ffmpeg(
            *("-i", str(path), "-vf", "scale=1280:720,format=yuv420p", "-c:v", "libx264", "-preset", "veryfast"),
            *("-crf", "23", "-maxrate", "3M", "-bufsize", "6M", "-c:a", "aac", "-b:a", "128k"),
            str(folder / "bare.mp4"),
        )

    both = by_turns(lambda: clean(path, folder / "film"), bare, 1)
    line("film, 1080p to 720p, one minute", both, _SECONDS_OF_FILM / 2)
    ours = both[0]
    real = _SECONDS_OF_FILM / ours.clock
    alone = 2 * _SECONDS_OF_FILM / ours.processor
    print(f"{'':36} {real:.2f} times real time; {alone:.2f} with 2 cores to itself")


def copied_film(folder: Path) -> None:
    """A minute of 720p H.264, which browsers play as it is, against the bare program doing the same steps."""
    path, copy = folder / "light.mp4", folder / "bare.mp4"
    picture = f"testsrc2=size=1280x720:rate=25:duration={_SECONDS_OF_FILM},noise=alls=8:allf=t"
    ffmpeg(
        *("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", f"sine=duration={_SECONDS_OF_FILM}"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-b:v", "3M", "-maxrate", "4M", "-bufsize", "4M"),
        *("-pix_fmt", "yuv420p", "-c:a", "aac", str(path)),
    )

    def bare() -> None:
        ffmpeg("-i", str(path), "-c", "copy", "-movflags", "+faststart", str(copy))
        ffmpeg("-ss", "6", "-i", str(copy), "-frames:v", "1", str(folder / "poster.jpg"))
        seeks = [
            ("-noaccurate_seek", "-ss", str(number * _SECONDS_OF_FILM / 10), "-i", str(copy)) for number in range(10)
        ]
        small = ";".join(f"[{number}:v:0]trim=end_frame=1,setpts=0,scale=-2:90[t{number}]" for number in range(10))
        row = "".join(f"[t{number}]" for number in range(10))
        flat = (part for seek in seeks for part in seek)
        ffmpeg(
            *(*flat, "-filter_complex", f"{small};{row}hstack=inputs=10,format=yuvj420p[row]", "-map", "[row]"),
            *("-frames:v", "1", str(folder / "strip.jpg")),
        )

    line("film, 720p H.264 copied, one minute", by_turns(lambda: clean(path, folder / "light"), bare, 7), 30)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small = samples.png(folder / "small.png")
        print(f"child start and facts of a small picture {timed(lambda: measure(small)).clock:.2f} s")
        for part in (photo, pages, hour_of_sound, film, copied_film):
            part(folder)
    print_figures()


if __name__ == "__main__":
    main()
