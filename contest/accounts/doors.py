"""How often a stranger may knock: by address of the caller, and by the e-mail that is typed.

An office shares one address, so the first is wide; guesses at one account are the second.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from typing import Any, TypeVar

from flask import Response, request

from contest.web.limits import limiter

View = TypeVar("View", bound=Callable[..., Any])
BY_CALLER = "30 per minute; 300 per hour"
BY_EMAIL = "10 per 10 minutes; 40 per day"
MAILS_BY_CALLER = "10 per minute; 60 per hour"
MAILS_TO_EMAIL = "3 per 10 minutes; 10 per day"
_HALF = 64


def caller() -> str:
    """The caller's address; one subscriber's whole /64 counts as one in IPv6."""
    text = request.remote_addr or "unknown"
    try:
        address = ip_address(text)
    except ValueError:
        return text
    return str(int(address) >> _HALF) if isinstance(address, IPv6Address) else text


def typed_email() -> str:
    """The address in the form, as typed but for case and blanks, whether or not anybody has it."""
    return request.form.get("email", "").strip().lower()[:254]


def _has_failed(response: Response) -> bool:
    return response.status_code >= 400  # noqa: PLR2004 - HTTP's own number


def limit_guesses(view: View) -> View:
    """Limit tries at a password: all of one caller, the failed ones at one address."""
    by_email = limiter.limit(BY_EMAIL, key_func=typed_email, methods=["POST"], deduct_when=_has_failed)
    by_caller = limiter.limit(BY_CALLER, key_func=caller, methods=["POST"])
    return by_caller(by_email(view))  # type: ignore[return-value]  # the decorators keep the view's shape


def limit_mails(view: View) -> View:
    """Limit requests that send a mail to whoever is named."""
    by_email = limiter.limit(MAILS_TO_EMAIL, key_func=typed_email, methods=["POST"])
    by_caller = limiter.limit(MAILS_BY_CALLER, key_func=caller, methods=["POST"])
    return by_caller(by_email(view))  # type: ignore[return-value]  # the decorators keep the view's shape


def limit_links(view: View) -> View:
    """Limit tries at a link's secret."""
    return limiter.limit(BY_CALLER, key_func=caller)(view)  # type: ignore[return-value]  # keeps the view's shape
