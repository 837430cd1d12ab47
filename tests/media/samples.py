"""Real files with an identity in every place their format has, made here by several programs."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import docx.oxml
import pikepdf
import pillow_heif
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin, TiffImagePlugin

from tests.media.canaries import NAME
from tests.media.made import ffmpeg

PROFILE_XMP = (
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator><rdf:Seq><rdf:li>'
    f"{NAME}</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"
).encode()


def picture(width: int = 320, height: int = 240) -> Image.Image:
    """A picture with detail, so that encoders have something to do."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    ImageDraw.Draw(image).ellipse((20, 20, width - 20, height // 2), fill="red")
    return image


def exif_bytes(orientation: int = 1) -> bytes:
    """EXIF with the name in every text tag, GPS, and an orientation."""
    exif = Image.Exif()
    for tag in (0x010E, 0x013B, 0x8298, 0x010F, 0x0131, 0x013C):
        exif[tag] = NAME
    exif[0x9C9D] = NAME.encode("utf-16-le") + b"\0\0"
    exif[0x0112] = orientation
    exif.get_ifd(0x8769)[0x9286] = b"UNICODE\0" + NAME.encode("utf-16-be")
    exif.get_ifd(0x8769)[0xA430] = NAME
    exif.get_ifd(0x8825)[0x001C] = NAME.encode()
    exif.get_ifd(0x8825)[2] = (21.0, 16.0, 0.0)
    return exif.tobytes()


def jpeg(path: Path, *, orientation: int = 1) -> Path:
    """EXIF, XMP, a comment, bytes after the end; IPTC too where exiftool is installed."""
    picture().save(path, "JPEG", exif=exif_bytes(orientation), xmp=PROFILE_XMP, comment=NAME.encode())
    if shutil.which("exiftool"):
        tags = [f"-IPTC:By-line={NAME}", f"-IPTC:Caption-Abstract={NAME}", f"-XMP-photoshop:Credit={NAME}"]
        command = ["exiftool", "-q", "-overwrite_original", "-codedcharacterset=utf8", *tags, str(path)]
        subprocess.run(command, check=True)
    with path.open("ab") as file:
        file.write(NAME.encode())
    return path


def png(path: Path) -> Path:
    """Text chunks of all three sorts, EXIF and a colour profile that is named after the author."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", NAME.encode("utf-8").decode("latin-1"))
    info.add_text("Comment", NAME.encode("utf-8").decode("latin-1"), zip=True)
    info.add_itxt("Description", NAME, zip=True)
    picture().save(path, "PNG", pnginfo=info, exif=exif_bytes(), icc_profile=profile())
    return path


def profile() -> bytes:
    """A monitor profile whose bytes carry the name in its description's place."""
    raw = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes())
    return bytes(raw) + NAME.encode()


def webp(path: Path) -> Path:
    """EXIF and XMP chunks."""
    picture().save(path, "WEBP", exif=exif_bytes(), xmp=PROFILE_XMP, quality=80)
    return path


def tiff(path: Path) -> Path:
    """Tags and two pages."""
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    for tag in (270, 305, 315, 316, 33432):
        tags[tag] = NAME
    tags[700] = PROFILE_XMP
    picture().save(path, "TIFF", tiffinfo=tags, save_all=True, append_images=[picture(200, 100)])
    return path


def heic(path: Path) -> Path:
    """EXIF and XMP in an HEIF container."""
    heif = pillow_heif.from_pillow(picture())
    heif.save(str(path), exif=exif_bytes(), xmp=PROFILE_XMP, quality=70)
    return path


