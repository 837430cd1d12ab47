"""The blueprint that every module of these pages hangs its views on."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("accounts", __name__)
