"""Child side: the running text of an OpenDocument text."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from contest.media.prose import Prose
from contest.media.reasons import Reason, Refusal
from contest.media.types import JsonObject
from contest.media.zipped_xml import read_member

_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO: Final = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_DC: Final = "{http://purl.org/dc/elements/1.1/}"
# comments, tracked deletions, forms; and fields that print the writer's own name
_SKIPPED: Final = {
    *(_OFFICE + name for name in ("annotation", "annotation-end", "forms", "binary-data", "scripts")),
    *(_TEXT + name for name in ("tracked-changes", "author-name", "author-initials", "creation-date")),
    *(_TEXT + name for name in ("initial-creator", "creator", "printed-by", "sender-firstname")),
    *(_TEXT + name for name in ("sender-lastname", "sender-email", "sender-company", "file-name")),
    _DC + "creator",
    _DC + "date",
}
_BLOCKS: Final = {_TEXT + "p", _TEXT + "h"}
_Emphasis = tuple[bool, bool]


def read_odt(source: Path) -> list[JsonObject]:
    """Walk the body in reading order, with bold and italic of automatic styles."""
    content = read_member(source, "content.xml")
    body = None if content is None else content.find(_OFFICE + "body")
    if content is None or body is None:
        raise Refusal(Reason.BROKEN, "no content part")
    styles = _emphasis_by_style(content)
    prose = Prose()
    stack: list[tuple[Element | str, _Emphasis]] = [(body, (False, False))]
    while stack:  # not recursion: nesting is the file's to choose
        item, emphasis = stack.pop()
        if isinstance(item, str):
            prose.add(item, bold=emphasis[0], italic=emphasis[1])
        elif item.tag not in _SKIPPED:
            stack += reversed(_opened(item, emphasis, styles, prose))
    return prose.finished()


def _opened(
    element: Element, outer: _Emphasis, styles: dict[str, _Emphasis], prose: Prose
) -> list[tuple[Element | str, _Emphasis]]:
    """Start what the element starts and list its text and children with the emphasis they get."""
    own = styles.get(element.get(_TEXT + "style-name", ""), (False, False))
    emphasis = (outer[0] or own[0], outer[1] or own[1])
    if element.tag in _BLOCKS:
        prose.start(heading=element.tag == _TEXT + "h")
    if element.tag in (_TEXT + "s", _TEXT + "tab", _TEXT + "line-break"):
        prose.add(" ", bold=emphasis[0], italic=emphasis[1])
    inside: list[tuple[Element | str, _Emphasis]] = [(element.text or "", emphasis)]
    for child in element:
        inside += [(child, emphasis), (child.tail or "", emphasis)]
    return inside if _may_hold_text(element) else [pair for pair in inside if not isinstance(pair[0], str)]


def _may_hold_text(element: Element) -> bool:
    return element.tag in _BLOCKS or element.tag in (_TEXT + "span", _TEXT + "a", _TEXT + "ruby-base")


def _emphasis_by_style(content: Element) -> dict[str, _Emphasis]:
    found = {}
    for style in content.iter(_STYLE + "style"):
        properties = style.find(_STYLE + "text-properties")
        if properties is not None:
            bold = properties.get(_FO + "font-weight", "") in ("bold", "700", "800", "900")
            italic = properties.get(_FO + "font-style", "") in ("italic", "oblique")
            found[style.get(_STYLE + "name", "")] = (bold, italic)
    return found