def pdf(path: Path, *, pages: int = 2) -> Path:
    """Info, XMP, attachment, annotation, script, form field, and an earlier revision."""
    stream = io.BytesIO()
    picture(600, 800).save(stream, "PDF", save_all=True, append_images=[picture(600, 800)] * (pages - 1))
    with pikepdf.open(stream) as document:
        _add_text(document)
        document.docinfo["/Author"] = NAME
        document.docinfo["/Title"] = NAME
        with document.open_metadata() as xmp:
            xmp["dc:creator"] = [NAME]
        document.attachments["ghi-chu.txt"] = pikepdf.AttachedFileSpec(document, NAME.encode(), filename=f"{NAME}.txt")
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.FreeText,
            Rect=[50, 50, 300, 90],
            T=NAME,
            Contents=NAME,
            DA="/Helv 12 Tf",
        )
        document.pages[0].Annots = document.make_indirect(pikepdf.Array([note]))
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{NAME}')")
        document.save(path)
    with path.open("ab") as file:  # a later revision, as editors append it
        file.write(b"\n9999 0 obj\n(" + NAME.encode() + b")\nendobj\ntrailer\n<<>>\n%%EOF\n")
    return path


def _add_text(document: pikepdf.Pdf) -> None:
    page = document.pages[0]
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources.Font = pikepdf.Dictionary(F1=document.make_indirect(font))
    page.contents_add(b"BT /F1 18 Tf 60 700 Td (Ban tin ve giam ngheo ben vung) Tj ET")


def locked_pdf(path: Path) -> Path:
    """A PDF that needs a password."""
    with pikepdf.open(pdf(path.with_suffix(".plain"))) as document:
        document.save(path, encryption=pikepdf.Encryption(user="mo", owner="chu"))
    return path


def word(path: Path) -> Path:
    """Core properties, a comment, a tracked deletion, header and footer, custom XML, a hidden run."""
    document = docx.Document()
    document.core_properties.author = NAME
    document.core_properties.last_modified_by = NAME
    document.core_properties.title = NAME
    document.sections[0].header.paragraphs[0].text = NAME
    document.sections[0].footer.paragraphs[0].text = NAME
    document.add_heading("Thoát nghèo ở bản Khuôn Đống", level=1)
    paragraph = document.add_paragraph("Ông Quân trồng ")
    paragraph.add_run("vải thiều").bold = True
    last = paragraph.add_run(" trên đồi.")
    last.italic = True
    document.add_comment(runs=last, text=NAME, author=NAME, initials="BM")
    hidden = paragraph.add_run(NAME)
    hidden.font.hidden = True
    body = paragraph._p  # noqa: SLF001 - python-docx has no public way to write tracked changes
    body.append(_tracked("del"))
    body.append(_tracked("ins"))
    document.add_table(1, 1).cell(0, 0).text = "Hộ nghèo: 12"
    document.save(str(path))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("customXml/item9.xml", f"<a>{NAME}</a>")
    return path


def _tracked(kind: str) -> object:
    ns = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = f"<w:delText>{NAME}</w:delText>" if kind == "del" else "<w:t>Rất tốt.</w:t>"
    return docx.oxml.parse_xml(f'<w:{kind} {ns} w:id="9" w:author="{NAME}"><w:r>{body}</w:r></w:{kind}>')


ODT_BODY = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.3">
<office:automatic-styles><style:style style:name="T1" style:family="text">
<style:text-properties fo:font-weight="bold"/></style:style></office:automatic-styles>
<office:body><office:text><text:tracked-changes><text:changed-region><text:deletion><text:p>NAME</text:p>
</text:deletion></text:changed-region></text:tracked-changes>
<text:h text:outline-level="1">Thoát nghèo</text:h>
<text:p>Ông Quân trồng <text:span text:style-name="T1">vải thiều</text:span> trên<text:s/>đồi.
<office:annotation><dc:creator>NAME</dc:creator><text:p>NAME</text:p></office:annotation>
<text:author-name>NAME</text:author-name></text:p></office:text></office:body></office:document-content>"""


def odt(path: Path) -> Path:
    """Meta, annotation, tracked deletion, author field."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        archive.writestr("content.xml", ODT_BODY.replace("NAME", NAME))
        archive.writestr("meta.xml", f"<m>{NAME}</m>")
        archive.writestr("META-INF/manifest.xml", "<m/>")
    return path


