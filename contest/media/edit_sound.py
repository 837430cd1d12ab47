"""Child side: a clean sound file with stretches muted or cut, and its wave drawn anew."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from contest.media.clean_sound import NO_LABELS, SHORTEST_WAVE, duration_of, muxer, write_wave
from contest.media.edit_filters import kept_seconds, sound_chain
from contest.media.ffmpeg import convert, input_arguments, probe
from contest.media.reasons import Reason, Refusal
from contest.media.sniff import sniff
from contest.media.types import Container, JsonObject

SHORTEST = 0.2
"""Seconds that must be left of a work."""


def edit(arguments: JsonObject) -> JsonObject:
    """Write ``sound.mp3`` or ``sound.m4a`` from the clean base at ``source``, decoded and encoded anew."""
    source, folder = Path(arguments["source"]), Path(arguments["folder"])
    container = sniff(source, name=None).container
    found = probe(source, container)
    if found.first("Audio") is None:
        raise Refusal(Reason.NOTHING_INSIDE, "no sound")
    length = kept_seconds(float(duration_of(source, container, found)), arguments["edits"])
    if length < SHORTEST:
        raise Refusal(Reason.NOTHING_INSIDE, "all cut")
    is_mp3 = container is Container.MP3
    name, mime = ("sound.mp3", "audio/mpeg") if is_mp3 else ("sound.m4a", "audio/mp4")
    codec = ["-c:a", "libmp3lame", "-q:a", "2"] if is_mp3 else ["-c:a", "aac", "-b:a", "160k"]
    target = folder / name
    chain = ["-map", "0:a:0", "-af", sound_chain(arguments["edits"])]
    convert(
        [*input_arguments(source, container), *chain, *NO_LABELS, *codec, *muxer(name), str(target)],
        duration=Decimal(str(length)),
    )
    made = Container.MP3 if is_mp3 else Container.MP4
    reached = duration_of(target, made, probe(target, made))
    files: list[JsonObject] = [{"name": name, "role": "audio", "mime": mime}]
    if reached >= SHORTEST_WAVE:
        write_wave(target, made, folder)
        files.append({"name": "wave.png", "role": "wave", "mime": "image/png", "width": 1200, "height": 160})
    return {"files": files, "duration": str(reached)}
