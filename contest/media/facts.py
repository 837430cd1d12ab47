"""Child side: what a file is and how long, read from the file itself.

Each kind's reader is imported only for its own kind: a photo does not wait for the PDF library.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Final

from contest.media.formats import Format
from contest.media.sniff import sniff
from contest.media.types import FileFacts, JsonObject, Kind

_READERS: Final = {
    Kind.TEXT: "contest.media.clean_text",
    Kind.PDF: "contest.media.clean_pdf",
    Kind.IMAGE: "contest.media.clean_image",
    Kind.AUDIO: "contest.media.tracks",
    Kind.VIDEO: "contest.media.tracks",
}


def measure(arguments: JsonObject) -> JsonObject:
    """Sniff and measure ``source``; the answer is `FileFacts` as JSON."""
    source = Path(arguments["source"])
    return as_json(read_facts(source, sniff(source, name=arguments["name"])))


def read_facts(source: Path, found: Format) -> FileFacts:
    """Let the reader of the kind measure the file."""
    facts: FileFacts = import_module(_READERS[found.kind]).read_facts(source, bare_facts(found))
    return facts


def bare_facts(found: Format) -> FileFacts:
    """Say what a format alone says of a file."""
    return FileFacts(container=found.container, kind=found.kind, mime=found.mime, extension=found.extensions[0])


def as_json(facts: FileFacts) -> JsonObject:
    """Facts as JSON; the duration as text, so that it stays exact."""
    return facts._asdict() | {"duration": None if facts.duration is None else str(facts.duration)}
