"""Numbers as the page's language writes them: «2.140» and «8,5» in Vietnamese, «2,140» and «8.5» in English.

Letters, and what else is written for Vietnamese readers whoever asked for it, force the language as they do for
their sentences, so number and sentence never disagree.
"""

from __future__ import annotations

from decimal import Decimal

from flask_babel import get_locale

from contest.text import numbers
from contest.text.dates import Language


def page_language() -> Language:
    """The language sentences are given in at the moment; outside a request and a task Vietnamese."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "vi"


def number(value: int | Decimal) -> str:
    """A number with its thousands and decimals apart."""
    return numbers.number(value, page_language())


def in_field(value: Decimal) -> str:
    """A number as a person types it into a field."""
    return numbers.in_field(value, page_language())


def fixed(value: int | Decimal, places: int = 2) -> str:
    """A mark or a total with a fixed count of decimals, rounded half-even."""
    return numbers.fixed(value, places, page_language())


def money(amount: int) -> str:
    """An amount of whole đồng."""
    return numbers.money(amount, page_language())
