"""Rules between the form and the table: documents and commitments are typed as lines, kept with keys. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from contest.seasons.documents import RuleText
from contest.seasons.types import RuleKey
from contest.text.folding import clean_line, fold

_NAMED: Final = {RuleKey.REQUIRED_DOCUMENTS.value: "title", RuleKey.COMMITMENTS.value: "text"}
_LONGEST_KEY: Final = 40


def listed_rules(table: Mapping[str, Any]) -> dict[str, Any]:
    """Rules as the form shows them: named items become their lines."""
    return {
        key: {**rule, "value": [item[_NAMED[key]] for item in rule["value"]]} if key in _NAMED else rule
        for key, rule in table.items()
    }


def keyed_rules(typed: Mapping[str, Any], before: Iterable[RuleText]) -> dict[str, Any]:
    """Rules as the table wants them. A rule without a value is not set; a line that was there keeps its key."""
    known = {rule.key.value: rule.value for rule in before}
    table: dict[str, Any] = {}
    for key, rule in typed.items():
        value = rule.get("value")
        if value is None:
            continue
        if key in _NAMED and isinstance(value, list):
            value = keyed_lines(value, known.get(key, ()), _NAMED[key])
        table[key] = {**rule, "value": value}
    return table


def keyed_lines(lines: Sequence[str], before: Sequence[Mapping[str, str]], field: str) -> list[dict[str, str]]:
    """Each line with the key it had, or a new one made of its words, never the same twice."""
    keys = {item[field]: item["key"] for item in before}
    taken = set(keys.values())
    items: list[dict[str, str]] = []
    for line in map(clean_line, lines):
        key = keys.pop(line, None) or _new_key(line, taken)
        taken.add(key)
        items.append({"key": key, field: line})
    return items


def _new_key(line: str, taken: set[str]) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", fold(line)).strip("-")[: _LONGEST_KEY - 4].strip("-") or "muc"
    number = 1
    key = stem
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key
