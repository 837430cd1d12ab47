"""Child side: the running text of a Word document (OOXML)."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from contest.media.prose import Prose
from contest.media.reasons import Reason, Refusal
from contest.media.types import JsonObject
from contest.media.zipped_xml import read_member

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# deleted or moved-away text, field codes, objects, alternative copies of what was already read
_SKIPPED: Final = {
    *(_W + name for name in ("del", "moveFrom", "instrText", "delText", "object", "pict", "rPr", "sdtPr")),
    _FALLBACK,
}
_OFF: Final = {"0", "false", "off", "none"}


def read_docx(source: Path) -> list[JsonObject]:
    """Walk the body in reading order: paragraphs, also inside tables and text boxes."""
    document = read_member(source, "word/document.xml")
    if document is None:
        raise Refusal(Reason.BROKEN, "no document part")
    headings = _heading_styles(source)
    prose = Prose()
    stack = [(document, False)]
    while stack:  # not recursion: nesting is the file's to choose
        element, leaving = stack.pop()
        if leaving:
            prose.end()
        elif element.tag == _W + "r":
            _add_run(prose, element)
            stack += [(child, False) for child in reversed(element) if _holds_paragraphs(child)]
        elif element.tag not in _SKIPPED:
            if element.tag == _W + "p":
                prose.start(heading=_is_heading(element, headings))
                stack.append((element, True))
            stack += [(child, False) for child in reversed(element)]
    return prose.finished()


def _holds_paragraphs(element: Element) -> bool:
    """A drawing in a run may hold a text box with paragraphs of its own."""
    return element.tag not in _SKIPPED and next(element.iter(_W + "p"), None) is not None


def _add_run(prose: Prose, run: Element) -> None:
    properties = run.find(_W + "rPr")
    bold, italic = _is_on(properties, "b"), _is_on(properties, "i")
    if _is_on(properties, "vanish"):
        return
    for piece in run:
        if piece.tag == _W + "t":
            prose.add(piece.text or "", bold=bold, italic=italic)
        elif piece.tag in (_W + "tab", _W + "br", _W + "cr"):
            prose.add(" ", bold=bold, italic=italic)
        elif piece.tag == _W + "noBreakHyphen":
            prose.add("-", bold=bold, italic=italic)


def _is_on(properties: Element | None, name: str) -> bool:
    found = None if properties is None else properties.find(_W + name)
    return found is not None and found.get(_W + "val", "1").lower() not in _OFF


def _is_heading(paragraph: Element, headings: set[str]) -> bool:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return style is not None and style.get(_W + "val", "") in headings


def _heading_styles(source: Path) -> set[str]:
    """Ids of heading styles; Word names them in the writer's language, so the built-in name decides."""
    styles = read_member(source, "word/styles.xml")
    if styles is None:
        return set()
    found = set()
    for style in styles.iter(_W + "style"):
        name = style.find(_W + "name")
        label = "" if name is None else name.get(_W + "val", "").lower()
        if label.startswith("heading") or label in ("title", "subtitle"):
            found.add(style.get(_W + "styleId", ""))
    return found
