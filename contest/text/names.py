"""Sort keys for people and titles in the order of the Vietnamese alphabet.

A key is a string of decimal digits, so SQLite, PostgreSQL under any collation and Python all
order it alike, and it can be stored and indexed as a column.

The order is that of Vietnamese dictionaries: syllable by syllable, first the letters
(a ă â b c d đ e ê …), then the tone (ngang, huyền, hỏi, ngã, sắc, nặng). So An < Án < Anh, and
Hoà equals Hòa: where in the syllable the tone is written does not matter.
"""

import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import Final

KEY_LENGTH: Final = 600
"""The longest key, in characters: over 200 letters. Longer text is compared by its start."""

# Written composed, compared decomposed: ă is a with a breve, ơ is o with a horn.
_ALPHABET = tuple(unicodedata.normalize("NFD", letter) for letter in "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")
# Two digits each. 00-05 end a syllable with its tone, 07 starts a number, 10 and up are letters:
# so a shorter syllable sorts before a longer one that starts the same.
_LETTER_CODES = {letter: str(10 + place) for place, letter in enumerate(_ALPHABET)}
_NO_TONE = "00"
_TONE_CODES = {
    "\u0300": "01",
    "\u0309": "02",
    "\u0303": "03",
    "\u0301": "04",
    "\u0323": "05",
}
_NUMBER_CODE = "07"
_FOREIGN_CODE = "90"
_LONGEST_NUMBER = 99


def given_name_key(full_name: str) -> str:
    """The key that orders people by given name, then family name, then middle names.

    The given name is the last word, the family name the first: «Nguyễn Văn An» sorts as
    An, Nguyễn, Văn. Give the name of an organisation to ``text_key`` instead.
    """
    words = list(_words(full_name))
    given_first = words[-1:] + words[:-1]
    return "".join(_word_code(word) for word in given_first)[:KEY_LENGTH]


def text_key(text: str) -> str:
    """The key that orders titles: words in their order, numbers by value (Kỳ 2 < Kỳ 10)."""
    return "".join(_word_code(word) for word in _words(text))[:KEY_LENGTH]


def _words(text: str) -> Iterator[str]:
    """Runs of letters with their marks, and runs of ASCII digits; everything else separates."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    for kind, run in groupby(decomposed, key=_kind):
        if kind != "gap":
            yield "".join(run)


def _kind(char: str) -> str:
    if "0" <= char <= "9":
        return "number"
    return "letter" if unicodedata.category(char)[0] in "LM" else "gap"


def _word_code(word: str) -> str:
    return _number_code(word) if word[0] in "0123456789" else _syllable_code(word)


def _number_code(digits: str) -> str:
    """The count of digits comes first, so that numbers compare by value."""
    value = digits.lstrip("0")[:_LONGEST_NUMBER]
    return f"{_NUMBER_CODE}{len(value):02d}{value}"


def _syllable_code(word: str) -> str:
    letters: list[str] = []
    tones: list[str] = []
    for char in word:
        if char in _TONE_CODES:
            tones.append(_TONE_CODES[char])
        elif unicodedata.category(char)[0] == "M":
            _mark_last_letter(letters, char)
        else:
            letters.append(char)
    return "".join(map(_letter_code, letters)) + ("".join(tones) or _NO_TONE)


def _mark_last_letter(letters: list[str], mark: str) -> None:
    """Turn a into ă, o into ơ …; a mark that makes no Vietnamese letter (ü, ç) is left out."""
    if letters and letters[-1] + mark in _LETTER_CODES:
        letters[-1] += mark


def _letter_code(letter: str) -> str:
    return _LETTER_CODES.get(letter) or f"{_FOREIGN_CODE}{ord(letter):07d}"
