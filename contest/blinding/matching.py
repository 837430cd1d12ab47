"""The scan: where a text names the people or outlets behind it, in whatever spelling.

Pure: text and what is known go in, findings with offsets come out. Recall and false findings are
measured by tests/blinding/test_blinding_recall.py; docs/blinding.md lists the forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from contest.blinding.contacts import contacts
from contest.blinding.identities import (
    AUTHOR,
    Form,
    Known,
    Sort,
    Strength,
    forms_of,
)
from contest.blinding.skeleton import Skeleton, Word, skeleton, syllables
from contest.blinding.tells import Match, tells

__all__ = ["Known", "Match", "scan"]

_LONGEST_GAP: Final = 3  # characters between two syllables of one name
_INSIDE_WORD: Final = 9  # letters a name needs to count inside a longer word (an address, a hashtag)
_RUN_TOGETHER: Final = 5  # letters two syllables need when written as one word: "Hà Ý" is not "hai"
_GAP: Final = re.compile(r"[\s.\-–—_·/\\*'’\u00ad\u200b-\u200f\u2060\ufeff]*")
_SIGNATURE_WORDS: Final = 9  # a line no longer than this may be a signature
_CUES: Final = frozenset(
    "anh bai tin pv ctv btv mc theo nguon nguonanh tacgia phongvien nhabao thuchien bientap quaiphim daodien "
    "kichban loibinh butdanh va clip video dohoa cunghien congtacvien bientapvien nhom baiviet".split()
)
_EVERYDAY: Final = frozenset({"anh", "bai", "tin", "theo", "nguon", "nhom", "clip", "video"})
"""Cues that are common words as well: a credit only with a colon, or opening a line or bracket."""
_TWO_WORD_CUES: Final = frozenset(
    cue
    for cue in _CUES
    if cue
    in {
        "tacgia",
        "phongvien",
        "nhabao",
        "thuchien",
        "bientap",
        "quaiphim",
        "daodien",
        "kichban",
        "loibinh",
        "butdanh",
        "dohoa",
        "baiviet",
    }
)
_FAMILY_NAMES: Final = frozenset(
    "nguien tran le pham hoang huinh phan vu vo dang bui do ho ngo duong li dinh trieu nong giap than chu ha luong "
    "mai dao doan trinh tong ta to quach vi lo ma sung giang cao luu la thach tang kieu cu phung bach van thi".split()
)
_SENTENCE_END: Final = re.compile(r"[.!?…:;\"”»)\]]\s*$")


def scan(text: str, known: Known, *, outlet_is_visible: bool = False) -> list[Match]:
    """Find what names somebody, in order of place and without overlaps (the longer finding stays).

    ``outlet_is_visible``: the category hides people only (chế độ bán kín), so outlets are no finding.
    """
    bones = skeleton(text)
    found = [*_forms(bones, known, outlet_is_visible=outlet_is_visible)]
    found += _initialled(bones, known)
    found += contacts(text, known)
    found += tells(text, outlet_is_visible=outlet_is_visible)
    return _without_overlaps(found)


def _without_overlaps(found: Iterable[Match]) -> list[Match]:
    """Keep the longer of two overlapping findings; known identities win over mere tells."""
    kept: list[Match] = []
    for match in sorted(found, key=lambda each: (each.sort is Sort.TELL, each.start - each.end, each.start)):
        if all(match.end <= other.start or match.start >= other.end for other in kept):
            kept.append(match)
    return sorted(kept, key=lambda each: each.start)


# Names and outlets


def _forms(bones: Skeleton, known: Known, *, outlet_is_visible: bool) -> Iterator[Match]:
    for form in forms_of(known):
        if form.sort is Sort.OUTLET and outlet_is_visible:
            continue
        for first, last, inside in _places(bones, form):
            if _agrees(bones, form, first, last, inside=inside):
                yield _match(bones, first, last, form.sort, form.proposal)


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
    low, high = 0, len(bones.words) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if bones.starts[middle] <= offset:
            low = middle
        else:
            high = middle - 1
    return low


def _cuts_alike(bones: Skeleton, form: Form, first: int, last: int) -> bool:
    """Whether the words are cut as the name is, or written as one, or spaced letter by letter.

    A long form may be cut anyhow: "PT-TH" and "PTTH", "Nguyễn Vănhải".
    """
    words = bones.words[first : last + 1]
    if not all(_joins_a_name(bones.gap(index)) for index in range(first, last)):
        return False
    return (
        (len(words) == 1 and (len(form.words) == 1 or len(form.joined) >= _RUN_TOGETHER))
        or (form.strength is Strength.STRONG and len(form.joined) >= _INSIDE_WORD)
        or [word.bare for word in words] == [word.bare for word in form.words]
        or all(len(word.bare) == 1 for word in words)
    )


def _joins_a_name(gap: str) -> bool:
    """Blanks, dots, dashes: a colon or a comma parts "ảnh: Vinh" into a cue and a name."""
    return len(gap) <= _LONGEST_GAP and "\n\n" not in gap and _GAP.fullmatch(gap) is not None


def _agrees(bones: Skeleton, form: Form, first: int, last: int, *, inside: bool) -> bool:
    if form.strength is Strength.STRONG or inside:
        return True
    words = bones.words[first : last + 1]
    if form.strength is Strength.WEAK:
        return _looks_like(words, form) and _name_is_expected(bones, first, last)
    if not _looks_like(words, form):
        return False
    if form.sort is Sort.OUTLET or len(form.words) == 1:
        return True
    capital = all(word.is_capital for word in words) or len(words) == 1
    return (capital and not _part_of_longer_name(bones, first, last)) or _name_is_expected(bones, first, last)


def _looks_like(words: Sequence[Word], form: Form) -> bool:
    """Accents equal, or left out altogether; a weak form needs its capital too."""
    if len(words) == len(form.words):
        pairs = zip(words, form.words, strict=True)
        alike = all(word.sound == wanted.sound or word.has_no_accents for word, wanted in pairs)
    else:
        alike = True
    if form.strength is Strength.WEAK:
        return alike and words[0].is_capital and (len(words) > 1 or _keeps_case(words[0], form))
    return alike


def _keeps_case(word: Word, form: Form) -> bool:
    """Initials are written in capitals: "TS" is a signature, "Ts" is not."""
    return word.is_upper or not form.words[0].is_upper or len(form.words) > 1


def _part_of_longer_name(bones: Skeleton, first: int, last: int) -> bool:
    """Whether a capital word right before or after makes this somebody else: Trần | Văn Hải."""
    if first > 0 and bones.gap(first - 1) == " ":
        before = bones.words[first - 1]
        if before.is_capital and before.bare not in _CUES:
            return before.bare in _FAMILY_NAMES or not _starts_sentence(bones, first - 1)
    if last + 1 < len(bones.words) and bones.gap(last) == " ":
        after = bones.words[last + 1]
        return after.is_capital and after.bare not in _CUES and not after.bare.isdigit()
    return False


def _starts_sentence(bones: Skeleton, index: int) -> bool:
    before = bones.text[max(0, bones.words[index].start - 3) : bones.words[index].start]
    return index == 0 or "\n" in before or bool(_SENTENCE_END.search(before)) or before.rstrip()[-1:] in "“\"'‘-–"


def _name_is_expected(bones: Skeleton, first: int, last: int) -> bool:
    """Whether a short form stands where a name stands: after a cue, alone, or signing a paragraph."""
    return _after_cue(bones, first) or _in_signature(bones, first, last) or _ends_paragraph(bones, first, last)


def _after_cue(bones: Skeleton, first: int) -> bool:
    if first == 0 or "\n" in bones.gap(first - 1) or "." in bones.gap(first - 1):
        return False
    one = bones.words[first - 1].bare
    two = bones.words[first - 2].bare + one if first > 1 else ""
    if one == "va":
        return _after_cue(bones, first - 1) or bones.words[max(0, first - 2)].bare in _CUES
    if one in _EVERYDAY:
        return ":" in bones.gap(first - 1) or _opens_credit(bones, first - 1)
    return one in _CUES or two in _TWO_WORD_CUES


def _opens_credit(bones: Skeleton, index: int) -> bool:
    """Tell a credit ("Ảnh Hải" opening a line) from a mention ("Anh Hải", "Theo Hải")."""
    word = bones.words[index]
    if word.bare in ("anh", "theo") and word.has_no_accents:
        return bones.text[: word.start].rstrip(" \t")[-1:] in ("(", "[")
    return _opens_line(bones, index)


def _opens_line(bones: Skeleton, index: int) -> bool:
    before = bones.text[: bones.words[index].start].rstrip(" \t")
    return not before or before[-1] in "\n([/–—|"


def _line(bones: Skeleton, first: int, last: int) -> tuple[int, int]:
    start = bones.text.rfind("\n", 0, bones.words[first].start) + 1
    end = bones.text.find("\n", bones.words[last].end)
    return start, len(bones.text) if end < 0 else end


def _in_signature(bones: Skeleton, first: int, last: int) -> bool:
    """A short line that is the form alone, or with marks, or with other names and credits."""
    start, end = _line(bones, first, last)
    before = bones.text[start : bones.words[first].start].strip(" \t()[]–—-/*•.,")
    after = bones.text[bones.words[last].end : end].strip(" \t()[]–—-/*•.,")
    if not before and not after:
        return True
    here = [word for word in bones.words if start <= word.start < end]
    if len(here) > _SIGNATURE_WORDS or bones.text[start:end].rstrip().endswith((".", "?", "!", "…", "”")):
        return False
    joined = [word.bare for word in here]
    cued = any(word in _CUES for word in joined[:2]) or any(mark in before[-2:] + after[:2] for mark in "/–—-(")
    return cued and all(word.is_capital for word in bones.words[first : last + 1])


def _ends_paragraph(bones: Skeleton, first: int, last: int) -> bool:
    """Tell a byline that runs on in the last line: "… bền vững. TS", "… bền vững (TS)"."""
    start, end = _line(bones, first, last)
    after = bones.text[bones.words[last].end : end].strip(" \t)].–—-/")
    if after:
        return False
    before = bones.text[start : bones.words[first].start]
    opened = before.rstrip(" \t").endswith(("(", "[", "–", "—", "/"))
    spaced = before.endswith(("  ", "\t"))
    return bool(before.strip()) and (opened or spaced or bool(_SENTENCE_END.search(before)))


# N.V. Hải, Ng. Văn Hải, Nguyễn V. Hải


def _initialled(bones: Skeleton, known: Known) -> Iterator[Match]:
    for name in known.names:
        whole = syllables(name)
        if len(whole) < 2:  # noqa: PLR2004 - family and given
            continue
        given = whole[-1]
        for index, word in enumerate(bones.words):
            fits = word.bare == given.bare and (word.sound == given.sound or word.has_no_accents)
            if fits and word.is_capital:
                first = _abbreviated_from(bones, whole[:-1], index)
                if first is not None and not _part_of_longer_name(bones, first, index):
                    yield _match(bones, first, index, Sort.NAME, AUTHOR)


def _abbreviated_from(bones: Skeleton, leading: Sequence[Word], index: int) -> int | None:
    """Walk back from the given name over initials; return where they start, or None."""
    left, at, shortened = list(leading), index, False
    while at > 0 and left and _is_initial_gap(bones.gap(at - 1)):
        word = bones.words[at - 1]
        taken = _shortens(word, left)
        if taken is None:
            break
        if word.bare != left[taken].bare:
            shortened = True
        del left[taken:]
        at -= 1
        if len(word.bare) > 1 and word.is_upper and len(word.bare) == len(leading):
            return at
    return at if shortened and at < index else None


def _shortens(word: Word, left: Sequence[Word]) -> int | None:
    """Which of the remaining syllables this word shortens (or repeats); the last that fits."""
    if not word.is_capital:
        return None
    if word.is_upper and len(word.bare) > 1 and word.bare == "".join(each.bare[0] for each in left):
        return 0
    for taken in range(len(left) - 1, -1, -1):
        full = left[taken]
        whole = word.bare == full.bare and (word.sound == full.sound or word.has_no_accents)
        if whole or (len(word.bare) <= 2 and full.bare.startswith(word.bare)):  # noqa: PLR2004 - N or Ng
            return taken
    return None


def _is_initial_gap(gap: str) -> bool:
    return gap in (".", " ", ". ", "-", ".-")


def _match(bones: Skeleton, first: int, last: int, sort: Sort, proposal: str) -> Match:
    start, end = bones.words[first].start, bones.words[last].end
    return Match(start=start, end=end, sort=sort, matched=bones.text[start:end], proposal=proposal)
