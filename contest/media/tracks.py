"""Child side: facts of sound and film."""

from __future__ import annotations

from pathlib import Path

from contest.media.clean_sound import duration_of
from contest.media.ffmpeg import probe
from contest.media.formats import FORMATS
from contest.media.reasons import Reason, Refusal
from contest.media.types import Container, FileFacts, Kind


def read_facts(source: Path, facts: FileFacts) -> FileFacts:
    """Measure tracks, duration, codecs and the size of the picture."""
    found = probe(source, facts.container)
    picture, sound = found.first("Video"), found.first("Audio")
    if picture is None and sound is None:
        raise Refusal(Reason.NOTHING_INSIDE)
    facts = facts._replace(duration=duration_of(source, facts.container, found), tracks=len(found.tracks))
    if sound is not None:
        facts = facts._replace(audio_codec=sound.codec)
    if picture is None or picture.size is None:
        return _as_sound(facts)
    width, height = reversed(picture.size) if found.turned else picture.size
    mime = FORMATS[facts.container].mime
    return facts._replace(kind=Kind.VIDEO, mime=mime, video_codec=picture.codec, width=width, height=height)


def _as_sound(facts: FileFacts) -> FileFacts:
    """An MP4, Matroska or Ogg without a picture is a sound file."""
    names = {Container.MP4: ("audio/mp4", "m4a"), Container.MATROSKA: ("audio/x-matroska", "mka")}
    mime, extension = names.get(facts.container, (facts.mime, facts.extension))
    return facts._replace(kind=Kind.AUDIO, mime=mime, extension=extension)
