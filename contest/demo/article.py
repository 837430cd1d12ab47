"""A real article as a work: a text file with its title first, its byline and its source line last."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from contest.demo.content import Fate, SampleFile, SamplePart, SamplePerson, SampleWork
from contest.errors import Refused
from contest.text.folding import clean_text

_SOURCE: Final = re.compile(r"^\(?Nguồn[\s:]*(?P<name>[^:]*?)\s*:?\s*(?P<url>https?://\S+?)?\)?$")
_LONGEST_BYLINE: Final = 60
_KINDS: Final = ("báo", "đài", "tạp chí", "trang", "cổng")
OWN_ARTICLE: Final = "article"
"""Key of the work that is made of the file."""
_PUBLISHED: Final = date(2023, 4, 3)
"""The file does not say when the article came out; a day before every other work comes in stands for it."""


class NotAnArticle(Refused):
    """The file lacks a title, a text or a byline."""

    message = "Tệp cần có: dòng đầu là tên bài, các đoạn văn, dòng tên tác giả và dòng “Nguồn …: địa chỉ”."


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """A parsed article; ``outlet`` and ``url`` are empty when there is no source line."""

    title: str
    body: str
    byline: str
    outlet: str
    url: str


def parse_article(text: str) -> Article:
    """Read title, text, byline and source. Errors: NotAnArticle."""
    lines = [line.strip() for line in clean_text(text.removeprefix("\ufeff")).splitlines() if line.strip()]
    outlet, url = "", ""
    if lines and (source := _SOURCE.match(lines[-1])):
        outlet, url = _outlet(source["name"]), source["url"] or ""
        lines.pop()
    if len(lines) < 3 or not _is_byline(lines[-1]):  # noqa: PLR2004 - a title, a paragraph and a byline
        raise NotAnArticle
    title, *paragraphs, byline = lines
    return Article(title=title, body="\n\n".join(paragraphs), byline=byline, outlet=outlet, url=url)


def article_work(article: Article) -> SampleWork:
    """The article as an entry of the online category, by its own byline and source."""
    closing = [article.byline, *([f"(Nguồn: {article.outlet} {article.url})"] if article.url else [])]
    author = SamplePerson(
        key=OWN_ARTICLE,
        name=article.byline,
        pen=article.byline,
        born=0,
        unit="",
        job="",
        account="tac.gia.bai@demo.test",
    )
    part = SamplePart(title=article.title, published=_PUBLISHED, url=article.url, text=article.body)
    return SampleWork(
        key=OWN_ARTICLE,
        category="online",
        title=article.title,
        genre="Bài phản ánh",
        topics=("T11", "T01"),
        district="Bắc Giang",
        commune="",
        outlet=article.outlet or "Báo điện tử",
        issue="",
        programme="",
        authors=(author,),
        quality=Decimal("9.2"),
        fate=Fate.JUDGED,
        reason="",
        evidence=False,
        files=(SampleFile(kind="docx", scene=""),),
        intro="",
        parts=(part,),
        printed="\n\n".join([article.body, *closing]),
    )


def _outlet(name: str) -> str:
    """«Bắc Giang» in a source line is the newspaper of that name."""
    known = name.casefold().startswith(_KINDS)
    return name if known or not name else f"Báo {name}"


def _is_byline(line: str) -> bool:
    return len(line) <= _LONGEST_BYLINE and not line.endswith((".", "!", "?", "…"))
