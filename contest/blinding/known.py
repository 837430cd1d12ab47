"""Everything the database knows of the people and outlets behind entries, for the scan."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import Row, or_, select, union
from sqlalchemy.orm import Session

from contest.accounts.models import Organisation, Person
from contest.blinding.identities import Known
from contest.submissions.models import Author, Entry, Part
from contest.submissions.types import Channel
from contest.text.folding import fold

_RULES: Final = 3
"""Raised when the scan's rules find what they did not: copies scanned before are scanned again by the sweep."""
_TOGETHER: Final = 500
"""The parameters of one statement are limited."""
_Rows = Mapping[int, Sequence[Row[*tuple[Any, ...]]]]


def known_of(session: Session, *, entry_id: int) -> Known:
    """Gather names, pen names, outlets with aliases and domains, addresses and numbers (four statements)."""
    return known_of_many(session, entry_ids=[entry_id])[entry_id]


def known_of_many(session: Session, *, entry_ids: Sequence[int]) -> Mapping[int, Known]:
    """The same for many entries: four statements for every 500 of them. Unknown entries are left out."""
    found: dict[int, Known] = {}
    for first in range(0, len(entry_ids), _TOGETHER):
        found |= _known_together(session, entry_ids[first : first + _TOGETHER])
    return found


def _known_together(session: Session, entry_ids: Sequence[int]) -> Mapping[int, Known]:
    authors = _authors(session, entry_ids)
    people = _people(session, entry_ids)
    parts = _parts(session, entry_ids)
    outlets = {
        entry_id: {*(part.outlet for part in parts[entry_id]), *(row.organisation_name or "" for row in rows)} - {""}
        for entry_id, rows in authors.items()
    }
    ids = {entry_id: _agencies(rows) for entry_id, rows in authors.items()}
    organisations = _organisations(session, set().union(*ids.values()), set().union(*outlets.values()))
    return {
        entry_id: _known(
            [row for row in rows if row.full_name is not None],
            people[entry_id],
            parts[entry_id],
            outlets[entry_id],
            _named(organisations, ids[entry_id], outlets[entry_id]),
        )
        for entry_id, rows in authors.items()
    }


def digest_of(known: Known) -> str:
    """SHA-256 of all that is known, whatever the order it was read in, and of the rules it is looked for by."""
    told = {name: sorted(values) for name, values in asdict(known).items()} | {"rules": _RULES}
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _authors(session: Session, entry_ids: Sequence[int]) -> _Rows:
    """One row for every author, and one without an author for an entry that has none yet."""
    return _by_entry(
        session,
        select(
            Entry.id.label("entry_id"),
            Entry.organisation_id.label("unit_id"),
            Author.full_name,
            Author.pen_name,
            Author.byline,
            Author.email,
            Author.phone,
            Author.press_card,
            Author.organisation_name,
            Author.organisation_id,
        )
        .join(Author, Author.entry_id == Entry.id, isouter=True)
        .where(Entry.id.in_(entry_ids))
        .order_by(Entry.id, Author.position),
    )


def _people(session: Session, entry_ids: Sequence[int]) -> _Rows:
    """Authors with an account, and the owner unless a unit or the secretariat entered the work."""
    behind = union(
        select(Author.entry_id, Author.person_id).where(Author.entry_id.in_(entry_ids), Author.person_id.is_not(None)),
        select(Entry.id, Entry.owner_id).where(Entry.id.in_(entry_ids), Entry.channel == Channel.AUTHOR),
    ).subquery()
    return _by_entry(
        session,
        select(
            behind.c.entry_id, Person.full_name, Person.pen_name, Person.email, Person.phone, Person.press_card
        ).join(Person, Person.id == behind.c.person_id),
    )


def _parts(session: Session, entry_ids: Sequence[int]) -> _Rows:
    query = select(Part.entry_id, Part.outlet, Part.programme, Part.url).where(Part.entry_id.in_(entry_ids))
    return _by_entry(session, query)


def _organisations(session: Session, ids: set[int], outlets: set[str]) -> Sequence[Row[*tuple[Any, ...]]]:
    return session.execute(
        select(
            Organisation.id, Organisation.name, Organisation.name_fold, Organisation.aliases, Organisation.domains
        ).where(or_(Organisation.id.in_(ids), Organisation.name_fold.in_({fold(outlet) for outlet in outlets})))
    ).all()


def _agencies(authors: Iterable[Row[*tuple[Any, ...]]]) -> set[int]:
    """The agencies of the authors and the one that the entry belongs to."""
    return {each for row in authors for each in (row.organisation_id, row.unit_id) if each}


def _named(
    organisations: Iterable[Row[*tuple[Any, ...]]], ids: set[int], outlets: set[str]
) -> list[Row[*tuple[Any, ...]]]:
    folded = {fold(outlet) for outlet in outlets}
    return [row for row in organisations if row.id in ids or row.name_fold in folded]


def _by_entry(session: Session, query: Any) -> _Rows:  # noqa: ANN401 - a select of any columns beside entry_id
    found: dict[int, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in session.execute(query):
        found[row.entry_id].append(row)
    return found


def _known(
    authors: Sequence[Row[*tuple[Any, ...]]],
    people: Sequence[Row[*tuple[Any, ...]]],
    parts: Sequence[Row[*tuple[Any, ...]]],
    outlets: Iterable[str],
    organisations: Sequence[Row[*tuple[Any, ...]]],
) -> Known:
    hosts = (urlsplit(part.url).hostname or "" for part in parts)
    both = [*authors, *people]
    return Known(
        names=_unique(row.full_name for row in both),
        pen_names=_unique([*(row.pen_name for row in both), *(row.byline for row in authors)]),
        outlets=_unique(
            [
                *outlets,
                *(row.name for row in organisations),
                *(alias for row in organisations for alias in row.aliases),
            ]
        ),
        programmes=_unique(part.programme for part in parts),
        domains=_unique(
            [*(host.removeprefix("www.") for host in hosts), *(name for row in organisations for name in row.domains)]
        ),
        emails=_unique(row.email for row in both),
        phones=_unique(row.phone for row in both),
        cards=_unique(row.press_card for row in both),
    )


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in values if value and value.strip()))
