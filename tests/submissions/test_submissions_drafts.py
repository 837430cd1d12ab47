"""Drafts, without the web: saved, counted, ordered, thrown away."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.db import utc_now
from contest.seasons.models import Season
from contest.submissions.content import cleaned
from contest.submissions.errors import EntriesClosed, NoSuchCategory, StaleDraft
from contest.submissions.models import Author, Entry
from contest.submissions.queries import content_of, get_head
from contest.submissions.services import (
    change_category,
    create_draft,
    order_unit_works,
    save_draft,
)
from contest.submissions.submitting import readiness
from contest.submissions.types import AuthorContent, Channel, PartContent
from tests import factories as make
from tests.submissions.conftest import World


def test_a_draft_keeps_what_was_typed(world: World) -> None:
    head = world.draft(title="  Đường\u200b về   bản ")

    kept = content_of(world.session, head.id)
    assert kept == cleaned(world.content(title="Đường về bản"))
    row = world.session.execute(select(Entry.word_count, Entry.search_text, Entry.title_key)).one()
    assert row.word_count == 150
    assert row.search_text == "duong ve ban tran thi binh bao thu nghiem"
    assert row.title_key


def test_a_save_grows_the_version_only_when_something_changed(world: World) -> None:
    head = world.draft()
    same = save_draft(
        world.session, season=world.head, entry_id=head.id, version=1, content=world.content(), now=utc_now()
    )
    changed = save_draft(
        world.session,
        season=world.head,
        entry_id=head.id,
        version=1,
        content=world.content(title="Khác"),
        now=utc_now(),
    )

    assert (same, changed) == (1, 2)
    assert content_of(world.session, head.id).title == "Khác"


def test_a_stale_save_is_refused_with_the_newer_text(world: World) -> None:
    head = world.draft()
    save_draft(
        world.session, season=world.head, entry_id=head.id, version=1, content=world.content(title="Mới"), now=utc_now()
    )

    with pytest.raises(StaleDraft) as refused:
        save_draft(
            world.session,
            season=world.head,
            entry_id=head.id,
            version=1,
            content=world.content(title="Cũ"),
            now=utc_now(),
        )
    assert (refused.value.head.version, refused.value.content.title) == (2, "Mới")


def test_ids_of_another_season_are_dropped(world: World, session: Session) -> None:
    other = make.season(session)
    strange = make.topic(session, other)
    genre = make.genre(session, make.category(session, other))
    head = world.draft(topic_ids=frozenset({strange.id, world.topic.id}), genre_id=genre.id)

    kept = content_of(session, head.id)
    assert (kept.topic_ids, kept.genre_id) == (frozenset({world.topic.id}), None)


def test_an_author_is_tied_to_the_account_and_the_agency(world: World, session: Session) -> None:
    agency = make.organisation(session, name="Báo Bắc Giang")
    account = make.person(session, email="an@vi-du.test")
    author = AuthorContent(full_name="Nguyễn Văn An", email="AN@vi-du.test", organisation_name="báo bắc giang")
    head = world.draft(authors=(author,))

    row = session.execute(
        select(Author.person_id, Author.organisation_id, Author.full_name_fold).where(Author.entry_id == head.id)
    ).one()
    assert tuple(row) == (account.id, agency.id, "nguyen van an")


def test_a_season_that_is_closed_takes_no_new_draft(world: World, session: Session) -> None:
    world.season.entries_close_at = utc_now() - timedelta(seconds=1)
    session.commit()

    with pytest.raises(EntriesClosed):
        world.draft()


def test_a_category_of_another_season_is_refused(world: World, session: Session) -> None:
    strange = make.category(session, make.season(session))

    with pytest.raises(NoSuchCategory):
        create_draft(
            session,
            season=world.head,
            category_id=strange.id,
            owner_id=world.journalist.id,
            channel=Channel.AUTHOR,
            content=world.content(),
            now=utc_now(),
        )


def test_a_change_of_category_clears_the_genre(world: World, session: Session) -> None:
    head = world.draft()
    radio = make.category(session, world.season, name="Phát thanh")

    change_category(session, season=world.head, entry_id=head.id, category_id=radio.id, now=utc_now())

    assert get_head(session, head.id).category_id == radio.id
    assert content_of(session, head.id).genre_id is None


def test_a_unit_orders_its_works(world: World, session: Session) -> None:
    unit = make.organisation(session)
    heads = [
        create_draft(
            session,
            season=world.head,
            category_id=world.category.id,
            owner_id=world.journalist.id,
            channel=Channel.UNIT,
            organisation_id=unit.id,
            content=world.content(title=f"Bài {number}"),
            now=utc_now(),
        )
        for number in range(3)
    ]

    order_unit_works(
        session,
        season_id=world.season.id,
        organisation_id=unit.id,
        public_ids=[heads[place].public_id for place in (2, 0, 1)],
        now=utc_now(),
    )

    titles = session.scalars(select(Entry.title).order_by(Entry.unit_position)).all()
    assert titles == ["Bài 2", "Bài 0", "Bài 1"]


def test_the_form_shows_every_rule_from_the_first_minute(world: World) -> None:
    head = create_draft(
        world.session,
        season=world.head,
        category_id=world.category.id,
        owner_id=world.journalist.id,
        channel=Channel.AUTHOR,
        content=replace(world.content(), title="", authors=(), parts=(PartContent(),), primary_topic_id=None),
        now=utc_now(),
    )

    ready = readiness(world.session, season=world.head, head=head, now=utc_now())

    assert {check.key: check.is_met for check in ready.checks} == {
        "deadline": True,
        "title": False,
        "genre": True,
        "topic": False,
        "outlet": False,
        "publication_window": True,
        "max_words": True,
        "other_awards": True,
        "commitments": True,
        "authors": False,
        "representative": False,
        "max_authors": True,
        "works_per_author": True,
        "files": True,
        "eligibility": True,
    }


def test_season_row_is_left_alone_by_drafts(world: World) -> None:
    world.draft()

    assert world.session.scalar(select(func.count()).select_from(Season)) == 1
