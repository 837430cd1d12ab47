"""The works come in: drafts, files and submissions through the same services that entrants use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.access import find_season
from contest.accounts.services import join_as_entrant
from contest.demo.article import OWN_ARTICLE
from contest.demo.calendar import Calendar
from contest.demo.cast import DELEGATE, JOURNALIST, SECRETARY, Cast, address_of
from contest.demo.content import SamplePerson, SampleWork
from contest.demo.files import MadeFile
from contest.demo.season import SLUG, SeasonKeys
from contest.errors import NotVisible
from contest.seasons.types import CategoryId, SeasonHead
from contest.storage.types import FileStore, ObjectKey, new_key
from contest.submissions.models import StoredFile
from contest.submissions.queries import get_head
from contest.submissions.services import create_draft, save_draft
from contest.submissions.submitting import submit
from contest.submissions.types import (
    AuthorContent,
    Channel,
    DraftContent,
    EntryHead,
    FilePurpose,
    Licence,
    PartContent,
)
from contest.submissions.uploads.check import Finding, Waiting, conclude, examine, find_waiting
from contest.submissions.uploads.queries import file_rules
from contest.submissions.uploads.services import begin
from contest.submissions.uploads.types import Announced, FileId, FileRules, OpenEntry

Progress = Callable[[int, int], None]
"""Told how many are done of how many."""

_FIRST_DAY: Final = date(2023, 4, 6)
_LAST_DAY: Final = date(2023, 10, 15)
_PAPER: Final = {"cho-phien-mua-qua": date(2023, 10, 12)}
"""Works that come on paper, with the day of their postmark."""
_COMMITMENTS: Final = frozenset({"ban-quyen", "su-that", "the-le"})
_DOCUMENT: Final = "xac-nhan"
_SUMMARY_WORDS: Final = 45
_PURPOSES: Final = {"confirmation": FilePurpose.CONFIRMATION, "evidence": FilePurpose.EVIDENCE}


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """A work on its way in: when it is handed in, by whom, through which door."""

    work: SampleWork
    submitted_at: datetime
    day: date
    owner: str
    channel: Channel
    postmarked_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckedFile:
    """A made file in the store, with what the sandbox found."""

    made: MadeFile
    file: Waiting
    finding: Finding


def arrivals(works: Iterable[SampleWork], calendar: Calendar) -> Sequence[Arrival]:
    """Every work in the order in which it is handed in, many of them in the last days, as always."""
    listed = [_arrival(work, place, calendar) for place, work in enumerate(works)]
    return sorted(listed, key=lambda one: (one.submitted_at, one.work.key))


def _arrival(work: SampleWork, place: int, calendar: Calendar) -> Arrival:
    published = max(part.published for part in work.parts)
    day = min(max(published + timedelta(days=3 + place * 7 % 18), _FIRST_DAY), _LAST_DAY)
    if place % 3 == 0 and work.key != OWN_ARTICLE:  # a third waits for the last week
        day = max(day, _LAST_DAY - timedelta(days=place % 7))
    day = max(day, _PAPER.get(work.key, day))
    first = work.authors[0]
    channel, owner = Channel.AUTHOR, address_of(first)
    if work.key in _PAPER:
        channel, owner = Channel.PAPER, SECRETARY
    elif first.unit == "dai":
        channel, owner = Channel.UNIT, DELEGATE
    elif work.key == OWN_ARTICLE:
        owner = JOURNALIST
    submitted_at = calendar.at(day, 8 + place % 13, place * 17 % 60)
    postmark = _PAPER.get(work.key)
    return Arrival(
        work=work,
        submitted_at=submitted_at,
        day=day,
        owner=owner,
        channel=channel,
        postmarked_on=postmark and postmark + calendar.shift,
    )


def content_of(work: SampleWork, keys: SeasonKeys, *, postmarked_on: date | None = None) -> DraftContent:
    """What the entrant types for a work."""
    category_id = keys.categories[work.category]
    text = work.body.replace("**", "")
    topics = [keys.topics[code] for code in work.topics]
    return DraftContent(
        title=work.title,
        genre_id=keys.genre(category_id, work.genre),
        summary=_summary(work),
        body=text,
        place_id=keys.place(work.district),
        primary_topic_id=topics[0],
        topic_ids=frozenset(topics),
        no_other_awards=True,
        commitments=_COMMITMENTS,
        licence=_licence(work),
        authors=tuple(_author(work, author, first=place == 0) for place, author in enumerate(work.authors)),
        parts=tuple(
            PartContent(
                title=part.title if len(work.parts) > 1 else "",
                outlet=work.outlet,
                published_on=part.published,
                issue=work.issue,
                programme=work.programme,
                url=part.url,
            )
            for part in work.parts
        ),
        postmarked_on=postmarked_on,
    )


def _licence(work: SampleWork) -> Licence:
    """Three in four allow the full text; for an article of somebody else nobody here may."""
    if work.printed or len(work.title) % 4 == 0:
        return Licence.EXCERPT
    return Licence.FULL


def _author(work: SampleWork, author: SamplePerson, *, first: bool) -> AuthorContent:
    return AuthorContent(
        full_name=author.name,
        pen_name=author.pen,
        byline=author.pen,
        email=address_of(author),
        phone=f"0204 3{sum(map(ord, author.key)) % 900 + 100} 000" if first else "",
        birth_year=author.born or None,
        organisation_name=work.outlet if author.unit else "",
        is_representative=first,
    )


def _summary(work: SampleWork) -> str:
    text = work.intro or work.parts[0].text
    plain = next((line for line in text.split("\n\n") if not line.startswith(("[", "(", "**"))), text)
    words = plain.removeprefix("Lời bình: ").split()
    return " ".join(words[:_SUMMARY_WORDS]) + ("…" if len(words) > _SUMMARY_WORDS else "")


def season_head(session: Session) -> SeasonHead:
    """The demonstration's season as it stands. Errors: NotVisible."""
    found = find_season(session, SLUG)
    if found is None:
        raise NotVisible
    return found


