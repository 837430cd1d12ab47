"""A name for every place, programs that plant it, and tools that look for it and are not the cleaner."""

from __future__ import annotations

import base64
import importlib.util
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.media.canaries import ASCII, NAME, told_by_exiftool, unfolded

_MARK: Final = re.compile(b"7QX([0-9]{2})")
_PLAYED: Final = (".mp3", ".m4a", ".wav", ".flac", ".ogg", ".opus", ".mp4", ".mov", ".mkv", ".webm", ".ts")
_HEX: Final = re.compile(rb"<([0-9a-fA-F]{8,})>")
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/]{40,}={0,2}")  # covers in Vorbis comments


class Planted:
    """Gives each place its own name and remembers the places in order."""

    def __init__(self) -> None:
        self.places: list[str] = []

    def __call__(self, place: str) -> str:
        """A name for this place: ``Nguyễn Thị Bí Mật 7QX07`` for the seventh."""
        self.places.append(place)
        return f"{NAME}{len(self.places):02d}"

    def plain(self, place: str) -> str:
        """The same without diacritics, for what cannot hold them."""
        return self(place).replace(NAME, ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class Writer:
    """One program for one format. ``needs`` are its commands and Python packages (``python:name``)."""

    file: str
    program: str
    make: Callable[[Path, Planted], None]
    needs: tuple[str, ...] = ()
    light: bool = False
    """True where the project itself has the program, so that the tests run it."""

    @property
    def is_here(self) -> bool:
        """Whether this machine has it."""
        return all(_is_here(need) for need in self.needs)


def _is_here(need: str) -> bool:
    if need.startswith("python:"):
        return importlib.util.find_spec(need.removeprefix("python:")) is not None
    return shutil.which(need) is not None


def run(*command: str | Path, given: bytes | None = None) -> bytes:
    """Run a program, loudly on failure."""
    done = subprocess.run([str(part) for part in command], input=given, capture_output=True, check=False)
    assert done.returncode == 0, (command, done.stderr[-800:], done.stdout[-300:])
    return done.stdout


def numbers_in(paths: Sequence[Path], words: str = "") -> set[int]:
    """The numbers of the places whose names stand in these files, packed or not, or in what tools say of them."""
    bodies = [words.encode(), *(body for path in paths for body in _bodies(path))]
    plain = (body.replace(b"\0", b"") for body in bodies)  # UTF-16 of either order too
    return {int(match[1]) for body in plain for match in _MARK.finditer(body)}


def _bodies(path: Path) -> list[bytes]:
    raw = path.read_bytes()
    bodies = [path.name.encode(), *unfolded(raw), told_by_exiftool(path)]
    for match in _BASE64.finditer(raw):
        with suppress(ValueError):
            bodies.append(base64.b64decode(match[0]))
    if raw.startswith(b"%PDF"):
        told = _told_by("qpdf", "--qdf", "--object-streams=disable", path, "-") if shutil.which("qpdf") else b""
        bodies += [told, *_strings_of(raw), *_strings_of(told)]
    if shutil.which("ffprobe") and path.suffix in _PLAYED:
        show = ("-show_format", "-show_streams", "-show_chapters", "-show_programs", "-of", "json")
        bodies.append(_told_by("ffprobe", "-v", "quiet", *show, path))
    return bodies


def _strings_of(pdf: bytes) -> list[bytes]:
    """The strings that a PDF writes as hexadecimal digits, and those with escaped bytes."""
    escaped = re.sub(rb"\\([0-7]{3})", lambda match: bytes([int(match[1], 8) & 0xFF]), pdf)
    return [escaped, *(bytes.fromhex(match[1].decode()) for match in _HEX.finditer(pdf) if len(match[1]) % 2 == 0)]


def _told_by(*command: str | Path) -> bytes:
    return subprocess.run([str(part) for part in command], capture_output=True, check=False).stdout
