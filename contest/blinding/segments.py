"""A text cut at its findings, so that a page can mark them without building HTML by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class Marked(Protocol):
    """Something found in a text, on the desk or in a draft."""

    @property
    def id(self) -> int:
        """Names it on its page."""
        ...

    @property
    def start(self) -> int:
        """First character."""
        ...

    @property
    def end(self) -> int:
        """Behind the last."""
        ...


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text; ``finding_id`` is None where nothing was found."""

    text: str
    finding_id: int | None


def paragraphs(text: str, findings: Sequence[Marked]) -> list[list[Segment]]:
    """Cut a text into paragraphs (at blank lines and line ends) of segments, in order."""
    cut: list[list[Segment]] = [[]]
    for segment in _segments(text, findings):
        lines = segment.text.split("\n")
        for number, line in enumerate(lines):
            if number:
                cut.append([])
            if line:
                cut[-1].append(Segment(line, segment.finding_id))
    return [paragraph for paragraph in cut if paragraph]


def _segments(text: str, findings: Sequence[Marked]) -> list[Segment]:
    found: list[Segment] = []
    at = 0
    for finding in sorted(findings, key=lambda each: each.start):
        if finding.start < at or finding.end > len(text):
            continue
        found.append(Segment(text[at : finding.start], None))
        found.append(Segment(text[finding.start : finding.end], finding.id))
        at = finding.end
    found.append(Segment(text[at:], None))
    return [segment for segment in found if segment.text]
