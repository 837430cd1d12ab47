"""What the cells of an imported list may say: the season's own lists, and the names somebody may have meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.seasons.queries import categories, genres, places, topics
from contest.submissions.models import Entry
from contest.submissions.types import Channel, EntryStatus
from contest.text.folding import fold

_NEAR = 3
"""So many names are proposed for one that is not in a list."""
_ALIKE = 0.6
"""How much of two names must agree for one to be proposed, by `difflib`'s ratio from 0 to 1."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lists:
    """What a season's cells may say, folded, with the key it stands for."""

    categories: Mapping[str, int]
    genres: Mapping[tuple[int, str], int]
    topics: Mapping[str, int]
    places: Mapping[str, int]
    known: frozenset[tuple[int, str]]
    """Category and folded title of the works the unit has already."""

    names: Mapping[str, Sequence[str]]
    """The names of each list as people write them, by column; genres of a category by ``genre`` and its key."""


def lists_of(session: Session, *, season_id: int, organisation_id: int) -> Lists:
    """What the cells of a unit's list may say."""
    offered = categories(session, season_id)
    rows = session.execute(
        select(Entry.category_id, Entry.title).where(
            Entry.season_id == season_id,
            Entry.organisation_id == organisation_id,
            Entry.channel == Channel.UNIT,
            Entry.status != EntryStatus.WITHDRAWN,
        )
    )
    of_topics, of_genres, of_places = topics(session, season_id), genres(session, season_id), places(session, season_id)
    named = [(topic.code, topic.id) for topic in of_topics]
    named += [(topic.name, topic.id) for topic in of_topics]
    names = {
        "category": [one.name for one in offered],
        "topic": [f"{one.code}. {one.name}" for one in of_topics],
        "place": [one.name for one in of_places],
    }
    names |= {
        f"genre {category.id}": [one.name for one in of_genres if one.category_id == category.id]
        for category in offered
    }
    return Lists(
        categories={fold(word): one.id for one in offered for word in (one.name, one.code)},
        genres={(one.category_id, fold(one.name)): one.id for one in of_genres},
        topics={fold(word): key for word, key in named},
        places={fold(one.name): one.id for one in of_places},
        known=frozenset((row.category_id, fold(row.title)) for row in rows),
        names=names,
    )


def nearest(text: str, names: Sequence[str]) -> list[str]:
    """The names somebody may have meant: those that hold the words or are held by them, else the most alike."""
    meant = fold(text)
    by_folded = {fold(name): name for name in names}
    held = [name for folded, name in by_folded.items() if meant and (meant in folded or folded in meant)]
    if held:
        return held[:_NEAR]
    return [by_folded[folded] for folded in get_close_matches(meant, by_folded, n=_NEAR, cutoff=_ALIKE)]
