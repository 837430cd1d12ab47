"""Child side: the running text of an RTF file.

RTF is a stream of groups and control words; groups that are not running text (fonts, styles, author
information, pictures, headers, comments) are destinations we never enter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from contest.media.prose import Prose
from contest.media.reasons import Reason, Refusal
from contest.media.types import JsonObject

_MOST_BYTES: Final = 32 * 1024 * 1024
_MOST_DEPTH: Final = 500
_TOKEN: Final = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_DESTINATIONS: Final = frozenset(
    "fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr "
    "footerf annotation atnauthor atnid atntime atndate atnref atrfstart atrfend listtable revtbl rsidtbl "
    "listoverridetable generator themedata colorschememapping datastore latentstyles xmlnstbl fldinst "
    "bkmkstart bkmkend filetbl private mmathPr userprops operator author company manager deleted".split()
)
_CHARSETS: Final = {1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258, 874, 932, 936, 949, 950}
_SYMBOLS: Final = {
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "bullet": "•", "tab": " ", "line": " ", "cell": " ", "emspace": " ", "enspace": " ",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _State:
    bold: bool = False
    italic: bool = False
    skip: bool = False
    fallback: int = 1  # \\ucN: how many characters stand in for a \\u one


class _Reader:
    """Carries the group stack through the stream."""

    def __init__(self) -> None:
        self.prose = Prose()
        self.state = _State()
        self.stack: list[_State] = []
        self.encoding = "cp1252"
        self.starred = False
        self.swallow = 0
        self.pending = bytearray()

    def feed(self, match: re.Match[str]) -> None:
        word, number, hexed, symbol, brace, text = match.groups()
        if hexed is None:
            self.flush()
        if word is not None:
            self.control(word, None if number is None else int(number))
        elif hexed is not None:
            self.byte(int(hexed, 16))
        elif symbol is not None:
            self.symbol(symbol)
        elif brace is not None:
            self.brace(brace)
        elif text is not None:
            self.text(text)

    def control(self, word: str, number: int | None) -> None:
        if self.starred or word in _DESTINATIONS:
            self.starred = False
            self.state = replace(self.state, skip=True)
        elif word == "u" and number is not None:
            self.swallow = 0
            self.add(chr(number % 65536))
            self.swallow = self.state.fallback
        elif word == "uc":
            self.state = replace(self.state, fallback=min(max(number or 0, 0), 8))
        elif word == "ansicpg" and number in _CHARSETS:
            self.encoding = f"cp{number}"
        elif word in ("b", "i", "v"):
            self.style(word, on=number != 0)
        elif word in ("par", "sect", "page", "row"):
            if not self.state.skip:
                self.prose.start()
        elif word == "plain":
            self.state = replace(self.state, bold=False, italic=False)
        elif word in _SYMBOLS:
            self.add(_SYMBOLS[word])

    def style(self, word: str, *, on: bool) -> None:
        if word == "b":
            self.state = replace(self.state, bold=on)
        elif word == "i":
            self.state = replace(self.state, italic=on)
        elif on:  # hidden text
            self.state = replace(self.state, skip=True)

    def byte(self, value: int) -> None:
        if self.swallow:
            self.swallow -= 1
        elif not self.state.skip:
            self.pending.append(value)

    def symbol(self, symbol: str) -> None:
        if symbol == "*":
            self.starred = True
        elif symbol in "\\{}":
            self.add(symbol)
        elif symbol == "~":
            self.add(" ")
        elif symbol in "\r\n" and not self.state.skip:
            self.prose.start()

    def brace(self, brace: str) -> None:
        self.starred = False
        self.swallow = 0
        if brace == "{":
            self.stack.append(self.state)
            if len(self.stack) > _MOST_DEPTH:
                raise Refusal(Reason.BOMB, "depth")
        elif self.stack:
            self.state = self.stack.pop()

    def text(self, text: str) -> None:
        cut = min(self.swallow, len(text))
        self.swallow -= cut
        kept = text[cut:]
        self.add(kept if kept.isascii() else kept.encode("latin-1").decode(self.encoding, "replace"))

    def flush(self) -> None:
        if self.pending:
            decoded = self.pending.decode(self.encoding, "replace")
            self.pending.clear()
            self.add(decoded)

    def add(self, text: str) -> None:
        if not self.state.skip:
            self.prose.add(text, bold=self.state.bold, italic=self.state.italic)


def read_rtf(source: Path) -> list[JsonObject]:
    """Read paragraphs with bold and italic; a file that ends before its groups do is broken."""
    if source.stat().st_size > _MOST_BYTES:
        raise Refusal(Reason.BOMB, "rtf")
    raw = source.read_bytes()
    reader = _Reader()
    for match in _TOKEN.finditer(raw.decode("latin-1")):
        reader.feed(match)
    reader.flush()
    if reader.stack:
        raise Refusal(Reason.BROKEN, "unclosed group")
    return reader.prose.finished()
