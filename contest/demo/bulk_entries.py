"""Thousands of accepted entries at once: the rows that submission, screening and blinding would have written.

Texts are woven from the sample works. Files are left out: a large season is there to measure pages, not the store.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from contest.blinding.known import digest_of as digest_of_known
from contest.blinding.known import known_of_many
from contest.blinding.models import BlindCopy
from contest.blinding.types import BlindState
from contest.demo.content import SampleWork
from contest.demo.crowd import insert_rows, woven_text, write_people
from contest.demo.season import SLUG, SeasonKeys
from contest.ledger.services import Act, record_many
from contest.seasons.queries import screening_items
from contest.seasons.types import SeasonId
from contest.submissions.content import search_text
from contest.submissions.models import Author, Entry, EntryTopic, Part, Receipt, ScreeningDecision
from contest.submissions.receipts import digest_of
from contest.submissions.submitting import number_prefix
from contest.submissions.types import AuthorContent, Channel, DraftContent, EntryStatus, Licence, Outcome, PartContent
from contest.text.counting import count_words
from contest.text.folding import fold
from contest.text.names import given_name_key, text_key

_PER_AUTHOR: Final = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class BulkEntry:
    """An entry that was written, with what the juries need of it."""

    id: int
    category: str
    work: SampleWork


def write_entries(
    session: Session,
    *,
    keys: SeasonKeys,
    works: Sequence[SampleWork],
    count: int,
    secretary_id: int,
    opens_at: datetime,
    now: datetime,
) -> list[BulkEntry]:
    """Accepted entries with authors, parts, topics, receipts, decisions, approved blind copies and their record."""
    people = write_people(session, season_id=keys.id, count=-(-count // _PER_AUTHOR), now=opens_at)
    step = (now - opens_at - timedelta(days=20)) / max(count, 1)
    drafts = [
        _draft(keys, works, place, people[place // _PER_AUTHOR], opens_at + step * place) for place in range(count)
    ]
    ids = insert_rows(session, Entry, [draft.columns(keys) for draft in drafts])
    _write_details(session, keys.id, ids, drafts)
    decided_at = now - timedelta(days=15)
    _write_decisions(session, keys.id, ids, secretary_id, decided_at)
    _write_blind_copies(session, ids, drafts, secretary_id, now=now - timedelta(days=14))
    record_many(session, _acts(keys.id, ids, drafts, secretary_id, decided_at))
    return [
        BulkEntry(id=entry_id, category=draft.work.category, work=draft.work)
        for entry_id, draft in zip(ids, drafts, strict=True)
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Draft:
    """What one entrant typed and sent, before it has an id."""

    place: int
    public_id: str
    work: SampleWork
    number: str
    content: DraftContent
    person: tuple[int, str, str]
    submitted_at: datetime

    def columns(self, keys: SeasonKeys) -> dict[str, Any]:
        """Columns of ``entry``."""
        return {
            "public_id": self.public_id,
            "season_id": keys.id,
            "category_id": keys.categories[self.work.category],
            "genre_id": self.content.genre_id,
            "owner_id": self.person[0],
            "channel": Channel.AUTHOR,
            "title": self.content.title,
            "title_key": text_key(self.content.title),
            "search_text": search_text(self.content, self.number),
            "summary": self.content.summary,
            "body": self.content.body,
            "word_count": count_words(self.content.body),
            "place_id": self.content.place_id,
            "primary_topic_id": self.content.primary_topic_id,
            "no_other_awards": True,
            "commitments": {key: self.submitted_at.isoformat(timespec="seconds") for key in self.content.commitments},
            "status": EntryStatus.ACCEPTED,
            "version": 1,
            "number": self.number,
            "submitted_at": self.submitted_at,
            "decided_at": self.submitted_at,
            "created_at": self.submitted_at - timedelta(hours=2),
            "updated_at": self.submitted_at,
        }

    def receipt(self) -> dict[str, Any]:
        """The payload of the entry's receipt."""
        return {
            "schema": 1,
            "season": SLUG,
            "entry": self.public_id,
            "entry_version": 1,
            "number": self.number,
            "revision": 1,
            "received_at": self.submitted_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "channel": Channel.AUTHOR,
            "category": self.work.category,
            "genre": self.work.genre,
            "place": self.work.district,
            "primary_topic": self.work.topics[0],
            "topics": [{"code": code, "name": code} for code in self.work.topics],
            "title": self.content.title,
            "summary": self.content.summary,
            "body": self.content.body,
            "authors": [{"full_name": author.full_name} for author in self.content.authors],
            "parts": [{"outlet": part.outlet} for part in self.content.parts],
            "files": [],
        }


