"""Addresses of the built front-end files, by the manifest that the build writes."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from flask import url_for

from contest.settings import ROOT

DIST = ROOT / "contest" / "web" / "static" / "dist"
TWINS = {"br": "br", "gzip": "gz"}
"""The compressed twins that the build lays beside each text file: encoding to ending, best first."""


@cache
def _manifest(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    names: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return names


def asset_name(name: str) -> str:
    """The content-hashed file of a source name; the name itself before the first build."""
    return _manifest(DIST / "manifest.json").get(name, name)


@cache
def asset_address(name: str) -> str:
    """Where a browser finds a source name. Kept: a page names thirty icons, and building an address is dear."""
    return url_for("web.asset", name=asset_name(name))


@cache
def twin_exists(name: str, encoding: str) -> bool:
    """Whether a built file has a twin in an encoding; only names of the build are looked for."""
    known = name in _manifest(DIST / "manifest.json").values()
    return known and (DIST / f"{name}.{TWINS[encoding]}").is_file()
