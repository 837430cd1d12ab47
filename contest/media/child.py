"""The child process: one operation on one file, then gone.

It is forked from the server of `forkserver`, which has imported all of this and nothing that reads a secret.
Standard input: one JSON object. Standard output: JSON lines, ``{"progress": 0.4}`` any number of
times, perhaps ``{"kind": "image"}``, then one of ``{"result": …}`` and ``{"refused": reason, "detail": …}``.
"""

from __future__ import annotations

import errno
import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Final

from contest.media.isolation import confine
from contest.media.reasons import Reason, Refusal
from contest.media.types import JsonObject

_ROOT: Final = Path(__file__).resolve().parent.parent

OPERATIONS: Final = {
    "measure": ("contest.media.facts", "measure"),
    "clean": ("contest.media.whole", "clean"),
    "film-sides": ("contest.media.film_sides", "make"),
    "locate": ("contest.media.paint", "locate"),
    "paint": ("contest.media.paint", "paint"),
    "read": ("contest.media.read_pixels", "read"),
    "edit-sound": ("contest.media.edit_sound", "edit"),
    "edit-film": ("contest.media.edit_film", "edit"),
    "web-page": ("contest.media.web_page", "read"),
    "probe-limits": ("contest.media.probe", "probe"),
}
"""Operation -> module and function."""

_BY_KIND: Final = ("text", "pdf", "image", "sound", "video")
_BY_FORMAT: Final = ("tracks", "colours", "heif", "sniff_zip")
"""Modules that an operation asks for once it knows the file."""
_PICTURES: Final = ("Tiff", "WebP")
"""Pillow's own readers besides its common ones, which `preinit` brings."""


def read_ahead() -> None:
    """Import what the operations need, in the server, so that no child waits for it."""
    for module, _ in OPERATIONS.values():
        import_module(module)
    for kind in _BY_KIND:
        import_module(f"contest.media.clean_{kind}")
    for module in _BY_FORMAT:
        import_module(f"contest.media.{module}")
    import_module("PIL.Image").preinit()
    for plugin in _PICTURES:
        import_module(f"PIL.{plugin}ImagePlugin")
    import_module("contest.media.ffmpeg").program()


def answer(operation: str) -> None:
    """Carry out `operation` on the request of standard input and write its answer."""
    sys.stdout.write(json.dumps(run(operation)) + "\n")
    sys.stdout.flush()


def run(operation: str) -> JsonObject:
    """Confine this process, then carry out `operation` on the request read from standard input."""
    request = json.loads(sys.stdin.readline())
    module_name, function_name = OPERATIONS[operation]
    request["arguments"]["bars"] = confine(request["limits"])
    try:
        return {"result": getattr(import_module(module_name), function_name)(request["arguments"])}
    except Refusal as refusal:
        return {"refused": refusal.reason, "detail": refusal.detail}
    except MemoryError:
        return {"refused": Reason.BOMB, "detail": "MemoryError"}
    except OSError as error:
        kind = {errno.EFBIG: Reason.BOMB, errno.ENOSPC: Reason.NO_ROOM}
        return {"refused": kind.get(error.errno or 0, Reason.BROKEN), "detail": repr(error)[:500] + _place(error)}
    except Exception as error:  # noqa: BLE001 - whatever a decoder throws at bad bytes, the file is at fault
        return {"refused": Reason.BROKEN, "detail": repr(error)[:500] + _place(error)}


def _place(error: BaseException) -> str:
    """Where an error arose that nobody foresaw: in a decoder it is the file's, in our own code it is ours."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    path = Path(trace.tb_frame.f_code.co_filename)
    ours = path.is_relative_to(_ROOT)
    return f" in {path.relative_to(_ROOT.parent) if ours else path.name}:{trace.tb_lineno}"
