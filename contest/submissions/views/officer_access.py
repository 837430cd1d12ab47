"""How an officer opens a received entry."""

from __future__ import annotations

from contest.access import current_season
from contest.db import db
from contest.seasons.queries import topics
from contest.submissions.queries import get_received
from contest.submissions.types import DraftContent, EntryHead


def received_entry(public_id: str) -> EntryHead:
    """An entry that was handed in, of the season of the address. Errors: NotVisible."""
    return get_received(db.session, season_id=current_season().id, public_id=public_id)


def topic_words(content: DraftContent) -> list[str]:
    """The chosen topics in words, the primary one first."""
    found: dict[int, str] = {
        topic.id: f"{topic.code}. {topic.name}" for topic in topics(db.session, current_season().id)
    }
    chosen = sorted(content.topic_ids, key=lambda topic: (topic != content.primary_topic_id, found.get(topic, "")))
    return [found[topic] for topic in chosen if topic in found]
