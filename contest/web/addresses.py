"""What an address may say."""

from __future__ import annotations

from urllib.parse import urlsplit

from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**63 - 1
"""The largest number a column holds: a database asked for a larger one answers with an error, not with nothing."""


class ColumnNumber(IntegerConverter):
    """``<int:…>``: a number beyond every column is the address of nothing, like any other that is not there."""

    def __init__(
        self,
        map: Map,  # noqa: A002 - werkzeug's name
        fixed_digits: int = 0,
        min: int | None = None,  # noqa: A002 - werkzeug's name
        max: int | None = LARGEST,  # noqa: A002 - werkzeug's name
        signed: bool = False,  # noqa: FBT001, FBT002 - werkzeug's own arguments
    ) -> None:
        super().__init__(map, fixed_digits=fixed_digits, min=min, max=max, signed=signed)


def is_local(target: object) -> bool:
    """Whether an address that came from outside stays on this site, in a browser that drops tabs and line ends too."""
    if not isinstance(target, str) or not target.startswith("/") or target.startswith(("//", "/\\")):
        return False
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc and target.isprintable()
