"""Fetching one address from outside without being led inside.

Every name is resolved here, every address it has is checked, and the connection goes to a checked address:
nobody is asked twice. A redirect is a new address with the same checks. No cookie, no credential, no proxy.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPException
from typing import Final, TypeAlias
from urllib.parse import SplitResult, urljoin, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import HTTPResponse

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver: TypeAlias = Callable[[str, int], Sequence[str]]
Dial: TypeAlias = Callable[[str, int], tuple[str, int]]

PORTS: Final = {"http": 80, "https": 443}
MOST_REDIRECTS: Final = 4
SECONDS: Final = 20.0
"""Of the clock for one address with its redirects, to the last byte."""
_QUIET: Final = 8.0  # seconds a server may say nothing
_PIECE: Final = 64 * 1024
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_NAT64_LOCAL: Final = ipaddress.IPv6Network("64:ff9b:1::/48")
_COMPATIBLE: Final = ipaddress.IPv6Network("::/96")
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_HEADERS: Final = {"User-Agent": "contest-snapshot", "Accept-Encoding": "gzip, deflate", "Connection": "close"}


class Hindrance(StrEnum):
    """Why an address was not fetched; each has its sentence in `published.SENTENCES`."""

    ADDRESS = "address"
    INSIDE = "inside"
    UNKNOWN = "unknown"
    AWAY = "away"
    REFUSED = "refused"
    REDIRECTS = "redirects"
    TYPE = "type"
    TOO_LONG = "too_long"
    TOO_SLOW = "too_slow"


class CannotFetch(Exception):
    """Nothing was fetched, for `hindrance`."""

    def __init__(self, hindrance: Hindrance) -> None:
        super().__init__(hindrance)
        self.hindrance = hindrance


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetched:
    """What came, and from where in the end; ``charset`` is what the server said, perhaps empty."""

    address: str
    content_type: str
    charset: str
    body: bytes


def resolve(host: str, port: int) -> Sequence[str]:
    """Every address of a name, as the machine resolves it."""
    return [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def dial(address: str, port: int) -> tuple[str, int]:
    """Connect where it says; tests put a server of their own here."""
    return address, port


def is_outside(told: str) -> bool:
    """Whether an address is one of the public network, also when another hides in it."""
    try:
        address: Address = ipaddress.ip_address(told)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id or address.is_site_local or address.teredo or address in _NAT64_LOCAL:
            return False
        hidden = address.ipv4_mapped or address.sixtofour
        if address in _NAT64 or address in _COMPATIBLE:
            hidden = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        if hidden is not None:
            return is_outside(str(hidden))
    return address.is_global and not address.is_multicast and not address.is_reserved


@dataclass(frozen=True, kw_only=True, slots=True)
class Guard:
    """Fetches by its rules alone. ``resolver`` and ``dial`` are the machine's but in tests."""

    resolver: Resolver = resolve
    dial: Dial = dial
    seconds: float = SECONDS

    def fetch(self, address: str, *, types: frozenset[str], most: int) -> Fetched:
        """Fetch one address of one of the content types, at most so many bytes.

        Errors: CannotFetch.
        """
        ends = time.monotonic() + self.seconds
        for _hop in range(MOST_REDIRECTS + 1):
            parts = checked(address)
            with self._asked(parts, ends) as answer:
                if answer.status in _REDIRECTS:
                    address = urljoin(address, answer.headers.get("Location", ""))
                    continue
                return _taken(address, answer, types=types, most=most, ends=ends)
        raise CannotFetch(Hindrance.REDIRECTS)

    @contextlib.contextmanager
    def _asked(self, parts: SplitResult, ends: float) -> Iterator[HTTPResponse]:
        left = ends - time.monotonic()
        if left <= 0:
            raise CannotFetch(Hindrance.TOO_SLOW)
        connection = self._connection(parts, min(_QUIET, left))
        # A server that sends one byte now and then keeps every single read alive: the clock ends them all.
        bell = threading.Timer(left, _cut, [connection])
        bell.start()
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            headers = _HEADERS | {"Host": str(parts.hostname)}
            connection.request("GET", target, headers=headers, preload_content=False)
            yield connection.getresponse()
        except (HTTPError, HTTPException, OSError, ValueError) as error:
            slow = time.monotonic() >= ends or isinstance(error, TimeoutError)
            raise CannotFetch(Hindrance.TOO_SLOW if slow else Hindrance.AWAY) from error
        finally:
            bell.cancel()
            connection.close()

    def _connection(self, parts: SplitResult, quiet: float) -> HTTPConnection:
        host, port = str(parts.hostname), PORTS[parts.scheme]
        try:
            found = list(dict.fromkeys(self.resolver(host, port)))
        except (OSError, UnicodeError) as error:
            raise CannotFetch(Hindrance.UNKNOWN) from error
        if not found:
            raise CannotFetch(Hindrance.UNKNOWN)
        if not all(map(is_outside, found)):
            raise CannotFetch(Hindrance.INSIDE)
        where, real_port = self.dial(found[0], port)
        if parts.scheme == "http":
            return HTTPConnection(where, real_port, timeout=quiet)
        return HTTPSConnection(
            where, real_port, timeout=quiet, server_hostname=host, assert_hostname=host, cert_reqs="CERT_REQUIRED"
        )


def checked(address: str) -> SplitResult:
    """The parts of an address that may be asked. Errors: CannotFetch."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise CannotFetch(Hindrance.ADDRESS) from error
    plain = parts.hostname and parts.username is None and parts.password is None and address.isprintable()
    if parts.scheme not in PORTS or not plain or port not in (None, PORTS[parts.scheme]):
        raise CannotFetch(Hindrance.ADDRESS)
    try:
        host = str(parts.hostname).encode("idna").decode() if ":" not in str(parts.hostname) else f"[{parts.hostname}]"
    except UnicodeError as error:
        raise CannotFetch(Hindrance.ADDRESS) from error
    return parts._replace(netloc=host)


def _cut(connection: HTTPConnection) -> None:
    if connection.sock is not None:
        with contextlib.suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)


def _taken(address: str, answer: HTTPResponse, *, types: frozenset[str], most: int, ends: float) -> Fetched:
    if time.monotonic() >= ends:  # cut by the bell among the headers
        raise CannotFetch(Hindrance.TOO_SLOW)
    if answer.status != 200:  # noqa: PLR2004 - the one status that brings the page
        raise CannotFetch(Hindrance.REFUSED)
    kind, _, rest = answer.headers.get("Content-Type", "").partition(";")
    if kind.strip().lower() not in types:
        raise CannotFetch(Hindrance.TYPE)
    body = bytearray()
    while piece := answer.read1(_PIECE, decode_content=True):
        body += piece
        if len(body) > most:
            raise CannotFetch(Hindrance.TOO_LONG)
        if time.monotonic() >= ends:
            raise CannotFetch(Hindrance.TOO_SLOW)
    if time.monotonic() >= ends:  # cut by the bell in the middle: half a page is no page
        raise CannotFetch(Hindrance.TOO_SLOW)
    charset = rest.partition("charset=")[2].split(";")[0].strip(" \"'")
    return Fetched(address=address, content_type=kind.strip().lower(), charset=charset, body=bytes(body))
