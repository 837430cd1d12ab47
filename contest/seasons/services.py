"""Making seasons: from a shipped template, from last year's, from a file; and writing one out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Final

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.errors import Refused
from contest.ledger.services import record
from contest.seasons.documents import SeasonDocument
from contest.seasons.models import Season
from contest.seasons.reader import read_document
from contest.seasons.shifting import of_year, year_of
from contest.seasons.shipped import template_text
from contest.seasons.snapshot import document_of
from contest.seasons.store import insert_document
from contest.seasons.types import SeasonId
from contest.seasons.writer import write_document

SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG: Final = 60
LONGEST_NAME: Final = 200
YEARS: Final = range(2000, 2101)
"""What a season's year may be: anything else is a slip of the key."""


class InvalidSlug(Refused):
    """The address of a season has signs that an address cannot have."""

    message = _l(
        "Địa chỉ chỉ gồm chữ thường không dấu, số và gạch nối, không quá 60 ký tự, ví dụ “vi-nguoi-ngheo-2024”."
    )


class SlugTaken(Refused):
    """Another season has this address."""

    message = _l("Địa chỉ này đã có mùa giải khác dùng. Hãy chọn địa chỉ khác.")


class InvalidYear(Refused):
    """The year is not one in which a contest can be held."""

    message = _l("Hãy ghi năm của mùa giải bằng bốn chữ số, ví dụ 2027.")


def create_from_template(
    session: Session,
    *,
    key: str,
    slug: str,
    actor_id: int | None,
    now: datetime,
    name: str | None = None,
    year: int | None = None,
    is_demo: bool = False,
) -> SeasonId:
    """A season in set-up with the rules of a shipped template, its dates moved to ``year`` (None leaves them).

    Errors: NotVisible, InvalidYear, InvalidSlug, SlugTaken.
    """
    document = _of_year(read_document(template_text(key)), year)
    source = f"template:{key}"
    return create_season(
        session, document=document, slug=slug, name=name, source=source, actor_id=actor_id, now=now, is_demo=is_demo
    )


def import_season(
    session: Session,
    *,
    text: str,
    slug: str,
    actor_id: int | None,
    now: datetime,
    name: str | None = None,
    year: int | None = None,
) -> SeasonId:
    """A season in set-up from TOML, its dates moved to ``year`` (None leaves them).

    Errors: InvalidDocument, InvalidYear, InvalidSlug, SlugTaken.
    """
    document = _of_year(read_document(text), year)
    return create_season(session, document=document, slug=slug, name=name, source="file", actor_id=actor_id, now=now)


def clone_season(
    session: Session,
    *,
    season_id: int,
    slug: str,
    actor_id: int | None,
    now: datetime,
    name: str | None = None,
    year: int | None = None,
) -> SeasonId:
    """Another year of a season (None: the following one): its rules with every date moved, no entries, no people.

    Errors: NotVisible, InvalidYear, InvalidSlug, SlugTaken.
    """
    before = document_of(session, season_id)
    document = _of_year(before, year_of(before) + 1 if year is None else year)
    source = f"season:{season_id}"
    return create_season(session, document=document, slug=slug, name=name, source=source, actor_id=actor_id, now=now)


def _of_year(document: SeasonDocument, year: int | None) -> SeasonDocument:
    if year is None:
        return document
    if year not in YEARS:
        raise InvalidYear
    return of_year(document, year)


def create_season(
    session: Session,
    *,
    document: SeasonDocument,
    slug: str,
    source: str,
    actor_id: int | None,
    now: datetime,
    name: str | None = None,
    is_demo: bool = False,
) -> SeasonId:
    """Write a document as a new season and record where it came from. Errors: InvalidSlug, SlugTaken."""
    if len(slug) > LONGEST_SLUG or not SLUG.fullmatch(slug):
        raise InvalidSlug
    if session.scalar(select(Season.id).where(Season.slug == slug)) is not None:
        raise SlugTaken
    if name:
        document = replace(document, season=replace(document.season, name=name[:LONGEST_NAME]))
    season_id = insert_document(session, document, slug=slug, is_demo=is_demo, now=now)
    record(
        session,
        action="season.create",
        subject=f"season:{season_id}",
        payload={"slug": slug, "source": source},
        at=now,
        actor_id=actor_id,
        season_id=season_id,
    )
    return season_id


def export_season(session: Session, season_id: int) -> str:
    """A season as TOML, ready to be imported anywhere. Errors: NotVisible."""
    return write_document(document_of(session, season_id))
