"""What the frame of every page asks: the theme, where one is, which doors this installation has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from flask import current_app, g, request, session, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from contest.seasons.types import SeasonHead
from contest.web.figures import page_language
from contest.web.navigation import NavItem, place_in

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

THEME_COOKIE = "theme"
THEMES = frozenset({"light", "dark"})
_ADDRESSES_KEPT, _MENUS_KEPT, _TOKENS_KEPT = 2000, 500, 2000
"""Those of some forty seasons, and of as many people as one process serves in an evening."""


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
    """The address of a page, or None where the room that has it is not part of this installation.

    Every page asks for those of its frame, a dozen, so they are kept: by season, and by where the house is mounted.
    """
    season: SeasonHead | None = g.get("season")
    if season is None and g.get("season_slug"):
        return _path_to(endpoint)  # whatever somebody made up is not kept
    kept: dict[tuple[str, str | None, str], str] = current_app.extensions.setdefault("contest.addresses", {})
    key = (endpoint, season.slug if season else None, request.script_root)
    address = kept.get(key)
    if address is None:
        address = _keep(kept, key, _path_to(endpoint) or "", _ADDRESSES_KEPT)
    return address or None


def _keep(kept: dict[_Key, _Value], key: _Key, value: _Value, at_most: int) -> _Value:
    """Keep a value and give it back; a full shelf is emptied, also under a thread that just looked at it."""
    if len(kept) >= at_most:
        kept.clear()
    kept[key] = value
    return value


def _path_to(endpoint: str) -> str | None:
    return url_for(endpoint) if endpoint in current_app.view_functions else None


def form_token() -> str:
    """The token of this page's forms: Flask-WTF's own, kept for the session's secret that it signs.

    It has no time limit here (``WTF_CSRF_TIME_LIMIT``), so that one signed before is as good as one signed now.
    """
    if "csrf_token" in g:
        made: str = g.csrf_token
        return made
    kept: dict[str, str] = current_app.extensions.setdefault("contest.form_tokens", {})
    token = kept.get(session.get("csrf_token", ""))
    if token is None:
        token = str(generate_csrf())  # which gives the session its secret where it has none
        return _keep(kept, session["csrf_token"], token, _TOKENS_KEPT)
    g.csrf_token = token  # where Flask-WTF looks for it
    return token


def season_home(season: SeasonHead | None) -> str:
    """The public home of a season, or of the house."""
    endpoint = "portal.season" if season else "portal.home"
    return path_to(endpoint) or "/"


def menu(items: Sequence[NavItem]) -> Markup:
    """The bar of the menu, which marks where one is. It says nothing else of the page or the person, so it is kept."""
    addresses = tuple(path_to(item.endpoint) or "" for item in items)
    place = place_in(addresses, request.path)
    kept: dict[object, Markup] = current_app.extensions.setdefault("contest.menus", {})
    key = (page_language(), addresses, place, place == request.path)
    bar = kept.get(key)
    if bar is None:
        current = "page" if place == request.path else "true"
        bar = _of_frame("shell", "nav_bar", list(zip(items, addresses, strict=True)), place, current)
        _keep(kept, key, bar, _MENUS_KEPT)
    return bar


def attributes(given: Mapping[str, object]) -> Markup:
    """HTML attributes from a macro's keywords, each with a blank before it.

    ``aria_label`` and ``data_x`` get their hyphens; True is a bare attribute; False and None are left out.
    """
    parts = []
    for name, value in given.items():
        if value is None or value is False:
            continue
        shown = name.replace("_", "-") if name.startswith(("aria_", "data_")) else name
        parts.append(Markup(" {}").format(shown) if value is True else Markup(' {}="{}"').format(shown, escape(value)))
    return Markup("").join(parts)


def steady_part(name: str) -> Markup:
    """A macro of ``macros/scripts.html``, which depends on nothing but the language: rendered once for each."""
    parts: dict[tuple[str, str], Markup] = current_app.extensions.setdefault("contest.frame", {})
    key = (name, page_language())
    if key not in parts:
        parts[key] = _of_frame("scripts", name)
    return parts[key]


def _of_frame(template: str, macro: str, *given: object) -> Markup:
    module = current_app.jinja_env.get_template(f"macros/{template}.html").module
    return Markup(getattr(module, macro)(*given))  # noqa: S704 - our own macro, escaped as it was rendered
