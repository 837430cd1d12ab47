"""The dark theme changes colours and nothing else: what is accessible in one shape is so in both.

tests/browser/looks.py builds upon it: there the dark theme is looked at for its colours alone.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STYLES = sorted((Path(__file__).parents[2] / "assets" / "css").rglob("*.css"))
_THEMED = re.compile(r"(?P<selector>[^{};]*data-theme[^{};]*)\{(?P<body>[^{}]*)\}")
_DECLARED = re.compile(r"([\w-]+)\s*:\s*([^;]+)")
_COLOUR = re.compile(r"#[0-9a-f]{3,8}|(?:0|[\d.]+px|\s|,|rgb\([^)]*\))+", re.IGNORECASE)


def not_colours(css: str) -> list[str]:
    """Declarations of a theme that are no colour, shadow or scheme of colours."""
    return [
        f"{name}: {value.strip()}"
        for rule in _THEMED.finditer(css)
        for name, value in _DECLARED.findall(rule["body"])
        if name != "color-scheme"
        and not ((name == "color" or name.startswith("--")) and _COLOUR.fullmatch(value.strip()))
    ]


@pytest.mark.parametrize("path", STYLES, ids=[path.name for path in STYLES])
def test_a_theme_changes_only_colours(path: Path) -> None:
    assert not_colours(path.read_text(encoding="utf-8")) == []


def test_the_themes_are_there() -> None:
    """The test above would hold of styles that say them in another way."""
    themed = [rule for path in STYLES for rule in _THEMED.finditer(path.read_text(encoding="utf-8"))]
    assert len(themed) > 4
    assert all(
        path.read_text(encoding="utf-8").count("data-theme")
        == sum(rule["selector"].count("data-theme") for rule in _THEMED.finditer(path.read_text(encoding="utf-8")))
        for path in STYLES
    )


def test_a_shape_that_a_theme_changes_is_found() -> None:
    css = ':root[data-theme="dark"] { color: #fff; --s1: var(--s2); } [data-theme="dark"] nav { display: none }'
    assert not_colours(css) == ["--s1: var(--s2)", "display: none"]
