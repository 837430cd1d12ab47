"""A text as patterns read it: composed, without invisible characters, every blank a blank."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from contest.blinding.matches import Match

_INVISIBLE: Final = dict.fromkeys(
    code
    for first, last in (
        *((0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E)),
        *((0x2060, 0x206F), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF), (0xE0000, 0xE0FFF)),
    )
    for code in range(first, last + 1)
)
_DIGITS: Final = {
    code: str(unicodedata.digit(chr(code)))
    for code in (*range(0xB2, 0x2000), *range(0x2070, 0x2A00), *range(0x1D7CE, 0x1D800), *range(0x1F100, 0x1F10B))
    if unicodedata.digit(chr(code), None) is not None
}
"""Raised, ringed, bold and foreign digits."""
_PLAINER: Final = (
    dict.fromkeys((0xA0, 0x2800, 0x202F, 0x3000, *range(0x2000, 0x200B)), " ")
    | dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2015, 0x2212), "-")
    | dict.fromkeys((0x3002, 0xFF61), ".")
    | _DIGITS
    | {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | _INVISIBLE
)
_BEYOND: Final = "\uffff"
"""Letters beyond the first plane: a class that holds some is thirty times as slow, so they are looked for apart."""
_ODD: Final = re.compile(
    "[\u0300-\u036f" + re.escape("".join(char for char in map(chr, _PLAINER) if char <= _BEYOND)) + "]"
)
_CLUSTER: Final = re.compile("(?s:.[\u0300-\u036f]*)")


@dataclass(frozen=True, slots=True)
class Plain:
    """The text to search; ``origins`` gives the offset in the original for each letter and for the end."""

    text: str
    original: str
    origins: Sequence[int]

    def restored(self, found: Iterable[Match]) -> Iterator[Match]:
        """Yield the findings as they stand in the original."""
        for match in found:
            start, end = self.origins[match.start], self.origins[match.end]
            yield replace(match, start=start, end=end, matched=self.original[start:end])


def plain(text: str) -> Plain:
    """Read a text; the common one, which is plain already, is not copied."""
    if text.isascii() or not (_ODD.search(text) or max(text) > _BEYOND):
        return Plain(text, text, range(len(text) + 1))
    letters: list[str] = []
    origins: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        composed = unicodedata.normalize("NFC", cluster[0].translate(_PLAINER))
        letters.append(composed)
        origins += [cluster.start()] * len(composed)
    return Plain("".join(letters), text, [*origins, len(text)])
