"""Signed addresses of the folder store: what S3 calls a presigned URL.

A link is bound to one object, one purpose and one moment of expiry; whoever holds it needs no
session. It carries no name and no person, only the random key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from contest.storage.errors import LinkRefused

PREFIX = "/kho"
"""Where contest.web.objects listens; a store must build addresses outside any request."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadGrant:
    """Leave to read one object."""

    key: str
    download_as: str
    content_type: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PartGrant:
    """Leave to write part ``number`` of one upload, of exactly ``size`` bytes."""

    key: str
    upload: str
    number: int
    size: int


class LinkSigner:
    """Signs and reads links; ``clock`` answers the present instant in aware UTC."""

    def __init__(self, secret: str, *, clock: Callable[[], datetime], base: str = "") -> None:
        """``base`` is an origin of its own for files (``https://tep.example``), or empty."""
        self._clock = clock
        self.base = base.rstrip("/")
        self._read = _serializer(secret, "contest.storage.read")
        self._part = _serializer(secret, "contest.storage.part")

    def read_address(self, grant: ReadGrant, *, expires_in: timedelta) -> str:
        """Address of one object."""
        return f"{self.base}{PREFIX}/{self._sealed(self._read, asdict(grant), expires_in)}"

    def part_address(self, grant: PartGrant, *, expires_in: timedelta) -> str:
        """Address that takes one part."""
        return f"{self.base}{PREFIX}/phan/{self._sealed(self._part, asdict(grant), expires_in)}"

    def read_grant(self, token: str) -> ReadGrant:
        """What a read link allows. Errors: LinkRefused."""
        return ReadGrant(**self._opened(self._read, token))

    def part_grant(self, token: str) -> PartGrant:
        """What a part link allows. Errors: LinkRefused."""
        return PartGrant(**self._opened(self._part, token))

    def _sealed(self, serializer: URLSafeSerializer, grant: dict[str, object], expires_in: timedelta) -> str:
        expires = int((self._clock() + expires_in).timestamp())
        return str(serializer.dumps({**grant, "expires": expires}))

    def _opened(self, serializer: URLSafeSerializer, token: str) -> dict[str, Any]:
        try:
            grant = serializer.loads(token)
        except BadData:
            raise LinkRefused from None
        if grant.pop("expires") < self._clock().timestamp():
            raise LinkRefused
        return dict(grant)


def _serializer(secret: str, purpose: str) -> URLSafeSerializer:
    """Another purpose is another key: a read link can never pass for a part link."""
    options = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
    return URLSafeSerializer(secret, salt=purpose, signer_kwargs=options)
