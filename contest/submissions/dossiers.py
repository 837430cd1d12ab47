"""Putting an entry beside the rules of its season: what the form, the submit page and screening show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from contest.accounts.models import Organisation
from contest.seasons.models import Category, Genre, Topic
from contest.seasons.queries import rules_of
from contest.seasons.types import RuleKey
from contest.submissions.dossier import Check, Dossier, DossierAuthor, DossierFile, DossierPart, Rules
from contest.submissions.models import Author, Entry
from contest.submissions.queries import content_of, files_of
from contest.submissions.rules_check import check_dossier
from contest.submissions.types import RECEIVED, AuthorContent, DraftContent, EntryHead, FileFact
from contest.text.counting import count_words
from contest.text.folding import fold


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenDossier:
    """An entry with its content, its files and its rules, each rule met or not."""

    head: EntryHead
    content: DraftContent
    files: tuple[FileFact, ...]
    rules: Rules
    checks: tuple[Check, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Known:
    """An author of another received entry of the season."""

    entry_id: int
    full_name_fold: str
    email: str
    phone: str
    press_card: str
    organisation_fold: str


def open_dossier(session: Session, head: EntryHead) -> OpenDossier:
    """An entry as it stands, checked against its season's rules."""
    content = content_of(session, head.id)
    files = files_of(session, head.id)
    rules = rules_for(session, season_id=head.season_id, category_id=head.category_id)
    dossier = _dossier(session, head, content, files)
    return OpenDossier(head=head, content=content, files=files, rules=rules, checks=check_dossier(dossier, rules))


def rules_for(session: Session, *, season_id: int, category_id: int) -> Rules:
    """The rules that hold for one category."""
    season_rules = rules_of(session, season_id)
    found = {key: season_rules.get(key, category_id) for key in RuleKey}
    return {key: rule for key, rule in found.items() if rule is not None}


def _dossier(session: Session, head: EntryHead, content: DraftContent, files: Iterable[FileFact]) -> Dossier:
    category, genre, genre_wanted = _category(session, head.category_id, content.genre_id)
    codes = _topic_codes(session, head.season_id, content)
    known = _known_authors(session, head, content.authors)
    unit, others = _unit(session, head)
    return Dossier(
        title=content.title,
        category=category,
        genre=genre,
        genre_wanted=genre_wanted,
        primary_topic=codes.get(content.primary_topic_id or 0),
        topics=frozenset(codes.values()),
        body_words=count_words(content.body),
        authors=tuple(_author(author, known) for author in content.authors),
        parts=tuple(
            DossierPart(title=part.title, outlet=part.outlet, published_on=part.published_on, url=part.url)
            for part in content.parts
        ),
        files=tuple(_file(file) for file in files),
        other_awards=content.other_awards,
        no_other_awards=content.no_other_awards,
        commitments=content.commitments,
        unit=unit,
        others_of_unit=others,
        unread=tuple(name for name, _text in content.unread),
    )


def _category(session: Session, category_id: int, genre_id: int | None) -> tuple[str, str | None, bool]:
    """The category's name, the chosen genre's name if it is one of the category, and whether it has genres."""
    rows = session.execute(
        select(Category.name, Genre.id, Genre.name.label("genre"))
        .join(Genre, Genre.category_id == Category.id, isouter=True)
        .where(Category.id == category_id)
    ).all()
    names = {row.id: row.genre for row in rows if row.id is not None}
    return rows[0].name, names.get(genre_id), bool(names)


def _topic_codes(session: Session, season_id: int, content: DraftContent) -> dict[int, str]:
    chosen = content.topic_ids | ({content.primary_topic_id} if content.primary_topic_id else set())
    if not chosen:
        return {}
    rows = session.execute(select(Topic.id, Topic.code).where(Topic.season_id == season_id, Topic.id.in_(chosen)))
    return {row.id: row.code for row in rows}


def _unit(session: Session, head: EntryHead) -> tuple[str | None, int]:
    """The unit that sends the entry and how many of its other works were received."""
    if head.organisation_id is None or head.channel == "author":
        return None, 0
    name = session.scalar(select(Organisation.name).where(Organisation.id == head.organisation_id))
    others = session.scalars(
        select(Entry.id).where(
            Entry.season_id == head.season_id,
            Entry.organisation_id == head.organisation_id,
            Entry.channel != "author",
            Entry.status.in_(RECEIVED),
            Entry.id != head.id,
        )
    ).all()
    return name, len(others)


def _known_authors(session: Session, head: EntryHead, authors: Sequence[AuthorContent]) -> list[_Known]:
    """Authors of the season's other received works who may be the same people: by name, address or card."""
    names = {fold(author.full_name) for author in authors} - {""}
    emails = {author.email.lower() for author in authors} - {""}
    cards = {author.press_card for author in authors} - {""}
    if not (names or emails or cards):
        return []
    rows = session.execute(
        select(
            Author.entry_id,
            Author.full_name_fold,
            Author.email,
            Author.phone,
            Author.press_card,
            Author.organisation_name,
        )
        .join(Entry, Entry.id == Author.entry_id)
        .where(
            Entry.season_id == head.season_id,
            Entry.status.in_(RECEIVED),
            Entry.id != head.id,
            or_(Author.full_name_fold.in_(names), Author.email.in_(emails), Author.press_card.in_(cards)),
        )
    )
    return [
        _Known(
            entry_id=row.entry_id,
            full_name_fold=row.full_name_fold,
            email=row.email,
            phone=row.phone,
            press_card=row.press_card,
            organisation_fold=fold(row.organisation_name),
        )
        for row in rows
    ]


def _author(author: AuthorContent, known: Iterable[_Known]) -> DossierAuthor:
    return DossierAuthor(
        full_name=author.full_name,
        is_representative=author.is_representative,
        can_be_reached=bool(author.email or author.phone),
        others_entered=len({other.entry_id for other in known if _is_same_person(author, other)}),
    )


def _is_same_person(author: AuthorContent, other: _Known) -> bool:
    """Two people may share a name: an address, a card, or the name with a phone or an agency tells."""
    if author.email and author.email.lower() == other.email:
        return True
    if author.press_card and author.press_card == other.press_card:
        return True
    if fold(author.full_name) != other.full_name_fold:
        return False
    same_phone = bool(author.phone) and author.phone == other.phone
    return same_phone or (bool(other.organisation_fold) and fold(author.organisation_name) == other.organisation_fold)


def _file(file: FileFact) -> DossierFile:
    return DossierFile(
        name=file.name,
        purpose=file.purpose,
        document_key=file.document_key,
        state=file.state,
        kind=file.kind,
        container=file.container,
        size=file.size,
        words=file.words,
        seconds=file.seconds,
        refusal=file.refusal,
    )
