"""Files that point at other files or at hosts: nothing is fetched, nothing of this machine is read."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest
from imageio_ffmpeg import get_ffmpeg_exe

from contest.media.clean import CleanResult, clean
from contest.media.errors import CannotProcess
from contest.media.reasons import Reason
from tests.media import packed, samples

Heard = list[bytes]
SECRET = "bi-mat-cua-may-chu"


@pytest.fixture
def listener() -> Iterator[tuple[int, Heard]]:
    """A server on 127.0.0.1 that writes down whoever comes."""
    heard: Heard = []
    server = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            heard.append(connection.recv(200))
            connection.close()

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    yield server.getsockname()[1], heard
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join(5)


def _playlist(address: str) -> bytes:
    return f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{address}\n#EXT-X-ENDLIST\n".encode()


def _picture_in_odt(address: str) -> bytes:
    body = samples.ODT_BODY.replace("NAME", "x").replace(
        "<text:h ",
        '<draw:image xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="{address}"/><text:h ',
    )
    return packed.odt(body.encode())


def _template_of_docx(address: str) -> bytes:
    relation = f'<Relationships><Relationship TargetMode="External" Target="{address}"/></Relationships>'
    return packed.docx(word___rels__settings_xml_rels=relation.encode())


def _pdf_elsewhere(address: str) -> bytes:
    file = b"<</Type/Filespec/FS/URL/F(%s)>>" % address.encode()
    act = b"/AA<</O<</S/URI/URI(%s)>>>>" % address.encode()
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R" + act + b">>"
    content = b"<</Length 0/F " + file + b">>stream\n\nendstream "
    return packed.pdf(b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page, content)


POINTERS: dict[str, Callable[[str], bytes]] = {
    "hinh.svg": lambda to: f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{to}"/></svg>'.encode(),
    "danh-sach.m3u8": _playlist,
    "danh-sach.txt": _playlist,
    "danh-sach.mp4": _playlist,
    "danh-sach.mp3": lambda to: b"ID3\x04\0\0\0\0\0\0" + _playlist(to),
    "danh-sach.ts": lambda to: _playlist(to).ljust(188 * 4, b"\n"),
    "noi.mkv": lambda to: f"ffconcat version 1.0\nfile {to}\n".encode(),
    "dash.mp4": lambda to: f'<?xml version="1.0"?><MPD><BaseURL>{to}</BaseURL></MPD>'.encode(),
    "bai.rtf": lambda to: ('{\\rtf1 x {\\field{\\*\\fldinst INCLUDEPICTURE "' + to + '"}{\\fldrslt y}}}').encode(),
    "kieu.docx": lambda to: packed.docx(f'<!DOCTYPE a SYSTEM "{to}"><a/>'.encode()),
    "mau.docx": _template_of_docx,
    "anh.odt": _picture_in_odt,
    "kieu.odt": lambda to: packed.odt(f'<!DOCTYPE a [<!ENTITY % x SYSTEM "{to}"> %x;]><a/>'.encode()),
    "trang.pdf": _pdf_elsewhere,
}


def cleaned(path: Path) -> CleanResult | Reason:
    """How the file ends; the next job runs after it."""
    try:
        found: CleanResult | Reason = clean(path, path.parent / "out", name=path.name)
    except CannotProcess as error:
        found = error.reason
    after = path.parent / "after.txt"
    after.write_text("Việc sau vẫn chạy.", encoding="utf-8")
    assert clean(after, path.parent / "after").text == "Việc sau vẫn chạy."
    return found


@pytest.mark.parametrize("name", POINTERS)
def test_no_host_is_ever_asked(tmp_path: Path, listener: tuple[int, Heard], name: str) -> None:
    port, heard = listener
    (tmp_path / name).write_bytes(POINTERS[name](f"http://127.0.0.1:{port}/x.ts"))
    found = cleaned(tmp_path / name)
    assert heard == []
    if name in ("bai.rtf", "mau.docx", "anh.odt", "trang.pdf"):  # the pointer is left out, the rest is the work
        assert isinstance(found, CleanResult)
    else:
        assert found in (Reason.ACTIVE, Reason.BROKEN, Reason.UNKNOWN_TYPE)


def test_film_whose_pictures_are_said_to_lie_at_a_host(tmp_path: Path, listener: tuple[int, Heard]) -> None:
    port, heard = listener
    path = packed.film_elsewhere(tmp_path / "hinh.mp4", f"http://127.0.0.1:{port}/x.mp4")
    found = cleaned(path)
    assert isinstance(found, CleanResult)  # the reference is passed over: what is in the file itself is the film
    assert heard == []


def test_listener_hears_what_does_follow(tmp_path: Path, listener: tuple[int, Heard]) -> None:
    """Positive control: the same playlist, given to a program without our bounds."""
    port, heard = listener
    (tmp_path / "a.m3u8").write_bytes(_playlist(f"http://127.0.0.1:{port}/x.ts"))
    command = [get_ffmpeg_exe(), "-v", "quiet", "-protocol_whitelist", "file,http,tcp", "-i", str(tmp_path / "a.m3u8")]
    subprocess.run([*command, "-f", "null", "-"], stdin=subprocess.DEVNULL, check=False, timeout=60)
    assert heard != []
    assert heard[0].startswith(b"GET /x.ts")


@pytest.mark.parametrize("name", POINTERS)
def test_no_other_file_is_ever_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.txt").write_text(SECRET)
    (tmp_path / name).write_bytes(POINTERS[name](f"file://{tmp_path}/secret.txt"))
    found = cleaned(tmp_path / name)
    if isinstance(found, CleanResult):
        made = b"".join(file.path.read_bytes() for file in found.files) + found.text.encode()
        assert SECRET.encode() not in made


ENTITIES = {
    "external": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "parameter": '<!DOCTYPE a [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]><a/>',
    "public": '<!DOCTYPE a PUBLIC "-//x//x" "file:///etc/passwd"><a/>',
    "laughs": '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>',
    "declared": "<!DOCTYPE a><a/>",
}


@pytest.mark.parametrize("code", ["utf-8", "utf-16"])
@pytest.mark.parametrize("kind", ENTITIES)
def test_document_that_declares_entities_is_refused(tmp_path: Path, kind: str, code: str) -> None:
    body = (f'<?xml version="1.0" encoding="{code}"?>' + ENTITIES[kind]).encode(code)
    for name, whole in (
        ("a.docx", packed.docx(body)),
        ("kieu.docx", packed.docx(word__styles_xml=body)),
        ("a.odt", packed.odt(body)),
    ):
        (tmp_path / name).write_bytes(whole)
        assert cleaned(tmp_path / name) is Reason.ACTIVE


def test_same_documents_without_entities_are_taken(tmp_path: Path) -> None:
    """Positive control: it is the declaration that is refused, not the shape of these files."""
    styles = b"<w:styles " + packed.WORD + b"/>"
    for name, whole in (
        ("a.docx", packed.docx(word__styles_xml=styles)),
        ("a.odt", packed.odt(samples.ODT_BODY.replace("NAME", "x").encode())),
    ):
        (tmp_path / name).write_bytes(whole)
        assert isinstance(cleaned(tmp_path / name), CleanResult)


def test_scripts_and_addresses_of_a_pdf_are_not_carried_out(tmp_path: Path, listener: tuple[int, Heard]) -> None:
    port, heard = listener
    path = samples.pdf(tmp_path / "a.pdf")
    with pikepdf.open(path, allow_overwriting_input=True) as document:
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=f"http://127.0.0.1:{port}/x")
        document.save(path)
    with contextlib.suppress(CannotProcess):
        clean(path, tmp_path / "out")
    assert heard == []
