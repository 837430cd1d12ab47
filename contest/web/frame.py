"""What the frame of every page asks: the theme, where one is, which doors this installation has."""

from __future__ import annotations

from flask import current_app, request, url_for

from contest.seasons.types import SeasonHead

THEME_COOKIE = "theme"
THEMES = frozenset({"light", "dark"})


def chosen_theme() -> str:
    """The theme this browser chose; empty means: as the device has it."""
    given = request.cookies.get(THEME_COOKIE, "")
    return given if given in THEMES else ""


def here() -> str:
    """The path and query of this page, for coming back to it; the start page after a POST."""
    if request.method not in {"GET", "HEAD"}:
        return "/"
    return request.full_path.rstrip("?")


def path_to(endpoint: str) -> str | None:
    """The address of a page, or None where the room that has it is not part of this installation."""
    return url_for(endpoint) if endpoint in current_app.view_functions else None


def season_home(season: SeasonHead | None) -> str:
    """The public home of a season, or of the house."""
    endpoint = "portal.season" if season else "portal.home"
    return path_to(endpoint) or "/"
