"""Authors and parts of many entries: one statement each, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from contest.submissions.models import Author, Entry, Part


class AuthorLine(NamedTuple):
    """An author as a list of works shows one; either may be empty."""

    full_name: str
    organisation: str


class PartLine(NamedTuple):
    """A part as a list of works shows one; the outlet may be empty."""

    outlet: str
    published_on: date | None


def authors_by_entry(session: Session, where: Sequence[ColumnElement[bool]]) -> Mapping[int, Sequence[AuthorLine]]:
    """The authors in order of each entry that has some; ``where`` narrows the entries."""
    rows = session.execute(
        select(Author.entry_id, Author.full_name, Author.organisation_name)
        .join(Entry, Entry.id == Author.entry_id)
        .where(*where)
        .order_by(Author.entry_id, Author.position)
    )
    found: dict[int, list[AuthorLine]] = {}
    for row in rows:
        found.setdefault(row.entry_id, []).append(AuthorLine(row.full_name, row.organisation_name))
    return found


def parts_by_entry(session: Session, where: Sequence[ColumnElement[bool]]) -> Mapping[int, Sequence[PartLine]]:
    """The parts in order of each entry that has some; ``where`` narrows the entries."""
    rows = session.execute(
        select(Part.entry_id, Part.outlet, Part.published_on)
        .join(Entry, Entry.id == Part.entry_id)
        .where(*where)
        .order_by(Part.entry_id, Part.position)
    )
    found: dict[int, list[PartLine]] = {}
    for row in rows:
        found.setdefault(row.entry_id, []).append(PartLine(row.outlet, row.published_on))
    return found


def listed(words: Iterable[str]) -> str:
    """Words in one cell, the empty ones left out."""
    return ", ".join(word for word in words if word)


def listed_once(words: Iterable[str]) -> str:
    """The same, each word once."""
    return listed(dict.fromkeys(words))
