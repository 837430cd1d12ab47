"""Documents of words and of pages."""

from __future__ import annotations

import io
import sys
import zipfile
from importlib import import_module
from pathlib import Path
from typing import Final

import docx
import docx.oxml
import pikepdf

from tests.media.samples import ODT_BODY, picture
from tests.media.writers.planting import Planted, Writer, run

_W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_PANDOC: Final = """---
title: {title}
subject: {subject}
description: {description}
---

Ông Quân trồng vải thiều. {comment}
"""
_PANDOC_COMMENT: Final = (
    '[{text}]{{.comment-start id="1" author="{author}" date="2026-01-01T00:00:00Z"}}chữ[]{{.comment-end id="1"}} '
    '[{gone}]{{.deletion author="{deleter}" date="2026-01-01T00:00:00Z"}}'
)


def _python_docx(path: Path, who: Planted) -> None:
    document = docx.Document()
    about = document.core_properties
    for name in ("author", "last_modified_by", "title", "subject", "keywords", "comments", "category"):
        setattr(about, name, who(f"core property {name}"))
    section = document.sections[0]
    section.header.paragraphs[0].text, section.footer.paragraphs[0].text = who("header"), who("footer")
    paragraph = document.add_paragraph("Ông Quân trồng vải thiều.")
    document.add_comment(paragraph.runs, text=who("comment"), author=who("author of a comment"), initials="B")
    hidden = paragraph.add_run(who("hidden words"))
    hidden.font.hidden = True
    for kind, inside in (("del", "delText"), ("ins", "t")):
        words = who("tracked deletion") if kind == "del" else "Rất tốt."
        run_ = f"<w:r><w:{inside}>{words}</w:{inside}></w:r>"
        author = who(f"author of a tracked {kind}")
        body = f'<w:{kind} {_W} w:id="9" w:author="{author}">{run_}</w:{kind}>'
        paragraph._p.append(docx.oxml.parse_xml(body))  # noqa: SLF001 - there is no public way to track changes
    field = f"<w:r {_W}><w:instrText>AUTHOR {who('field code')}</w:instrText></w:r>"
    paragraph._p.append(docx.oxml.parse_xml(field))  # noqa: SLF001 - as above
    picture(64, 48).save(path.with_suffix(".png"))
    document.add_picture(str(path.with_suffix(".png")))
    shape = document.inline_shapes[0]._inline.docPr  # noqa: SLF001 - the name and alternative words of a picture
    shape.set("descr", who("alternative words of a picture"))
    document.save(str(path))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("customXml/item9.xml", f"<a>{who('custom XML')}</a>")
        archive.writestr("docProps/custom.xml", f"<a>{who('custom property')}</a>")
        archive.writestr("word/people.xml", f"<a>{who('list of people')}</a>")
        archive.writestr("word/embeddings/a.bin", who("embedded object").encode())
        archive.writestr("docProps/more.xml", f"<Properties><Company>{who('company')}</Company></Properties>")


def _pandoc(path: Path, who: Planted) -> None:
    comment = ""
    if path.suffix == ".docx":
        places = {"text": "comment", "author": "author of a comment", "gone": "deletion", "deleter": "its author"}
        comment = _PANDOC_COMMENT.format(**{key: who(place) for key, place in places.items()})
    about = {key: who(key) for key in ("subject", "description")}  # the author is printed below the title: words
    source = _PANDOC.format(title="Thoát nghèo", comment=comment, **about)
    run("pandoc", "-s", "-f", "markdown", "-o", path, given=source.encode())


def _pandoc_rtf(path: Path, who: Planted) -> None:
    """Its own title and author are words of the article; what is not goes into the head."""
    head = path.with_suffix(".head")
    info = "".join(f"{{\\{key} {who.plain(key)}}}" for key in ("author", "operator", "company", "doccomm"))
    head.write_text("{\\info" + info + "}{\\header " + who.plain("header") + "}")
    run("pandoc", "-s", "-f", "markdown", "-H", head, "-o", path, given="Ông Quân trồng vải thiều.\n".encode())


