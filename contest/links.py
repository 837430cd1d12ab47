"""Secrets in links: derived, never stored.

A message in the outbox names a single-use link by a random seed, ``/dat-lai-mat-khau/{token:SEED}``. The
secret itself is made from the seed and the installation's key when the mail is written, and its hash is
what the link's row keeps: a copy of the database opens no link (docs/decisions/0042-links-in-mail.md).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets

_PLACE = re.compile(r"\{token:([0-9a-f]{32})\}")


def new_seed() -> str:
    """A random seed, 32 hex digits."""
    return secrets.token_hex(16)


def token_of(seed: str, key: str) -> str:
    """The secret of a seed, 43 letters that are safe in an address."""
    digest = hmac.digest(key.encode(), b"link-token\x00" + seed.encode(), "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def token_hash(token: str) -> str:
    """What a row keeps of a secret, 64 hex digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def place_for(seed: str) -> str:
    """What stands in an address until the mail is written."""
    return f"{{token:{seed}}}"


def holds_token(link: str) -> bool:
    """Whether a link carries a secret, and so must not be shown inside the application."""
    return _PLACE.search(link) is not None


def with_tokens(link: str, key: str) -> str:
    """The address with its secrets."""
    return _PLACE.sub(lambda found: token_of(found.group(1), key), link)
