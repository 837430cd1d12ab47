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


def place_in(addresses: Sequence[str], path: str) -> str:
    """The address of the menu's item that a page belongs to; empty where it belongs to none.

    A page lies below its item, as a dossier below the list of dossiers. What has other items below it, the front
    page of a season, is only itself.
    """
    above = {address: address.rstrip("/") + "/" for address in addresses}
    below = [
        address
        for address, folder in above.items()
        if address == path or (path.startswith(folder) and not _has_others(address, folder, addresses))
    ]
    return max(below, key=len, default="")


def _has_others(address: str, folder: str, addresses: Sequence[str]) -> bool:
    return any(other != address and other.startswith(folder) for other in addresses)