def _abiword(path: Path, who: Planted) -> None:
    source = path.with_suffix(".abw")
    kinds = ("dc.creator", "dc.title", "dc.subject", "dc.contributor", "abiword.keywords")
    rows = "".join(f'<m key="{kind}">{who(kind)}</m>' for kind in kinds)
    edges = "".join(f'<section type="{kind}" id="{kind}"><p>{who(kind)}</p></section>' for kind in ("header", "footer"))
    source.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE abiword PUBLIC "-//ABISOURCE//DTD AWML 1.0 Strict//EN" '
        '"http://www.abisource.com/awml.dtd">\n<abiword xmlns="http://www.abisource.com/awml.dtd" version="3.0.5" '
        f'fileformat="1.1" xml:space="preserve"><metadata>{rows}</metadata>'
        f'<section header="header" footer="footer"><p>Ông Quân trồng vải thiều.</p></section>{edges}</abiword>',
        encoding="utf-8",
    )
    run("abiword", f"--to={path.suffix[1:]}", f"--to-name={path}", source)


def _odt(path: Path, who: Planted) -> None:
    body = ODT_BODY
    for place in ("tracked deletion", "author of an annotation", "annotation", "author field"):
        body = body.replace("NAME", who(place), 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        archive.writestr("content.xml", body)
        for member in ("meta.xml", "settings.xml", "styles.xml", "manifest.rdf", "Thumbnails/thumbnail.png"):
            archive.writestr(member, f"<m>{who(member)}</m>")


def _odfpy(path: Path, who: Planted) -> None:
    code = """
import sys
from odf.opendocument import OpenDocumentText
from odf import text, dc, meta, office
words, path = sys.argv[1:-1], sys.argv[-1]
doc = OpenDocumentText()
doc.meta.addElement(dc.Creator(text=words[0]))
doc.meta.addElement(meta.InitialCreator(text=words[1]))
doc.meta.addElement(dc.Title(text=words[2]))
doc.meta.addElement(meta.UserDefined(name="a", text=words[3]))
p = text.P(text="Vai thieu.")
note = office.Annotation()
note.addElement(dc.Creator(text=words[4]))
note.addElement(text.P(text=words[5]))
p.addElement(note)
doc.text.addElement(p)
doc.save(path)
"""
    places = ("creator", "initial creator", "title", "own property", "author of an annotation", "annotation")
    run(sys.executable, "-c", code, *map(who, places), path)


def _rtf(path: Path, who: Planted) -> None:
    def letters(place: str) -> str:
        return "".join(f"\\u{ord(char)}?" if ord(char) > 127 else char for char in who(place))

    info = "".join(f"{{\\{key} {letters(key)}}}" for key in ("author", "operator", "company", "manager", "title"))
    parts = "".join(f"{{\\{key} {letters(key)}}}" for key in ("header", "footer"))
    hidden = f"{{\\*\\annotation {letters('annotation')}}}{{\\v {letters('hidden words')}}}"
    hidden += f"{{\\*\\atnauthor {letters('author of an annotation')}}}"
    path.write_text("{\\rtf1\\ansi\\uc1{\\info" + info + "}" + parts + "\\pard Vai thieu." + hidden + "\\par}")


def _pikepdf(path: Path, who: Planted) -> None:
    stream = io.BytesIO()
    picture(600, 800).save(stream, "PDF")
    with pikepdf.open(stream) as document:
        with document.open_metadata(set_pikepdf_as_editor=False) as xmp:
            xmp["dc:creator"] = [who("XMP creator")]
        for key in ("/Author", "/Title", "/Subject", "/Keywords", "/Producer", "/Company"):
            document.docinfo[key] = who(f"information {key}")
        attached = pikepdf.AttachedFileSpec(document, who("attachment").encode(), filename=who("attachment's name"))
        document.attachments["a.txt"] = attached
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[50, 50, 300, 90])
        note.T, note.Contents, note.DA = who("author of an annotation"), who("annotation"), "/Helv 12 Tf"
        document.pages[0].Annots = document.make_indirect(pikepdf.Array([note]))
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=who("script"))
        form = pikepdf.Dictionary(FT=pikepdf.Name.Tx, T=who("form field"), V=who("value of a form field"))
        document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([document.make_indirect(form)]))
        document.Root.PieceInfo = pikepdf.Dictionary(A=who("private data"))
        document.save(path)
    with path.open("ab") as file:  # a later revision, as editors append it
        file.write(b"\n99 0 obj\n(" + who("later revision").encode() + b")\nendobj\ntrailer\n<<>>\n%%EOF\n")


