"""Plain prose: paragraphs of runs with bold and italic, and nothing else a document may carry.

As JSON a paragraph is ``{"heading": bool, "runs": [[text, bold, italic], …]}``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from contest.media.reasons import Reason, Refusal
from contest.media.types import JsonObject
from contest.text.folding import clean_text
from contest.text.legacy import all_as_unicode

_MOST_TEXT: Final = 4_000_000  # characters: a thick novel, many times over
_ENDINGS: Final = (".", "!", "?", "…", ":", ";", "”", '"', "»")


_Runs: TypeAlias = list[list[str | bool]]


@dataclass(slots=True)
class Prose:
    """Collects runs into paragraphs while a document is walked."""

    _kept: list[tuple[bool, _Runs]] = field(default_factory=list)
    _runs: _Runs = field(default_factory=list)
    _heading: bool = False
    _length: int = 0

    def start(self, *, heading: bool = False) -> None:
        """Begin a paragraph, ending the one before."""
        self.end()
        self._heading = heading

    def add(self, text: str, *, bold: bool = False, italic: bool = False) -> None:
        """Append text to the paragraph; joins the run before when it looks the same."""
        if not text:
            return
        self._length += len(text)
        if self._length > _MOST_TEXT:
            raise Refusal(Reason.BOMB, "text")
        if self._runs and self._runs[-1][1:] == [bold, italic]:
            self._runs[-1][0] = f"{self._runs[-1][0]}{text}"
        else:
            self._runs.append([text, bold, italic])

    def end(self) -> None:
        """Close the paragraph; an empty one is dropped."""
        if any(_tidy(str(text)).strip() for text, _, _ in self._runs):
            self._kept.append((self._heading, self._runs))
        self._runs = []
        self._heading = False

    def written(self) -> list[JsonObject]:
        """All paragraphs so far; what was written before Unicode is told by the whole and turned."""
        texts = iter(all_as_unicode(str(run[0]) for _heading, runs in self._kept for run in runs))
        return [
            {"heading": heading, "runs": _trim([[_tidy(next(texts)), bold, italic] for _text, bold, italic in runs])}
            for heading, runs in self._kept
        ]

    def finished(self) -> list[JsonObject]:
        """Close the last paragraph and return all of them.

        Errors: Refusal NO_WORDS when the document had no text at all.
        """
        self.end()
        if not self._kept:
            raise Refusal(Reason.NO_WORDS)
        return self.written()


def _tidy(text: str) -> str:
    """Drop controls and zero-width marks but keep the single blanks at both ends of a run.

    RTF writes letters beyond the first 65,536 as two halves: they are joined here first.
    """
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    kept = clean_text(whole.replace("\n", " "))
    return (" " if text[:1].isspace() and kept else "") + kept.lstrip() + (" " if text[-1:].isspace() else "")


def _trim(runs: _Runs) -> _Runs:
    kept = [run for run in runs if run[0]]
    kept[0][0] = str(kept[0][0]).lstrip()
    kept[-1][0] = str(kept[-1][0]).rstrip()
    return [run for run in kept if run[0]]


def plain_text(paragraphs: Iterable[JsonObject]) -> str:
    """Join paragraphs with blank lines, without emphasis."""
    return "\n\n".join("".join(str(run[0]) for run in paragraph["runs"]) for paragraph in paragraphs)


def paragraphs_from_lines(lines: Iterable[str]) -> list[JsonObject]:
    """Undo the line breaks of a page: a line that ends no sentence goes on in the next."""
    prose = Prose()
    before = ""
    for line in map(str.strip, lines):
        if not line or before.endswith(_ENDINGS) or not before:
            prose.start()
        elif before:
            prose.add(" ")
        prose.add(line)
        before = line
    prose.end()
    return prose.written()
