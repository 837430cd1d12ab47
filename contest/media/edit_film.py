"""Child side: a clean film with stretches muted or cut and places covered or blurred; the poster is taken anew."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Final

from contest.media.clean_sound import NO_LABELS, duration_of
from contest.media.clean_video import ENCODE, PICTURES_ONLY, SHAPE, upright_size
from contest.media.edit_filters import kept_seconds, picture_graph, sound_chain
from contest.media.edit_sound import SHORTEST
from contest.media.ffmpeg import Probe, convert, input_arguments, probe
from contest.media.film_sides import write_poster
from contest.media.reasons import Reason, Refusal
from contest.media.types import Container, JsonObject

_RATE: Final = re.compile(r"(\d+(?:\.\d+)?) fps")
_ORDINARY_RATE: Final = 25.0


def edit(arguments: JsonObject) -> JsonObject:
    """Write ``video.mp4`` and ``poster.jpg`` from the clean base at ``source``.

    The picture is encoded anew unless only its sound changes.
    """
    source, folder, edits = Path(arguments["source"]), Path(arguments["folder"]), arguments["edits"]
    found = probe(source, Container.MP4)
    length = kept_seconds(float(duration_of(source, Container.MP4, found)), edits)
    if length < SHORTEST:
        raise Refusal(Reason.NOTHING_INSIDE, "all cut")
    target = folder / "video.mp4"
    ending = ["-sn", "-dn", *NO_LABELS, "-movflags", "+faststart", "-f", "mp4", str(target)]
    convert([*input_arguments(source, Container.MP4), *_tracks(found, edits), *ending], duration=Decimal(str(length)))
    made = probe(target, Container.MP4)
    reached = duration_of(target, Container.MP4, made)
    write_poster(target, folder, reached)
    width, height = upright_size(made)
    return {
        "files": [
            {"name": "video.mp4", "role": "video", "mime": "video/mp4", "width": width, "height": height},
            {"name": "poster.jpg", "role": "poster", "mime": "image/jpeg"},
        ],
        "duration": str(reached),
    }


def _tracks(found: Probe, edits: list[JsonObject]) -> list[str]:
    """Filters, maps and codecs of both tracks."""
    size = upright_size(found)
    picture = found.first("Video")
    if picture is None or size[0] is None or size[1] is None:
        raise Refusal(Reason.NOTHING_INSIDE, "no picture")
    graphs, maps, codecs = [], [], []
    if all(edit["act"] == "mute" for edit in edits):
        maps, codecs = ["-map", "0:v:0"], ["-c:v", "copy", *PICTURES_ONLY]
    else:
        rate = _RATE.search(picture.details)
        graphs.append(picture_graph(edits, (size[0], size[1]), float(rate[1]) if rate else _ORDINARY_RATE, SHAPE))
        maps, codecs = ["-map", "[v]"], [*ENCODE]
    if found.first("Audio") is not None:
        graphs.append(f"[0:a:0]{sound_chain(edits)}[a]")
        maps += ["-map", "[a]"]
        codecs += ["-c:a", "aac", "-b:a", "128k", "-ac", "2"]
    graph = ["-filter_complex", ";".join(graphs)] if graphs else []
    return [*graph, *maps, *codecs]
