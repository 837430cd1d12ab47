"""What was chosen for a work, in words: for the last look and for whoever reads the dossier."""

from __future__ import annotations

from dataclasses import dataclass

from contest.access import current_season
from contest.db import db
from contest.seasons.queries import genres, places, topics
from contest.submissions.forms import LANGUAGES
from contest.submissions.types import DraftContent


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """The choices of a dossier in words; empty where none was made. The primary topic comes first."""

    genre: str
    topics: tuple[str, ...]
    place: str
    language: str


def chosen_words(content: DraftContent) -> Chosen:
    """The words of what ``content`` chose in this season."""
    session, season_id = db.session, current_season().id
    genre = {int(one.id): one.name for one in genres(session, season_id)}
    place = {int(one.id): one.name for one in places(session, season_id)}
    return Chosen(
        genre=genre.get(content.genre_id or 0, ""),
        topics=_topics(content),
        place=place.get(content.place_id or 0, ""),
        language=str(dict(LANGUAGES).get(content.language, "")),
    )


def _topics(content: DraftContent) -> tuple[str, ...]:
    named = {int(one.id): f"{one.code}. {one.name}" for one in topics(db.session, current_season().id)}
    chosen = sorted(content.topic_ids, key=lambda topic: (topic != content.primary_topic_id, named.get(topic, "")))
    return tuple(named[topic] for topic in chosen if topic in named)
