"""What a real server writes about itself while things go wrong: no author, no secret, and the place of the fault."""

from __future__ import annotations

import io
import logging
import socket
from collections.abc import Callable, Sequence
from datetime import timedelta
from urllib.parse import quote

import pytest

from contest.db import utc_now
from contest.links import token_of
from contest.logs import LINE, CarefulFormatter
from contest.storage.links import LinkSigner, ReadGrant
from tests.faults.server import SECRET, Client, Server
from tests.faults.tellers import EMAIL, FILE, NAME, PASSWORD, PLAIN_NAME

pytestmark = pytest.mark.any_database

CODE = "7QF2"
TOKEN = token_of("0" * 32, SECRET)
LINK = LinkSigner(SECRET, clock=utc_now).read_address(
    ReadGrant(key="a" * 32, download_as="bai-7qf2.pdf", content_type="application/pdf"),
    expires_in=timedelta(hours=1),
)
SECRETS = {
    "name": NAME,
    "a word of the name": "Nguyễn",
    "plain name": PLAIN_NAME,
    "e-mail": EMAIL,
    "file": FILE,
    "link from a mail": TOKEN,
    "link of the store": LINK.rpartition("/")[2].partition(".")[2][:40] or LINK,
    "password": PASSWORD,
    "form token": "csrf_token=",
}
BREAKING = ("chu", "dong", "nguon", "canh-bao")


def told(log: str) -> list[str]:
    """Which of the secrets stand in it."""
    return [what for what, secret in SECRETS.items() if secret in log]


def visit(server: Server) -> str:
    """Ask for what works, what is refused and what breaks; return the log."""
    browser = Client(port=server.port)
    words = f"{quote(NAME)}&email={EMAIL}&{quote(FILE)}=1"
    for path in ("/dang-nhap", f"/dat-lai-mat-khau/{TOKEN}?tim={words}", LINK, f"/mua/khong-co/cham/vong-1/{CODE}"):
        browser.get(path)
    browser.post("/dang-nhap", {"email": EMAIL, "password": PASSWORD})
    for name in BREAKING:
        browser.get(f"/loi-{name}/{CODE}/{TOKEN}?tim={words}")
    _send(server.port, f"GET {LINK} \r\n\r\n", f"{EMAIL} {TOKEN}\r\n\r\n", f"GET / HTTP/1.1\r\n{EMAIL}\r\n\r\n")
    return (server.folder / "server.log").read_text(encoding="utf-8")


def _send(port: int, *lines: str) -> None:
    for line in lines:
        with socket.create_connection(("127.0.0.1", port)) as raw:
            raw.sendall(line.encode())
            raw.settimeout(10)
            raw.recv(1024)


def test_the_servers_log_names_nobody_and_opens_nothing(serve: Callable[..., Server]) -> None:
    log = visit(serve("tells"))
    assert told(log) == []
    for kept in (
        "ValueError: 7QF2 of",
        "IntegrityError: (",
        "[SQL: INSERT INTO ended_session",
        "RuntimeError: smtp://…@mail.test:25",
        'tellers.py", line',
        "Invalid request from",
        "contest.blinding: 7QF2 of",
    ):
        assert kept in log, kept  # whoever mends it finds the place


def test_a_server_that_tells_all_is_noticed(serve: Callable[..., Server]) -> None:
    log = visit(serve("tells all"))
    assert set(told(log)) >= {
        "name",
        "a word of the name",
        "plain name",
        "e-mail",
        "file",
        "link from a mail",
        "password",
    }


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("Exception on /dat-lai-mat-khau/%s [POST]", TOKEN), "Exception on /dat-lai-mat-khau/… [POST]"),
        (
            ("/mua/vi-nguoi-ngheo-bac-giang-2023/cham/vong-2/7QF2",),
            "/mua/vi-nguoi-ngheo-bac-giang-2023/cham/vong-2/7QF2",
        ),
        (("no %r in row %d", "author_name", 7), "no 'author_name' in row 7"),
        (("Key\nDETAIL:  Key (email)=(hai@x.test) exists.\n[SQL: SELECT 1]",), "Key\nDETAIL: …\n[SQL: SELECT 1]"),
        (("http://kho.test/b?X-Amz-Signature=ab12&x=1",), "http://kho.test/b?X-Amz-Signature=…&x=…"),
        (("file %s waits: %s", "ab" * 16, "StoreUnreachableAgain"), f"file {'ab' * 16} waits: StoreUnreachableAgain"),
        (("receipt %s", "ab" * 32), "receipt …"),
    ],
)
def test_a_line_keeps_what_mends_and_loses_what_tells(said: Sequence[object], expected: str) -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(CarefulFormatter(LINE))
    handler.handle(logging.LogRecord("contest", logging.ERROR, "x.py", 1, said[0], tuple(said[1:]), None))
    assert out.getvalue().partition("contest: ")[2] == f"{expected}\n"
