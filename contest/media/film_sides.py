"""Child side: what stands beside a clean film, all of it made from the clean film alone.

A poster, a strip of thumbnails, and for a long film two rates of it cut into fragments (HLS with fMP4),
so that a slow line plays the smaller one.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Final

from contest.media.clean_sound import NO_LABELS, duration_of
from contest.media.ffmpeg import convert, input_arguments, probe
from contest.media.reasons import Reason, Refusal
from contest.media.types import Container, JsonObject

TILES: Final = 10
LONG: Final = Decimal(300)  # seconds; a shorter film is one small file
RATES_SHARE: Final = 0.3  # of the time a long film takes
_TILE_HEIGHT: Final = 90
_FRAGMENT: Final = 4  # seconds; a jump waits for one at most
_SHORT: Final = 60  # seconds of film that are read whole for their strip
_ONE_PICTURE: Final = ("-frames:v", "1", *NO_LABELS, "-q:v", "3", "-f", "image2")
_FULL_RANGE: Final = "scale=out_range=full,format=yuvj420p"  # JPEG's own, which a row does not ask for by itself
_SMALL: Final = (
    "scale=w='if(gt(iw,ih),min(640,iw),min(360,iw))':h='if(gt(iw,ih),min(360,ih),min(640,ih))'"
    ":force_original_aspect_ratio=decrease:force_divisible_by=2,setsar=1"
)
_LOW: Final = (
    *("-vf", _SMALL),
    *("-c:v", "libx264", "-preset", "veryfast", "-crf", "26", "-maxrate", "600k", "-bufsize", "1200k"),
    *("-force_key_frames", f"expr:gte(t,n_forced*{_FRAGMENT})", "-bsf:v", "filter_units=remove_types=6"),
    *("-c:a", "aac", "-b:a", "64k", "-ac", "2"),
)


def make(arguments: JsonObject) -> JsonObject:
    """Write poster, strip and rates of the clean film ``source`` into ``folder``."""
    source = Path(arguments["source"])
    found = probe(source, Container.MP4)
    if found.first("Video") is None:
        raise Refusal(Reason.NOTHING_INSIDE, "no picture")
    length = duration_of(source, Container.MP4, found)
    return {"files": write(source, Path(arguments["folder"]), length, since=0.0), "duration": str(length)}


def write(video: Path, folder: Path, length: Decimal, *, since: float) -> list[JsonObject]:
    """Write everything beside ``video``; ``since`` is the share of the whole work already done."""
    write_poster(video, folder, length)
    _write_strip(video, folder, length)
    files: list[JsonObject] = [
        {"name": name, "role": role, "mime": "image/jpeg"}
        for name, role in (("poster.jpg", "poster"), ("strip.jpg", "strip"))
        if (folder / name).exists() and (folder / name).stat().st_size
    ]
    if length > LONG:
        _write_rates(video, folder, length, since)
        for name in ("rate-high", "rate-low"):
            files.append({"name": f"{name}.mp4", "role": "rate", "mime": "video/mp4"})
            files.append({"name": f"{name}.m3u8", "role": "playlist", "mime": "application/vnd.apple.mpegurl"})
    return files


def write_poster(video: Path, folder: Path, length: Decimal) -> None:
    """A frame from a tenth of the way in."""
    moment = str(min(length / 10, Decimal(10)).quantize(Decimal("0.01")))
    seek = ("-ss", moment, *input_arguments(video, Container.MP4), "-map", "0:v:0")
    convert([*seek, "-vf", "scale=w='min(1280,iw)':h=-2", *_ONE_PICTURE, str(folder / "poster.jpg")])


def _write_strip(video: Path, folder: Path, length: Decimal) -> None:
    """Ten frames of the whole way in a row; a film that cannot give them does without."""
    arguments = _by_reading(video, length) if length < _SHORT else _by_jumping(video, length)
    try:
        convert([*arguments, *_ONE_PICTURE, str(folder / "strip.jpg")])
    except Refusal as refusal:
        if refusal.reason is not Reason.BROKEN:
            raise


def _by_reading(video: Path, length: Decimal) -> list[str]:
    picks = f"fps={TILES}/{max(length, Decimal('0.1'))},scale=-2:{_TILE_HEIGHT},setsar=1,tile={TILES}x1"
    return [*input_arguments(video, Container.MP4), "-map", "0:v:0", "-vf", picks]


def _by_jumping(video: Path, length: Decimal) -> list[str]:
    """Each the key frame before its moment: a long film is not decoded for ten pictures."""
    inputs: list[str] = []
    for number in range(TILES):
        moment = length * (2 * number + 1) / (2 * TILES)
        seek = ("-noaccurate_seek", "-ss", str(moment.quantize(Decimal("0.01"))))
        inputs += [*seek, *input_arguments(video, Container.MP4)]
    tile = f"trim=end_frame=1,setpts=0,scale=-2:{_TILE_HEIGHT},setsar=1"
    scaled = ";".join(f"[{number}:v:0]{tile}[t{number}]" for number in range(TILES))
    row = "".join(f"[t{number}]" for number in range(TILES)) + f"hstack=inputs={TILES},{_FULL_RANGE}[row]"
    return [*inputs, "-filter_complex", f"{scaled};{row}", "-map", "[row]"]


def _write_rates(video: Path, folder: Path, length: Decimal, since: float) -> None:
    """The film as it is and at 360 lines, each one file of fragments with a list of where they lie."""
    tracks = ("-map", "0:v:0", "-map", "0:a:0?", "-sn", "-dn", *NO_LABELS)
    convert(
        [
            *input_arguments(video, Container.MP4),
            *(*tracks, "-c", "copy", *_fragments(folder, "rate-high")),
            *(*tracks, *_LOW, *_fragments(folder, "rate-low")),
        ],
        duration=length,
        since=since,
    )


def _fragments(folder: Path, name: str) -> list[str]:
    listed = ["-hls_time", str(_FRAGMENT), "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4"]
    one_file = ["-hls_flags", "single_file", "-hls_segment_filename", str(folder / f"{name}.mp4")]
    return ["-f", "hls", *listed, *one_file, str(folder / f"{name}.m3u8")]
