"""Child side: misbehave on purpose, so that tests can see each limit hold."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from contest.media.types import JsonObject


def probe(arguments: JsonObject) -> JsonObject:
    """Do the named bad thing; whatever returns from here was not stopped."""
    act = _ACTS.get(arguments["what"])
    return {} if act is None else act(arguments)


def _bars(arguments: JsonObject) -> JsonObject:
    return {"bars": arguments["bars"], "environment": sorted(os.environ), "modules": sorted(sys.modules)}


def _spin(_arguments: JsonObject) -> JsonObject:
    while True:
        pass


def _sleep(_arguments: JsonObject) -> JsonObject:
    time.sleep(3600)
    return {}


def _memory(_arguments: JsonObject) -> JsonObject:
    return {"length": len(b"x" * (8 * 1024**3))}


def _crash(_arguments: JsonObject) -> JsonObject:
    ctypes.string_at(0)
    return {}


def _fill(arguments: JsonObject) -> JsonObject:
    return {"written": Path("big").write_bytes(b"x" * int(arguments["bytes"]))}


def _flood(_arguments: JsonObject) -> JsonObject:
    while True:
        os.write(1, b"x" * 65536)


def _connect(arguments: JsonObject) -> JsonObject:
    try:
        with socket.create_connection(("127.0.0.1", int(arguments["port"])), timeout=2):
            return {"connected": True}
    except OSError as error:
        return {"connected": False, "errno": error.errno}


_ACTS: Final[dict[str, Callable[[JsonObject], JsonObject]]] = {
    "bars": _bars,
    "spin": _spin,
    "sleep": _sleep,
    "memory": _memory,
    "crash": _crash,
    "fill": _fill,
    "flood": _flood,
    "connect": _connect,
}
