"""Text on the way in (clean, NFC) and text as it is searched for (folded)."""

import re
import unicodedata

# Letters that draw nothing: a name made of them looks empty, or like another name.
_INVISIBLE_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# Cc controls, Cf zero-width and bidi marks, Cs lone surrogates (which no UTF-8 database can hold).
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs"})
_LINE_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_SPACES = re.compile(r"\s+")
_BLANKS = re.compile(r"[^\S\n]+")
_D_WITH_STROKE = str.maketrans("đĐ", "dD")


def nfc(text: str) -> str:
    """The one composed form in which text is stored and compared."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Text as a search compares it: lower case, no diacritics, đ as d, single spaces.

    Folding twice changes nothing, so a stored folded column can be compared with folded input.
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(char for char in decomposed if unicodedata.category(char) != "Mn")
    return _SPACES.sub(" ", _without_unprintable(bare.translate(_D_WITH_STROKE))).strip()


def clean_line(text: str) -> str:
    """One line as typed by a person: NFC, printable, single spaces, no line break."""
    return _SPACES.sub(" ", clean_text(text)).strip()


def clean_text(text: str) -> str:
    """Text of many lines: NFC, printable; lines end in ``\\n`` and carry no trailing blanks.

    NUL, control, zero-width and bidirectional override characters are dropped: they hide words
    from a reader that a search or a leak scan still sees, or the other way round.
    """
    lines = _LINE_BREAKS.sub("\n", text).replace("\t", " ").split("\n")
    cleaned = (_BLANKS.sub(" ", nfc(_without_unprintable(line))).rstrip() for line in lines)
    return "\n".join(cleaned).strip("\n")


def _without_unprintable(text: str) -> str:
    if text.isprintable() and text.isascii():
        return text
    return "".join(
        char
        for char in text
        if char.isspace() or (unicodedata.category(char) not in _UNPRINTABLE and char not in _INVISIBLE_LETTERS)
    )
