"""Child side: misbehave on purpose, so that tests can see each limit hold."""

from __future__ import annotations

import ctypes
import os
import socket
import time
from pathlib import Path

from contest.media.types import JsonObject


def probe(arguments: JsonObject) -> JsonObject:
    """Do the named bad thing; whatever returns from here was not stopped."""
    what = arguments["what"]
    if what == "bars":
        return {"bars": arguments["bars"], "environment": sorted(os.environ)}
    if what == "connect":
        return _connect(int(arguments["port"]))
    if what == "spin":
        while True:
            pass
    if what == "sleep":
        time.sleep(3600)
    if what == "memory":
        return {"length": len(b"x" * (8 * 1024**3))}
    if what == "crash":
        ctypes.string_at(0)
    if what == "fill":
        Path("big").write_bytes(b"x" * int(arguments["bytes"]))
    if what == "flood":
        while True:
            os.write(1, b"x" * 65536)
    return {}


def _connect(port: int) -> JsonObject:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2):
            return {"connected": True}
    except OSError as error:
        return {"connected": False, "errno": error.errno}
