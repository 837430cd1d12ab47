"""Film."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.media.made import ffmpeg
from tests.media.writers.planting import Planted, Writer, run
from tests.media.writers.sounds import chapter, cover, injected

_TAGS: Final = ("title", "artist", "album", "comment", "copyright", "composer", "location")
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>'


def _bare(path: Path, ending: str = "") -> Path:
    """A second of moving stamps and a tone, without any label."""
    plain = path.with_name("in" + (ending or path.suffix))
    inputs = ["-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=1", "-f", "lavfi", "-i", "sine=duration=1"]
    codecs = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    if plain.suffix == ".webm":
        codecs = ["-c:v", "libvpx", "-c:a", "libvorbis"]
    ffmpeg([*inputs, *codecs, "-bitexact", str(plain)])
    return plain


def _srt(path: Path, who: Planted) -> Path:
    file = path.with_suffix(".srt")
    file.write_text(f"1\n00:00:00,000 --> 00:00:00,900\n{who('subtitle')}\n", encoding="utf-8")
    return file


def _ffmpeg(path: Path, who: Planted) -> None:
    words = [part for key in _TAGS for part in ("-metadata", f"{key}={who(key)}")]
    key = "handler_name" if path.suffix in (".mp4", ".mov") else "title"
    words += ["-metadata:s:v", f"{key}={who('name of the picture track')}"]
    words += ["-metadata:s:a", f"{key}={who('name of the sound track')}"]
    inputs, maps = ["-i", str(_bare(path)), "-i", str(chapter(path, who))], ["-map", "0", "-map_chapters", "1"]
    if path.suffix != ".webm":
        uuid = "086f3693-b7b3-4f2c-9653-21492feee5b8"
        words += ["-bsf:v", f"h264_metadata=sei_user_data={uuid}+{who.plain('message in the picture (SEI)')}"]
        inputs += ["-i", str(_srt(path, who))]
        maps += ["-map", "2", "-c:s", "srt" if path.suffix == ".mkv" else "mov_text"]
    if path.suffix == ".mkv":
        words += ["-attach", str(cover(path, who)), "-metadata:s:t", "mimetype=image/jpeg"]
        words += ["-metadata:s:t", f"filename={who('name of an attachment')}"]
    moves = ["-movflags", "use_metadata_tags"] if path.suffix == ".mov" else []
    ffmpeg([*inputs, *maps, "-c:v", "copy", "-c:a", "copy", *words, *moves, str(path)])


def _ffmpeg_ts(path: Path, who: Planted) -> None:
    words = ["-metadata", f"service_name={who('service')}", "-metadata", f"service_provider={who('provider')}"]
    uuid = "086f3693-b7b3-4f2c-9653-21492feee5b8"
    words += ["-bsf:v", f"h264_metadata=sei_user_data={uuid}+{who.plain('message in the picture (SEI)')}"]
    ffmpeg(["-i", str(_bare(path, ".mp4")), "-c", "copy", *words, "-f", "mpegts", str(path)])


def _ts_by_hand(path: Path, who: Planted) -> None:
    """Empty packets and a private table that carry words, and a stretch of padding."""
    ffmpeg(["-i", str(_bare(path, ".mp4")), "-c", "copy", "-f", "mpegts", str(path)])
    empty = b"\x47\x1f\xff\x10" + who("empty packet").encode().ljust(184, b"\xff")
    table = b"\x47\x45\x00\x10\0" + who("private table").encode().ljust(183, b"\xff")
    padding = b"\x47\x06\x00\x20\xb7\x02\xb4" + who("private data of a head").encode().ljust(181, b"\xff")
    whole = path.read_bytes()
    path.write_bytes(whole[: 188 * 8] + empty + table + padding + whole[188 * 8 :])


def _exiftool(path: Path, who: Planted) -> None:
    path.write_bytes(_bare(path).read_bytes())
    tags = ["UserData:Author", "UserData:Title", "Keys:Artist", "Keys:DisplayName", "Keys:LocationName"]
    tags += ["ItemList:Artist", "ItemList:Comment", "XMP-dc:Creator", "XMP-xmpDM:Artist"]
    run("exiftool", "-q", "-m", "-overwrite_original", *(f"-{tag}={who(tag)}" for tag in tags), path)


def _parsley(path: Path, who: Planted) -> None:
    path.write_bytes(_bare(path).read_bytes())
    keys = ("artist", "title", "comment", "composer", "copyright", "description", "storedesc", "TVNetwork", "encodedBy")
    words = [part for key in keys for part in (f"--{key}", who(key))]
    run("AtomicParsley", path, *words, "--artwork", cover(path, who), "--overWrite")


def _mkvmerge(path: Path, who: Planted) -> None:
    tags, marks = path.with_suffix(".tags.xml"), path.with_suffix(".chapters.xml")
    rows = "".join(
        f"<Simple><Name>{key}</Name><String>{who(f'tag {key}')}</String></Simple>" for key in ("ARTIST", "DIRECTOR")
    )
    tags.write_text(f"{_HEAD}<Tags><Tag>{rows}</Tag></Tags>", encoding="utf-8")
    shown = f"<ChapterDisplay><ChapterString>{who('chapter')}</ChapterString></ChapterDisplay>"
    atom = f"<ChapterAtom><ChapterTimeStart>00:00:00</ChapterTimeStart>{shown}</ChapterAtom>"
    marks.write_text(f"{_HEAD}<Chapters><EditionEntry>{atom}</EditionEntry></Chapters>", encoding="utf-8")
    words: list[str | Path] = ["--title", who("title"), "--global-tags", tags, "--chapters", marks]
    if path.suffix == ".webm":
        words = ["--webm", *words]
    else:
        words += ["--attachment-name", who("name of an attachment"), "--attachment-description", who("its description")]
        words += ["--attach-file", cover(path, who)]
    words += ["--track-name", f"0:{who('name of the picture track')}"]
    words += ["--track-name", f"1:{who('name of the sound track')}"]
    subtitles = [] if path.suffix == ".webm" else [_srt(path, who)]
    run("mkvmerge", "-q", "-o", path, *words, _bare(path), *subtitles)


def _mkvpropedit(path: Path, who: Planted) -> None:
    path.write_bytes(_bare(path).read_bytes())
    edits = ["--edit", "info", "--set", f"title={who('title')}", "--set", f"muxing-application={who('muxer')}"]
    edits += ["--set", f"writing-application={who('writer')}", "--edit", "track:1", "--set", f"name={who('track')}"]
    edits += ["--edit", "track:1", "--set", f"codec-name={who('codec name')}"]
    run("mkvpropedit", "-q", path, *edits, "--attachment-name", who("attachment"), "--add-attachment", cover(path, who))


def _gstreamer(path: Path, who: Planted) -> None:
    muxers = {".mp4": "mp4mux", ".mov": "qtmux", ".mkv": "matroskamux", ".webm": "webmmux", ".ts": "mpegtsmux"}
    keys = ("artist", "title", "comment", "copyright") if path.suffix != ".ts" else ()
    words = ["taginject", injected(keys, who), "!"] if keys else []
    picture = ["videotestsrc", "num-buffers=25", "!", "video/x-raw,width=160,height=120,framerate=25/1", "!"]
    picture += ["vp8enc"] if path.suffix == ".webm" else ["x264enc", "!", "h264parse"]
    end = [muxers[path.suffix], "name=m", "!", "filesink", f"location={path}"]
    private: list[str] = []
    if path.suffix == ".ts":  # a track of data of its own
        data = path.with_suffix(".klv")
        told = b"\x06\x0e\x2b\x34" + bytes(12) + b"\x1c" + who.plain("data track").encode()
        data.write_bytes(told.ljust(188, b"\0"))
        private = ["filesrc", f"location={data}", "!", "meta/x-klv,parsed=true", "!", "m."]
    run("gst-launch-1.0", "-q", *picture, "!", *words, *end, *private)


FILMS: Final = (
    *(Writer(file=f"hinh.{kind}", program="ffmpeg", make=_ffmpeg, light=True) for kind in ("mp4", "mov", "mkv")),
    Writer(file="hinh.webm", program="ffmpeg", make=_ffmpeg, light=True),
    Writer(file="hinh.ts", program="ffmpeg", make=_ffmpeg_ts, light=True),
    Writer(file="hinh.ts", program="by hand", make=_ts_by_hand, light=True),
    *(
        Writer(file=f"hinh.{kind}", program="exiftool", make=_exiftool, needs=("exiftool",), light=True)
        for kind in ("mp4", "mov")
    ),
    Writer(file="hinh.mp4", program="AtomicParsley", make=_parsley, needs=("AtomicParsley",)),
    *(Writer(file=f"hinh.{kind}", program="mkvmerge", make=_mkvmerge, needs=("mkvmerge",)) for kind in ("mkv", "webm")),
    *(
        Writer(file=f"hinh.{kind}", program="mkvpropedit", make=_mkvpropedit, needs=("mkvpropedit",))
        for kind in ("mkv", "webm")
    ),
    *(
        Writer(file=f"hinh.{kind}", program="GStreamer", make=_gstreamer, needs=("gst-launch-1.0",))
        for kind in ("mp4", "mov", "mkv", "webm", "ts")
    ),
)
