"""The scan of what a machine read in a picture: letters may be misread, words stand in any order.

To the findings of the strict scan it adds names whose letters are nearly right: "Nguyễn Văn Hỏi" for Hải.
One syllable of the name must be read without a fault, so that a page is not full of almost-names.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from contest.blinding.identities import Form, Known, Sort, Strength, forms_of
from contest.blinding.matches import Match, marked_known, match_of_words, without_overlaps
from contest.blinding.matching import scan
from contest.blinding.skeleton import Skeleton, skeleton
from contest.blinding.standing import part_of_longer_name

_LETTERS_A_FAULT: Final = 5  # one misread letter is forgiven for each so many
_MOST_FAULTS: Final = 3
_LETTERS_OF_A_SYLLABLE: Final = 3  # in one syllable one for each so many, so that "Tân" is not "Hải"
_GAP: Final = re.compile(r"[\s.\-–_]{1,3}")  # between two syllables of one name
_TWO: Final = 2
_DIGITS: Final = str.maketrans("01|!5", "oiiis")


def scan_read(text: str, known: Known, *, outlet_is_visible: bool = False) -> list[Match]:
    """Find what names somebody in a text that was read from a picture; see `matching.scan`."""
    bones = skeleton(text)
    strict = scan(text, known, outlet_is_visible=outlet_is_visible)
    near = [each for each in _nearly(bones, known, outlet_is_visible=outlet_is_visible) if _adds(each, strict)]
    return marked_known(without_overlaps([*strict, *near], text), [*(each for each in strict if each.is_known), *near])


def _adds(near: Match, strict: Sequence[Match]) -> bool:
    """Whether an almost-name holds all of the names it touches, not a half of one: "Bài Nguyễn Văn" of Hải."""
    touched = [each for each in strict if each.start < near.end and near.start < each.end]
    return all(near.start <= each.start and each.end <= near.end for each in touched)


def _nearly(bones: Skeleton, known: Known, *, outlet_is_visible: bool) -> Iterator[Match]:
    """Yield almost-names, those with the fewest faults first; none touches another."""
    wanted = [
        form
        for form in forms_of(known)
        if len(form.words) >= _TWO
        and (form.strength is Strength.STRONG or all(len(word.bare) > 1 for word in form.words))  # not "Nguyễn V.H."
        and form.strength is not Strength.WEAK
        and not (form.sort is Sort.OUTLET and outlet_is_visible)
    ]
    places: dict[str, list[int]] = defaultdict(list)
    for index, word in enumerate(bones.words):
        places[word.bare].append(index)
    found = [(wrong, first, form) for form in wanted for first, wrong in _windows(bones, form, places)]
    taken: set[int] = set()
    for _, first, form in sorted(found, key=lambda each: (each[0], -len(each[2].joined), each[1])):
        span = range(first, first + len(form.words))
        if taken.isdisjoint(span):
            taken.update(span)
            yield match_of_words(bones, first, span[-1], form.sort, form.proposal)


def _windows(bones: Skeleton, form: Form, places: Mapping[str, Sequence[int]]) -> Iterator[tuple[int, int]]:
    """Where the form may begin, and with how many faults: at least one of its syllables is whole there."""
    firsts = {
        index - offset
        for offset, wanted in enumerate(form.words)
        if len(wanted.bare) >= _TWO
        for index in places.get(wanted.bare, ())
    }
    for first in firsts:
        last = first + len(form.words) - 1
        if first >= 0 and last < len(bones.words):
            wrong = _faults_of(bones, form, first, last)
            if wrong is not None:
                yield first, wrong


def _faults_of(bones: Skeleton, form: Form, first: int, last: int) -> int | None:
    """How far the words are from the form; a syllable that begins with another letter counts once more."""
    words = bones.words[first : last + 1]
    if not all(_GAP.fullmatch(bones.gap(index)) for index in range(first, last)):
        return None
    wrong = 0
    for word, wanted in zip(words, form.words, strict=True):
        allowed = max(1, len(wanted.bare) // _LETTERS_OF_A_SYLLABLE)
        apart = faults(word.bare.translate(_DIGITS), wanted.bare, most=allowed)
        if apart > allowed:
            return None
        wrong += apart
    if wrong > min(len(form.joined) // _LETTERS_A_FAULT, _MOST_FAULTS):
        return None
    if form.strength is Strength.STRONG:
        looks = words[0].is_capital or form.sort is not Sort.OUTLET
    else:
        looks = all(word.is_capital for word in words) and not part_of_longer_name(bones, first, last)
    begins_otherwise = sum(word.bare[0] != wanted.bare[0] for word, wanted in zip(words, form.words, strict=True))
    return wrong + begins_otherwise if looks else None


def faults(read: str, meant: str, *, most: int) -> int:
    """Letters to change, add or drop; anything above ``most`` may come back as ``most + 1``."""
    if abs(len(read) - len(meant)) > most:
        return most + 1
    row = list(range(len(meant) + 1))
    for number, letter in enumerate(read, start=1):
        before, row[0] = row[0], number
        for at, wanted in enumerate(meant, start=1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (letter != wanted))
        if min(row) > most:
            return most + 1
    return row[-1]
