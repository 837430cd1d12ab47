"""Signs of an author or outlet that need no knowledge of them: credits, sources, addresses, dates of issue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from contest.blinding.identities import AUTHOR, ISSUE, LINK, MAIL, OUTLET, PHONE, Sort
from contest.blinding.matches import Match

_LATIN: Final = (*range(0x41, 0x5B), *range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))
_UPPER: Final = "".join(chr(code) for code in _LATIN if chr(code).isupper())
_NAME: Final = rf"[{_UPPER}][\w.'’]{{0,40}}(?:[ \-–&,][ ]?(?:(?:và|and)[ ])?[{_UPPER}][\w.'’]{{0,40}}){{0,7}}"

AT: Final = r"\s?(?:@|[(\[{]\s?(?:@|at|a|a còng)\s?[)\]}]|\ba còng\b)\s?"
DOT: Final = r"\s?(?:[.·•]|[(\[{]\s?(?:\.|dot|chấm)\s?[)\]}]|\bchấm\b)\s?"
# Bounded and anchored: a megabyte of one letter must not make them look from every letter to the end.
URL: Final = re.compile(
    r"\b(?:https?://|www\.)[^\s<>\"”]+"
    r"|(?<![\w.-])(?:[\w-]{1,63}\.){1,6}(?:com|net|org|info|vn|gov|edu)(?:\.vn)?(?:/[^\s<>\"”]*)?\b"
    # Of the other endings only what goes on behind a slash, or a well-known host: "t.me/…", "youtu.be/…"
    r"|(?<![\w.-])(?:[\w-]{1,63}\.){1,6}(?:me|be|ly|gl|gle|ee|tv|asia|xyz|app|io|co|page|link|news|online|watch|site)"
    r"/[^\s<>\"”]+",
    re.IGNORECASE,
)
_HANDLE: Final = re.compile(r"(?<![\w.@/\]-])@[a-z][\w.]{2,30}\b", re.IGNORECASE)
"""A name in a network: @bao.vungcao."""
EMAIL: Final = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{1,64}}{AT}[\w-]{{1,63}}(?:{DOT}[a-z]{{2,24}}\b){{1,4}}", re.IGNORECASE
)
PHONE_NUMBER: Final = re.compile(
    r"(?<![\d.,])(?:(?<!/)|(?<=\d{3}/))(?:\(?(?:\+|00)?84\)?|\(?0)(?:[ .\-–—·•_()]{0,3}\d){9,10}"
    r"(?!\d|/(?![ ]?\(?[+0]\d)|[.,]\d)"
)
"""Two numbers may be parted by a slash; "0123456789/QĐ-UBND" is a letter of an office."""
_CREDIT_CUES: Final = (
    r"bài(?:[ ]viết)?(?:[ ]?(?:,|và|&|-|–)[ ]?(?:ảnh|clip|video))*",
    r"tin(?:[ ]?(?:,|và|&|-)[ ]?(?:ảnh|bài))+",
    r"ảnh(?:[ ]?(?:,|và|&|-)[ ]?(?:bài|tin|clip|video|đồ họa))*",
    *("clip", "video", "đồ họa", "tác giả", "nhóm tác giả", "thực hiện", "nhóm thực hiện", "quay phim"),
    *("biên tập", "đạo diễn", "kịch bản", "lời bình", "người đọc", "dẫn chương trình", "kỹ thuật dựng"),
    *("dựng phim", "trình bày", "bút danh", "người gửi", "người gửi bài", "người viết"),
    *("facebook", "fb", "fanpage", "zalo", "tiktok", "youtube", "telegram", "instagram", "viber"),
)
_CREDIT: Final = re.compile(rf"(?i:\b(?:{'|'.join(_CREDIT_CUES)})[ ]{{0,9}}:[ ]{{0,9}})(?P<who>{_NAME})")
_OFFICE: Final = (
    r"(?i:(?:cơ quan|ban|phòng|văn phòng)[ ](?:thường trú|đại diện)|văn phòng|phân xã|chi nhánh|tòa soạn|ban biên tập)"
    rf"[ ][^\n)\]{_UPPER}.]{{0,40}}[{_UPPER}][^\n.)\]]{{0,80}}"
)
"""An office of an outlet, its name and where it sits: each of the three tells whose it is."""
_SOURCE: Final = re.compile(
    rf"(?:^[ \t(]{{0,40}}|[(\[])(?i:nguồn(?:[ ]tin|[ ]ảnh|[ ]bài)?)[ ]{{0,9}}:?[ ]{{0,9}}"
    rf"(?P<who>{_OFFICE}|{_NAME})",
    re.MULTILINE,
)
_ACCORDING: Final = re.compile(rf"[(\[](?i:theo)[ ]{{1,9}}(?P<who>{_OFFICE}|{_NAME})[^)\]]{{0,40}}[)\]]")
_REPORTER: Final = re.compile(
    rf"(?<!\bhội )(?<!\bHội )(?<!\bHỘI )\b(?:(?i:phóng viên|nhà báo|biên tập viên|cộng tác viên)|PV|BTV|CTV|MC)"
    rf"[ ]{{1,9}}(?P<who>{_NAME})"
)
_NOT_PEOPLE: Final = re.compile(
    r"(?:tư liệu|minh họa|internet|sưu tầm|st\b|cung cấp|nhân vật|việt nam\b|quốc tế\b|cách mạng\b)", re.IGNORECASE
)
_GOES_ON: Final = re.compile(r"[ ](?!(?:và|cùng|cung|chụp|ghi|thực|tổng|lược|biên|dịch|st|sưu|gửi)\b)[a-zà-ỹđ]")
"""A single capital word and then a small one: "Ảnh: Hàng xóm giúp nhau" is a sentence, not a credit."""

_DAY: Final = r"\d{1,2}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?(?:19|20)\d\d"
_WEEKDAY: Final = r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)"
_CLOCK: Final = r"\d{1,2}\s?(?:[:hg]|giờ)\s?\d{0,2}(?:\s?\(?GMT\s?\+\s?7\)?)?"
_APART: Final = r"[\s·•|,;:\-–—(]{0,4}"
_WHEN: Final = (
    rf"(?:{_CLOCK}{_APART})?(?:{_WEEKDAY}{_APART})?(?:(?:ngày|lúc)\s)?(?:{_CLOCK}{_APART}(?:ngày\s)?)?{_DAY}"
    rf"(?:{_APART}{_CLOCK})?"
)
_ISSUES: Final = (
    # «Số 5128 · 20/06/2023»; «số 5128/BC-UBND ngày …» is a letter of an office, not an issue
    re.compile(
        rf"\b(?:Số|SỐ)(?:[ ]báo)?[ ]{{0,3}}:?[ ]?\d[\d.]{{0,7}}(?:\s?[(/][ ]?[\d.]{{1,9}}\)?)?{_APART}(?i:{_WHEN})"
    ),
    re.compile(rf"(?i:\bsố ra{_APART}{_WHEN})"),
    re.compile(rf"(?i:\b(?:phát sóng|lên sóng|đăng tải){_APART}{_WHEN})"),
    re.compile(
        rf"(?im:(?:^[ \t]{{0,40}}|[|·•–—-][ ]?)(?:cập nhật|đăng|ngày đăng|xuất bản|ngày xuất bản|phát hành)"
        rf"(?:[ ]lúc)?{_APART}{_WHEN})"
    ),
    re.compile(r"(?im:^[ \t]{0,40}(?:Số|SỐ)(?:[ ]báo)?[ ]{0,3}:?[ ]?\d[\d.]{1,7}(?:\s?[(/][ ]?[\d.]{1,9}\)?)?[ \t]*$)"),
    re.compile(rf"(?im:^[ \t(|]{{0,40}}(?P<when>{_WHEN})[ \t)|]*$)"),
)


def tells(text: str) -> Iterator[Match]:
    """Find credits, links, mail addresses, phone numbers, and when and in which issue a work came out."""
    for pattern, sort, proposal in (
        (EMAIL, Sort.EMAIL, MAIL),
        (URL, Sort.URL, LINK),
        (_HANDLE, Sort.URL, LINK),
        (PHONE_NUMBER, Sort.PHONE, PHONE),
        *((pattern, Sort.ISSUE, ISSUE) for pattern in _ISSUES),
    ):
        for found in pattern.finditer(text):
            yield _match(found, 0, sort, proposal)
    yield from _named(_CREDIT, text, AUTHOR)
    yield from _named(_REPORTER, text, AUTHOR)


def sources(text: str) -> Iterator[Match]:
    """Find outlets named as a source."""
    yield from _named(_SOURCE, text, OUTLET)
    yield from _named(_ACCORDING, text, OUTLET)


def _named(pattern: re.Pattern[str], text: str, proposal: str) -> Iterator[Match]:
    for found in pattern.finditer(text):
        who = found["who"]
        one_word = " " not in who.rstrip(" ,&–-")
        if _NOT_PEOPLE.match(who) or (one_word and _GOES_ON.match(text, found.end("who"))):
            continue
        yield _match(found, "who", Sort.TELL, proposal)


def _match(found: re.Match[str], group: int | str, sort: Sort, proposal: str) -> Match:
    whole = found[group]
    matched = whole.strip(" \t\n|·•").rstrip(".,;:)!?– -")
    start = found.start(group) + whole.index(matched)
    return Match(start=start, end=start + len(matched), sort=sort, matched=matched, proposal=proposal)
