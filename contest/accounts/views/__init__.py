"""The pages of people: one blueprint, one module for each errand."""

from __future__ import annotations

from contest.accounts.views import account, sign_in
from contest.accounts.views.blueprint import bp

__all__ = ["account", "bp", "sign_in"]
