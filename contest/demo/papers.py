"""Documents of a sample dossier: a DOCX manuscript and a PDF of the printed page, each naming its author.

The names are in the text and in the properties on purpose: blinding has to find and remove them.
"""

from __future__ import annotations

import ctypes
import io
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from importlib.resources import as_file, files
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import docx
import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from docx.shared import Pt
from PIL import ImageFont

from contest.demo.content import SAMPLE_LINE, SampleWork

_PAGE: Final = (595.0, 842.0)
_MARGIN: Final = 40.0
_GUTTER: Final = 14.0
_COLUMNS: Final = 3
_BODY, _LEAD = 8.2, 11.6  # points
_LONG_LETTER: Final = 900  # characters
_RED: Final = (150, 28, 28)
_BLACK: Final = (24, 22, 24)


def font_bytes(weight: str) -> bytes:
    """A cut of Be Vietnam Pro ("Regular", "Bold", "Italic") as TrueType."""
    source = files("fontpkg_be_vietnam_pro") / "files" / f"BeVietnamPro-{weight}.ttf"
    with as_file(source) as path:
        return path.read_bytes()


def write_manuscript(work: SampleWork, path: Path) -> None:
    """A DOCX whose properties name the author and the outlet, as word processors leave them."""
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    document.add_heading(work.title, level=1)
    for paragraph in work.body.split("\n\n"):
        document.add_paragraph(paragraph) if not paragraph.startswith("**") else _subheading(document, paragraph)
    made = datetime.combine(work.parts[0].published, time(9, 30), tzinfo=UTC)
    properties = document.core_properties
    properties.author = properties.last_modified_by = work.authors[0].name
    properties.title, properties.subject = work.title, work.outlet
    properties.comments = f"{work.byline} {work.source}"
    properties.created = properties.modified = made
    _name_company(document, work.outlet)
    document.save(str(path))


def _subheading(document: Any, paragraph: str) -> None:  # noqa: ANN401 - python-docx's class has no public name
    document.add_paragraph().add_run(paragraph.strip("*")).bold = True


def _name_company(document: Any, outlet: str) -> None:  # noqa: ANN401 - see above
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/docProps/app.xml":
            company = f"<Company>{outlet}</Company>".encode()
            part._blob = part.blob.replace(b"<Company/>", company)  # noqa: SLF001 - python-docx offers no setter


def write_page(work: SampleWork, path: Path, picture: Path | None) -> None:
    """A PDF page as printed, with the outlet's head, the byline and true text, and the author in its metadata."""
    page = _Page.blank()
    page.head(work)
    page.columns(work, picture)
    page.write(path, work, title=work.title)


def write_letter(work: SampleWork, path: Path, *, title: str, text: str) -> None:
    """A one-page letter of the outlet, signed: what a dossier encloses besides the work."""
    page = _Page.blank()
    page.text(work.outlet.upper(), _MARGIN, 70, size=11, weight="Bold")
    page.rule(78, 0.6)
    page.text(title.upper(), _MARGIN, 130, size=15, weight="Bold")
    size, lead = (11.0, 17.0) if len(text) < _LONG_LETTER else (9.0, 13.0)
    foot = 160.0
    for paragraph in (*text.split("\n\n"), SAMPLE_LINE):
        for line in page.wrapped(paragraph, _PAGE[0] - 2 * _MARGIN, size=size):
            page.text(line, _MARGIN, foot, size=size)
            foot += lead
        foot += lead / 2
    page.text("Thủ trưởng đơn vị (đã ký)", 340, foot + 24, size=11, weight="Italic")
    page.write(path, work, title=title)


