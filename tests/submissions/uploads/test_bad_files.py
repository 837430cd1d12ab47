"""Bad files by the page's own way: each is answered at its row in words, and what was typed stays."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from tests.media import samples
from tests.submissions.uploads.browser import Browser


def wrong_type(_folder: Path) -> tuple[str, bytes]:
    return "anh.jpg", b"%PDF-1.7\n" + bytes(200)


def broken_pdf(_folder: Path) -> tuple[str, bytes]:
    return "trang.pdf", b"%PDF-1.7\n%%EOF"


def encrypted_pdf(folder: Path) -> tuple[str, bytes]:
    return "khoa.pdf", samples.locked_pdf(folder / "a.pdf").read_bytes()


def vast_picture(_folder: Path) -> tuple[str, bytes]:
    """A PNG that declares 20,000 × 15,000 pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 20_000, 15_000, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1024 * 1024), 9)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return "rong.png", b"\x89PNG\r\n\x1a\n" + body


def zip_bomb(_folder: Path) -> tuple[str, bytes]:
    """A DOCX of a few hundred kilobytes that unpacks to 300 MiB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as member:
            for _ in range(300):
                member.write(bytes(1024 * 1024))
    return "bom.docx", packed.getvalue()


BAD: list[tuple[Callable[[Path], tuple[str, bytes]], str]] = [
    (wrong_type, "Đuôi tên tệp không khớp với nội dung"),
    (broken_pdf, "Tệp bị hỏng hoặc chưa tải hết"),
    (encrypted_pdf, "bỏ mật khẩu"),
    (vast_picture, "hơn 120 triệu điểm ảnh"),
    (zip_bomb, "phình ra quá lớn khi mở"),
]


@pytest.mark.parametrize(("make", "words"), BAD, ids=[make.__name__ for make, _ in BAD])
def test_bad_file_is_told_at_its_row_and_the_form_keeps_its_text(
    browser: Browser, tmp_path: Path, make: Callable[[Path], tuple[str, bytes]], words: str
) -> None:
    name, content = make(tmp_path)
    page = browser.base.removesuffix("/tai-len")
    typed = {"version": "1", "title": "Tên vừa gõ", "do": "save"}
    browser.client.post(f"{page}/sua", data=typed)
    form = {"csrf_token": "x", "purpose": "work", "document": "", "next": f"{page}/sua"}
    sent = browser.client.post(f"{browser.base}/gui", data=form | {"file": (io.BytesIO(content), name)})
    assert (sent.status_code, sent.location) == (302, f"{page}/sua")
    shown = unescape(browser.client.get(f"{page}/sua").text)
    row = shown.partition(f"data-upload-name>{name}<")[2].partition("</li>")[0]
    assert words in row
    assert "Tên vừa gõ" in shown
    refused = browser.client.post(f"{page}/nop", data={"version": "2", "key": "k"})
    assert (refused.status_code, name in refused.text) == (422, True)


def test_empty_file_is_refused_at_once_and_the_form_keeps_its_text(browser: Browser) -> None:
    page = browser.base.removesuffix("/tai-len")
    browser.client.post(f"{page}/sua", data={"version": "1", "title": "Tên vừa gõ", "do": "save"})
    form = {"csrf_token": "x", "purpose": "work", "document": "", "next": f"{page}/sua"}
    plain = browser.client.post(f"{browser.base}/gui", data=form | {"file": (io.BytesIO(b""), "rong.pdf")})
    said = browser.announce(b"", "rong.pdf")
    assert (plain.status_code, said.status_code) == (422, 422)
    assert "Tệp rỗng (0 byte)" in plain.text
    assert "Tệp rỗng (0 byte)" in str((said.json or {})["error"])
    assert "Tên vừa gõ" in browser.client.get(f"{page}/sua").text
