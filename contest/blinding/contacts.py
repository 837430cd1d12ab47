"""Mail addresses, phone numbers, press cards and domains that are known to be the author's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from contest.blinding.identities import CARD, LINK, MAIL, PHONE, Known, Sort
from contest.blinding.matches import Match
from contest.blinding.tells import AT, DOT

_LEAST_MAILBOX: Final = 6  # letters; a shorter one is a word
_LEAST_PHONE: Final = 9  # digits; fewer are any number
_LEAST_CARD: Final = 4  # letters and digits; fewer are any number
_LEAST_CARD_DIGITS: Final = 5  # of a card's number without its letters
_BETWEEN: Final = r"[\s.\-–/]{0,3}"  # how a card number may be spaced
_BETWEEN_DIGITS: Final = r"[\s.,\-–—·•_/()]{0,5}"  # how a number that is known may be spaced
_LEAST_LABEL: Final = 7  # letters of a domain's own name that is no word: tienphong, not laodong
_LOCAL: Final = 7  # digits of a landline without its area
_NO_LETTER: Final = re.compile(r"[\W_]+")
_TURKISH: Final = str.maketrans("ıİ", "ii")
_NOBODYS_LABELS: Final = frozenset({"vietnam", "vietnamnet", "facebook", "youtube", "hochiminh", "saigon"})


def contacts(text: str, known: Known) -> Iterator[Match]:
    """Find the known addresses and numbers, however they are spaced or spelled out.

    To make a pattern takes longer than to look through an article, so it is made only of what may stand there.
    """
    bare = _bare(text)
    for pattern, needed, sort, proposal in _patterns(known):
        if needed in bare:
            for found in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE):
                yield _match(found, sort, proposal)
    digits = bare.replace("o", "0")
    for phone in {_digits(phone) for phone in known.phones}:
        if len(phone) >= _LEAST_PHONE and _always_written(phone) in digits:
            for found in _phone_pattern(phone).finditer(text):
                yield _match(found, Sort.PHONE, PHONE)


def _patterns(known: Known) -> Iterator[tuple[str, str, Sort, str]]:
    """Patterns, each with what `_bare` keeps of every text it can be found in."""
    for mail in filter(None, map(str.strip, known.emails)):
        mailbox, _, host = mail.partition("@")
        needed = _longest_run(mailbox)
        yield _dotted(mailbox) + (AT + _dotted(host) if host else ""), needed, Sort.EMAIL, MAIL
        if len(mailbox) >= _LEAST_MAILBOX:
            yield re.escape(mailbox), needed, Sort.EMAIL, MAIL
    for domain in filter(None, map(str.strip, known.domains)):
        yield _dotted(domain), _longest_run(domain), Sort.URL, LINK
        label = domain.split(".")[0]
        if len(label) >= _LEAST_LABEL and label not in _NOBODYS_LABELS and ".gov" not in domain:
            yield re.escape(label), _longest_run(label), Sort.URL, LINK
    for card in known.cards:
        marks = [char for char in card if char.isalnum()]
        if len(marks) >= _LEAST_CARD:
            yield _BETWEEN.join(map(re.escape, marks)), _bare("".join(marks)), Sort.CARD, CARD
        digits = [char for char in card if char.isdigit()]
        if len(digits) >= _LEAST_CARD_DIGITS:
            pattern = rf"(?<!\d[.,]){_BETWEEN.join(digits)}(?![.,]\d)"
            yield pattern, _bare("".join(digits)), Sort.CARD, CARD


def _bare(text: str) -> str:
    """Letters and digits alone, all of one case: as ``re.IGNORECASE`` takes them, where a Turkish i is an i too."""
    return _NO_LETTER.sub("", text.translate(_TURKISH).casefold())


def _longest_run(name: str) -> str:
    """Its longest piece without a dot or the like: what is written between its pieces may be a word."""
    return max((_bare(run) for run in _NO_LETTER.split(name)), key=len)


def _always_written(phone: str) -> str:
    """The digits that stand in the text however the number is given."""
    return phone[-_LOCAL:] if phone.startswith("02") else phone[1:]


@lru_cache(maxsize=256)
def _phone_pattern(phone: str) -> re.Pattern[str]:
    """A number that is known, however it is spaced, with or without its 0; a landline without its area too."""
    parts = [_BETWEEN_DIGITS.join("[0Oo]" if digit == "0" else digit for digit in phone[1:])]
    if phone.startswith("02"):
        parts.append(_BETWEEN_DIGITS.join(phone[-_LOCAL:]))
    head = rf"(?:(?:\(?(?:\+|00)?84\)?|\(?[0Oo]){_BETWEEN_DIGITS}(?:\(0\){_BETWEEN_DIGITS})?)?"
    return re.compile(
        rf"(?<!\w)(?<!\d[.,])(?:{head}{parts[0]}" + "".join(f"|{part}" for part in parts[1:]) + r")(?!\w|[.,]\d)"
    )


def _dotted(name: str) -> str:
    return DOT.join(map(re.escape, name.split(".")))


def _match(found: re.Match[str], sort: Sort, proposal: str) -> Match:
    return Match(start=found.start(), end=found.end(), sort=sort, matched=found[0], proposal=proposal)


def _digits(phone: str) -> str:
    """A phone number as ten digits from 0: +84 98…, 0084 98… and 098… are one."""
    digits = "".join(char for char in phone if char.isdigit()).removeprefix("00")
    return "0" + digits[2:] if digits.startswith("84") else digits
