"""A text as patterns read it: composed, without invisible characters, every blank a blank."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from contest.blinding.matches import Match

_ODD: Final = re.compile("[\u00a0\u00ad\u0300-\u036f\u2000-\u200f\u202f\u2060\u3000\ufeff\uff01-\uff5e]")
_INVISIBLE: Final = dict.fromkeys((0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF))
_PLAINER: Final = (
    dict.fromkeys((0xA0, 0x202F, 0x3000, *range(0x2000, 0x200B)), " ")
    | {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | _INVISIBLE
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
    if not _ODD.search(text):
        return Plain(text, text, range(len(text) + 1))
    letters: list[str] = []
    origins: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        composed = unicodedata.normalize("NFC", cluster[0].translate(_PLAINER))
        letters.append(composed)
        origins += [cluster.start()] * len(composed)
    return Plain("".join(letters), text, [*origins, len(text)])
