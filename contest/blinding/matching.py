"""The scan: where a text names the people or outlets behind it, in whatever spelling.

Pure: text and what is known go in, findings with offsets come out. Recall and false findings are
measured by tests/blinding/test_blinding_recall.py; docs/blinding.md lists the forms.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from contest.blinding.contacts import contacts
from contest.blinding.identities import (
    Form,
    Known,
    Sort,
    Strength,
    forms_of,
)
from contest.blinding.initials import initialled
from contest.blinding.matches import Match, marked_known, match_of_words, without_overlaps
from contest.blinding.plain import plain
from contest.blinding.skeleton import MARKS, UNSEEN, Skeleton, Word, skeleton
from contest.blinding.standing import (
    name_is_expected,
    opens_compound,
    outlet_is_expected,
    part_of_longer_name,
    stands_alone,
    starts_sentence,
)
from contest.blinding.tells import sources, tells

__all__ = ["Known", "Match", "scan"]

_LONGEST_GAP: Final = 3  # characters between two syllables of one name
_INSIDE_WORD: Final = 9  # letters a name needs to count inside a longer word (an address, a hashtag)
_RUN_TOGETHER: Final = 5  # letters two syllables need when written as one word: "Hà Ý" is not "hai"
_INITIAL: Final = 2  # letters of a shortened name: N., Ng.
_ACRONYM: Final = 4  # letters; an outlet known by so few is written in capitals: VOV, not "vov"
_GAP: Final = re.compile(r"[\s&.\-‐‑–—_·•|+~=/\\*'’\u115f\u1160\u2800\u3164\uffa0]*")
_UNSEEN: Final = re.compile(f"[{UNSEEN}{MARKS}]+")
_BLANKS: Final = re.compile(r"[^\S\n]+")


def scan(text: str, known: Known, *, outlet_is_visible: bool = False) -> list[Match]:
    """Find what names somebody, in order of place and without overlaps (the longer finding stays).

    ``outlet_is_visible``: the category hides people only (chế độ bán kín), so outlets are no finding.
    """
    bones, smooth = skeleton(text), plain(text)
    behind = [*_forms(bones, known, outlet_is_visible=outlet_is_visible), *initialled(bones, known)]
    behind += smooth.restored(contacts(smooth.text, known))
    found = [*behind]
    found += smooth.restored(tells(smooth.text))
    if not outlet_is_visible:
        found += smooth.restored(sources(smooth.text))
    return marked_known(without_overlaps(found, text), behind)


# Names and outlets


def _forms(bones: Skeleton, known: Known, *, outlet_is_visible: bool) -> Iterator[Match]:
    for form in forms_of(known):
        if form.sort is Sort.OUTLET and outlet_is_visible:
            continue
        for first, last, inside in _places(bones, form):
            if _agrees(bones, form, first, last, inside=inside):
                yield match_of_words(bones, first, last, form.sort, form.proposal)


def _places(bones: Skeleton, form: Form) -> Iterator[tuple[int, int, bool]]:
    """Word ranges whose run-together letters are, or contain, the form's.

    The third value tells that the form lies inside one longer word.
    """
    wanted, at = form.joined, bones.joined.find(form.joined)
    while at >= 0:
        first, last = _word_at(bones, at), _word_at(bones, at + len(wanted) - 1)
        fits = bones.starts[first] == at and bones.starts[last + 1] == at + len(wanted)
        if fits and _cuts_alike(bones, form, first, last):
            yield first, last, False
        elif first == last and not fits and len(wanted) >= _INSIDE_WORD and form.strength is Strength.STRONG:
            yield first, last, True
        at = bones.joined.find(wanted, at + 1)


def _word_at(bones: Skeleton, offset: int) -> int:
    return bisect_right(bones.starts, offset, hi=len(bones.words)) - 1


def _cuts_alike(bones: Skeleton, form: Form, first: int, last: int) -> bool:
    """Whether the words are cut as the name is, or written as one, or spaced letter by letter.

    A long form may have some syllables joined or hyphenated: "PT-TH" and "PTTH", "Nguyễn Vănhải"; a blank
    inside a syllable makes other words of it: "Từ Hoàng đã ở" is not "Từ Hoàng Đạo".
    """
    words = bones.words[first : last + 1]
    if not all(_joins_a_name(bones, index, form.marks) for index in range(first, last)):
        return False
    if len(words) == 1:
        return len(form.words) == 1 or len(form.joined) >= _RUN_TOGETHER
    if all(len(word.bare) == 1 for word in words) or [word.bare for word in words] == [
        word.bare for word in form.words
    ]:
        return True
    if form.strength is not Strength.STRONG or len(form.joined) < _INSIDE_WORD:
        return False
    ends = {0, *accumulate(len(word.bare) for word in form.words)}
    cuts = ((bones.starts[index + 1] - bones.starts[first], bones.gap(index)) for index in range(first, last))
    return all(at in ends or gap.strip() for at, gap in cuts)


def _joins_a_name(bones: Skeleton, index: int, marks: frozenset[str]) -> bool:
    """Blanks, dots, dashes: a colon or a comma parts "ảnh: Vinh", a full stop "… đồng. Thi Khắc".

    A name that holds such a sign itself (``marks``) is not parted by it.
    """
    gap = "".join(char for char in bones.gap(index) if char not in marks) if marks else bones.gap(index)
    gap = _BLANKS.sub(" ", _UNSEEN.sub("", gap))
    ends_sentence = gap.startswith(".") and len(gap) > 1 and len(bones.words[index].bare) > _INITIAL
    return len(gap) <= _LONGEST_GAP and "\n\n" not in gap and not ends_sentence and _GAP.fullmatch(gap) is not None


def _agrees(bones: Skeleton, form: Form, first: int, last: int, *, inside: bool) -> bool:
    if form.strength is Strength.STRONG or inside:
        return True
    words = bones.words[first : last + 1]
    if form.strength is Strength.WEAK:
        alike = _looks_like(words, form) and not opens_compound(bones, last)
        return (alike and _is_expected(bones, form, first, last)) or _signs_small(bones, form, first, last)
    return _looks_like(words, form) and (
        _stands_out(bones, form, first, last) or _is_expected(bones, form, first, last)
    )


def _is_expected(bones: Skeleton, form: Form, first: int, last: int) -> bool:
    outlet = form.sort is Sort.OUTLET and outlet_is_expected(bones, first, last)
    return outlet or name_is_expected(bones, first, last)


def _stands_out(bones: Skeleton, form: Form, first: int, last: int) -> bool:
    """Whether a form of two syllables, or initials, can be nothing else wherever it stands."""
    words = bones.words[first : last + 1]
    if len(form.words) == 1:
        return form.sort is not Sort.OUTLET or len(form.joined) > _ACRONYM or not _in_capitals(bones, first)
    capital = all(word.is_capital for word in words)
    if form.sort is Sort.OUTLET:  # "Phụ nữ Thủ đô" opening a sentence are women, not their paper
        return capital or not starts_sentence(bones, first)
    return (capital or len(words) == 1) and not part_of_longer_name(bones, first, last)


def _signs_small(bones: Skeleton, form: Form, first: int, last: int) -> bool:
    """Whether initials of three letters sign a line of their own in small ones: (nvh)."""
    initials = form.sort is Sort.BYLINE and len(form.words) == 1 and form.words[0].is_upper
    whole = first == last and len(form.joined) > _INITIAL and bones.words[first].has_no_accents
    return initials and whole and stands_alone(bones, first, last)


def _in_capitals(bones: Skeleton, index: int) -> bool:
    """Whether the words beside are capitals too: the "CAO" of a headline is no paper online."""
    beside = [bones.words[at] for at in (index - 1, index + 1) if 0 <= at < len(bones.words)]
    return any(word.is_upper and len(word.bare) > 1 and word.bare.isalpha() for word in beside)


def _looks_like(words: Sequence[Word], form: Form) -> bool:
    """Accents equal, or left out altogether; a weak form needs its capital too."""
    if len(words) == len(form.words):
        pairs = zip(words, form.words, strict=True)
        alike = all(word.sound == wanted.sound or word.has_no_accents for word, wanted in pairs)
    else:
        alike = True
    if form.strength is Strength.WEAK:
        return alike and words[0].is_capital and (len(words) > 1 or _keeps_case(words[0], form))
    if form.sort is Sort.OUTLET and form.words[0].is_upper and len(form.words[0].bare) <= _ACRONYM:
        return alike and words[0].is_upper
    return alike and (words[0].is_capital or form.sort is not Sort.OUTLET or len(form.words) == 1)


def _keeps_case(word: Word, form: Form) -> bool:
    """Initials are written in capitals: "TS" is a signature, "Ts" is not."""
    return word.is_upper or not form.words[0].is_upper or len(form.words) > 1
