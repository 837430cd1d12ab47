"""The line of outlet and authors that a judge reads where the category is not fully blind.

It is written into the blind copy when that is made, so that a judge's page asks no table of entries,
and the secretary approves it with the rest. A fully blind category has no line to show.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.accounts.models import Organisation
from contest.blinding.scanning import Scanner, replaced
from contest.seasons.types import BlindMode
from contest.submissions.models import Author, Entry, Part


@dataclass(frozen=True, kw_only=True, slots=True)
class ShownLines:
    """What stands beside the work; empty where the mode hides it."""

    outlet: str = ""
    authors: str = ""


def shown_lines(session: Session, *, entry_id: int, scanner: Scanner) -> ShownLines:
    """Write the lines of one entry for the mode of ``scanner``; a name typed into the outlet is replaced."""
    if scanner.mode is BlindMode.FULL:
        return ShownLines()
    outlet = _joined(_outlets(session, entry_id))
    if scanner.mode is BlindMode.SEMI:
        spans = [(match.start, match.end, match.proposal) for match in scanner.matches(outlet)]
        return ShownLines(outlet=replaced(outlet, spans))
    return ShownLines(outlet=outlet, authors=_joined(_authors(session, entry_id)))


def _outlets(session: Session, entry_id: int) -> list[str]:
    """The outlets of the publications; where none is named, the agency that the entry belongs to."""
    named = list(session.scalars(select(Part.outlet).where(Part.entry_id == entry_id).order_by(Part.position)))
    if any(name.strip() for name in named):
        return named
    return list(
        session.scalars(
            select(Organisation.name).join(Entry, Entry.organisation_id == Organisation.id).where(Entry.id == entry_id)
        )
    )


def _authors(session: Session, entry_id: int) -> list[str]:
    rows = session.execute(
        select(Author.full_name, Author.pen_name).where(Author.entry_id == entry_id).order_by(Author.position)
    )
    return [f"{name} ({pen_name})" if pen_name else name for name, pen_name in rows]


def _joined(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(name.strip() for name in names if name.strip()))
