"""Child side: sound without tags, covers, chapters or lyrics, and a picture of its wave."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Final

from contest.media.edit_list import holds_unplayed
from contest.media.ffmpeg import Probe, convert, input_arguments, played_length, probe
from contest.media.reasons import Reason, Refusal
from contest.media.types import Container, FileFacts, JsonObject

NO_LABELS: Final = (
    *("-map_metadata", "-1", "-map_metadata:s", "-1", "-map_chapters", "-1"),
    *("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"),
)
_WAVE: Final = "aformat=channel_layouts=mono,showwavespic=s=1200x160:colors=#8a1c1c"
_SLACK: Final = Decimal("0.5")  # seconds; encoders lead in and out, tracks end a moment apart
SHORTEST_WAVE: Final = Decimal("0.5")  # seconds; shorter sound has no frame to draw
_COPY: Final = ("-c:a", "copy")
_AAC: Final = ("-c:a", "aac", "-b:a", "160k")
_COPIED: Final = {"mp3": ("sound.mp3", "audio/mpeg"), "aac": ("sound.m4a", "audio/mp4")}


def clean(source: Path, folder: Path, facts: FileFacts) -> JsonObject:
    """Write ``sound.mp3`` or ``sound.m4a`` and ``wave.png``; return the duration in seconds."""
    container = facts.container
    found = probe(source, container)
    track = found.first("Audio")
    if track is None:
        raise Refusal(Reason.NOTHING_INSIDE, "no sound")
    name, mime = _COPIED.get(track.codec, _COPIED["aac"])
    target = folder / name
    begin = [*input_arguments(source, container), "-map", "0:a:0", *NO_LABELS]
    copied = track.codec in _COPIED
    convert([*begin, *(_COPY if copied else _AAC), *muxer(name), str(target)], duration=found.duration)
    if copied and name.endswith("m4a") and holds_unplayed(target):
        target.unlink()
        convert([*begin, *_AAC, *muxer(name), str(target)], duration=found.duration)
    cleaned = Container.MP3 if name.endswith("mp3") else Container.MP4
    length = duration_of(target, cleaned, probe(target, cleaned))
    refuse_cut_short(found, length)
    files: list[JsonObject] = [{"name": name, "role": "audio", "mime": mime}]
    if length >= SHORTEST_WAVE:
        write_wave(target, cleaned, folder)
        files.append({"name": "wave.png", "role": "wave", "mime": "image/png", "width": 1200, "height": 160})
    return {"files": files, "duration": str(length)}


def muxer(name: str) -> list[str]:
    """Output options that leave no label in the file called `name`."""
    if name.endswith("mp3"):
        return ["-id3v2_version", "0", "-write_id3v1", "0", "-write_xing", "1", "-f", "mp3"]
    return ["-movflags", "+faststart", "-f", "mp4"]


def duration_of(source: Path, container: Container, found: Probe) -> Decimal:
    """Return the duration in seconds to 0.01, by the header or, where that guesses, by the packets."""
    if found.duration is not None:
        return found.duration.quantize(Decimal("0.01"))
    return played_length(source, container, "Audio" if found.first("Video") is None else "Video")


def refuse_cut_short(found: Probe, played: Decimal) -> None:
    """Refuse a file that ended long before its own header says: it was cut off on its way here.

    Errors: Refusal BROKEN. A header that does not tell the length promises nothing.
    """
    promised = found.duration
    others = any(track.kind not in ("Video", "Audio") for track in found.tracks)  # subtitles may go on for longer
    if promised is not None and promised - played > max(_SLACK, promised / (2 if others else 20)):
        raise Refusal(Reason.BROKEN, f"{played} of {promised} seconds")


def write_wave(sound: Path, container: Container, folder: Path) -> None:
    """Draw ``wave.png`` of a clean sound."""
    picture = [
        "-filter_complex",
        _WAVE,
        "-frames:v",
        "1",
        *NO_LABELS,
        "-f",
        "image2",
        str(folder / "wave.png"),
    ]
    convert([*input_arguments(sound, container), *picture])
