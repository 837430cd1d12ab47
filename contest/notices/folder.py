"""The mails of the outbox folder, for the demo's page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

NEWEST = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptMail:
    """A mail that would have been sent; ``links`` are the addresses of this site in it."""

    to: str
    subject: str
    body: str
    at: datetime
    links: Sequence[str]


def kept_mails(folder: Path, site: str) -> Sequence[KeptMail]:
    """The newest mails first; nothing when there is no folder."""
    if not folder.is_dir():
        return []
    files = sorted(folder.glob("*.eml"), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    return [_read(path, site) for path in files[:NEWEST]]


def _read(path: Path, site: str) -> KeptMail:
    mail = message_from_bytes(path.read_bytes(), policy=default)
    part = mail.get_body(("plain",))
    body = str(part.get_content()).strip() if part else ""
    own = re.compile(re.escape(site.rstrip("/")) + r"/[^\s<>\"]+")
    return KeptMail(
        to=str(mail["To"]),
        subject=str(mail["Subject"]),
        body=body,
        at=datetime.fromtimestamp(path.stat().st_mtime, UTC),
        links=[found.removeprefix(site.rstrip("/")) for found in own.findall(body)],
    )
