"""A season's document moved by whole years: the rules of a template or of last year, for a year of their own. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

from contest.seasons.documents import MilestoneText, RoundText, RuleText, SeasonDocument, SeasonText
from contest.seasons.types import RuleKey
from contest.text.dates import HANOI

Day = TypeVar("Day", bound=date)


def year_of(document: SeasonDocument) -> int:
    """The year in which entries open, on a Vietnamese clock."""
    return document.season.opens_at.astimezone(HANOI).year


def of_year(document: SeasonDocument, year: int) -> SeasonDocument:
    """The document with its entries opening in ``year``: every date moved, and the year in its name with them.

    The year is also written anew in slogan, summary and topics. The articles stay: their prose names laws by year.
    """
    old = year_of(document)
    if old == year:
        return document
    moved = shifted(document, year - old)
    written = re.compile(rf"(?<!\d){old}(?!\d)")

    def text(value: str) -> str:
        return written.sub(str(year), value)

    def renamed(season: SeasonText) -> SeasonText:
        return replace(season, name=text(season.name), slogan=text(season.slogan), summary=text(season.summary))

    topics = tuple(replace(one, name=text(one.name), description=text(one.description)) for one in moved.topics)
    return replace(moved, season=renamed(moved.season), topics=topics)


def shifted(document: SeasonDocument, years: int) -> SeasonDocument:
    """Every date of the contest moved by ``years``; the years of places stay, they are history."""
    season = document.season
    return replace(
        document,
        season=replace(
            season,
            opens_at=_instant(season.opens_at, years),
            closes_at=_instant(season.closes_at, years),
            milestones=tuple(_milestone(one, years) for one in season.milestones),
        ),
        rules=_rules(document.rules, years),
        categories=tuple(replace(one, rules=_rules(one.rules, years)) for one in document.categories),
        rounds=tuple(_round(one, years) for one in document.rounds),
    )


def _day(day: Day, years: int) -> Day:
    """The same day of another year; the 29th of February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _instant(instant: datetime, years: int) -> datetime:
    return _day(instant.astimezone(HANOI), years).astimezone(instant.tzinfo)


def _milestone(one: MilestoneText, years: int) -> MilestoneText:
    return replace(one, first=_day(one.first, years), last=_day(one.last, years))


def _round(one: RoundText, years: int) -> RoundText:
    return replace(one, marks_due_at=_instant(one.marks_due_at, years)) if one.marks_due_at else one


def _rules(rules: tuple[RuleText, ...], years: int) -> tuple[RuleText, ...]:
    return tuple(
        replace(rule, value={end: _day(date.fromisoformat(day), years).isoformat() for end, day in rule.value.items()})
        if rule.key is RuleKey.PUBLICATION_WINDOW
        else rule
        for rule in rules
    )
