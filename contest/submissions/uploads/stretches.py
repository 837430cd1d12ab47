"""Stretches: runs of neighbouring parts of one file, each of which the page sends as if it were a file of its own.

The uploader sends the parts of a file one after another; several stretches of one file travel side by side. A
stretch's parts are numbered from 1 as a file's are; here they get the numbers they have in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from contest.errors import NotVisible
from contest.storage.types import StoredPart

_NAMED = re.compile(r"(?P<file>[0-9a-z]{1,40})(?:\.(?P<first>[1-9][0-9]{0,4})\.(?P<count>[1-9][0-9]{0,4}))?", re.ASCII)
_ALL = 10_000
"""More parts than any file has (S3's own limit)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """``count`` parts of a file from the part ``first`` on; ``is_whole`` when no run was named."""

    file: str
    first: int
    count: int
    is_whole: bool

    def number_in_file(self, number: int) -> int:
        """The file's number of this stretch's part. Errors: NotVisible, when it has no such part."""
        if not 1 <= number <= self.count:
            raise NotVisible
        return self.first + number - 1

    def own(self, parts: Iterable[StoredPart]) -> tuple[StoredPart, ...]:
        """Those of the file's parts that lie in this stretch, by its own numbers."""
        inside = range(self.first, self.first + self.count)
        return tuple(replace(part, number=part.number - self.first + 1) for part in parts if part.number in inside)


def read_stretch(name: str) -> Stretch:
    """``FILE`` for all of a file, ``FILE.9.8`` for its parts 9 to 16. Errors: NotVisible."""
    named = _NAMED.fullmatch(name)
    if named is None:
        raise NotVisible
    is_whole = named["first"] is None
    return Stretch(
        file=named["file"],
        first=1 if is_whole else int(named["first"]),
        count=_ALL if is_whole else int(named["count"]),
        is_whole=is_whole,
    )
