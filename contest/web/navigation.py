"""The navigation as data: each room gives its items, the shell shows those the actor may open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel.speaklater import LazyString

READER = "reader"
"""Whoever holds no office in the season: the menu of those at work leaves out what is only to be read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NavItem:
    """One entry of the menu. ``audience`` holds role or audience names; ``icon`` a name of the sprite."""

    endpoint: str
    label: LazyString
    icon: str
    audience: frozenset[str]
    position: int
    in_season: bool = True


def items_for(items: Iterable[NavItem], held: frozenset[str], *, in_season: bool) -> Sequence[NavItem]:
    """The items a holder of ``held`` sees, in order."""
    return sorted(
        (item for item in items if item.audience & held and (in_season or not item.in_season)),
        key=lambda item: item.position,
    )