def rtf(path: Path) -> Path:
    """Info group, header, annotation; letters as \\u and as code page bytes."""
    escaped = "".join(f"\\u{ord(char)}?" if ord(char) > 127 else char for char in NAME)
    body = (
        r"{\rtf1\ansi\ansicpg1252\uc1{\fonttbl{\f0 Arial;}}{\info{\author " + escaped + r"}}"
        r"{\header " + escaped + r"}\pard Tho\u225?t ngh\'e8o \b v\u7843?i thi\u7873?u\b0  tr\u234?n "
        r"\u273?\u7891?i.{\*\annotation " + escaped + r"}{\v " + escaped + r"}\par\i Xong.\i0\par}"
    )
    path.write_bytes(body.encode("ascii"))
    return path


def sound(path: Path, *, seconds: float = 2, codec: str | None = None) -> Path:
    """A tone with tags, chapters and, for MP3 and M4A, a cover."""
    cover = path.with_suffix(".cover.jpg")
    jpeg(cover)
    arguments = ["-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}", "-i", str(chapters(path))]
    picture_too = path.suffix in (".mp3", ".m4a")
    if picture_too:
        arguments += [
            "-i",
            str(cover),
            "-map",
            "0:a",
            "-map",
            "2:v",
            "-c:v",
            "copy",
            "-disposition:v",
            "attached_pic",
        ]
    else:
        arguments += ["-map", "0:a"]
    arguments += ["-map_metadata", "1", "-map_chapters", "1", *tags()]
    ffmpeg([*arguments, *(["-c:a", codec] if codec else []), str(path)])
    if path.suffix == ".mp3":
        with path.open("ab") as file:
            file.write(b"TAG" + NAME.encode().ljust(125, b"\0"))
    return path


def video(path: Path, *, seconds: float = 2, size: str = "320x240", codec: list[str] | None = None) -> Path:
    """Moving bars and a tone with tags, chapters and a subtitle track."""
    subtitles = path.with_suffix(".srt")
    subtitles.write_text(f"1\n00:00:00,000 --> 00:00:01,000\n{NAME}\n", encoding="utf-8")
    arguments = ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate=25:duration={seconds}"]
    arguments += ["-f", "lavfi", "-i", f"sine=duration={seconds}", "-i", str(chapters(path))]
    maps = ["-map", "0:v", "-map", "1:a", "-map_metadata", "2", "-map_chapters", "2"]
    if path.suffix in (".mp4", ".mov", ".mkv"):
        arguments += ["-i", str(subtitles)]
        maps += ["-map", "3:s", "-c:s", "mov_text" if path.suffix != ".mkv" else "srt"]
    handlers = [
        f"-metadata:s:v=handler_name={NAME}".split("=", 1),
        f"-metadata:s:a=title={NAME}".split("=", 1),
    ]
    flat = [part for pair in handlers for part in pair]
    ffmpeg([*arguments, *maps, *tags(), *flat, *(codec or ["-c:v", "libx264", "-pix_fmt", "yuv420p"]), str(path)])
    return path


def chapters(path: Path) -> Path:
    """An ffmetadata file with the name as the title of a chapter."""
    file = path.with_suffix(".ffmeta")
    file.write_text(
        f";FFMETADATA1\nartist={NAME}\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=900\ntitle={NAME}\n",
        encoding="utf-8",
    )
    return file


def tags() -> list[str]:
    """Every common tag set to the name."""
    keys = (
        "title",
        "artist",
        "album",
        "comment",
        "copyright",
        "composer",
        "publisher",
        "location",
        "encoded_by",
    )
    return [part for key in keys for part in ("-metadata", f"{key}={NAME}")]


def printed_page(path: Path, words: str) -> Path:
    """A PDF with one line of plain words."""
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(600, 800))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.contents_add(f"BT /F1 18 Tf 60 700 Td ({words}) Tj ET".encode())
        document.save(path)
    return path
