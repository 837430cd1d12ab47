"""A small season with rules, a journalist in it, and an entry that could be handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy.orm import Session

from contest.access import find_season
from contest.accounts.models import Person
from contest.accounts.types import Role
from contest.db import utc_now
from contest.seasons.models import Category, Genre, Season, Topic
from contest.seasons.types import RuleKey, SeasonHead
from contest.submissions.services import create_draft
from contest.submissions.types import AuthorContent, Channel, DraftContent, EntryHead, PartContent
from tests import factories as make


@dataclass
class World:
    """What most tests of entries need."""

    season: Season
    category: Category
    genre: Genre
    topic: Topic
    journalist: Person
    session: Session

    @property
    def head(self) -> SeasonHead:
        """The season as the services take it."""
        found = find_season(self.session, self.season.slug)
        assert found is not None
        return found

    def content(self, **values: object) -> DraftContent:
        """A draft that meets every rule, but for its files."""
        whole = {
            "title": "Đường về bản Khuôn Đống",
            "genre_id": self.genre.id,
            "body": "một hai ba bốn năm " * 30,
            "primary_topic_id": self.topic.id,
            "topic_ids": frozenset({self.topic.id}),
            "no_other_awards": True,
            "commitments": frozenset({"nguyen-goc"}),
            "authors": (AuthorContent(full_name="Trần Thị Bình", email="binh@vi-du.test", is_representative=True),),
            "parts": (PartContent(outlet="Báo Thử nghiệm", published_on=date(2023, 8, 1), url="https://bao.test/1"),),
        }
        return DraftContent(**whole | values)  # type: ignore[arg-type]  # a test may try anything

    def draft(self, **values: object) -> EntryHead:
        """An entry of the journalist, ready to be handed in."""
        return create_draft(
            self.session,
            season=self.head,
            category_id=self.category.id,
            owner_id=self.journalist.id,
            channel=Channel.AUTHOR,
            content=self.content(**values),
            now=utc_now(),
        )


@pytest.fixture
def world(session: Session) -> World:
    """A season that takes entries, with one print category and six rules."""
    season = make.season(session, slug="vi-nguoi-ngheo-bac-giang-2023", name="Vì người nghèo 2023")
    category = make.category(session, season, name="Báo in", code="bao-in")
    genre = make.genre(session, category, name="Phóng sự")
    topic = make.topic(session, season, code="T02", name="Giảm nghèo theo chiều sâu")
    rules = {
        RuleKey.MAX_WORDS: 200,
        RuleKey.MAX_AUTHORS: 2,
        RuleKey.WORKS_PER_AUTHOR: 2,
        RuleKey.PUBLICATION_WINDOW: {"from": "2023-04-01", "until": "2023-10-15"},
        RuleKey.OTHER_AWARDS: "declare",
        RuleKey.COMMITMENTS: [{"key": "nguyen-goc", "text": "Tác phẩm do nhóm tác giả làm ra"}],
    }
    for key, value in rules.items():
        make.rule(session, season, key, value)
    journalist = make.person(session, full_name="Trần Thị Bình", roles={season.id: Role.JOURNALIST})
    session.commit()
    return World(season, category, genre, topic, journalist, session)
