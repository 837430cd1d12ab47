"""Sound."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

from tests.media.made import ffmpeg
from tests.media.samples import picture
from tests.media.writers.planting import Planted, Writer, run

_TAGS: Final = ("title", "artist", "album", "comment", "copyright", "composer", "publisher", "encoded_by")
_VORBIS: Final = ("ARTIST", "TITLE", "PERFORMER", "CONTACT", "COPYRIGHT", "ORGANIZATION", "LOCATION", "DESCRIPTION")


def tone(path: Path) -> Path:
    """A second of sound without any label."""
    plain = path.with_suffix(".in.wav")
    ffmpeg(["-f", "lavfi", "-i", "sine=frequency=440:duration=1", "-bitexact", str(plain)])
    return plain


def chapter(path: Path, who: Planted) -> Path:
    """An ffmetadata file with one chapter."""
    file = path.with_suffix(".ffmeta")
    rows = (";FFMETADATA1", "[CHAPTER]", "TIMEBASE=1/1000", "START=0", "END=900", f"title={who('chapter')}")
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return file


def cover(path: Path, who: Planted) -> Path:
    """A picture with a comment."""
    file = path.with_suffix(".cover.jpg")
    picture(64, 48).save(file, "JPEG", comment=who("comment of the cover").encode())
    return file


def _ffmpeg(path: Path, who: Planted) -> None:
    keys = _TAGS if path.suffix != ".wav" else ("title", "artist", "album", "comment", "copyright")
    words = [part for key in keys for part in ("-metadata", f"{key}={who(key)}")]
    inputs, maps = ["-i", str(tone(path))], ["-map", "0:a"]
    if path.suffix in (".mp3", ".m4a"):
        inputs += ["-i", str(cover(path, who)), "-i", str(chapter(path, who))]
        maps += ["-map", "1:v", "-c:v", "copy", "-disposition:v", "attached_pic", "-map_chapters", "2"]
    if path.suffix == ".mp3":
        words += ["-write_id3v1", "1"]
    if path.suffix == ".wav":
        words += ["-write_bext", "1", "-metadata", f"originator={who.plain('bext originator')}"]
        words += ["-metadata", f"description={who.plain('bext description')}"]
    codecs = {".ogg": ["-c:a", "libvorbis"], ".opus": ["-c:a", "libopus"]}
    ffmpeg([*inputs, *maps, *codecs.get(path.suffix, []), *words, str(path)])


def _lame(path: Path, who: Planted) -> None:
    words = [part for key in ("--tt", "--ta", "--tl", "--tc") for part in (key, who(f"ID3 {key}"))]
    more = [f"{key}={who(f'ID3 {key}')}" for key in ("TCOM", "TENC", "TCOP", "TXXX=a")]
    words += [part for each in more for part in ("--tv", each)]
    run("lame", "--quiet", "--add-id3v2", *words, "--ti", cover(path, who), tone(path), path)
    with path.open("ab") as file:
        file.write(b"TAG" + who.plain("ID3 version 1").encode().ljust(125, b"\0"))


def _sox(path: Path, who: Planted) -> None:
    keys = ("Artist", "Title", "Comment")
    words = [part for key in keys for part in ("--add-comment", f"{key}={who(key)}")]
    run("sox", tone(path), *words, path)


def _mutagen_id3(path: Path, who: Planted) -> None:
    id3, plain = import_module("mutagen.id3"), tone(path)
    if path.suffix == ".mp3":
        ffmpeg(["-i", str(plain), "-write_xing", "0", "-id3v2_version", "0", "-bitexact", str(path)])
    else:
        path.write_bytes(plain.read_bytes())
    frames = [getattr(id3, f"T{name}")(encoding=1, text=[who(f"ID3 T{name}")]) for name in ("PE1", "IT2", "COM", "OWN")]
    frames += [
        id3.TXXX(encoding=3, desc="a", text=[who("ID3 TXXX")]),
        id3.COMM(encoding=1, lang="vie", desc="a", text=[who("ID3 COMM")]),
        id3.USLT(encoding=2, lang="vie", desc="a", text=who("ID3 lyrics")),
        id3.WOAR(url="http://" + who.plain("ID3 WOAR").replace(" ", "")),
        id3.PRIV(owner="a", data=who("ID3 PRIV").encode()),
        id3.UFID(owner="a", data=who("ID3 UFID").encode()),
        id3.GEOB(encoding=3, mime="a", filename="a", desc=who("ID3 GEOB"), data=b"a"),
        id3.APIC(encoding=3, mime="image/jpeg", type=3, desc=who("ID3 cover"), data=cover(path, who).read_bytes()),
    ]
    kind = import_module("mutagen.mp3").MP3 if path.suffix == ".mp3" else import_module("mutagen.wave").WAVE
    sound = kind(str(path))
    sound.add_tags()
    for frame in frames:
        sound.tags.add(frame)
    sound.save()
    if path.suffix == ".mp3":
        ape = import_module("mutagen.apev2").APEv2()
        ape["Artist"], ape["File"] = who("APE artist"), who("APE file")
        ape.save(str(path))


def _mutagen_mp4(path: Path, who: Planted) -> None:
    ffmpeg(["-i", str(tone(path)), "-bitexact", str(path)])
    mp4 = import_module("mutagen.mp4")
    sound = mp4.MP4(str(path))
    for key in ("\xa9ART", "\xa9nam", "\xa9wrt", "\xa9cmt", "cprt", "\xa9lyr", "soar", "purd"):
        sound[key] = [who(f"MP4 {key}")]
    sound["----:com.apple.iTunes:a"] = [who("MP4 free form").encode()]
    sound["covr"] = [mp4.MP4Cover(cover(path, who).read_bytes())]
    sound.save()


def _mutagen_vorbis(path: Path, who: Planted) -> None:
    codecs = {".ogg": "libvorbis", ".opus": "libopus", ".flac": "flac"}
    ffmpeg(["-i", str(tone(path)), "-c:a", codecs[path.suffix], "-bitexact", str(path)])
    sound = import_module("mutagen").File(str(path))
    for key in _VORBIS:
        sound[key] = [who(f"Vorbis {key}")]
    flac = import_module("mutagen.flac")
    art = flac.Picture()
    art.data, art.mime, art.desc = cover(path, who).read_bytes(), "image/jpeg", who("words of the cover")
    if path.suffix == ".flac":
        sound.add_picture(art)
    else:
        sound["metadata_block_picture"] = [base64.b64encode(art.write()).decode()]
    sound.save()


def _metaflac(path: Path, who: Planted) -> None:
    words = [f"--tag={key}={who(f'Vorbis {key}')}" for key in _VORBIS]
    art = f"3|image/jpeg|{who('words of the cover')}||{cover(path, who)}"
    run("flac", "-s", "-f", *words, f"--picture={art}", tone(path), "-o", path)
    run("metaflac", f"--set-tag=NOTE={who('tag set later')}", path)


def _oggenc(path: Path, who: Planted) -> None:
    words = [part for key in _VORBIS for part in ("-c", f"{key}={who(f'Vorbis {key}')}")]
    run("oggenc", "-Q", *words, "-o", path, tone(path))


def _opusenc(path: Path, who: Planted) -> None:
    words = [part for key in _VORBIS for part in ("--comment", f"{key}={who(f'Vorbis {key}')}")]
    art = f"3|image/jpeg|{who('words of the cover')}||{cover(path, who)}"
    run("opusenc", "--quiet", *words, "--picture", art, tone(path), path)


def _parsley(path: Path, who: Planted) -> None:
    ffmpeg(["-i", str(tone(path)), "-bitexact", str(path)])
    keys = ("artist", "title", "album", "comment", "composer", "copyright", "lyrics", "encodedBy", "description")
    words = [part for key in keys for part in (f"--{key}", who(key))]
    run("AtomicParsley", path, *words, "--artwork", cover(path, who), "--overWrite")


def _gstreamer(path: Path, who: Planted) -> None:
    ways = {
        ".mp3": "lamemp3enc ! id3v2mux",
        ".m4a": "avenc_aac ! mp4mux",
        ".wav": "wavenc",
        ".flac": "flacenc",
        ".ogg": "vorbisenc ! oggmux",
        ".opus": "opusenc ! oggmux",
    }
    keys = ["artist", "title", "comment", "copyright", "composer", "contact"]
    if path.suffix == ".wav":
        del keys[4:]
    source = f"filesrc location={tone(path)} ! wavparse ! audioconvert ! audioresample"
    line = f"{source} ! taginject {injected(keys, who)} ! {ways[path.suffix]} ! filesink location={path}"
    run("gst-launch-1.0", "-q", *line.split())


def injected(keys: Sequence[str], who: Planted) -> str:
    """The tags as GStreamer's command line takes them: without blanks."""
    return "tags=" + ",".join(f'{key}="{who(key).replace(" ", "_")}"' for key in keys)


