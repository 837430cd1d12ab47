"""What an entrant types, on its way into the tables: cleaned, counted, folded for search and sorting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Organisation, Person
from contest.seasons.models import Genre, Place, Topic
from contest.submissions import limits
from contest.submissions.models import Author, Entry, EntryTopic, Part, StoredFile
from contest.submissions.types import AuthorContent, DraftContent, FilePurpose, FileState, PartContent
from contest.text.counting import count_words
from contest.text.folding import clean_line, clean_text, fold
from contest.text.names import given_name_key, text_key


def write_content(
    session: Session, *, entry_id: int, season_id: int, category_id: int, content: DraftContent, now: datetime
) -> None:
    """Replace the typed part of an entry by clean ``content``; ids that are not the season's are dropped."""
    row = session.execute(select(Entry.number, Entry.commitments).where(Entry.id == entry_id)).one()
    topics = _topics(session, season_id, content.topic_ids)
    session.execute(
        update(Entry)
        .where(Entry.id == entry_id)
        .values(
            title=content.title,
            title_key=text_key(content.title),
            search_text=search_text(content, row.number),
            summary=content.summary,
            body=content.body,
            word_count=count_words(content.body) or file_words(session, entry_id),
            genre_id=_genre(session, category_id, content.genre_id),
            place_id=_place(session, content.place_id),
            primary_topic_id=content.primary_topic_id if content.primary_topic_id in topics else None,
            language=content.language,
            other_awards=content.other_awards,
            no_other_awards=content.no_other_awards,
            commitments=_times(row.commitments, content.commitments, now),
            licence=content.licence,
            postmarked_on=content.postmarked_on,
            unread=dict(content.unread),
        )
    )
    _replace(session, EntryTopic, entry_id, [{"topic_id": topic} for topic in sorted(topics)])
    _replace(session, Author, entry_id, _author_rows(session, content.authors))
    _replace(session, Part, entry_id, [_part_row(place, part) for place, part in enumerate(content.parts, 1)])


def search_text(content: DraftContent, number: str | None) -> str:
    """What the organizers' search looks in: folded title, number, authors, pen names, agencies, outlets."""
    words = [content.title, number or ""]
    for author in content.authors:
        words += [author.full_name, author.pen_name, author.byline, author.organisation_name]
    words += [part.outlet for part in content.parts]
    return fold(" ".join(dict.fromkeys(word for word in words if word)))


def file_words(session: Session, entry_id: int) -> int:
    """Words of the text files of the work, for an entry whose text was not pasted."""
    facts = session.scalars(
        select(StoredFile.facts).where(
            StoredFile.entry_id == entry_id,
            StoredFile.purpose == FilePurpose.WORK,
            StoredFile.state == FileState.VERIFIED,
            StoredFile.kind == "text",
        )
    )
    return sum(int(fact.get("words") or 0) for fact in facts)


def _topics(session: Session, season_id: int, chosen: frozenset[int]) -> set[int]:
    if not chosen:
        return set()
    return set(session.scalars(select(Topic.id).where(Topic.season_id == season_id, Topic.id.in_(chosen))))


def _genre(session: Session, category_id: int, genre_id: int | None) -> int | None:
    if genre_id is None:
        return None
    return session.scalar(select(Genre.id).where(Genre.id == genre_id, Genre.category_id == category_id))


def _place(session: Session, place_id: int | None) -> int | None:
    return None if place_id is None else session.scalar(select(Place.id).where(Place.id == place_id))


def _times(before: Mapping[str, Any], chosen: frozenset[str], now: datetime) -> dict[str, str]:
    """When each commitment was made: the first time it was ticked, gone when it is unticked."""
    stamp = now.astimezone(UTC).isoformat(timespec="seconds")
    return {key: str(before.get(key, stamp)) for key in sorted(chosen)}


def _replace(
    session: Session, table: type[Author | Part | EntryTopic], entry_id: int, rows: Sequence[dict[str, Any]]
) -> None:
    session.execute(delete(table).where(table.entry_id == entry_id))
    if rows:
        session.execute(insert(table), [{"entry_id": entry_id, **row} for row in rows])


def _author_rows(session: Session, authors: Sequence[AuthorContent]) -> list[dict[str, Any]]:
    """Author rows, tied to the account and the agency that the typed address and name belong to."""
    if not authors:
        return []
    emails = {author.email for author in authors} - {""}
    agencies = {fold(author.organisation_name) for author in authors} - {""}
    people = dict(_pairs(session.execute(select(Person.email, Person.id).where(Person.email.in_(emails)))))
    known = select(Organisation.name_fold, Organisation.id).where(Organisation.name_fold.in_(agencies))
    organisations = dict(_pairs(session.execute(known)))
    return [
        {
            "position": place,
            "full_name": author.full_name,
            "full_name_fold": fold(author.full_name)[: limits.FULL_NAME],
            "name_key": given_name_key(author.full_name),
            "pen_name": author.pen_name,
            "byline": author.byline,
            "email": author.email,
            "phone": author.phone,
            "press_card": author.press_card,
            "birth_year": author.birth_year,
            "organisation_id": organisations.get(fold(author.organisation_name)),
            "organisation_name": author.organisation_name,
            "person_id": people.get(author.email),
            "is_representative": author.is_representative,
        }
        for place, author in enumerate(authors, 1)
    ]


def _pairs(rows: Any) -> list[tuple[str, int]]:  # noqa: ANN401 - a result of two columns
    return [(row[0], row[1]) for row in rows]


def _part_row(place: int, part: PartContent) -> dict[str, Any]:
    return {
        "position": place,
        "title": part.title,
        "outlet": part.outlet,
        "published_on": part.published_on,
        "issue": part.issue,
        "programme": part.programme,
        "url": part.url,
    }


def cleaned(content: DraftContent) -> DraftContent:
    """Text in its one form: NFC, printable, no stray blanks; the primary topic is one of the topics."""
    primary = {content.primary_topic_id} if content.primary_topic_id else set()
    return replace(
        content,
        title=clean_line(content.title),
        summary=clean_text(content.summary),
        body=clean_text(content.body),
        other_awards=clean_text(content.other_awards).strip(),
        topic_ids=content.topic_ids | primary,
        authors=tuple(_clean_author(author) for author in content.authors[: limits.AUTHORS]),
        parts=tuple(_clean_part(part) for part in content.parts[: limits.PARTS]),
    )


def _clean_author(author: AuthorContent) -> AuthorContent:
    return AuthorContent(
        full_name=clean_line(author.full_name),
        pen_name=clean_line(author.pen_name),
        byline=clean_line(author.byline),
        email=clean_line(author.email).lower(),
        phone=clean_line(author.phone),
        press_card=clean_line(author.press_card),
        birth_year=author.birth_year,
        organisation_name=clean_line(author.organisation_name),
        is_representative=author.is_representative,
    )


def _clean_part(part: PartContent) -> PartContent:
    return PartContent(
        title=clean_line(part.title),
        outlet=clean_line(part.outlet),
        published_on=part.published_on,
        issue=clean_line(part.issue),
        programme=clean_line(part.programme),
        url=clean_line(part.url),
    )
