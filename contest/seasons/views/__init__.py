"""Pages for the people who run a season: its board, its rules, and new seasons."""

from __future__ import annotations

from contest.seasons.views import board, editor, history, making
from contest.seasons.views.blueprint import NAVIGATION, bp

__all__ = ["NAVIGATION", "board", "bp", "editor", "history", "making"]
