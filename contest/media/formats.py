"""The formats the contest takes: one row each, and nothing outside the table is ever opened."""

from __future__ import annotations

from typing import Final, NamedTuple

from contest.media.types import Container, Kind


class Format(NamedTuple):
    """One accepted container.

    ``extensions`` are the endings its name may honestly carry, the usual one first.
    ``demuxer`` is the only ffmpeg reader that may touch it, so a playlist is never followed.
    """

    container: Container
    kind: Kind
    mime: str
    extensions: tuple[str, ...]
    demuxer: str | None = None


def _row(container: Container, kind: Kind, mime: str, endings: str, demuxer: str | None = None) -> Format:
    return Format(container=container, kind=kind, mime=mime, extensions=tuple(endings.split()), demuxer=demuxer)


_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

FORMATS: Final[dict[Container, Format]] = {
    row.container: row
    for row in (
        _row(Container.TXT, Kind.TEXT, "text/plain", "txt text md"),
        _row(Container.RTF, Kind.TEXT, "application/rtf", "rtf doc"),
        _row(Container.DOC, Kind.TEXT, "application/msword", "doc"),
        _row(Container.DOCX, Kind.TEXT, _DOCX, "docx"),
        _row(Container.ODT, Kind.TEXT, "application/vnd.oasis.opendocument.text", "odt"),
        _row(Container.PDF, Kind.PDF, "application/pdf", "pdf"),
        _row(Container.JPEG, Kind.IMAGE, "image/jpeg", "jpg jpeg jpe jfif"),
        _row(Container.PNG, Kind.IMAGE, "image/png", "png"),
        _row(Container.WEBP, Kind.IMAGE, "image/webp", "webp"),
        _row(Container.TIFF, Kind.IMAGE, "image/tiff", "tif tiff"),
        _row(Container.HEIF, Kind.IMAGE, "image/heic", "heic heif hif"),
        _row(Container.MP3, Kind.AUDIO, "audio/mpeg", "mp3 mpga", "mp3"),
        _row(Container.WAV, Kind.AUDIO, "audio/wav", "wav wave", "wav"),
        _row(Container.FLAC, Kind.AUDIO, "audio/flac", "flac", "flac"),
        _row(Container.OGG, Kind.AUDIO, "audio/ogg", "ogg oga opus ogv", "ogg"),
        _row(Container.MP4, Kind.VIDEO, "video/mp4", "mp4 m4v mov qt m4a m4b 3gp", "mov"),
        _row(Container.MATROSKA, Kind.VIDEO, "video/x-matroska", "mkv webm mka", "matroska"),
        _row(Container.MPEGTS, Kind.VIDEO, "video/mp2t", "ts mts m2ts", "mpegts"),
    )
}
