"""Look through templates for what the house forbids: words outside gettext, inline script or style, |safe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
HUMAN_ATTRIBUTES = frozenset({"alt", "aria-description", "aria-label", "content", "label", "placeholder", "title"})
# What stands for a Jinja expression in the HTML that is looked at.
HOLE = "\ue000"
_ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_OPENING = frozenset({"variable_begin", "block_begin", "comment_begin", "raw_begin"})
_CLOSING = frozenset({"variable_end", "block_end", "comment_end", "raw_end"})


class Finding(NamedTuple):
    """One fault in one template."""

    file: str
    line: int
    problem: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.problem}"


def html_of(source: str) -> str:
    """The template's own HTML: each expression is one hole, statements and comments are nothing, lines are kept.

    What a ``{% block …_class %}`` holds are class names for an attribute elsewhere; it is left out.
    """
    parts: list[str] = []
    inside = ""
    statement: list[str] = []
    muted = False
    for _line, kind, value in _ENVIRONMENT.lex(source):
        if kind in _OPENING:
            inside, statement = kind, []
        elif kind in _CLOSING:
            parts.append(HOLE if inside == "variable_begin" else "")
            muted = _starts_class_block(statement) or (muted and statement[:1] != ["endblock"])
            inside = ""
        elif inside:
            statement += [value] if kind == "name" else []
        elif not muted:
            parts.append(value)
            continue
        parts.append("\n" * value.count("\n"))
    return "".join(parts)


def _starts_class_block(statement: list[str]) -> bool:
    return statement[:1] == ["block"] and statement[-1].endswith("_class")


def _has_words(text: str) -> bool:
    """Tell whether a text holds a word of a language; entities and abbreviations (PDF, SHA-256) are none."""
    return any(letter.isalpha() for letter in re.sub(r"&\w+;|\b[A-Z][A-Z0-9-]+\b", "", text.replace(HOLE, "")))


class _Reader(HTMLParser):
    """Collects the faults of one template's HTML."""

    def __init__(self, file: str) -> None:
        super().__init__(convert_charrefs=False)
        self.file = file
        self.findings: list[Finding] = []
        self._open: list[tuple[str, bool]] = []

    def _say(self, problem: str) -> None:
        self.findings.append(Finding(self.file, self.getpos()[0], problem))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self._open.append((tag, given.get("translate") == "no"))
        if tag == "style" or "style" in given:
            self._say("inline style")
        if tag == "script" and "src" not in given:
            self._say("inline script")
        self._look_at_attributes(tag, given)

    def _look_at_attributes(self, tag: str, given: dict[str, str]) -> None:
        for name, value in given.items():
            if name.startswith("on"):
                self._say(f"inline script in {name}")
            is_for_people = name in HUMAN_ATTRIBUTES and not (tag == "meta" and given.get("name") != "description")
            if is_for_people and _has_words(value):
                self._say(f"words outside gettext in {name}: {value!r}")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        exempt = any(untranslated or tag in {"script", "style"} for tag, untranslated in self._open)
        if not exempt and _has_words(data):
            self._say(f"words outside gettext: {data.strip()!r}")


def findings_in(source: str, file: str = "template") -> list[Finding]:
    """Every fault of one template's source."""
    found = [
        Finding(file, source.count("\n", 0, match.start()) + 1, "|safe")
        for match in re.finditer(r"\|\s*safe\b|\bMarkup\(|autoescape\s+false", source)
    ]
    reader = _Reader(file)
    reader.feed(html_of(source))
    reader.close()
    return found + reader.findings


def all_findings(folder: Path = TEMPLATES) -> Iterator[Finding]:
    """Every fault of every HTML template."""
    for file in sorted(folder.rglob("*.html")):
        yield from findings_in(file.read_text(encoding="utf-8"), str(file.relative_to(folder.parent)))
