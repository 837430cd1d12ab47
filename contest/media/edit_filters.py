"""Child side: edits in time as words of ffmpeg's filter language. Pure: nothing here runs or opens anything.

An edit is ``{"act", "start", "end", "box"}`` in seconds of the clean base; a box as in `boxes.Box`.
Every edit begins a tenth of a second early: whoever marks a name by ear marks it late, and the frame on
the screen at that moment began before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from contest.media.types import JsonObject

EARLY: Final = 0.1
_INK: Final = "0x282828"
_WHOLE: Final = 10_000
_MOSAIC: Final = 24  # cells down the frame: a line of letters is about one of them
_BLOCK: Final = 256  # samples; a mute is exact to a few milliseconds

Span = tuple[float, float]


def spans(edits: Iterable[JsonObject], act: str) -> list[Span]:
    """Times of one kind of edit, begun early, in order, those that touch joined."""
    found: list[Span] = []
    for start, end in sorted((max(0.0, edit["start"] - EARLY), edit["end"]) for edit in edits if edit["act"] == act):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def kept_seconds(length: float, edits: Sequence[JsonObject]) -> float:
    """How long the work is without what is cut."""
    return length - sum(max(0.0, min(end, length) - min(start, length)) for start, end in spans(edits, "cut"))


def sound_chain(edits: Sequence[JsonObject]) -> str:
    """Filters of a sound track: silence first, so that nothing of a muted stretch is left at the edge of a cut."""
    chain = [f"asetnsamples=n={_BLOCK}:p=0"]
    silent = spans(edits, "mute") + spans(edits, "cut")
    if silent:
        chain.append(f"volume=volume=0:enable='{_within(silent)}'")
    if cuts := spans(edits, "cut"):
        chain.append(f"aselect='not({_within(cuts)})',asetpts='{_moved_up(cuts)}'")
    return ",".join(chain)


def picture_graph(edits: Sequence[JsonObject], size: tuple[int, int], rate: float, ending: str) -> str:
    """The whole graph from ``[0:v:0]`` to ``[v]``: even frames, covered and blurred places, cuts, then ``ending``.

    ``size`` is that of the upright picture. Frames come at least ten a second, so that one tenth is early enough.
    """
    graph = f"[0:v:0]fps=fps={min(max(rate, 10.0), 60.0):g}"
    for number, edit in enumerate(edits):
        if edit["act"] == "cover":
            graph += f",{_covered(edit, size)}"
        elif edit["act"] == "blur":
            graph += f"{_blurred(edit, size, number)}"
    if cuts := spans(edits, "cut"):
        graph += f",select='not({_within(cuts)})',setpts='{_moved_up(cuts)}'"
    return f"{graph},{ending}[v]"


def _within(found: Iterable[Span]) -> str:
    return "+".join(f"between(t,{start:.3f},{end:.3f})" for start, end in found)


def _moved_up(cuts: Iterable[Span]) -> str:
    gone = "+".join(f"gte(T,{end:.3f})*{end - start:.3f}" for start, end in cuts)
    return f"PTS-({gone})/TB"


def _covered(edit: JsonObject, size: tuple[int, int]) -> str:
    x, y, width, height = _pixels(edit["box"], size)
    return f"drawbox=x={x}:y={y}:w={width}:h={height}:t=fill:color={_INK}:enable='{_time_of(edit)}'"


def _blurred(edit: JsonObject, size: tuple[int, int], number: int) -> str:
    """A mosaic of means, softened: fine detail is averaged away, not only spread."""
    x, y, width, height = _pixels(edit["box"], size)
    cell = max(8, max(size) // (2 * _MOSAIC), min(size) // _MOSAIC)
    across, down = max(1, width // cell), max(1, height // cell)
    return (
        f",split[whole{number}][part{number}];"
        f"[part{number}]crop={width}:{height}:{x}:{y},scale={across}:{down}:flags=area,"
        f"scale={width}:{height}:flags=bilinear[soft{number}];"
        f"[whole{number}][soft{number}]overlay=x={x}:y={y}:enable='{_time_of(edit)}'"
    )


def _time_of(edit: JsonObject) -> str:
    return _within([(max(0.0, edit["start"] - EARLY), edit["end"])])


def _pixels(box: JsonObject, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """A box in even pixels, grown outwards, never outside the picture: colour is kept for two pixels at a time."""
    edges = []
    for near, length, whole in ((box["x"], box["w"], size[0]), (box["y"], box["h"], size[1])):
        first = near * whole // _WHOLE // 2 * 2
        last = -(-(near + length) * whole // _WHOLE)
        last = min(last + last % 2, whole - whole % 2)
        first = max(0, min(first, last - 2))
        edges.append((first, last - first))
    (x, width), (y, height) = edges
    return x, y, width, height
