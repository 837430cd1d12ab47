"""Names with some of their words shortened: N.V. Hải, Ng. Văn Hải, Nguyễn V. Hải."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contest.blinding.identities import AUTHOR, Known, Sort
from contest.blinding.matches import Match, match_of_words
from contest.blinding.skeleton import Skeleton, Word, syllables
from contest.blinding.standing import part_of_longer_name


def initialled(bones: Skeleton, known: Known) -> Iterator[Match]:
    for name in (*known.names, *known.pen_names):
        whole = syllables(name)
        if len(whole) < 2:  # noqa: PLR2004 - family and given
            continue
        given = whole[-1]
        for index, word in enumerate(bones.words):
            fits = word.bare == given.bare and (word.sound == given.sound or word.has_no_accents)
            if fits and word.is_capital:
                first = _abbreviated_from(bones, whole[:-1], index)
                if first is not None and not part_of_longer_name(bones, first, index):
                    yield match_of_words(bones, first, index, Sort.NAME, AUTHOR)


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