def _exiftool_pdf(path: Path, who: Planted) -> None:
    picture(600, 800).save(path, "PDF")
    tags = ("PDF:Author", "PDF:Title", "PDF:Keywords", "XMP-dc:Creator", "XMP-pdf:Keywords", "XMP-xmpMM:DocumentID")
    run("exiftool", "-q", "-m", "-overwrite_original", *(f"-{tag}={who(tag)}" for tag in tags), path)


def _ghostscript(path: Path, who: Planted) -> None:
    marks = " ".join(f"/{key} ({who.plain(key)})" for key in ("Author", "Title", "Keywords", "Subject", "Creator"))
    note = f"[ /Rect [9 9 99 99] /Contents ({who.plain('annotation')}) /Title ({who.plain('its author')})"
    code = (
        f"[ {marks} /DOCINFO pdfmark {note} /Subtype /Text /ANN pdfmark 100 100 moveto 200 200 lineto stroke showpage"
    )
    run("gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", f"-sOutputFile={path}", "-", given=code.encode())


def _qpdf(path: Path, who: Planted) -> None:
    picture(600, 800).save(path.with_suffix(".in.pdf"), "PDF", author=who("author"), title=who("title"))
    (path.parent / "ghi chu.txt").write_text(who("attachment"))
    names = (f"--filename={who('name of an attachment')}", f"--description={who('description of an attachment')}")
    attach = ("--add-attachment", path.parent / "ghi chu.txt", *names, "--")
    run("qpdf", path.with_suffix(".in.pdf"), *attach, "--object-streams=generate", path)


def _pymupdf(path: Path, who: Planted) -> None:
    document = import_module("pymupdf").open()
    page = document.new_page()
    page.insert_text((72, 72), "Vai thieu")
    document.set_metadata({key: who(key) for key in ("author", "title", "subject", "keywords", "creator", "producer")})
    page.add_text_annot((90, 90), who("annotation")).set_info(title=who("author of an annotation"))
    document.embfile_add(who("attachment's name"), who("attachment").encode(), desc=who("attachment's description"))
    document.set_toc([[1, who("bookmark"), 1]])
    document.save(str(path), deflate=True)


PAPERS: Final = (
    Writer(file="bai.docx", program="python-docx", make=_python_docx, light=True),
    Writer(file="bai.docx", program="pandoc", make=_pandoc, needs=("pandoc",)),
    Writer(file="bai.docx", program="AbiWord", make=_abiword, needs=("abiword",)),
    Writer(file="bai.odt", program="by hand", make=_odt, light=True),
    Writer(file="bai.odt", program="pandoc", make=_pandoc, needs=("pandoc",)),
    Writer(file="bai.odt", program="AbiWord", make=_abiword, needs=("abiword",)),
    Writer(file="bai.odt", program="odfpy", make=_odfpy, needs=("python:odf",)),
    Writer(file="bai.rtf", program="by hand", make=_rtf, light=True),
    Writer(file="bai.rtf", program="AbiWord", make=_abiword, needs=("abiword",)),
    Writer(file="bai.rtf", program="pandoc", make=_pandoc_rtf, needs=("pandoc",)),
    Writer(file="trang.pdf", program="pikepdf", make=_pikepdf, light=True),
    Writer(file="trang.pdf", program="exiftool", make=_exiftool_pdf, needs=("exiftool",), light=True),
    Writer(file="trang.pdf", program="Ghostscript", make=_ghostscript, needs=("gs",)),
    Writer(file="trang.pdf", program="qpdf", make=_qpdf, needs=("qpdf",)),
    Writer(file="trang.pdf", program="PyMuPDF", make=_pymupdf, needs=("python:pymupdf",)),
)
