"""Child side: the words and the pictures' addresses of a web page, by the standard library's parser."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from contest.media.types import JsonObject

MOST_PICTURES: Final = 12
_SILENT: Final = frozenset({
    "script", "style", "noscript", "template", "svg", "iframe", "nav", "header", "footer", "aside", "form", "head",
})  # fmt: skip
_BLOCKS: Final = frozenset(
    "p h1 h2 h3 h4 h5 h6 li figcaption blockquote td th div section article main br tr ul ol".split()
)
_CHARSET: Final = re.compile(rb"charset=[\"']?([A-Za-z0-9_.:-]{2,40})")
_SPACE: Final = re.compile(r"[\s\u200b\ufeff]+")


class _Page(HTMLParser):
    """Collects paragraphs and pictures; those inside an article, or main, are marked so."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.silent: list[str] = []
        self.inside = 0
        self.words: list[str] = []
        self.found: list[tuple[bool, str]] = []
        self.pictures: list[tuple[bool, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self.silent.append(tag)
        if tag in _BLOCKS:
            self.end_of_block()
        if tag in {"article", "main"}:
            self.inside += 1
        if tag == "img" and not self.silent:
            told = dict(attrs)
            source = told.get("data-src") or told.get("src") or ""
            self.pictures.append((self.inside > 0, source.strip()))

    def handle_endtag(self, tag: str) -> None:
        if tag in self.silent:
            # A page that closes in another order than it opened must not stay silent to its end.
            while self.silent.pop() != tag:
                pass
        if tag in _BLOCKS:
            self.end_of_block()
        if tag in {"article", "main"} and self.inside:
            self.inside -= 1

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)

    def end_of_block(self) -> None:
        """Close a paragraph."""
        text = _SPACE.sub(" ", "".join(self.words)).strip()
        self.words.clear()
        if text:
            self.found.append((self.inside > 0, text))


def read(arguments: JsonObject) -> JsonObject:
    """Read ``source``; ``charset`` is what the server said. What stands in an article alone, where there is one."""
    raw = Path(arguments["source"]).read_bytes()
    page = _Page()
    page.feed(_decoded(raw, str(arguments["charset"])))
    page.close()
    page.end_of_block()
    return {"paragraphs": _chosen(page.found), "pictures": list(dict.fromkeys(_chosen(page.pictures)))[:MOST_PICTURES]}


def _chosen(found: list[tuple[bool, str]]) -> list[str]:
    in_article = [text for inside, text in found if inside and text]
    return in_article or [text for _inside, text in found if text]


def _decoded(raw: bytes, charset: str) -> str:
    told = _CHARSET.search(raw[:4096])
    for name in (charset, told.group(1).decode() if told else "", "utf-8"):
        try:
            return raw.decode(name) if name else raw.decode("utf-8")
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("utf-8", "replace")
