"""Pages of the results: ranking, prizes, release. For the chair, the secretariat and the organizers."""

from contest.results.views import prizes, ranking, release, revoking
from contest.results.views.blueprint import NAVIGATION, bp

__all__ = ["NAVIGATION", "bp", "prizes", "ranking", "release", "revoking"]
