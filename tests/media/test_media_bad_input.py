"""Hostile and broken files are refused in words, fetch nothing and leave nothing."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from contest.media.clean import clean
from contest.media.errors import CannotProcess
from contest.media.measure import measure
from contest.media.reasons import Reason
from tests.media import packed, samples
from tests.media.made import ffmpeg


def refused(path: Path, name: str | None = None) -> Reason:
    """The reason for which both ways in refuse the file; and nothing is left."""
    out = path.parent / "out"
    with pytest.raises(CannotProcess) as caught:
        clean(path, out, name=name)
    assert not out.exists() or list(out.iterdir()) == []
    return caught.value.reason


def write(path: Path, body: bytes) -> Path:
    path.write_bytes(body)
    return path


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("a.txt", b"", Reason.EMPTY),
        ("a.txt", b"Xin ch\x00ao", Reason.UNKNOWN_TYPE),
        ("a.txt", "Xin chào các bạn".encode("cp1258", "replace"), Reason.LEGACY_ENCODING),
        ("a.txt", b"\xff\xfe\x00", Reason.UNKNOWN_TYPE),
        ("a.txt", b"  \n\n ", Reason.NO_WORDS),
        ("a.html", b"<!DOCTYPE html><p>x", Reason.ACTIVE),
        ("a.txt", b"\n<html><script>alert(1)</script>", Reason.ACTIVE),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', Reason.ACTIVE),
        ("a.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', Reason.ACTIVE),
        ("a.m3u8", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", Reason.ACTIVE),
        ("a.txt", b"ffconcat version 1.0\nfile /etc/passwd\n", Reason.ACTIVE),
        ("a.sh", b"#!/bin/sh\nid\n", Reason.ACTIVE),
        ("a.exe", b"MZ" + bytes(100), Reason.ACTIVE),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), Reason.UNKNOWN_TYPE),
        (
            "a.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            Reason.ENCRYPTED,
        ),
        ("a.zip", b"PK\x03\x04" + bytes(50), Reason.BROKEN),
        ("a.pdf", b"%PDF-1.7\n<html><body onload=x>", Reason.POLYGLOT),
        ("a.pdf", b"%PDF-1.7\n%%EOF", Reason.BROKEN),
        ("a.jpg", b"\xff\xd8\xff\xe0" + bytes(300), Reason.BROKEN),
        ("a.jpg", b"\xff\xd8\xff\xe0 %PDF-1.4", Reason.POLYGLOT),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(50), Reason.BROKEN),
        ("a.mp4", b"\x00\x00\x00\x18ftypisom" + bytes(300), Reason.BROKEN),
        ("a.mp3", b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"z" * 400, Reason.BROKEN),
        ("a.rtf", b"{\\rtf1 {{{{", Reason.BROKEN),
        ("a.rtf", b"{\\rtf1 " + b"{" * 5000 + b"x" + b"}" * 5001, Reason.BOMB),
        ("a.flac", b"fLaC" + bytes(64), Reason.BROKEN),
        ("a.bin", bytes(range(1, 256)) * 12, Reason.UNKNOWN_TYPE),
    ],
)
def test_bad_bytes_are_refused_by_name(tmp_path: Path, name: str, body: bytes, reason: Reason) -> None:
    assert refused(write(tmp_path / name, body), name) is reason


def test_wrong_ending_is_refused(tmp_path: Path) -> None:
    path = samples.png(tmp_path / "a.png")
    assert refused(path, "ảnh chụp.JPG") is Reason.NOT_ITS_NAME
    assert measure(path, name="không đuôi").extension == "png"


def test_password_protected_pdf_is_refused_with_the_way_out(tmp_path: Path) -> None:
    path = samples.locked_pdf(tmp_path / "a.pdf")
    with pytest.raises(CannotProcess) as caught:
        measure(path)
    assert caught.value.reason is Reason.ENCRYPTED
    assert "bỏ mật khẩu" in str(caught.value.message)


def _png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1024 * 1024), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def test_300_megapixel_image_is_refused_before_decoding(tmp_path: Path) -> None:
    assert refused(write(tmp_path / "a.png", _png_header(20_000, 15_000))) is Reason.TOO_MANY_PIXELS


def test_real_300_megapixel_jpeg_is_refused(tmp_path: Path) -> None:
    Image.new("L", (20_000, 15_000)).save(tmp_path / "a.jpg", "JPEG")
    assert refused(tmp_path / "a.jpg") is Reason.TOO_MANY_PIXELS


def test_picture_bomb_inside_a_pdf_is_refused(tmp_path: Path) -> None:
    with pikepdf.new() as document:
        document.add_blank_page()
        bomb = pikepdf.Stream(document, zlib.compress(bytes(50_000_000), 9))
        bomb.stream_dict.update(  # 100,000 x 100,000 pixels declared, 50 MB there
            pikepdf.Dictionary(
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Image,
                Width=100_000,
                Height=100_000,
                ColorSpace=pikepdf.Name.DeviceRGB,
                BitsPerComponent=8,
                Filter=pikepdf.Name.FlateDecode,
            )
        )
        document.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=bomb))
        document.pages[0].contents_add(b"q 600 0 0 800 0 0 cm /Im0 Do Q")
        document.save(tmp_path / "a.pdf")
    try:
        result = clean(tmp_path / "a.pdf", tmp_path / "out")
    except CannotProcess as error:
        assert error.reason in (Reason.BOMB, Reason.CRASHED, Reason.BROKEN, Reason.TOO_SLOW)  # noqa: PT017 - either end is safe
    else:
        assert [file.role for file in result.files] == ["page"]


def test_pdf_of_too_many_pages_is_refused(tmp_path: Path) -> None:
    with pikepdf.new() as document:
        for _ in range(401):
            document.add_blank_page(page_size=(50, 50))
        document.save(tmp_path / "a.pdf")
    assert refused(tmp_path / "a.pdf") is Reason.TOO_MANY_PAGES


def test_pdf_with_a_loop_in_its_tree_is_refused(tmp_path: Path) -> None:
    body = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 100000/Kids[2 0 R 2 0 R]/Parent 2 0 R>>endobj\n"
        b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000055 00000 n \n"
        b"trailer<</Size 3/Root 1 0 R>>\nstartxref\n120\n%%EOF"
    )
    assert refused(write(tmp_path / "a.pdf", body)) in (
        Reason.TOO_MANY_PAGES,
        Reason.BROKEN,
        Reason.NOTHING_INSIDE,
    )


def _docx_with(document_xml: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document_xml)
    return stream.getvalue()


def test_zip_bomb_is_refused(tmp_path: Path) -> None:
    assert refused(write(tmp_path / "a.docx", _docx_with(b"<a>" + b" " * 80_000_000))) is Reason.BOMB


def test_external_entity_is_refused(tmp_path: Path) -> None:
    body = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    assert refused(write(tmp_path / "a.docx", _docx_with(body))) is Reason.ACTIVE


def test_deeply_nested_document_does_not_overflow(tmp_path: Path) -> None:
    ns = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = b"<w:document " + ns + b">" + b"<w:tbl>" * 50_000 + b"</w:tbl>" * 50_000 + b"</w:document>"
    assert refused(write(tmp_path / "a.docx", _docx_with(body))) in (
        Reason.NO_WORDS,
        Reason.CRASHED,
        Reason.BROKEN,
    )


def test_macro_document_is_refused(tmp_path: Path) -> None:
    path = samples.word(tmp_path / "a.docx")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    assert refused(path) is Reason.ACTIVE


def test_picture_that_is_also_a_zip_is_refused(tmp_path: Path) -> None:
    path = samples.jpeg(tmp_path / "a.jpg")
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("x.html", "x")
    assert refused(write(path, path.read_bytes() + inner.getvalue())) is Reason.POLYGLOT


def test_film_with_too_many_tracks_is_refused(tmp_path: Path) -> None:
    maps = ["-map", "0:a"] * 60
    ffmpeg(["-f", "lavfi", "-i", "sine=duration=0.2", *maps, "-c:a", "aac", str(tmp_path / "a.mkv")])
    assert refused(tmp_path / "a.mkv") is Reason.TOO_MANY_TRACKS


@pytest.mark.parametrize("name", ["a.mkv", "a.mov"])
def test_film_of_1000_tracks_is_refused(tmp_path: Path, name: str) -> None:
    inputs = ["-f", "lavfi", "-i", "testsrc2=size=64x48:rate=25:duration=0.1", "-f", "lavfi", "-i", "sine=duration=0.1"]
    maps = ["-map", "0:v", "-c:v", "mpeg4", *(["-map", "1:a"] * 999), "-c:a", "pcm_s16le"]
    ffmpeg([*inputs, *maps, str(tmp_path / name)])
    assert refused(tmp_path / name, name) is Reason.TOO_MANY_TRACKS


_HTML = b"<!DOCTYPE html><script>alert(1)</script>"
POLYGLOTS: dict[str, tuple[bytes, set[Reason]]] = {
    "html first.pdf": (_HTML + b"\n%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj", {Reason.ACTIVE}),
    "html in its comment.pdf": (b"%PDF-1.4\n%" + _HTML + b"\n", {Reason.POLYGLOT}),
    "html.gif.jpg": (b"GIF89a/*" + _HTML, {Reason.ACTIVE, Reason.UNKNOWN_TYPE}),
    "html in its comment.jpg": (
        b"\xff\xd8\xff\xfe" + struct.pack(">H", len(_HTML) + 2) + _HTML,
        {Reason.POLYGLOT},
    ),
    "html in its title.mp3": (b"ID3\x04\0\0\0\0\1\0TIT2" + bytes(6) + _HTML, {Reason.POLYGLOT}),
    "html in a free box.mp4": (b"\0\0\0\x18ftypisom" + bytes(12) + b"\0\0\1\0free" + _HTML, {Reason.POLYGLOT}),
    "html in a void.mkv": (b"\x1aE\xdf\xa3\xec\xbf" + _HTML, {Reason.POLYGLOT}),
    "script.rtf": (b"{\\rtf1 <script>alert(1)</script>}", {Reason.POLYGLOT}),
    "svg in a text.txt": (b"Xin ch\xc3\xa0o <svg onload=alert(1)>", {Reason.ACTIVE}),
    "pdf in a picture.png": (b"\x89PNG\r\n\x1a\n\0\0\0\x0dtEXt%PDF-1.4", {Reason.POLYGLOT}),
    "pdf in an archive.docx": (b"PK\x03\x04" + bytes(26) + b"%PDF-1.7", {Reason.BROKEN, Reason.POLYGLOT}),
    "archive.zip": (packed.zipped({"a.zip": packed.zipped({"b.txt": b"x"})}), {Reason.UNKNOWN_TYPE}),
    "archive.docx": (packed.zipped({"a.docx": packed.docx()}), {Reason.UNKNOWN_TYPE}),
    "packed.gz": (b"\x1f\x8b\x08" + bytes(40), {Reason.UNKNOWN_TYPE}),
    "packed.7z": (b"7z\xbc\xaf\x27\x1c" + bytes(40), {Reason.UNKNOWN_TYPE}),
    "packed.rar": (b"Rar!\x1a\x07\x01\0" + bytes(40), {Reason.UNKNOWN_TYPE}),
}


@pytest.mark.parametrize("name", POLYGLOTS)
def test_two_types_in_one_are_refused(tmp_path: Path, name: str) -> None:
    body, reasons = POLYGLOTS[name]
    assert refused(write(tmp_path / name, body), name) in reasons


def test_document_that_ends_as_an_archive_is_refused(tmp_path: Path) -> None:
    path = samples.pdf(tmp_path / "a.pdf")
    assert clean(path, tmp_path / "whole").files  # positive control: the same without the archive is taken
    assert refused(write(path, path.read_bytes() + packed.zipped({"x.html": b"x"}))) is Reason.POLYGLOT


def test_archive_of_very_many_members_is_refused(tmp_path: Path) -> None:
    members = {"[Content_Types].xml": b"", "word/document.xml": packed.ONE_WORD}
    assert clean(write(tmp_path / "few.docx", packed.zipped(members)), tmp_path / "whole").text == "Xin"
    many = packed.zipped(members | {f"{number}": b"" for number in range(6000)})
    assert refused(write(tmp_path / "a.docx", many)) is Reason.BOMB
