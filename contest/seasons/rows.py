"""Which old row each edited line of a list is, so that what entries point at keeps its id. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Alignment:
    """``kept``: for each new line the id it keeps, or None for a line that is added; ``dropped``: ids to remove."""

    kept: tuple[int | None, ...]
    dropped: tuple[int, ...]


def align(old: Sequence[tuple[int, str]], new: Sequence[str], *, rename: bool = False) -> Alignment:
    """Match lines by key; with ``rename``, a changed key in the same place is the same row under a new name.

    Shape: ``old`` is (id, key) in order. A list whose keys are codes never renames: another code is
    another thing.
    """
    free = {key: row_id for row_id, key in old}
    kept: list[int | None] = [free.pop(key, None) for key in new]
    if rename:
        for place, (row_id, key) in enumerate(old):
            if key in free and place < len(kept) and kept[place] is None:
                kept[place] = row_id
                del free[key]
    return Alignment(kept=tuple(kept), dropped=tuple(free.values()))
