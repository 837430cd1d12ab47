"""Two ways for a mail to leave: a mail server, or a folder where none is configured."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from contest.notices.letters import own_host, sender_address
from contest.settings import Settings

SECONDS = 20
_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
_PERMANENT = 500


class NotNow(Exception):
    """The mail stays in the outbox: there is no way out now, or the server asks to come back with ``only_this``."""

    def __init__(self, words: str, *, only_this: bool = False) -> None:
        super().__init__(words)
        self.only_this = only_this


class RefusedForGood(Exception):
    """The mail server will never take this mail."""


class Carrier(Protocol):
    """Takes one mail to one recipient. Errors: NotNow, RefusedForGood."""

    def carry(self, mail: EmailMessage) -> None: ...


class FolderCarrier:
    """Keeps each mail as an .eml file, readable by the owner alone; writing it twice leaves one file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def carry(self, mail: EmailMessage) -> None:
        """Write the whole file or none."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            name = mail["Message-ID"].strip("<>").partition("@")[0]
            draft = self.folder / f".{name}.part"
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(bytes(mail))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.folder / f"{name}.eml")
        except OSError as error:
            raise NotNow(str(error)) from error


class SmtpCarrier:
    """An open conversation with a mail server."""

    def __init__(self, server: smtplib.SMTP, sender: str) -> None:
        self.server = server
        self.sender = sender

    def carry(self, mail: EmailMessage) -> None:
        """Send to the one recipient of the mail."""
        try:
            self.server.send_message(mail, from_addr=self.sender, to_addrs=[mail["To"]])
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise _refusal(code, words) from error
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            raise NotNow(str(error)) from error


def open_carrier(settings: Settings) -> AbstractContextManager[Carrier]:
    """The way out of this installation, open while the context lasts. Errors: NotNow."""
    return _smtp(settings, settings.smtp_url) if settings.smtp_url else _folder(settings)


@contextmanager
def _folder(settings: Settings) -> Iterator[Carrier]:
    yield FolderCarrier(settings.outbox)


@contextmanager
def _smtp(settings: Settings, url: str) -> Iterator[Carrier]:
    try:
        server = _connect(urlsplit(url), own_host(settings))
    except (OSError, smtplib.SMTPException) as error:
        raise NotNow(str(error)) from error
    try:
        yield SmtpCarrier(server, sender_address(settings))
    finally:
        server.close()


def _connect(url: SplitResult, own_name: str) -> smtplib.SMTP:
    """Connect by the scheme: ``smtp``, ``smtps`` (TLS from the start), ``smtp+starttls`` (TLS or nothing).

    ``?ca=/path.pem`` names the certificate of a private authority.
    """
    if url.scheme not in _PORTS:
        raise OSError(f"SMTP_URL: unknown scheme {url.scheme}")
    host, port = url.hostname or "localhost", url.port or _PORTS[url.scheme]
    tls = ssl.create_default_context(cafile=next(iter(parse_qs(url.query).get("ca", [])), None))
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, own_name, timeout=SECONDS, context=tls)
    else:
        server = smtplib.SMTP(host, port, own_name, timeout=SECONDS)
    try:
        if url.scheme == "smtp+starttls":
            server.starttls(context=tls)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _refusal(code: int, words: bytes | str) -> Exception:
    text = f"{code} {words.decode('utf-8', 'replace') if isinstance(words, bytes) else words}"
    return RefusedForGood(text) if code >= _PERMANENT else NotNow(text, only_this=True)
