"""Child side: video without labels, chapters, subtitles, data tracks or covers.

What stands beside it (`film_sides`) is made after, of the clean film.

H.264 with AAC of at most 720 lines and at most 8 Mbit/s is copied packet by packet, of the pictures' packets
only those that pictures are made of; everything else, and what holds more than is played, becomes H.264/AAC of at
most 720 lines.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Final

from contest.media import film_sides
from contest.media.broadcast import MOST_UNDECODED, bearable_damage
from contest.media.clean_sound import NO_LABELS, duration_of, refuse_cut_short
from contest.media.edit_list import holds_unplayed
from contest.media.ffmpeg import Probe, Track, convert, input_arguments, probe
from contest.media.reasons import Reason, Refusal
from contest.media.types import Container, FileFacts, JsonObject

_MOST_SIDES: Final = (1280, 720)  # longer and shorter
_MOST_KILOBITS: Final = 8000
# 720 lines of a wide picture, 720 columns of an upright one; never larger than it was; even, as H.264 wants
_SMALLER: Final = (
    "scale=w='if(gt(iw,ih),min(1280,iw),min(720,iw))':h='if(gt(iw,ih),min(720,ih),min(1280,ih))'"
    ":force_original_aspect_ratio=decrease:force_divisible_by=2"
)
PICTURES_ONLY: Final = ("-bsf:v", "filter_units=pass_types=1-5|7|8")
"""Slices and parameter sets: messages (SEI), fillers, second pictures and units of no known kind may carry text."""
SHAPE: Final = f"{_SMALLER},setsar=1,format=yuv420p"
ENCODE: Final = (
    *("-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-profile:v", "high", "-g", "96"),
    *("-maxrate", "3M", "-bufsize", "6M", *PICTURES_ONLY),
)

AAC: Final = ("-c:a", "aac", "-b:a", "128k", "-ac", "2")


def clean(source: Path, folder: Path, facts: FileFacts) -> JsonObject:
    """Write ``video.mp4`` and what stands beside it; return the duration in seconds."""
    container = facts.container
    found = probe(source, container)
    picture = found.first("Video")
    if picture is None:
        raise Refusal(Reason.NOTHING_INSIDE, "no picture")
    target = folder / "video.mp4"
    begin = [*input_arguments(source, container), "-map", "0:v:0", "-map", "0:a:0?", "-sn", "-dn", *NO_LABELS]
    is_long = found.duration is None or found.duration > film_sides.LONG
    until = 1 - film_sides.RATES_SHARE if is_long else 1.0
    damaged = 0
    try:
        codecs = [*_picture_codec(found, picture), *_sound_codec(found.first("Audio"))]
        length = _convert([*begin, *codecs], target, found, until=until)
        if holds_unplayed(target):
            length = _convert([*begin, "-vf", SHAPE, *ENCODE, *AAC], target, found, until=until)
    except Refusal as refusal:
        damaged = _damage_of_a_recording(source, container, refusal)
        patient = [*begin, "-vf", SHAPE, *ENCODE, *AAC]
        length = _convert(patient, target, found, until=until, most_undecoded=MOST_UNDECODED)
    width, height = upright_size(probe(target, Container.MP4))
    return {
        "files": [
            {"name": "video.mp4", "role": "video", "mime": "video/mp4", "width": width, "height": height},
            *film_sides.write(target, folder, length, since=until),
        ],
        "duration": str(length),
        "damaged": damaged,
    }


def _convert(begin: list[str], target: Path, found: Probe, *, until: float, most_undecoded: str = "") -> Decimal:
    """Write the film, from its beginning; return its length in seconds. Errors: those of `convert`, BROKEN when cut."""
    if target.exists():  # a first try that ended early; what it looked like must not be remembered
        target.unlink()
        probe.cache_clear()
    arguments = [*begin, "-movflags", "+faststart", "-f", "mp4", str(target)]
    convert(arguments, duration=found.duration, until=until, most_undecoded=most_undecoded)
    length = duration_of(target, Container.MP4, probe(target, Container.MP4))
    refuse_cut_short(found, length)
    return length


def _damage_of_a_recording(source: Path, container: Container, refusal: Refusal) -> int:
    """How many packets of a broadcast recording are damaged; raises ``refusal`` again where that explains nothing."""
    damaged = None
    if container is Container.MPEGTS and refusal.reason is Reason.BROKEN:
        damaged = bearable_damage(source)
    if damaged is None:
        raise refusal
    return damaged


def _picture_codec(found: Probe, picture: Track) -> list[str]:
    playable = picture.codec == "h264" and "yuv420p" in picture.details and "10le" not in picture.details
    light = found.kilobits is not None and found.kilobits <= _MOST_KILOBITS
    if playable and light and _fits(picture.size):
        return ["-c:v", "copy", *PICTURES_ONLY]
    return ["-vf", SHAPE, *ENCODE]


def _fits(size: tuple[int, int] | None) -> bool:
    return size is not None and max(size) <= _MOST_SIDES[0] and min(size) <= _MOST_SIDES[1]


def _sound_codec(sound: Track | None) -> list[str]:
    if sound is None:
        return []
    return ["-c:a", "copy"] if sound.codec == "aac" else [*AAC]


def upright_size(found: Probe) -> tuple[int | None, int | None]:
    """Width and height in pixels as a viewer sees them."""
    picture = found.first("Video")
    size = None if picture is None else picture.size
    if size is None:
        return None, None
    return (size[1], size[0]) if found.turned else size
