"""On which line of a TOML text a key stands, so that a person finds what to mend. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\"'-]+)\s*\]\]?")
_LONGEST = 500
"""Characters of a line or path worth looking at: beyond it nobody reads, and the search must stay quick."""
_KEY = re.compile(r"\s*[\"']?([\w-]+)[\"']?\s*=")


def line_of(places: Mapping[str, int], path: str) -> int | None:
    """The line (from 1) of a key like «rounds[2].policy.method», or of the nearest table around it.

    Shape: ``places`` is what ``key_lines`` gives for the text.
    """
    path = path[:_LONGEST]
    while path:
        if path in places:
            return places[path]
        # Whatever a key is called, each step leaves a shorter path.
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return None


def key_lines(text: str) -> dict[str, int]:
    """The line of every table and key of a TOML text, by path."""
    places: dict[str, int] = {}
    counts: Counter[str] = Counter()
    table, in_text = "", False
    for line_number, line in enumerate(text.splitlines(), start=1):
        if not in_text and len(line) <= _LONGEST:
            if header := _HEADER.match(line):
                table = _table_path(header.group(2).replace('"', ""), counts, is_row=header.group(1) == "[[")
                places.setdefault(table, line_number)
            elif key := _KEY.match(line):
                places.setdefault(f"{table}.{key.group(1)}" if table else key.group(1), line_number)
        if (line.count('"""') + line.count("'''")) % 2:
            in_text = not in_text
    return places


def _table_path(name: str, counts: Counter[str], *, is_row: bool) -> str:
    """«rounds.policy» inside the second [[rounds]] is «rounds[2].policy»."""
    path = ""
    parts = name.split(".")
    for depth, part in enumerate(parts, start=1):
        path = f"{path}.{part}" if path else part
        if is_row and depth == len(parts):
            counts[path] += 1
        if counts[path]:
            path = f"{path}[{counts[path]}]"
    return path
