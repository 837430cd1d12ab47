"""Whether two findings stand in the same place of a picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence


def stands_within(boxes: Sequence[Mapping[str, int]], others: Iterable[Mapping[str, int]]) -> bool:
    """Whether the middle of every box lies in one of the others: the same letters, found twice."""
    around = list(others)
    return bool(boxes) and all(any(_middle_in(box, other) for other in around) for box in boxes)


def _middle_in(box: Mapping[str, int], other: Mapping[str, int]) -> bool:
    across, down = box["x"] + box["w"] / 2, box["y"] + box["h"] / 2
    return other["x"] <= across <= other["x"] + other["w"] and other["y"] <= down <= other["y"] + other["h"]
