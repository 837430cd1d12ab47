"""Mail addresses, phone numbers, press cards and domains that are known to be the author's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from contest.blinding.identities import CARD, LINK, MAIL, PHONE, Known, Sort
from contest.blinding.matches import Match
from contest.blinding.tells import AT, DOT, PHONE_NUMBER

_LEAST_MAILBOX: Final = 6  # letters; a shorter one is a word
_LEAST_CARD: Final = 4  # letters and digits; fewer are any number
_BETWEEN: Final = r"[ .\-–/]{0,2}"  # how a card number may be spaced


def contacts(text: str, known: Known) -> Iterator[Match]:
    """Find the known addresses and numbers, however they are spaced or spelled out."""
    for pattern, sort, proposal in _patterns(known):
        for found in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE):
            yield _match(found, sort, proposal)
    wanted = {_digits(phone) for phone in known.phones} - {""}
    for found in PHONE_NUMBER.finditer(text):
        if _digits(found[0]) in wanted:
            yield _match(found, Sort.PHONE, PHONE)


def _patterns(known: Known) -> Iterator[tuple[str, Sort, str]]:
    for mail in filter(None, map(str.strip, known.emails)):
        mailbox, _, host = mail.partition("@")
        yield _dotted(mailbox) + (AT + _dotted(host) if host else ""), Sort.EMAIL, MAIL
        if len(mailbox) >= _LEAST_MAILBOX:
            yield re.escape(mailbox), Sort.EMAIL, MAIL
    for domain in filter(None, map(str.strip, known.domains)):
        yield _dotted(domain), Sort.URL, LINK
    for card in known.cards:
        marks = [re.escape(char) for char in card if char.isalnum()]
        if len(marks) >= _LEAST_CARD:
            yield _BETWEEN.join(marks), Sort.CARD, CARD


def _dotted(name: str) -> str:
    return DOT.join(map(re.escape, name.split(".")))


def _match(found: re.Match[str], sort: Sort, proposal: str) -> Match:
    return Match(start=found.start(), end=found.end(), sort=sort, matched=found[0], proposal=proposal)


def _digits(phone: str) -> str:
    """A phone number as ten digits from 0: +84 98…, 0084 98… and 098… are one."""
    digits = "".join(char for char in phone if char.isdigit()).removeprefix("00")
    return "0" + digits[2:] if digits.startswith("84") else digits
