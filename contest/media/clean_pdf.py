"""Child side: a PDF becomes pictures of its pages and a separate layer of text.

Pictures keep nothing of the document: no metadata, earlier revisions, attachments, annotations, form
fields, scripts or signatures. Annotations and fields are not even drawn.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from contest.media.channel import tell_progress
from contest.media.facts import as_json
from contest.media.prose import paragraphs_from_lines
from contest.media.reasons import Reason, Refusal
from contest.media.types import FileFacts, JsonObject
from contest.text.counting import count_words
from contest.text.legacy import all_as_unicode

MAX_PAGES: Final = 400
_DOTS_PER_INCH: Final = 150
_POINTS_PER_INCH: Final = 72
_LEAST_SIDE: Final = 1600  # pixels of the longer side: an A5 page stays readable
_MOST_SIDE: Final = 3600  # a broadsheet at 150 dpi
_MOST_TEXT: Final = 2_000_000
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")  # no database holds these


def open_pdf(source: Path) -> pdfium.PdfDocument:
    """Open a document that needs no password.

    Errors: Refusal ENCRYPTED, BROKEN, NOTHING_INSIDE, TOO_MANY_PAGES.
    """
    try:
        document = pdfium.PdfDocument(source)
        count = len(document)
    except pdfium.PdfiumError as error:
        locked = pdfium_raw.FPDF_GetLastError() in (
            pdfium_raw.FPDF_ERR_PASSWORD,
            pdfium_raw.FPDF_ERR_SECURITY,
        )
        reason = Reason.ENCRYPTED if locked or "password" in str(error).lower() else Reason.BROKEN
        raise Refusal(reason, str(error)) from error
    if count == 0:
        raise Refusal(Reason.NOTHING_INSIDE)
    if count > MAX_PAGES:
        raise Refusal(Reason.TOO_MANY_PAGES, str(count))
    return document


def page_text(page: pdfium.PdfPage) -> str:
    """Return the text layer of one page, empty for a scan; offsets in it are PDFium's own."""
    text_page = page.get_textpage()
    try:
        return _UNSTORABLE.sub("\ufffd", str(text_page.get_text_range()))
    finally:
        text_page.close()


def read_facts(source: Path, facts: FileFacts) -> FileFacts:
    """Count pages and the words of the text layer."""
    document = open_pdf(source)
    texts = (page_text(document[number]) for number in range(len(document)))
    return facts._replace(pages=len(document), words=sum(map(count_words, texts)))


def clean(source: Path, folder: Path, facts: FileFacts) -> JsonObject:
    """Write ``page-001.jpg`` … into the folder and return the text layer, whole and by page."""
    document = open_pdf(source)
    files: list[JsonObject] = []
    texts: list[str] = []
    for number in range(1, len(document) + 1):
        page = document[number - 1]
        files.append(_write_page(page, folder, number))
        texts.append(page_text(page))
        page.close()
        tell_progress(number / len(document))
    if sum(map(len, texts)) > _MOST_TEXT:
        raise Refusal(Reason.BOMB, "text layer")
    texts = all_as_unicode(texts)
    lines = [line for text in texts for line in text.splitlines()]
    measured = facts._replace(pages=len(files), words=sum(map(count_words, texts)))
    return {
        "files": files,
        "paragraphs": paragraphs_from_lines(lines),
        "page_texts": texts,
        "facts": as_json(measured),
    }


def _write_page(page: pdfium.PdfPage, folder: Path, number: int) -> JsonObject:
    longer = max(page.get_size())
    wanted = longer * _DOTS_PER_INCH / _POINTS_PER_INCH
    pixels = min(max(wanted, _LEAST_SIDE), _MOST_SIDE)
    bitmap = page.render(scale=pixels / max(longer, 1), may_draw_forms=False, draw_annots=False)
    image = bitmap.to_pil()
    name = f"page-{number:03d}.jpg"
    flat = image if image.mode == "RGB" else image.convert("RGB")
    flat.save(folder / name, "JPEG", quality=85)
    bitmap.close()
    return {"name": name, "role": "page", "mime": "image/jpeg", "width": image.width, "height": image.height}
