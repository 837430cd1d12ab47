"""Child side: any document of words becomes plain paragraphs with emphasis.

What is not running text is dropped by never being read: comments, tracked deletions, authors, headers
and footers, field codes, embedded objects, pictures, custom XML, macros.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from contest.media.doc_text import read_doc
from contest.media.docx_text import read_docx
from contest.media.facts import as_json
from contest.media.odt_text import read_odt
from contest.media.prose import Prose, plain_text
from contest.media.reasons import Reason, Refusal
from contest.media.rtf_text import read_rtf
from contest.media.sniff import decode_text
from contest.media.types import Container, FileFacts, JsonObject
from contest.text.counting import count_words

_MOST_BYTES: Final = 32 * 1024 * 1024


def read_txt(source: Path) -> list[JsonObject]:
    """Take each non-empty line of a UTF-8 or UTF-16 file as a paragraph."""
    if source.stat().st_size > _MOST_BYTES:
        raise Refusal(Reason.BOMB, "text file")
    prose = Prose()
    for line in decode_text(source.read_bytes()).splitlines():
        prose.start()
        prose.add(line)
    return prose.finished()


READERS: Final[dict[Container, Callable[[Path], list[JsonObject]]]] = {
    Container.TXT: read_txt,
    Container.RTF: read_rtf,
    Container.DOC: read_doc,
    Container.DOCX: read_docx,
    Container.ODT: read_odt,
}


def read_facts(source: Path, facts: FileFacts) -> FileFacts:
    """Count the words of the running text."""
    return facts._replace(words=_words(READERS[facts.container](source)))


def clean(source: Path, _folder: Path, facts: FileFacts) -> JsonObject:
    """Return the paragraphs of a document; writes no file."""
    paragraphs = READERS[facts.container](source)
    return {"files": [], "paragraphs": paragraphs, "facts": as_json(facts._replace(words=_words(paragraphs)))}


def _words(paragraphs: list[JsonObject]) -> int:
    return count_words(plain_text(paragraphs))
