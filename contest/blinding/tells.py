"""Signs of an author or outlet that need no knowledge of them: credits, sources, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from contest.blinding.identities import AUTHOR, LINK, MAIL, OUTLET, PHONE, Sort

_LATIN: Final = (*range(0x41, 0x5B), *range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))
_UPPER: Final = "".join(chr(code) for code in _LATIN if chr(code).isupper())
_NAME: Final = rf"[{_UPPER}][\w.]*(?:[ \-–&,][ ]?(?:(?:và|and)[ ])?[{_UPPER}][\w.]*){{0,7}}"

URL: Final = re.compile(
    r"\b(?:https?://|www\.)[^\s<>\"”]+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|info|vn|gov|edu)(?:\.vn)?(?:/[^\s<>\"”]*)?\b",
    re.IGNORECASE,
)
EMAIL: Final = re.compile(
    r"[\w.+-]+\s?(?:@|\(at\)|\[at\]|\(a còng\)|\[a còng\])\s?[\w-]+(?:\s?\.\s?[a-z]{2,})+", re.IGNORECASE
)
PHONE_NUMBER: Final = re.compile(r"(?<![\d.,/])(?:\(?\+?84\)?|\(?0)(?:[ .\-()]{0,2}\d){9,10}(?![\d/]|[.,]\d)")
_CREDIT_CUES: Final = (
    r"bài(?:[ ]viết)?(?:[ ]?(?:,|và|&|-|–)[ ]?(?:ảnh|clip|video))*",
    r"tin(?:[ ]?(?:,|và|&|-)[ ]?(?:ảnh|bài))+",
    r"ảnh(?:[ ]?(?:,|và|&|-)[ ]?(?:bài|tin|clip|video|đồ họa))*",
    *("clip", "video", "đồ họa", "tác giả", "nhóm tác giả", "thực hiện", "nhóm thực hiện", "quay phim"),
    *("biên tập", "đạo diễn", "kịch bản", "lời bình", "người đọc", "dẫn chương trình", "kỹ thuật dựng"),
    *("dựng phim", "trình bày", "bút danh"),
)
_CREDIT: Final = re.compile(rf"(?i:\b(?:{'|'.join(_CREDIT_CUES)})[ ]*:[ ]*)(?P<who>{_NAME})")
_SOURCE: Final = re.compile(
    rf"(?:^[ \t(]*|[(\[])(?i:nguồn(?:[ ]tin|[ ]ảnh|[ ]bài)?)[ ]*:?[ ]*(?P<who>{_NAME})", re.MULTILINE
)
_ACCORDING: Final = re.compile(rf"[(\[](?i:theo)[ ]+(?P<who>{_NAME})[^)\]]{{0,40}}[)\]]")
_REPORTER: Final = re.compile(
    rf"\b(?:(?i:phóng viên|nhà báo|biên tập viên|cộng tác viên)|PV|BTV|CTV|MC)[ ]+(?P<who>{_NAME})"
)
_NOT_PEOPLE: Final = re.compile(r"(?:tư liệu|minh họa|internet|sưu tầm|st\b|cung cấp|nhân vật)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """One finding. Offsets are those of the text as given; ``proposal`` would take the span's place."""

    start: int
    end: int
    sort: Sort
    matched: str
    proposal: str


def tells(text: str, *, outlet_is_visible: bool) -> Iterator[Match]:
    """Find credits, sources, links, mail addresses and phone numbers."""
    for pattern, sort, proposal in (
        (EMAIL, Sort.EMAIL, MAIL),
        (URL, Sort.URL, LINK),
        (PHONE_NUMBER, Sort.PHONE, PHONE),
    ):
        for found in pattern.finditer(text):
            yield _match(found, 0, sort, proposal)
    yield from _named(_CREDIT, text, AUTHOR)
    yield from _named(_REPORTER, text, AUTHOR)
    if not outlet_is_visible:
        yield from _named(_SOURCE, text, OUTLET)
        yield from _named(_ACCORDING, text, OUTLET)


def _named(pattern: re.Pattern[str], text: str, proposal: str) -> Iterator[Match]:
    for found in pattern.finditer(text):
        if not _NOT_PEOPLE.match(text, found.start("who")):
            yield _match(found, "who", Sort.TELL, proposal)


def _match(found: re.Match[str], group: int | str, sort: Sort, proposal: str) -> Match:
    matched = found[group].rstrip(".,;:)!?– -")
    return Match(
        start=found.start(group), end=found.start(group) + len(matched), sort=sort, matched=matched, proposal=proposal
    )
