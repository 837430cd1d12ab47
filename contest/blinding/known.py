"""Everything the database knows of the people and outlets behind one entry, for the scan."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from contest.accounts.models import Organisation, Person
from contest.blinding.identities import Known
from contest.submissions.models import Author, Entry, Part
from contest.submissions.types import Channel
from contest.text.folding import fold


def known_of(session: Session, *, entry_id: int) -> Known:
    """Gather names, pen names, outlets with aliases and domains, addresses and numbers (four statements)."""
    authors = session.execute(
        select(
            Author.full_name,
            Author.pen_name,
            Author.byline,
            Author.email,
            Author.phone,
            Author.press_card,
            Author.organisation_name,
            Author.organisation_id,
        ).where(Author.entry_id == entry_id)
    ).all()
    people = session.execute(
        select(Person.full_name, Person.pen_name, Person.email, Person.phone, Person.press_card).where(
            Person.id.in_(_accounts_behind(entry_id))
        )
    ).all()
    parts = session.execute(select(Part.outlet, Part.programme, Part.url).where(Part.entry_id == entry_id)).all()
    outlets = {*(part.outlet for part in parts), *(author.organisation_name for author in authors)} - {""}
    organisations = session.execute(
        select(Organisation.name, Organisation.aliases, Organisation.domains).where(
            or_(
                Organisation.id.in_(author.organisation_id for author in authors if author.organisation_id),
                Organisation.id.in_(select(Entry.organisation_id).where(Entry.id == entry_id)),
                Organisation.name_fold.in_([fold(outlet) for outlet in outlets]),
            )
        )
    ).all()
    hosts = (urlsplit(part.url).hostname or "" for part in parts)
    return Known(
        names=_unique([*(row.full_name for row in authors), *(row.full_name for row in people)]),
        pen_names=_unique(
            [
                *(row.pen_name for row in authors),
                *(row.byline for row in authors),
                *(row.pen_name for row in people),
            ]
        ),
        outlets=_unique(
            [
                *outlets,
                *(row.name for row in organisations),
                *(alias for row in organisations for alias in row.aliases),
            ]
        ),
        domains=_unique(
            [*(host.removeprefix("www.") for host in hosts), *(name for row in organisations for name in row.domains)]
        ),
        emails=_unique([*(row.email for row in authors), *(row.email for row in people)]),
        phones=_unique([*(row.phone for row in authors), *(row.phone for row in people)]),
        cards=_unique([*(row.press_card for row in authors), *(row.press_card for row in people)]),
    )


def _accounts_behind(entry_id: int):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a SQLAlchemy compound, used once above
    """Authors with an account, and the owner unless a unit or the secretariat entered the work."""
    authors = select(Author.person_id).where(Author.entry_id == entry_id, Author.person_id.is_not(None))
    owner = select(Entry.owner_id).where(Entry.id == entry_id, Entry.channel == Channel.AUTHOR)
    return authors.union(owner)


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in values if value and value.strip()))
