"""One file of every kind the contest takes, each with an identity in the places its format has."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from tests.media import old_word, samples

MAKERS: dict[str, Callable[[Path], Path]] = {
    "anh.jpg": samples.jpeg,
    "anh.png": samples.png,
    "anh.webp": samples.webp,
    "anh.tif": samples.tiff,
    "anh.heic": samples.heic,
    "trang.pdf": samples.pdf,
    "bai.docx": samples.word,
    "bai.odt": samples.odt,
    "bai.rtf": samples.rtf,
    "tieng.mp3": samples.sound,
    "tieng.m4a": samples.sound,
    "tieng.wav": samples.sound,
    "tieng.flac": samples.sound,
    "tieng.ogg": lambda path: samples.sound(path, codec="libvorbis"),
    "tieng.opus": lambda path: samples.sound(path, codec="libopus"),
    "hinh.mp4": samples.video,
    "hinh.mov": samples.video,
    "hinh.mkv": samples.video,
    "hinh.webm": lambda path: samples.video(path, codec=["-c:v", "libvpx", "-c:a", "libvorbis"]),
    "hinh.ts": samples.video,
}


def plain_text(path: Path) -> Path:
    """A few lines of Vietnamese."""
    path.write_text("Thoát nghèo ở bản Khuôn Đống\n\nÔng Quân trồng vải thiều trên đồi.\n" * 3, encoding="utf-8")
    return path


def old_word_file(path: Path) -> Path:
    """Two paragraphs of Word 97."""
    path.write_bytes(old_word.doc([("Thoát nghèo\r", b""), ("Ông Quân trồng ", b""), ("vải.\r", old_word.BOLD)]))
    return path


def small_sound(path: Path) -> Path:
    """Six tenths of a second."""
    codecs = {".ogg": "libvorbis", ".opus": "libopus"}
    return samples.sound(path, seconds=0.6, codec=codecs.get(path.suffix))


def small_film(path: Path) -> Path:
    """Half a second of stamps."""
    webm = ["-c:v", "libvpx", "-c:a", "libvorbis"] if path.suffix == ".webm" else None
    return samples.video(path, seconds=0.5, size="160x120", codec=webm)


SMALL: dict[str, Callable[[Path], Path]] = {"bai.txt": plain_text} | {
    name: small_sound if name.startswith("tieng") else small_film if name.startswith("hinh") else maker
    for name, maker in MAKERS.items()
}
"""The same for many runs: as little as each format can hold."""
if shutil.which("antiword"):
    SMALL["bai.doc"] = old_word_file
