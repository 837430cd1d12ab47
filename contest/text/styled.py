"""Bold and italic beside a plain text: stretches of offsets, never marks inside the words.

The text itself stays plain, so that a search or a scan reads it as a person does, and no markup can
come in with it. As JSON a stretch is ``{"start": 0, "end": 5, "look": "b"}``; looks are "b", "i" and "bi".
"""

from __future__ import annotations

import bisect
import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

_BETWEEN: Final = "\n\n"
LOOKS: Final = ("b", "i", "bi")
_MOST_LINES: Final = 20_000  # of a text before and after an edit, together; more are not compared

Looks: TypeAlias = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Styled:
    """A stretch of words of one look; never empty."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class StyledText:
    """A plain text and the stretches of it that are not plain."""

    text: str
    looks: Looks = ()


def joined(texts: Iterable[StyledText]) -> StyledText:
    """One text of several, with blank lines between them."""
    words, looks, at = [], [], 0
    for each in texts:
        words.append(each.text)
        looks += moved(each.looks, at)
        at += len(each.text) + len(_BETWEEN)
    return StyledText(_BETWEEN.join(words), looks)


def look_of(*, bold: bool, italic: bool) -> str:
    """Name a look; "" for plain words."""
    return ("b" if bold else "") + ("i" if italic else "")


def stretch(start: int, end: int, look: str) -> dict[str, Any]:
    """One stretch as it is stored."""
    return {"start": start, "end": end, "look": look}


def moved(looks: Looks, by: int) -> list[dict[str, Any]]:
    """The same stretches in a text that begins ``by`` characters later."""
    return [stretch(each["start"] + by, each["end"] + by, each["look"]) for each in looks]


def paragraphs(text: str, looks: Looks) -> list[list[Styled]]:
    """Cut a text at its line ends into paragraphs of styled words; empty lines are dropped.

    Stretches outside the text, or over one another, are not believed.
    """
    cut: list[list[Styled]] = [[]]
    for piece in _pieces(text, looks):
        for number, line in enumerate(piece.text.split("\n")):
            if number:
                cut.append([])
            if line:
                cut[-1].append(Styled(line, piece.bold, piece.italic))
    return [each for each in cut if any(piece.text.strip() for piece in each)]


def _pieces(text: str, looks: Looks) -> Iterable[Styled]:
    at = 0
    for each in sorted(looks, key=lambda one: int(one["start"])):
        start, end, look = int(each["start"]), int(each["end"]), str(each["look"])
        if start < at or end > len(text) or start >= end or look not in LOOKS:
            continue
        yield Styled(text[at:start])
        yield Styled(text[start:end], bold="b" in look, italic="i" in look)
        at = end
    yield Styled(text[at:])


def after_replacing(looks: Looks, spans: Sequence[tuple[int, int, str]]) -> list[dict[str, Any]]:
    """Move stretches along when spans of the text are replaced by other words; the new words look as the old ones.

    Spans do not overlap; a stretch that begins or ends inside one takes in all of the new words.
    """
    ordered = sorted(spans)
    kept = [(_edge(one["start"], ordered, last=False), _edge(one["end"], ordered, last=True)) for one in looks]
    return [stretch(start, end, one["look"]) for one, (start, end) in zip(looks, kept, strict=True) if start < end]


def _edge(offset: int, spans: Sequence[tuple[int, int, str]], *, last: bool) -> int:
    shift = 0
    for start, end, words in spans:
        if end <= offset:
            shift += len(words) - (end - start)
        elif start < offset:
            return start + shift + (len(words) if last else 0)
    return offset + shift


def after_editing(before: str, after: str, looks: Looks) -> list[dict[str, Any]]:
    """Keep the stretches of what a person left as it was when the whole text was edited by hand.

    Lines that still stand keep theirs; in a changed line what stands before and after the change does.
    """
    old, new = before.split("\n"), after.split("\n")
    if not looks or len(old) + len(new) > _MOST_LINES:
        return []
    same = _same_lines(old, new)
    starts, new_starts = _starts(old), _starts(new)
    kept = []
    for one in looks:
        line = bisect.bisect_right(starts, one["start"]) - 1
        if line not in same:
            continue
        other = same[line]
        move = _moves(old[line], new[other])
        start, end = move(one["start"] - starts[line]), move(one["end"] - starts[line])
        if start is not None and end is not None and start < end:
            kept.append(stretch(new_starts[other] + start, new_starts[other] + end, one["look"]))
    return kept


def _same_lines(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Each old line's place among the new ones; a changed line is the same when as many were put as taken."""
    here = [number for number, line in enumerate(old) if line]
    there = [number for number, line in enumerate(new) if line]
    matcher = difflib.SequenceMatcher(None, [old[n] for n in here], [new[n] for n in there], autojunk=False)
    same: dict[int, int] = {}
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        if tag == "equal" or (tag == "replace" and last - first == new_last - new_first):
            same |= dict(zip(here[first:last], there[new_first:new_last], strict=True))
    return same


def _starts(lines: Sequence[str]) -> list[int]:
    found, at = [], 0
    for line in lines:
        found.append(at)
        at += len(line) + 1
    return found


def _moves(before: str, after: str) -> Callable[[int], int | None]:
    """Where an offset of one line is in the other; None inside the words that changed, and beyond the line."""
    most = min(len(before), len(after))
    head = next((n for n in range(most) if before[n] != after[n]), most)
    rest = most - head
    tail = next((n for n in range(rest) if before[-1 - n] != after[-1 - n]), rest)

    def move(offset: int) -> int | None:
        if offset <= head:
            return offset
        if len(before) - tail <= offset <= len(before):
            return offset + len(after) - len(before)
        return None

    return move
