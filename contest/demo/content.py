"""The sample contest as it stands in ``works/*.toml``: people, units and works, all invented."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

SAMPLE_LINE = "(Tác phẩm mẫu, nhân vật và số liệu là giả định)"
"""Ends every text, so that no reader takes a sample for news."""

_FOLDER = Path(__file__).parent / "works"
_WORK_FILES = ("print", "online", "television", "others")


class Fate(StrEnum):
    """What becomes of a work before the final round; ``JUDGED`` leaves it to the marks."""

    JUDGED = "judged"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, kw_only=True, slots=True)
class SamplePerson:
    """An invented author; ``unit`` is a key of the units or empty."""

    key: str
    name: str
    pen: str
    born: int
    unit: str
    job: str
    account: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SampleUnit:
    """A press unit; ``account`` is its delegate's address when it enters works itself."""

    key: str
    name: str
    kind: str
    aliases: tuple[str, ...]
    domains: tuple[str, ...]
    account: str = ""
    delegate: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SampleFile:
    """A file to make: its kind and, for pictures and films, the scene that is drawn."""

    kind: str
    scene: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SamplePart:
    """One publication of a work."""

    title: str
    published: date
    url: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SampleWork:
    """A work. ``quality`` (0..10) is what judges' marks gather around; ``place`` names a district or nothing."""

    key: str
    category: str
    title: str
    genre: str
    topics: tuple[str, ...]
    district: str
    commune: str
    outlet: str
    issue: str
    programme: str
    authors: tuple[SamplePerson, ...]
    quality: Decimal
    fate: Fate
    reason: str
    evidence: bool
    files: tuple[SampleFile, ...]
    intro: str
    parts: tuple[SamplePart, ...]
    printed: str = ""
    """The text as it came out, of a work that is not ours and so no sample."""

    @property
    def byline(self) -> str:
        """Who signs, as printed at the end."""
        names = " - ".join(author.pen for author in self.authors)
        return f"{_BYLINES[self.category]}: {names}"

    @property
    def source(self) -> str:
        """Where and when it came out, as printed at the end."""
        told = " · ".join(item for item in (self.programme, self.issue) if item)
        first = f"{self.parts[0].published:%d/%m/%Y}"
        return f"(Nguồn: {', '.join(item for item in (self.outlet, told, first) if item)})"

    @property
    def body(self) -> str:
        """The whole text with byline, source and the line that marks it as a sample."""
        if self.printed:
            return self.printed
        series = len(self.parts) > 1
        told = [f"**{part.title}**\n\n{part.text}" if series else part.text for part in self.parts]
        pieces = [self.intro, *told, self.byline, self.source, SAMPLE_LINE]
        return "\n\n".join(piece for piece in pieces if piece)


@dataclass(frozen=True, kw_only=True, slots=True)
class SampleContest:
    """Everything the demonstration is made of."""

    people: Mapping[str, SamplePerson]
    units: Mapping[str, SampleUnit]
    works: tuple[SampleWork, ...]


_BYLINES = {
    "print": "Bài và ảnh",
    "online": "Bài, ảnh",
    "television": "Thực hiện",
    "radio": "Biên tập và thể hiện",
    "photo": "Ảnh và lời",
    "multimedia": "Nội dung và đồ họa",
    "citizen": "Người gửi",
}


@cache
def sample_contest() -> SampleContest:
    """Read the files once."""
    people = {key: _person(key, row) for key, row in _read("people").items()}
    units = {key: _unit(key, row) for key, row in _read("organisations").items()}
    works: list[SampleWork] = []
    for name in _WORK_FILES:
        document = _read(name)
        works += [_work(row, document.get("category", ""), people, units) for row in document["works"]]
    return SampleContest(people=people, units=units, works=tuple(works))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _person(key: str, row: Mapping[str, Any]) -> SamplePerson:
    return SamplePerson(
        key=key,
        name=row["name"],
        pen=row["pen"],
        born=row["born"],
        unit=row["org"],
        job=row["job"],
        account=row.get("account", ""),
    )


def _unit(key: str, row: Mapping[str, Any]) -> SampleUnit:
    return SampleUnit(
        key=key,
        name=row["name"],
        kind=row["kind"],
        aliases=tuple(row["aliases"]),
        domains=tuple(row["domains"]),
        account=row.get("account", ""),
        delegate=row.get("delegate", ""),
    )


def _work(
    row: Mapping[str, Any], category: str, people: Mapping[str, SamplePerson], units: Mapping[str, SampleUnit]
) -> SampleWork:
    authors = tuple(people[key] for key in row["authors"])
    unit = row.get("outlet", authors[0].unit)
    return SampleWork(
        key=row["key"],
        category=row.get("category", category),
        title=row["title"],
        genre=row["genre"],
        topics=tuple(row["topics"]),
        district=row["district"],
        commune=row["commune"],
        outlet=units[unit].name if unit else "Trang cá nhân",
        issue=row.get("issue", ""),
        programme=row.get("program", ""),
        authors=authors,
        quality=Decimal(str(row["quality"])),
        fate=Fate(row.get("fate", "judged")),
        reason=row.get("reason", ""),
        evidence=row.get("evidence", False),
        files=tuple(_file(name) for name in row["files"]),
        intro=row["text"].strip() if "parts" in row else "",
        parts=_parts(row),
    )


def _parts(row: Mapping[str, Any]) -> tuple[SamplePart, ...]:
    own = {**row, "text": row["text"]}
    return tuple(
        SamplePart(
            title=part["title"],
            published=part["published"],
            url=part.get("url", ""),
            text=part["text"].strip(),
        )
        for part in row.get("parts", [own])
    )


def _file(name: str) -> SampleFile:
    kind, _, scene = name.partition(":")
    return SampleFile(kind=kind, scene=scene)
