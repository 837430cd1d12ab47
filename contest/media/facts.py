"""Child side: what a file is and how long, read from the file itself."""

from __future__ import annotations

from dataclasses import asdict, replace
from decimal import Decimal
from pathlib import Path

from contest.media.clean_image import frames_of, open_image
from contest.media.clean_pdf import open_pdf, page_text
from contest.media.clean_sound import duration_of
from contest.media.clean_text import READERS
from contest.media.ffmpeg import probe
from contest.media.formats import FORMATS, Format
from contest.media.prose import plain_text
from contest.media.reasons import Reason, Refusal
from contest.media.sniff import sniff
from contest.media.types import Container, FileFacts, JsonObject, Kind
from contest.text.counting import count_words

_UPRIGHT_TURNS = {5, 6, 7, 8}  # EXIF orientations that swap width and height
_ORIENTATION = 0x0112


def measure(arguments: JsonObject) -> JsonObject:
    """Sniff and measure ``source``; the answer is `FileFacts` as JSON (duration as text)."""
    source = Path(arguments["source"])
    found = sniff(source, name=arguments["name"])
    measured = _measured(source, found)
    answer = asdict(measured)
    answer["duration"] = None if measured.duration is None else str(measured.duration)
    return answer


def _measured(source: Path, found: Format) -> FileFacts:
    facts = FileFacts(container=found.container, kind=found.kind, mime=found.mime, extension=found.extensions[0])
    if found.kind is Kind.TEXT:
        return replace(facts, words=count_words(plain_text(READERS[found.container](source))))
    if found.kind is Kind.PDF:
        return _pdf_facts(source, facts)
    if found.kind is Kind.IMAGE:
        return _image_facts(source, facts)
    return _track_facts(source, facts)


def _pdf_facts(source: Path, facts: FileFacts) -> FileFacts:
    document = open_pdf(source)
    words = sum(count_words(page_text(document[number])) for number in range(len(document)))
    return replace(facts, pages=len(document), words=words)


def _image_facts(source: Path, facts: FileFacts) -> FileFacts:
    image = open_image(source, facts.container)
    width, height = image.size
    if image.getexif().get(_ORIENTATION) in _UPRIGHT_TURNS:
        width, height = height, width
    return replace(facts, width=width, height=height, pages=frames_of(image, facts.container))


def _track_facts(source: Path, facts: FileFacts) -> FileFacts:
    found = probe(source, facts.container)
    picture, sound = found.first("Video"), found.first("Audio")
    if picture is None and sound is None:
        raise Refusal(Reason.NOTHING_INSIDE)
    length: Decimal = duration_of(source, facts.container, found)
    facts = replace(facts, duration=length, tracks=len(found.tracks))
    if sound is not None:
        facts = replace(facts, audio_codec=sound.codec)
    if picture is None or picture.size is None:
        return _as_sound(facts)
    width, height = reversed(picture.size) if found.turned else picture.size
    video = "video/webm" if facts.extension == "webm" else FORMATS[facts.container].mime
    return replace(facts, kind=Kind.VIDEO, mime=video, video_codec=picture.codec, width=width, height=height)


def _as_sound(facts: FileFacts) -> FileFacts:
    """An MP4, Matroska or Ogg without a picture is a sound file."""
    names = {Container.MP4: ("audio/mp4", "m4a"), Container.MATROSKA: ("audio/x-matroska", "mka")}
    mime, extension = names.get(facts.container, (facts.mime, facts.extension))
    return replace(facts, kind=Kind.AUDIO, mime=mime, extension=extension)
