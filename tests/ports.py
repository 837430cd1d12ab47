"""Ports for the servers that tests start."""

from __future__ import annotations

import secrets
import socket

FIRST, LAST = 10_000, 32_000
"""Below the ports that systems give to outgoing connections: none of these takes one between asking and listening."""


def free_port() -> int:
    """A port that nobody uses, and that no other test process is likely to choose."""
    for _try in range(1000):
        port = FIRST + secrets.randbelow(LAST - FIRST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no port is free")
