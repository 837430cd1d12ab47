"""The interface's languages: find what must be translated, merge and compile what was.

The source language is Vietnamese: a msgid is the Vietnamese sentence. English lies in
``translations/en/<room>.po``, one file a room, so that rooms grow side by side.

Usage: python -m tools.translations compile|missing
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "translations"
COMPILED = ROOT / "contest" / "translations"
SOURCE_LANGUAGE = "vi"
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2"), ("**.xml", "jinja2")]
KEYWORDS: dict[str, Any] = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
}


class Use(NamedTuple):
    """One place where a sentence of the interface is written."""

    room: str
    file: str
    line: int
    msgid: str | list[str] | tuple[str, ...]
    context: str | None


class Clash(NamedTuple):
    """One sentence translated differently by two rooms."""

    msgid: str
    first: str
    second: str

    def __str__(self) -> str:
        return f"{self.msgid!r}: {self.first!r} and {self.second!r}"


def room_of(path: str) -> str:
    """Return the room a file belongs to: the folder below contest/ or templates/, else ``web``."""
    parts = Path(path).parts
    shared = {"layouts", "macros", "errors"}
    in_room = len(parts) >= len(("contest", "room", "file.py")) and parts[1] not in shared
    return parts[1] if in_room else "web"


def uses(root: Path = ROOT) -> Iterator[Use]:
    """Find every sentence marked for translation in the code and the templates."""
    for folder in ("contest", "templates"):
        found = extract_from_dir(str(root / folder), METHODS, {"**": {"silent": "false"}}, KEYWORDS)
        for name, line, msgid, _comments, context in found:
            path = f"{folder}/{name}"
            yield Use(room_of(path), path, line, msgid, context)


def catalogue(language: str, sources: Path = SOURCES) -> tuple[Catalog, list[Clash]]:
    """Merge a language's files; the first in file-name order wins, and each clash is told."""
    merged = Catalog(locale=language, fuzzy=False)
    clashes: list[Clash] = []
    for file in sorted((sources / language).glob("*.po")):
        for message in read_po(io.BytesIO(file.read_bytes()), locale=language, abort_invalid=True):
            if not message.id or not message.string or message.fuzzy:
                continue
            known = merged.get(message.id, message.context)
            if known is None:
                merged.add(message.id, message.string, context=message.context)
            elif known.string != message.string:
                clashes.append(Clash(str(message.id), str(known.string), f"{message.string} ({file.name})"))
    return merged, clashes


def languages(sources: Path = SOURCES) -> list[str]:
    """Return the languages that have translations."""
    return sorted(folder.name for folder in sources.iterdir() if folder.is_dir())


def is_translated(merged: Catalog, use: Use) -> bool:
    """Tell whether a sentence has a non-empty translation in every form."""
    message = merged.get(tuple(use.msgid) if isinstance(use.msgid, list) else use.msgid, use.context)
    if message is None:
        return False
    forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(form and form.strip() for form in forms)


def placeholders(sentence: str) -> set[str]:
    """Return the %(name)s and {name} of a sentence: a translation must have the same."""
    return set(re.findall(r"%%?\(\w+\)[sd]|\{\w*\}", sentence))


def missing(language: str, *, root: Path = ROOT, sources: Path = SOURCES) -> list[Use]:
    """Return every use of a sentence that lacks its translation."""
    merged, _clashes = catalogue(language, sources)
    return [use for use in uses(root) if not is_translated(merged, use)]


def left_over(language: str, *, root: Path = ROOT, sources: Path = SOURCES) -> list[str]:
    """Return what is translated and written nowhere any more."""
    written = {_first(use.msgid) for use in uses(root)}
    merged, _clashes = catalogue(language, sources)
    return sorted(_first(message.id) for message in merged if message.id and _first(message.id) not in written)


def _first(msgid: str | list[str] | tuple[str, ...]) -> str:
    return msgid if isinstance(msgid, str) else msgid[0]


def compile_all() -> None:
    """Write contest/translations/<language>/LC_MESSAGES/messages.mo for every language."""
    for language in languages():
        merged, clashes = catalogue(language)
        for clash in clashes:
            print(f"{language}: two translations of {clash}", file=sys.stderr)
        target = COMPILED / language / "LC_MESSAGES" / "messages.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            write_mo(file, merged)


def print_missing() -> int:
    """Print what lacks a translation as entries to paste; return how many there are."""
    count = 0
    for language in languages():
        rooms: dict[str, Catalog] = {}
        for use in missing(language):
            stub = rooms.setdefault(use.room, Catalog(locale=language, fuzzy=False))
            stub.add(use.msgid, locations=[(use.file, use.line)], context=use.context)
        for room, stub in sorted(rooms.items()):
            text = io.BytesIO()
            write_po(text, stub, omit_header=True, width=0)
            print(f"# ── translations/{language}/{room}.po ──\n{text.getvalue().decode()}")
            count += len(stub)
    return count


def main(arguments: list[str]) -> int:
    """Run one command; return the exit code."""
    match arguments:
        case ["compile"]:
            compile_all()
        case ["missing"]:
            return 1 if print_missing() else 0
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
