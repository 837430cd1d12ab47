"""The secretary's blinding desk. Judges, authors and units meet the usual 404 here."""

from contest.blinding.views import approving, desk, early_files, files, film, published, times
from contest.blinding.views.blueprint import NAVIGATION, bp
from contest.blinding.views.early import bp as early_bp

__all__ = ["NAVIGATION", "approving", "bp", "desk", "early_bp", "early_files", "files", "film", "published", "times"]
