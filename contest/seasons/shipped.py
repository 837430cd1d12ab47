"""The templates that come with the product: TOML files in ``templates/``, named by their file."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from contest.errors import NotVisible

FOLDER: Final = Path(__file__).parent / "templates"


@dataclass(frozen=True, kw_only=True, slots=True)
class ShippedTemplate:
    """A template as the list of choices shows it."""

    key: str
    name: str
    summary: str
    categories: int
    prizes: int


@cache
def shipped_templates() -> Sequence[ShippedTemplate]:
    """Every shipped template, by file name."""
    found = []
    for path in sorted(FOLDER.glob("*.toml"), reverse=True):
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        found.append(
            ShippedTemplate(
                key=path.stem,
                name=told["season"]["name"],
                summary=told["season"].get("summary", ""),
                categories=len(told["categories"]),
                prizes=sum(prize["count"] for prize in told["prizes"]),
            )
        )
    return tuple(found)


def template_text(key: str) -> str:
    """The TOML of a shipped template. Errors: NotVisible."""
    if key not in {template.key for template in shipped_templates()}:
        raise NotVisible
    return (FOLDER / f"{key}.toml").read_text(encoding="utf-8")
