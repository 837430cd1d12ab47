"""One finding of the scan, before anything is stored."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from contest.blinding.identities import Sort
from contest.blinding.skeleton import Skeleton


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """One finding. Offsets are those of the text as given; ``proposal`` would take the span's place."""

    start: int
    end: int
    sort: Sort
    matched: str
    proposal: str
    is_known: bool = False
    """Names somebody behind the work, as far as is known; otherwise a mere sign, such as any phone number."""


def match_of_words(bones: Skeleton, first: int, last: int, sort: Sort, proposal: str) -> Match:
    """Make a finding of a range of words."""
    start, end = bones.words[first].start, bones.words[last].end
    return Match(start=start, end=end, sort=sort, matched=bones.text[start:end], proposal=proposal)


def without_overlaps(found: Iterable[Match], text: str) -> list[Match]:
    """Keep the longer of two overlapping findings; known identities win over mere tells.

    What a tell says beyond the known one beside it stays a finding: of "Ảnh: Hải, Trần Lê" both. A given name
    that turns out to be part of somebody else's ("Tú" of "Tú Quyên") gives way to the whole.
    """
    tells = [each for each in found if each.sort is Sort.TELL]
    known = _Kept()
    for match in sorted(
        (each for each in found if each.sort is not Sort.TELL), key=lambda each: (each.start - each.end, each.start)
    ):
        if not known.touched_by(match):
            known.keep(match)
    for tell in sorted(tells, key=lambda each: (each.start - each.end, each.start)):
        inside = known.touched_by(tell)
        if len(inside) == 1 and inside[0].sort is Sort.BYLINE and _is_one_name(text[tell.start : tell.end], inside[0]):
            known.drop(inside[0])
            inside = []
        for piece in _pieces(tell, inside, text):
            known.keep(piece)
    return known.spans


def marked_known(found: Iterable[Match], known: Sequence[Match]) -> list[Match]:
    """Say of each finding whether what is known stands in it."""
    stretches: list[tuple[int, int]] = []
    for start, end in sorted((one.start, one.end) for one in known):
        if stretches and start <= stretches[-1][1]:
            stretches[-1] = stretches[-1][0], max(end, stretches[-1][1])
        else:
            stretches.append((start, end))
    return [replace(each, is_known=_touches(stretches, each)) for each in found]


def _touches(stretches: Sequence[tuple[int, int]], match: Match) -> bool:
    """Whether one of the stretches, in order and apart, has a letter in common with a finding."""
    at = bisect_left(stretches, match.end, key=lambda stretch: stretch[0]) - 1
    return at >= 0 and stretches[at][1] > match.start


class _Kept:
    """Findings in order of place, none touching another."""

    def __init__(self) -> None:
        self.spans: list[Match] = []

    def touched_by(self, match: Match) -> list[Match]:
        at = bisect_left(self.spans, match.start, key=lambda each: each.end)
        touched = []
        while at < len(self.spans) and self.spans[at].start < match.end:
            if self.spans[at].end > match.start:
                touched.append(self.spans[at])
            at += 1
        return touched

    def keep(self, match: Match) -> None:
        insort(self.spans, match, key=lambda each: each.start)

    def drop(self, match: Match) -> None:
        self.spans.remove(match)


def _is_one_name(words: str, known: Match) -> bool:
    return len(words) > len(known.matched) and not any(mark in words for mark in ",&/–-") and " và " not in words


def _pieces(tell: Match, inside: Iterable[Match], text: str) -> Iterable[Match]:
    at = tell.start
    edges = [(each.start, each.end) for each in inside]
    for start, end in [*edges, (tell.end, tell.end)]:
        words = text[at:start]
        bare = words.strip(" \t\n,.;:&/()–-")
        if any(char.isupper() for char in bare):
            begin = at + words.index(bare)
            yield Match(start=begin, end=begin + len(bare), sort=tell.sort, matched=bare, proposal=tell.proposal)
        at = max(at, end)
