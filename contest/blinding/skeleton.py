"""A text as the scan reads it: words without accents, tricks and case, each knowing where it stood.

Composed or decomposed accents, capitals, full-width and look-alike letters, zero-width characters and
the two ways of writing đ all come out as one plain skeleton; i and y are one letter. What was there
is kept beside it, so that "Hải" and "Hai" agree while "Hải" and "Hái" do not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, TypeAlias

_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
_HOOKS: Final = frozenset("\u0302\u0306\u031b")
"""What makes another letter of one: ê, ă, ơ. Other marks (struck out, ringed) decorate and are passed over."""
_SMALL_CAPITALS: Final = "ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠʏꜱꜰ"
_CHEROKEE: Final = "ᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᎡᏚᎢᏙᏤᏃ"
_ARMENIAN: Final = "ոսհօցզյ"
_LOOK_ALIKES: Final = str.maketrans(
    "аеорсухіѕјԁһкмнтвгԛԝӏ"
    "АЕОРСУХІЅЈԀҺКМНТВԚԜ"
    "αεονρτυχικ"
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
    "ıɑɡ"
    "ðÐɖƉ" + (_SMALL_CAPITALS + _CHEROKEE + _ARMENIAN) + "\u115f\u1160\u3164\uffa0",
    "aeopcyxisjdhkmhtbrqwl"
    "AEOPCYXISJDHKMHTBQW"
    "aeovptuxik"
    "ABEZHIKMNOPTYX"
    "iag"
    "đĐđĐ"
    "ABCDEGHIJKLMNOPRTUVYSF"
    "ABCDEGHJKLMPRSTVVZ"
    "nuhogqj"
    "    ",
)
MARKS: Final = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0"
UNSEEN: Final = (
    "\u00ad\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff"
)
_LETTERS: Final = "\u24b6-\u24e9\U0001f130-\U0001f189"  # in circles and squares
_RUN: Final = re.compile(f"(?:[^\\W_]|[{MARKS}{_LETTERS}])(?:[^\\W_]|[{MARKS}{_LETTERS}{UNSEEN}])*")
_CACHED: Final = 40  # letters; longer runs are no syllables
_Read: TypeAlias = tuple[int, int, str, str, bool, bool]


@dataclass(slots=True)
class Word:
    """A run of letters and digits. ``start``/``end`` are offsets in the original text."""

    start: int
    end: int
    bare: str = ""  # no accents, lower case, y as i
    sound: str = ""  # letters with their hooks, tone apart: equal for hòa and hoà
    is_capital: bool = False
    is_upper: bool = True
    _letters: list[str] = field(default_factory=list)
    _tones: list[str] = field(default_factory=list)

    def take(self, char: str) -> None:
        """Add one base letter of the decomposed text."""
        if not self._letters:
            self.is_capital = char.isupper() or char.isdigit()
        self.is_upper = self.is_upper and not char.islower()
        self._letters.append(char.lower())

    def mark(self, char: str) -> None:
        """Add one combining mark."""
        if char in _TONES:
            self._tones.append(char)
        elif char in _HOOKS and self._letters:
            self._letters[-1] += char

    def close(self) -> None:
        """Compute the two keys."""
        same = ["i" if letter == "y" else letter for letter in self._letters]
        self.bare = "".join("d" if letter[0] == "đ" else letter[0] for letter in same)
        self.sound = "".join(same) + "".join(sorted(self._tones))

    @property
    def has_no_accents(self) -> bool:
        """Whether it was typed plain, as on a keyboard without Vietnamese."""
        return self.sound == self.bare


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The words of a text, and all of them run together (``joined``), for spaced-out letters."""

    text: str
    words: tuple[Word, ...]
    joined: str
    starts: tuple[int, ...]  # offset in ``joined`` at which each word starts, and its length at the end

    def gap(self, index: int) -> str:
        """What stands between word ``index`` and the next."""
        return self.text[self.words[index].end : self.words[index + 1].start]


def skeleton(text: str) -> Skeleton:
    """Read a text into words; offsets are those of `text` as given."""
    words = tuple(_words(text))
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word.bare))
    return Skeleton(text=text, words=words, joined="".join(word.bare for word in words), starts=tuple(starts))


def syllables(name: str) -> tuple[Word, ...]:
    """The words of a short name."""
    return tuple(_words(name))


def _words(text: str) -> Iterator[Word]:
    """Cut the text into runs that may hold words and read each run; the same syllables come again and again."""
    for run in _RUN.finditer(text):
        letters, at = run[0], run.start()
        read = _reading(letters) if len(letters) <= _CACHED else _read(letters)
        for start, end, bare, sound, is_capital, is_upper in read:
            yield Word(at + start, at + end, bare, sound, is_capital, is_upper)


@lru_cache(maxsize=32_768)
def _reading(run: str) -> tuple[_Read, ...]:
    return _read(run)


def _read(run: str) -> tuple[_Read, ...]:
    return tuple(
        (word.start, word.end, word.bare, word.sound, word.is_capital, word.is_upper) for word in _words_of_run(run)
    )


def _words_of_run(text: str) -> Iterator[Word]:
    word: Word | None = None
    for position, original in enumerate(text):
        for char in unicodedata.normalize("NFKD", original.translate(_LOOK_ALIKES)):
            category = unicodedata.category(char)
            if category[0] in "LN":
                word = word or Word(start=position, end=position)
                word.take(char)
                word.end = position + 1
            elif category in ("Mn", "Me"):
                if word is not None:
                    word.mark(char)
                    word.end = position + 1
            elif category != "Cf" and word is not None:
                word.close()
                yield word
                word = None
    if word is not None:
        word.close()
        yield word