@dataclass(slots=True)
class _Page:
    """Pages of a newspaper in the making; y grows downwards here and is turned round for PDF."""

    document: Any
    page: Any
    fonts: dict[str, Any] = field(default_factory=dict)
    rulers: dict[str, ImageFont.FreeTypeFont] = field(default_factory=dict)
    top: float = _MARGIN

    @classmethod
    def blank(cls) -> _Page:
        document = pypdfium2.PdfDocument.new()
        page = cls(document=document, page=document.new_page(*_PAGE))
        for weight in ("Regular", "Bold", "Italic"):
            data = font_bytes(weight)
            buffer = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
            page.fonts[weight] = pdfium.FPDFText_LoadFont(document, buffer, len(data), pdfium.FPDF_FONT_TRUETYPE, 1)
            page.rulers[weight] = ImageFont.truetype(io.BytesIO(data), 100)
        return page

    def text(
        self,
        words: str,
        x: float,
        y: float,
        *,
        size: float,
        weight: str = "Regular",
        ink: tuple[int, int, int] = _BLACK,
    ) -> None:
        """One line with its foot at ``y``."""
        handle = pdfium.FPDFPageObj_CreateTextObj(self.document, self.fonts[weight], size)
        raw = f"{words}\0".encode("utf-16-le")
        pdfium.FPDFText_SetText(handle, (ctypes.c_ushort * (len(raw) // 2)).from_buffer_copy(raw))
        pdfium.FPDFPageObj_SetFillColor(handle, *ink, 255)
        pdfium.FPDFPageObj_Transform(handle, 1, 0, 0, 1, x, _PAGE[1] - y)
        pdfium.FPDFPage_InsertObject(self.page, handle)

    def rule(self, y: float, height: float, ink: tuple[int, int, int] = _BLACK) -> None:
        """A line across the page."""
        handle = pdfium.FPDFPageObj_CreateNewRect(_MARGIN, _PAGE[1] - y - height, _PAGE[0] - 2 * _MARGIN, height)
        pdfium.FPDFPageObj_SetFillColor(handle, *ink, 255)
        pdfium.FPDFPath_SetDrawMode(handle, pdfium.FPDF_FILLMODE_WINDING, 0)
        pdfium.FPDFPage_InsertObject(self.page, handle)

    def picture(self, source: Path, x: float, y: float, width: float, height: float) -> None:
        """A JPEG in a box whose upper edge is at ``y``."""
        image = pypdfium2.PdfImage.new(self.document)
        image.load_jpeg(source)
        image.set_matrix(pypdfium2.PdfMatrix().scale(width, height).translate(x, _PAGE[1] - y - height))
        self.page.insert_obj(image)

    def wrapped(self, words: str, width: float, *, size: float, weight: str = "Regular") -> list[str]:
        """Lines no wider than ``width`` points."""
        ruler = self.rulers[weight]
        lines: list[str] = []
        line = ""
        for word in words.split():
            longer = f"{line} {word}".strip()
            if line and ruler.getlength(longer) * size / 100 > width:
                lines.append(line)
                longer = word
            line = longer
        return [*lines, line] if line else lines

    def head(self, work: SampleWork) -> None:
        """Name of the outlet, issue and date, headline, byline."""
        self.rule(_MARGIN, 5, _RED)
        self.text(work.outlet.upper(), _MARGIN, _MARGIN + 30, size=17, weight="Bold", ink=_RED)
        told = " · ".join(
            item for item in (work.issue or work.programme, f"{work.parts[0].published:%d/%m/%Y}") if item
        )
        self.text(told, _MARGIN, _MARGIN + 44, size=8.5)
        self.rule(_MARGIN + 51, 0.6)
        self.top = _MARGIN + 62
        for line in self.wrapped(work.title, _PAGE[0] - 2 * _MARGIN, size=23, weight="Bold"):
            self.top += 26
            self.text(line, _MARGIN, self.top, size=23, weight="Bold")
        self.top += 20
        self.text(work.byline, _MARGIN, self.top, size=9, weight="Italic")
        self.top += 12

    def columns(self, work: SampleWork, picture: Path | None) -> None:
        """The text in three columns, the picture over two of them, on as many pages as it takes."""
        width = (_PAGE[0] - 2 * _MARGIN - (_COLUMNS - 1) * _GUTTER) / _COLUMNS
        tops = [self.top] * _COLUMNS
        if picture is not None:
            wide = 2 * width + _GUTTER
            high = wide * 0.62
            self.picture(picture, _MARGIN, self.top, wide, high)
            tops[0] = tops[1] = self.top + high + 10
        column, y = 0, tops[0]
        for line, weight in _lines(self, work, width):
            if y + _LEAD > _PAGE[1] - _MARGIN:
                column += 1
                if column == _COLUMNS:
                    self.turn()
                    column, tops = 0, [_MARGIN + 14.0] * _COLUMNS
                y = tops[column]
            y += _LEAD
            self.text(line, _MARGIN + column * (width + _GUTTER), y, size=_BODY, weight=weight)

    def turn(self) -> None:
        """Go on to a new page."""
        self.close()
        self.page = self.document.new_page(*_PAGE)
        self.rule(_MARGIN, 2, _RED)

    def close(self) -> None:
        """Write the page's content down."""
        self.page.gen_content()
        self.page.close()

    def write(self, path: Path, work: SampleWork, *, title: str) -> None:
        """Close the last page and save, with the names that office programs leave in a PDF."""
        self.close()
        finished = io.BytesIO()
        self.document.save(finished)
        self.document.close()
        with pikepdf.open(finished) as document:
            document.docinfo["/Title"] = title
            document.docinfo["/Author"] = ", ".join(author.name for author in work.authors)
            document.docinfo["/Creator"] = work.outlet
            document.docinfo["/CreationDate"] = f"D:{work.parts[0].published:%Y%m%d}063000+07'00'"
            with document.open_metadata() as metadata:
                metadata.load_from_docinfo(document.docinfo)
            document.save(path, compress_streams=True, recompress_flate=True)


def _lines(page: _Page, work: SampleWork, width: float) -> list[tuple[str, str]]:
    told: list[tuple[str, str]] = []
    for paragraph in work.body.split("\n\n"):
        weight = "Bold" if paragraph.startswith("**") else "Italic" if paragraph.startswith("(") else "Regular"
        told += [(line, weight) for line in page.wrapped(paragraph.replace("**", ""), width, size=_BODY, weight=weight)]
        told.append(("", "Regular"))
    return [item for item, following in pairwise([*told, ("", "Regular")]) if item[0] or following[0]]
