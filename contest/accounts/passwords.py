"""Passwords: Argon2id with the parameters of today; an old hash is renewed when it is next used."""

from __future__ import annotations

import unicodedata
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH = 10
MAX_LENGTH = 200

# 19 MiB and two passes (OWASP 2024): about 25 ms of one core.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# At most two at a time in one worker: a rush of sign-ins must not eat the memory of the house.
_room = BoundedSemaphore(2)
NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$dhAF78MZwNh5MYKZgiI2cA$DeMnsP0CqpnL1wFgIu9erfyXS+OgAun9StEUjaTzVvU"
"""A hash of random bytes that were thrown away: an unknown address takes as long as a wrong password."""

_TOO_COMMON = frozenset(
    {
        "1234567890",
        "0123456789",
        "12345678910",
        "123456789a",
        "a123456789",
        "password123",
        "password1234",
        "matkhau123",
        "matkhau1234",
        "matkhau123456",
        "qwertyuiop",
        "iloveyou123",
        "admin12345",
        "anhyeuem123",
        "vietnam123",
        "vietnam1234",
        "nhabao1234",
    }
)


def hash_password(password: str) -> str:
    """The encoded hash. Slow on purpose: call it outside a transaction that may write."""
    with _room:
        return _hasher.hash(_one_form(password))


def password_matches(encoded: str | None, password: str) -> bool:
    """Whether a password belongs to a hash; as slow when there is none."""
    with _room:
        try:
            _hasher.verify(encoded or NOBODY, _one_form(password))
        except (VerificationError, InvalidHashError):
            return False
    return encoded is not None


def is_outdated(encoded: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(encoded)


def is_guessable(password: str, *personal: str) -> bool:
    """Whether a password is on every list, one repeated letter, or the person's own name or address."""
    plain = _one_form(password).casefold()
    if plain in _TOO_COMMON or len(set(plain)) <= 2:  # noqa: PLR2004 - one letter, or two in turn
        return True
    return any(part and (plain == part or (len(part) >= MIN_LENGTH and part in plain)) for part in _parts(personal))


def _parts(personal: tuple[str, ...]) -> set[str]:
    whole = {text.casefold().strip() for text in personal}
    return whole | {text.partition("@")[0] for text in whole} | {text.replace(" ", "") for text in whole}


def _one_form(password: str) -> str:
    """NFC: a phone and a laptop compose «ệ» differently (RFC 8265)."""
    return unicodedata.normalize("NFC", password)
