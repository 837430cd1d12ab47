"""What the server writes about itself: enough to mend a fault, nothing that names an author or opens a door.

A log is read by whoever keeps the machine, is copied into tickets and kept for years. Lines of ours are English and
plain; what a person typed, what a driver quotes and what stands in a signed address comes into them by way of an
exception. So every line is cleaned where it is written, whoever wrote it: words that are not plain ASCII, quoted text,
e-mail addresses, secrets of links, query strings, what a database says of a row. The place of a fault is kept whole.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from types import TracebackType
from typing import Final, TypeAlias

GONE: Final = "…"
LINE: Final = "[%(asctime)s] %(levelname)s %(name)s: %(message)s"

_ExcInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
_QUOTED = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|«[^»]*»|“[^”]*”""", re.DOTALL)
_IDENTIFIER = re.compile(r"[A-Za-z0-9_.:<>-]{0,40}", re.ASCII)
_RULES: Final = (
    (re.compile(r"DETAIL:.*?(?=\n[A-Z]+:|\n\[|\Z)", re.DOTALL), f"DETAIL: {GONE}"),  # PostgreSQL quotes the row
    (re.compile(r"\[parameters:.*\]", re.DOTALL), f"[parameters: {GONE}]"),
    (re.compile(r"://[^\s/@]+@"), f"://{GONE}@"),  # a user and a password
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), GONE),
    (re.compile(r"(?<=[?&;])([\w.-]+)=[^\s&;'\"]+"), rf"\1={GONE}"),
    (re.compile(r"\b[0-9a-fA-F]{40,}\b"), GONE),
)
_LONG_WORD = re.compile(r"[A-Za-z0-9_=-]{20,}", re.ASCII)
_SURELY_SECRET = 40
_FOREIGN_WORD = re.compile(r"[\w'’-]*[^\x00-\x7f…][\w'’-]*")


def without_secrets(text: str) -> str:
    """The text without what could name a person or open a door; plain words stay."""
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    text = _QUOTED.sub(_if_identifier, text)
    text = _LONG_WORD.sub(_if_plain, text)
    return _FOREIGN_WORD.sub(GONE, text)


def _if_identifier(found: re.Match[str]) -> str:
    return found[0] if _IDENTIFIER.fullmatch(found[0][1:-1]) else f"{found[0][0]}{GONE}{found[0][-1]}"


def _if_plain(found: re.Match[str]) -> str:
    """A secret mixes capitals and small letters; a slug, a path or a name of ours does not."""
    word = found[0]
    is_mixed = word != word.lower() and word != word.upper()
    has_other = any(not letter.isalpha() for letter in word)
    return GONE if is_mixed and (has_other or len(word) >= _SURELY_SECRET) else word


class CarefulFormatter(logging.Formatter):
    """Formats a record as usual and keeps out of it what must not be there."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and where a fault came from."""
        told = logging.makeLogRecord({**record.__dict__, "msg": without_secrets(record.getMessage()), "args": None})
        told.exc_text = told.stack_info = None
        return super().format(told)

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - the base class's name
        """The chain of exceptions: every place in full, every message cleaned."""
        lines: list[str] = []
        error = ei[1]
        while error is not None:
            name = f"{type(error).__module__}.{type(error).__qualname__}"
            places = "".join(traceback.format_tb(error.__traceback__))
            lines.insert(0, f"Traceback (most recent call last):\n{places}{name}: {without_secrets(_said_by(error))}")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n\nwhich led to\n\n".join(lines)


def _said_by(error: BaseException) -> str:
    try:
        return str(error)
    except Exception as second:  # noqa: BLE001 - whatever breaks here must not hide the fault itself
        return f"(says nothing: {type(second).__name__})"


def configure_logs() -> None:
    """Send every line of this process to stderr by way of the formatter. For entry points, once."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(CarefulFormatter(LINE))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False  # a line that cannot be formatted would be printed with its arguments
    sys.excepthook = _uncaught
    threading.excepthook = lambda ended: _uncaught(
        ended.exc_type, ended.exc_value or ended.exc_type(), ended.exc_traceback
    )


def _uncaught(kind: type[BaseException], error: BaseException, place: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("contest").critical("uncaught", exc_info=(kind, error, place))
