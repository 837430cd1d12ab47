"""The pages of people: one blueprint, one module for each errand."""

from __future__ import annotations

from contest.accounts.views import account, consents, registration, sign_in
from contest.accounts.views.blueprint import bp

__all__ = ["account", "bp", "consents", "registration", "sign_in"]
