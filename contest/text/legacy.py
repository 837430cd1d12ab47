"""Vietnamese of the years before Unicode: TCVN3 (fonts .VnTime, ABC) and VNI (fonts VNI-Times).

Such fonts draw «Nguyễn» for the letters ``NguyÔn`` or ``Nguyeãn``. Newspapers still lay pages out with them, so a
reader sees a name on a page whose text says something else. Which of the two a text is written in is told by what no
other language has: signs inside words, or pairs of a vowel and another vowel's accent in every other word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_TONES: Final = ("\u0300", "\u0309", "\u0303", "\u0301", "\u0323")  # in the order of TCVN 6909
_VOWELS: Final = {
    "a": "µ¶·¸¹", "ă": "»¼½¾Æ", "â": "ÇÈÉÊË", "e": "ÌÎÏÐÑ", "ê": "ÒÓÔÕÖ", "i": "×ØÜÝÞ",
    "o": "ßáâãä", "ô": "åæçèé", "ơ": "êëìíî", "u": "ïñòóô", "ư": "õö÷øù", "y": "úûüýþ",
}  # fmt: skip
_TCVN3: Final = {
    ord(code): unicodedata.normalize("NFC", vowel + tone)
    for vowel, codes in _VOWELS.items()
    for code, tone in zip(codes, _TONES, strict=True)
} | dict(zip(map(ord, "¨©®ª«¬\u00ad¡¢§£¤¥¦"), "ăâđêôơưĂÂĐÊÔƠƯ", strict=True))

FILLER: Final = "\u2060"
"""Takes the place of VNI's second letter, so that what is found in a text still stands where it stood."""
_VNI_MARKS: Final = {
    "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ù": "\u0301", "ï": "\u0323", "â": "\u0302", "ê": "\u0306",
    "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303", "á": "\u0302\u0301", "ä": "\u0302\u0323",
    "è": "\u0306\u0300", "ú": "\u0306\u0309", "ü": "\u0306\u0303", "é": "\u0306\u0301", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_BASES: Final = {"ô": "ơ", "ö": "ư"}
_VNI_ALONE: Final = str.maketrans("íìæóòîñôöÍÌÆÓÒÎÑÔÖ", "íìỉĩịỵđơưÍÌỈĨỊỴĐƠƯ")
_VNI_PAIR: Final = re.compile("([aeouyôö])([øûõùïâêàåãáäèúüéë])", re.IGNORECASE)

_MODERN: Final = re.compile("[\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u0300-\u0323]")
_WORD: Final = re.compile("[^\\W\\d_](?:[^\\W\\d_]|[¨©®ª«¬\u00ad¡¢§£¤¥¦µ¶·¸¹»¼½¾×])*|®[^\\W\\d_]+")
_IN_TCVN3: Final = re.compile("[A-Za-z][¨©®ª¬µ¶·¸¹¼½¾]|®[a-zµ-þ\u00ad]")
_IN_VNI: Final = re.compile("[aeouyôö][øûõùïâêàåãáäèúüéë]", re.IGNORECASE)
_LEAST_HITS: Final = 3
_SHARE_OF_SIGNS: Final = 0.1  # of the words: one of four in TCVN3, none elsewhere
_SHARE_OF_PAIRS: Final = 0.45  # of the words: two of three in VNI, one of twenty in French


def all_as_unicode(texts: Iterable[str]) -> list[str]:
    """The parts of one work in Unicode where they are in TCVN3 or VNI, told by all of them; each as long as before.

    A part that is Unicode already stays.
    """
    parts = list(texts)
    old = "\n".join(part for part in parts if not _MODERN.search(part))
    words = [word[0] for word in _WORD.finditer(old)]
    ways = ((_IN_TCVN3, _SHARE_OF_SIGNS, _from_tcvn3), (_IN_VNI, _SHARE_OF_PAIRS, _from_vni))
    for signs, share, turned in ways:
        hits = sum(1 for word in words if signs.search(word))
        if hits >= max(_LEAST_HITS, len(words) * share):
            return [part if _MODERN.search(part) else turned(part) for part in parts]
    return parts


def _from_tcvn3(text: str) -> str:
    return text.translate(_TCVN3)


def _from_vni(text: str) -> str:
    return _VNI_PAIR.sub(_composed, text).translate(_VNI_ALONE)


def _composed(pair: re.Match[str]) -> str:
    base, mark = pair[1], pair[2]
    letter = _VNI_BASES.get(base.lower(), base.lower())
    whole = unicodedata.normalize("NFC", letter + _VNI_MARKS[mark.lower()])
    if len(whole) > 1:  # no such letter: two vowels that happen to meet
        return pair[0]
    return (whole.upper() if base.isupper() else whole) + FILLER