_KINDS: Final = ("mp3", "m4a", "wav", "flac", "ogg", "opus")
SOUNDS: Final = (
    *(Writer(file=f"tieng.{kind}", program="ffmpeg", make=_ffmpeg, light=True) for kind in _KINDS),
    *(Writer(file=f"tieng.{kind}", program="GStreamer", make=_gstreamer, needs=("gst-launch-1.0",)) for kind in _KINDS),
    *(Writer(file=f"tieng.{kind}", program="SoX", make=_sox, needs=("sox",)) for kind in ("mp3", "flac", "ogg")),
    *(
        Writer(file=f"tieng.{kind}", program="mutagen", make=_mutagen_id3, needs=("python:mutagen",))
        for kind in ("mp3", "wav")
    ),
    *(
        Writer(file=f"tieng.{kind}", program="mutagen", make=_mutagen_vorbis, needs=("python:mutagen",))
        for kind in ("flac", "ogg", "opus")
    ),
    Writer(file="tieng.m4a", program="mutagen", make=_mutagen_mp4, needs=("python:mutagen",)),
    Writer(file="tieng.mp3", program="LAME", make=_lame, needs=("lame",)),
    Writer(file="tieng.m4a", program="AtomicParsley", make=_parsley, needs=("AtomicParsley",)),
    Writer(file="tieng.flac", program="flac, metaflac", make=_metaflac, needs=("flac", "metaflac")),
    Writer(file="tieng.ogg", program="oggenc", make=_oggenc, needs=("oggenc",)),
    Writer(file="tieng.opus", program="opusenc", make=_opusenc, needs=("opusenc",)),
)
