"""When two pages are one page to whoever reckons with structure: only words and addresses differ.

What axe judges is there in the tags, their attributes, and whether there is any text; the words themselves it
does not read. So of pages that are alike one is looked at for all.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_CONTENT = frozenset({"href", "src", "srcset", "action", "value", "content", "datetime", "formaction", "title"})
_HERE = "aria-current"
"""Which entry of a menu one is at: any of them looks the same when it is the one."""
_DIGITS = re.compile(r"\d+")
_MAIN = re.compile(r"<main\b.*</main>", re.DOTALL)


class _Structure(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(f"<{tag} {' '.join(_kept(name, value) for name, value in sorted(attrs) if name != _HERE)}>")

    def handle_endtag(self, tag: str) -> None:
        self.seen.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.seen.append("…")


def _kept(name: str, value: str | None) -> str:
    """An attribute: its value as far as it is structure, else only whether it has one."""
    if name in _CONTENT or name.startswith("data-") or (name == "aria-label" and value):
        return f"{name}={'…' if value else ''}"
    return f"{name}={_DIGITS.sub('0', value or '')}"


def likeness(html: str) -> tuple[str, str]:
    """The structure of what is in a page's ``main``, and of all around it."""
    found = _MAIN.search(html)
    main = found[0] if found else ""
    return _structure(main), _structure(html.replace(main, "") if main else html)


def _structure(html: str) -> str:
    reader = _Structure()
    reader.feed(html)
    return "".join(reader.seen)
