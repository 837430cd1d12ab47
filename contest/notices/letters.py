"""A message as a mail: headers that tell nothing but the sender and the one recipient."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

from flask import render_template

from contest.links import with_tokens
from contest.notices.types import Letter
from contest.settings import Settings


class UnfitHeader(ValueError):
    """A header holds a line break or another control: the mail is not written."""


def write_letter(letter: Letter, settings: Settings, now: datetime) -> EmailMessage:
    """The mail of one message.

    No Reply-To, Cc, Bcc or List-Id, and a Message-ID made at random: nothing here tells who wrote, from where,
    or who else was written to. Links are built from ``Settings.base_url``, never from a request.
    Errors: UnfitHeader.
    """
    for value in (letter.to, letter.subject, letter.message_id):
        if not value.isprintable() or not value:
            raise UnfitHeader(repr(value[:40]))
    mail = EmailMessage(policy=SMTP)
    mail["From"] = settings.mail_from
    mail["To"] = letter.to
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{letter.message_id}@{own_host(settings)}>"
    mail["Auto-Submitted"] = "auto-generated"
    link = f"{settings.base_url.rstrip('/')}{with_tokens(letter.link, settings.secret_key)}" if letter.link else ""
    page = {"body": letter.body, "link": link, "season": letter.season, "site": settings.base_url}
    mail.set_content(render_template("notices/letter.txt", **page))
    return mail


def sender_address(settings: Settings) -> str:
    """The envelope's sender, which becomes the Return-Path."""
    return parseaddr(settings.mail_from)[1]


def own_host(settings: Settings) -> str:
    """The name of this installation as mails give it; never the machine's own name."""
    return urlsplit(settings.base_url).hostname or "localhost"