def _draft(
    keys: SeasonKeys, works: Sequence[SampleWork], place: int, person: tuple[int, str, str], at: datetime
) -> _Draft:
    work = works[place % len(works)]
    topics = [keys.topics[code] for code in work.topics]
    category_id = keys.categories[work.category]
    content = DraftContent(
        title=f"{work.title} ({place + 1})",
        genre_id=keys.genre(category_id, work.genre),
        summary=work.title,
        body=woven_text(works, place),
        place_id=keys.place(work.district),
        primary_topic_id=topics[0],
        topic_ids=frozenset(topics),
        no_other_awards=True,
        commitments=frozenset({"ban-quyen", "su-that", "the-le"}),
        licence=Licence.EXCERPT,
        authors=(AuthorContent(full_name=person[1], email=person[2], is_representative=True),),
        parts=(_publication(work, place),),
    )
    number = f"{number_prefix(SLUG)}-{place + 1:04d}"
    return _Draft(
        place=place,
        public_id=secrets.token_hex(6),
        work=work,
        number=number,
        content=content,
        person=person,
        submitted_at=at,
    )


def _publication(work: SampleWork, place: int) -> PartContent:
    return PartContent(
        outlet=work.outlet,
        published_on=work.parts[0].published,
        issue=work.issue,
        programme=work.programme,
        url=f"https://bao-mau.example/bai-{place + 1}.html",
    )


def _write_details(session: Session, season_id: int, ids: Sequence[int], drafts: Sequence[_Draft]) -> None:
    pairs = list(zip(ids, drafts, strict=True))
    session.execute(
        insert(EntryTopic),
        [{"entry_id": key, "topic_id": topic} for key, draft in pairs for topic in sorted(draft.content.topic_ids)],
    )
    session.execute(insert(Author), [_author(key, draft.person) for key, draft in pairs])
    session.execute(insert(Part), [_part(key, draft.content.parts[0]) for key, draft in pairs])
    session.execute(insert(Receipt), [_receipt(season_id, key, draft) for key, draft in pairs])


def _author(entry_id: int, person: tuple[int, str, str]) -> dict[str, Any]:
    person_id, name, email = person
    return {
        "entry_id": entry_id,
        "position": 1,
        "full_name": name,
        "full_name_fold": fold(name),
        "name_key": given_name_key(name),
        "email": email,
        "person_id": person_id,
        "is_representative": True,
    }


def _part(entry_id: int, part: PartContent) -> dict[str, Any]:
    return {
        "entry_id": entry_id,
        "position": 1,
        "outlet": part.outlet,
        "published_on": part.published_on,
        "issue": part.issue,
        "programme": part.programme,
        "url": part.url,
    }


def _write_decisions(
    session: Session, season_id: SeasonId, ids: Sequence[int], secretary_id: int, decided_at: datetime
) -> None:
    answers = {item.key: True for item in screening_items(session, season_id)}
    rows = [
        {
            "entry_id": entry_id,
            "outcome": Outcome.ACCEPT,
            "checklist": {"answers": answers, "overrides": {}},
            "entry_version": 1,
            "decided_by": secretary_id,
            "decided_at": decided_at,
        }
        for entry_id in ids
    ]
    session.execute(insert(ScreeningDecision), rows)


def _receipt(season_id: int, entry_id: int, draft: _Draft) -> dict[str, Any]:
    payload = draft.receipt()
    return {
        "entry_id": entry_id,
        "number": f"{season_id}:{draft.number}/1",
        "revision": 1,
        "idempotency_key": f"demo-{draft.place}",
        "payload": payload,
        "digest": digest_of(payload),
        "issued_by": draft.person[0],
        "issued_at": draft.submitted_at,
    }


def _write_blind_copies(
    session: Session, ids: Sequence[int], drafts: Sequence[_Draft], secretary_id: int, *, now: datetime
) -> None:
    known = known_of_many(session, entry_ids=ids)
    rows = [
        {
            "entry_id": key,
            "known_digest": digest_of_known(known[key]),
            "state": BlindState.APPROVED,
            "blind_title": draft.content.title,
            "blind_text": draft.content.body,
            "progress": 100,
            "version": 1,
            "entry_version": 1,
            "approved_by": secretary_id,
            "approved_at": now,
            "updated_at": now,
        }
        for key, draft in zip(ids, drafts, strict=True)
    ]
    session.execute(insert(BlindCopy), rows)


def _acts(
    season_id: int, ids: Sequence[int], drafts: Sequence[_Draft], secretary_id: int, decided_at: datetime
) -> Iterator[Act]:
    for key, draft in zip(ids, drafts, strict=True):
        payload = {"number": draft.number, "revision": 1, "digest": digest_of(draft.receipt()), "version": 1}
        yield Act(
            action="entry.submit",
            subject=f"entry:{key}",
            payload=payload,
            at=draft.submitted_at,
            actor_id=draft.person[0],
            season_id=season_id,
        )
    for key, draft in zip(ids, drafts, strict=True):
        yield Act(
            action="entry.accept",
            subject=f"entry:{key}",
            payload={"number": draft.number, "from": "submitted", "version": 1},
            at=decided_at,
            actor_id=secretary_id,
            season_id=season_id,
        )
