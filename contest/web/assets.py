"""Addresses of the built front-end files, by the manifest that the build writes."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from flask import url_for

from contest.settings import ROOT

DIST = ROOT / "contest" / "web" / "static" / "dist"


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
