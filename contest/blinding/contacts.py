"""Mail addresses, phone numbers, press cards and domains that are known to be the author's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contest.blinding.identities import CARD, LINK, MAIL, PHONE, Known, Sort
from contest.blinding.tells import PHONE_NUMBER, Match


def contacts(text: str, known: Known) -> Iterator[Match]:
    lowered = text.lower()
    for value, sort, proposal in (
        *((mail, Sort.EMAIL, MAIL) for mail in known.emails),
        *((mail.partition("@")[0], Sort.EMAIL, MAIL) for mail in known.emails if mail.find("@") > 5),  # noqa: PLR2004 - shorter is a word
        *((domain, Sort.URL, LINK) for domain in known.domains),
        *((card, Sort.CARD, CARD) for card in known.cards if len(card) > 3),  # noqa: PLR2004 - shorter is any number
    ):
        yield from _literally(text, lowered, value.strip().lower(), sort, proposal)
    wanted = {_digits(phone) for phone in known.phones} - {""}
    for found in PHONE_NUMBER.finditer(text):
        if _digits(found[0]) in wanted:
            yield Match(start=found.start(), end=found.end(), sort=Sort.PHONE, matched=found[0], proposal=PHONE)


def _literally(text: str, lowered: str, value: str, sort: Sort, proposal: str) -> Iterator[Match]:
    if not value or len(lowered) != len(text):
        return
    for found in re.finditer(rf"(?<!\w){re.escape(value)}(?!\w)", lowered):
        start, end = found.span()
        yield Match(start=start, end=end, sort=sort, matched=text[start:end], proposal=proposal)


def _digits(phone: str) -> str:
    """A phone number as ten digits from 0: +84 98… and 098… are one."""
    digits = "".join(char for char in phone if char.isdigit())
    return "0" + digits[2:] if digits.startswith("84") else digits
