"""Child side: the running text of an old Word file (.doc), by Antiword where the machine has it.

Antiword runs inside this process's limits and without a network (docs/decisions/0082-old-word.md). Its DocBook
gives paragraphs and emphasis; words that Word hides or marks as deleted, headers and footers it leaves out.
"""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, ParseError

import defusedxml
from defusedxml.ElementTree import fromstring

from contest.media.ffmpeg import die_with_parent
from contest.media.prose import Prose
from contest.media.reasons import Reason, Refusal
from contest.media.types import JsonObject

_MOST_BYTES: Final = 32 * 1024 * 1024
_DOCTYPE: Final = re.compile(rb"<!DOCTYPE book PUBLIC[^>\[]*>")
_PLAIN: Final = ("-t", "-w", "0", "-m", "UTF-8.txt")
_BLOCKS: Final = {"para", "title"}
_SKIPPED: Final = {"bookinfo", "mediaobject", "screeninfo"}


def read_doc(source: Path) -> list[JsonObject]:
    """Read paragraphs with bold and italic.

    Errors: Refusal OLD_WORD (no Antiword here), ENCRYPTED, BROKEN, CRASHED, TOO_SLOW, BOMB.
    """
    book = _DOCTYPE.sub(b"", _told_by_antiword(source, "-x", "db"), count=1)
    try:
        return _read_book(fromstring(book, forbid_dtd=True))
    except (ParseError, defusedxml.DefusedXmlException):  # a control character in the words: then without emphasis
        prose = Prose()
        for line in _told_by_antiword(source, *_PLAIN).decode("utf-8", "replace").splitlines():
            prose.start()
            prose.add(line)
        return prose.finished()


def _told_by_antiword(source: Path, *how: str) -> bytes:
    program = shutil.which("antiword")
    if program is None:
        raise Refusal(Reason.OLD_WORD)
    told = Path("antiword.out")  # in the child's own folder, where the limit on a file's size holds
    try:
        with told.open("wb") as output:
            # S603: a fixed program; the file's name is absolute
            done = subprocess.run(  # noqa: S603
                [program, *how, str(source)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.PIPE,
                check=False,
                preexec_fn=die_with_parent,
            )
        _judge(done.returncode, done.stderr.decode("utf-8", "replace"))
        if told.stat().st_size > _MOST_BYTES:
            raise Refusal(Reason.BOMB, "antiword")
        return told.read_bytes()
    finally:
        told.unlink(missing_ok=True)


def _judge(status: int, words: str) -> None:
    if status == 0:
        return
    if -status in (signal.SIGXCPU, signal.SIGKILL):
        raise Refusal(Reason.TOO_SLOW, f"antiword {status}")
    if -status == signal.SIGXFSZ:
        raise Refusal(Reason.BOMB, "antiword")
    if "ncrypted" in words:
        raise Refusal(Reason.ENCRYPTED)
    raise Refusal(Reason.CRASHED if status < 0 else Reason.BROKEN, words[-400:])


def _read_book(book: Element) -> list[JsonObject]:
    prose = Prose()
    stack: list[tuple[Element | str | None, bool, bool]] = [(book, False, False)]
    while stack:  # not recursion: nesting is the file's to choose
        item, bold, italic = stack.pop()
        if item is None:
            prose.end()
        elif isinstance(item, str):
            prose.add(" ".join(item.split("\n")), bold=bold, italic=italic)
        elif item.tag not in _SKIPPED:
            if item.tag in _BLOCKS:
                prose.start(heading=item.tag == "title")
            stack += reversed(_opened(item, bold=bold, italic=italic))
    return prose.finished()


def _opened(element: Element, *, bold: bool, italic: bool) -> list[tuple[Element | str | None, bool, bool]]:
    """The text and children of an element with the emphasis they get; None ends a paragraph."""
    if element.tag == "emphasis":
        strong = element.get("role") == "bold"
        bold, italic = bold or strong, italic or not strong
    inside: list[tuple[Element | str | None, bool, bool]] = [(element.text or "", bold, italic)]
    for child in element:
        inside += [(child, bold, italic), (child.tail or "", bold, italic)]
    if element.tag in _BLOCKS:
        inside.append((None, False, False))
    return inside
