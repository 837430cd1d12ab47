"""The child process: one operation on one file, then gone.

Run by path, with its operation and the folders of installed packages, never with ``-m``: importing ``contest``
would bring Flask and every secret-reading room along. `_borrow_package` makes the name importable without
running ``contest/__init__.py``.
Standard input: one JSON object. Standard output: JSON lines, ``{"progress": 0.4}`` any number of
times, perhaps ``{"kind": "image"}``, then one of ``{"result": …}`` and ``{"refused": reason, "detail": …}``.
"""

import errno
import importlib
import json
import sys
import types
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent


def _borrow_package() -> None:
    package = types.ModuleType("contest")
    package.__path__ = [str(_ROOT)]
    sys.modules["contest"] = package


# operation -> module and function; a module is imported only for its own operation
OPERATIONS = {
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


def run(operation: str) -> dict[str, object]:
    """Confine this process, then carry out `operation` on the request read from standard input."""
    reasons = importlib.import_module("contest.media.reasons")
    isolation = importlib.import_module("contest.media.isolation")
    request = json.loads(sys.stdin.readline())
    module_name, function_name = OPERATIONS[operation]
    bars = isolation.confine(request["limits"])
    request["arguments"]["bars"] = bars
    try:
        work = getattr(importlib.import_module(module_name), function_name)
        return {"result": work(request["arguments"])}
    except reasons.Refusal as refusal:
        return {"refused": refusal.reason, "detail": refusal.detail}
    except MemoryError:
        return {"refused": reasons.Reason.BOMB, "detail": "MemoryError"}
    except OSError as error:
        kind = {errno.EFBIG: reasons.Reason.BOMB, errno.ENOSPC: reasons.Reason.NO_ROOM}
        reason = kind.get(error.errno or 0, reasons.Reason.BROKEN)
        return {"refused": reason, "detail": repr(error)[:500] + _place(error)}
    except Exception as error:  # noqa: BLE001 - whatever a decoder throws at bad bytes, the file is at fault
        return {"refused": reasons.Reason.BROKEN, "detail": repr(error)[:500] + _place(error)}


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


if __name__ == "__main__":
    sys.path += sys.argv[2:]
    _borrow_package()
    sys.stdout.write(json.dumps(run(sys.argv[1])) + "\n")
