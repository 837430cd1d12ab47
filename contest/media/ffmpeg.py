"""Child side: the one way ffmpeg is called, and what its words mean.

Only named demuxers, only local files, so a playlist, a reference or a host is never followed. ffmpeg
inherits this process's limits and its lack of a network.
"""

from __future__ import annotations

import ctypes
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Final

from imageio_ffmpeg import get_ffmpeg_exe

from contest.media.channel import tell_progress
from contest.media.formats import FORMATS
from contest.media.reasons import Reason, Refusal
from contest.media.types import Container

MAX_TRACKS: Final = 32
_STREAM: Final = re.compile(
    r"^  Stream #0:\d+(?:\[0x[0-9a-f]+\])?(?:\([^)]*\))?: (Video|Audio|Subtitle|Data|Attachment): (\w+)(.*)$",
    re.MULTILINE,
)
_DURATION: Final = re.compile(r"^  Duration: (\d+):(\d\d):(\d\d\.\d+)", re.MULTILINE)
_BITRATE: Final = re.compile(r"bitrate: (\d+) kb/s")
_SIZE: Final = re.compile(r", (\d{2,5})x(\d{2,5})")
_TURN: Final = re.compile(r"(?:displaymatrix|Display Matrix): rotation of (-?\d+)")  # before and since ffmpeg 8
_OUT_TIME: Final = re.compile(rb"out_time_us=(\d+)")
_GUESSED: Final = "Estimating duration from bitrate"
_PR_SET_PDEATHSIG: Final = 1


@dataclass(frozen=True, slots=True)
class Track:
    """One stream: its kind (Video, Audio, …), codec and the rest of ffmpeg's line about it."""

    kind: str
    codec: str
    details: str

    @property
    def is_cover(self) -> bool:
        """A picture attached to a sound file, not something to watch."""
        return "attached pic" in self.details

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height in pixels as stored, None where there is no picture."""
        found = _SIZE.search(self.details)
        return (int(found[1]), int(found[2])) if found else None


@dataclass(frozen=True, slots=True)
class Probe:
    """What ffmpeg says of a file. ``duration`` in seconds, None when it cannot be told by the header."""

    tracks: tuple[Track, ...]
    duration: Decimal | None
    kilobits: int | None
    turned: bool

    def first(self, kind: str) -> Track | None:
        """Return the first real track of a kind."""
        return next((track for track in self.tracks if track.kind == kind and not track.is_cover), None)


def input_arguments(source: Path, container: Container) -> list[str]:
    """Name the file so that only its own demuxer may read it, and only from disk."""
    demuxer = FORMATS[container].demuxer
    if demuxer is None:
        raise Refusal(Reason.UNKNOWN_TYPE, container)
    return ["-protocol_whitelist", "file,pipe", "-f", demuxer, "-i", f"file:{source}"]


@lru_cache(maxsize=4)
def probe(source: Path, container: Container) -> Probe:
    """List the tracks of a file, which nothing changes while this process lives.

    Errors: Refusal BROKEN (no track found), TOO_MANY_TRACKS.
    """
    words = _run([*input_arguments(source, container)])[1]
    tracks = tuple(Track(*match) for match in _STREAM.findall(words))
    if not tracks:
        raise Refusal(Reason.BROKEN, words[-300:])
    if len(tracks) > MAX_TRACKS:
        raise Refusal(Reason.TOO_MANY_TRACKS, str(len(tracks)))
    clock = None if _GUESSED in words else _DURATION.search(words)
    rate = _BITRATE.search(words)
    turn = _TURN.search(words)
    return Probe(
        tracks=tracks,
        duration=None if clock is None else _seconds(clock),
        kilobits=int(rate[1]) if rate else None,
        turned=turn is not None and int(turn[1]) % 180 != 0,
    )


def _seconds(clock: re.Match[str]) -> Decimal:
    return int(clock[1]) * 3600 + int(clock[2]) * 60 + Decimal(clock[3])


def played_length(source: Path, container: Container, kind: str) -> Decimal:
    """Count packets to the end: the true duration, in seconds, where the header cannot tell it."""
    pick = "0:v:0" if kind == "Video" else "0:a:0"
    arguments = [*input_arguments(source, container), "-map", pick, "-c", "copy", "-f", "null", "-"]
    reached = _OUT_TIME.findall(_run(["-progress", "pipe:1", *arguments])[0])
    return (Decimal(int(reached[-1])) / 1_000_000).quantize(Decimal("0.01")) if reached else Decimal(0)


def convert(
    arguments: Sequence[str],
    *,
    duration: Decimal | None = None,
    since: float = 0.0,
    until: float = 1.0,
    most_undecoded: str = "",
) -> None:
    """Run a conversion; report progress when the duration is known.

    The first fault ends it, unless ``most_undecoded`` is a share of frames that may be lost.

    ``since`` and ``until`` are the shares of the whole work at which it begins and ends.

    Errors: Refusal BROKEN when ffmpeg gives up, TOO_SLOW when its processor time is used up, BOMB when
            its output passed the limit.
    """
    patience = ["-max_error_rate", most_undecoded] if most_undecoded else ["-xerror"]
    command = [*_command(), *patience, "-progress", "pipe:1", *arguments]
    # S603: our own program; file names are absolute and behind "file:"
    with tempfile.TemporaryFile() as said:  # no pipe: a file with many faults would fill it, and both would wait
        process = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - this process has one thread
        )
        if process.stdout is None:
            raise Refusal(Reason.CRASHED, "no pipe")
        for line in process.stdout:
            reached = _OUT_TIME.match(line)
            if reached and duration:
                tell_progress(since + (until - since) * min(int(reached[1]) / 1_000_000 / float(duration), 1.0))
        status = process.wait()
        said.seek(0)
        words = said.read(65536).decode("utf-8", "replace")
    _judge(status, words)


def _judge(status: int, words: str) -> None:
    if status == 0:
        return
    if -status in (signal.SIGXCPU, signal.SIGKILL):
        raise Refusal(Reason.TOO_SLOW, f"ffmpeg {status}")
    if "File too large" in words or -status == signal.SIGXFSZ:
        raise Refusal(Reason.BOMB, "output too large")
    if "No space left" in words:
        raise Refusal(Reason.NO_ROOM)
    if "Cannot allocate memory" in words:
        raise Refusal(Reason.BOMB, "memory")
    raise Refusal(Reason.CRASHED if status < 0 else Reason.BROKEN, words[-400:])


def program() -> str:
    """The path of ffmpeg; the first call tries whether it runs, and forked children remember."""
    return str(get_ffmpeg_exe())


def _command() -> list[str]:
    return [program(), "-hide_banner", "-nostdin", "-loglevel", "error", "-threads", "2"]


def _run(arguments: Sequence[str]) -> tuple[bytes, str]:
    """Run for its words only: ffmpeg answers `-i` alone with status 1."""
    command = [program(), "-hide_banner", "-nostdin", *arguments]
    done = subprocess.run(  # noqa: S603 - as in convert
        command,
        capture_output=True,
        check=False,
        preexec_fn=die_with_parent,
    )
    if done.returncode < 0:
        _judge(done.returncode, "")
    return done.stdout, done.stderr.decode("utf-8", "replace")


def die_with_parent() -> None:
    """For a program started here: it must not outlive this process, whatever ends that."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