def start_entry(
    session: Session, *, arrival: Arrival, keys: SeasonKeys, cast: Cast, now: datetime, complete: bool
) -> EntryHead:
    """Open and fill the draft of a work; one that is not ``complete`` lacks its commitments and its last parts."""
    season = season_head(session)
    owner_id = cast.people[arrival.owner]
    if arrival.channel is Channel.AUTHOR:
        join_as_entrant(session, season=season, person_id=owner_id, now=now)
    work = arrival.work
    content = content_of(work, keys, postmarked_on=arrival.postmarked_on)
    if not complete:
        content = replace(content, commitments=frozenset(), parts=content.parts[:1], no_other_awards=False)
    head = create_draft(
        session,
        season=season,
        category_id=keys.categories[work.category],
        owner_id=owner_id,
        channel=arrival.channel,
        organisation_id=cast.units["dai"] if arrival.channel is Channel.UNIT else None,
        content=DraftContent(title=work.title),
        now=now,
    )
    save_draft(
        session,
        season=season,
        entry_id=head.id,
        version=head.version,
        content=content,
        now=now + timedelta(minutes=35),
    )
    return get_head(session, head.id)


def check_files(
    session: Session,
    *,
    files: Mapping[str, Sequence[MadeFile]],
    works: Iterable[SampleWork],
    keys: SeasonKeys,
    store: FileStore,
    tell: Progress,
) -> Mapping[str, Sequence[CheckedFile]]:
    """Put every file into the store and let the sandbox say what it is, two at a time; by key of the work.

    Done before the first draft, so that the record of the demonstration runs in the order of its time.
    """
    rules = {name: file_rules(session, season_id=keys.id, category_id=key) for name, key in keys.categories.items()}
    tasks = [(work, made) for work in works for made in files[work.key]]
    # Dossiers of one outlet hold the same letter: one look at it is enough.
    alike = {(made.path, work.category): (work, made) for work, made in tasks}

    def look(task: tuple[SampleWork, MadeFile]) -> CheckedFile:
        with force_locale("vi"):
            file = _stored(task[1], keys=keys, rules=rules[task[0].category], store=store)
            return CheckedFile(made=task[1], file=file, finding=examine(store, file))

    found: dict[tuple[Path, str], CheckedFile] = {}
    with ThreadPoolExecutor(max_workers=2) as pool:
        for key, one in zip(alike, pool.map(look, alike.values()), strict=True):
            found[key] = one
            tell(len(found), len(alike))
    checked: dict[str, list[CheckedFile]] = {}
    used: set[ObjectKey] = set()
    for work, made in tasks:
        one = found[(made.path, work.category)]
        if one.file.key in used:  # every dossier has an object of its own
            one = replace(one, file=_stored(made, keys=keys, rules=rules[work.category], store=store))
        used.add(one.file.key)
        checked.setdefault(work.key, []).append(one)
    return checked


def _stored(made: MadeFile, *, keys: SeasonKeys, rules: FileRules, store: FileStore) -> Waiting:
    """Put a file into the store, as a file that waits for its check."""
    key = new_key()
    with made.path.open("rb") as body:
        size = store.put(key, body, content_type="application/octet-stream").size
    return Waiting(
        id=FileId(0),
        public_id="",
        entry_id=0,
        season_id=keys.id,
        uploaded_by=0,
        name=made.name,
        key=key,
        size=size,
        purpose=_PURPOSES.get(made.kind, FilePurpose.WORK),
        rules=rules,
    )


def attach_files(
    session: Session, *, head: EntryHead, files: Iterable[CheckedFile], person_id: int, now: datetime
) -> None:
    """Add checked files to a draft, with what their check found."""
    entry = OpenEntry(id=head.id, public_id=head.public_id, category_id=CategoryId(head.category_id))
    for one in files:
        said = Announced(
            name=one.made.name,
            size=one.file.size,
            purpose=one.file.purpose,
            document_key=_DOCUMENT if one.file.purpose is FilePurpose.CONFIRMATION else "",
        )
        public_id = begin(
            session, entry=entry, person_id=person_id, said=said, key=one.file.key, upload_id=None, now=now
        )
        file_id = session.execute(select(StoredFile.id).where(StoredFile.public_id == public_id)).scalar_one()
        waiting = find_waiting(session, FileId(file_id))
        if waiting is not None:
            conclude(session, file=waiting, finding=one.finding, now=now)


def hand_in(session: Session, *, arrival: Arrival, head: EntryHead, cast: Cast) -> None:
    """Submit at the arrival's time. Errors: RulesNotMet when a sample breaks the season's rules."""
    submit(
        session,
        season=season_head(session),
        entry_id=head.id,
        version=get_head(session, head.id).version,
        key=f"demo-{arrival.work.key}",
        by=cast.people[arrival.owner],
        received_at=arrival.submitted_at,
    )
