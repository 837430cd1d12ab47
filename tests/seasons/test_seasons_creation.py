"""Seasons out of templates, last year's and files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from contest.db import utc_now
from contest.errors import NotVisible
from contest.seasons import queries, round_queries, services
from contest.seasons.reader import read_document
from contest.seasons.shifting import year_of
from contest.seasons.shipped import shipped_templates, template_text
from contest.seasons.snapshot import document_of
from contest.seasons.types import RuleKey
from contest.seasons.writer import write_document
from contest.text.dates import deadline_vi

KEYS = [template.key for template in shipped_templates()]
BAC_GIANG = "vi-nguoi-ngheo-bac-giang-2023"


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def create(session: Session, slug: str = "mua-2023", key: str = BAC_GIANG) -> int:
    return services.create_from_template(session, key=key, slug=slug, actor_id=None, now=utc_now())


@pytest.mark.parametrize("key", KEYS)
def test_a_shipped_template_comes_back_from_the_database_as_it_was(session: Session, key: str) -> None:
    season_id = create(session, key=key)
    assert document_of(session, season_id) == read_document(template_text(key))


@pytest.mark.parametrize("key", KEYS)
def test_an_exported_season_imports_as_the_same_document(session: Session, key: str) -> None:
    text = services.export_season(session, create(session, key=key))
    again = services.import_season(session, text=text, slug="ban-sao", actor_id=None, now=utc_now())
    assert write_document(document_of(session, again)) == text


def test_the_template_of_bac_giang_says_what_its_rules_say(session: Session) -> None:
    season_id = create(session)
    rules = queries.rules_of(session, season_id)
    by_code = {one.code: one.id for one in queries.categories(session, season_id)}
    of_all, of_citizens = rules.get(RuleKey.MAX_PARTS), rules.get(RuleKey.MAX_PARTS, by_code["cong-dan"])
    assert of_all is not None
    assert of_citizens is not None
    assert (of_all.value, of_all.clause, of_citizens.value) == (5, "Điều 4.3", 1)
    assert rules.value(RuleKey.MAX_PARTS, by_code["bao-in"]) == 5
    assert [(one.name, one.count) for one in round_queries.prizes(session, season_id)] == [
        ("Giải Nhất", 1),
        ("Giải Nhì", 4),
        ("Giải Ba", 8),
        ("Giải Khuyến khích", 10),
    ]
    for round_ in round_queries.rounds(session, season_id):
        for category_id in by_code.values():
            assert sum(one.max_points for one in round_queries.rubric(session, round_.id, category_id)) == 100
    assert deadline_vi(queries.details_of(session, season_id).entries_close_at) == "23:59:59 15/10/2023"


def test_a_clone_moves_every_date_and_keeps_the_rest(session: Session) -> None:
    first = create(session)
    second = services.clone_season(session, season_id=first, slug="mua-2024", actor_id=None, now=utc_now())
    before, after = document_of(session, first), document_of(session, second)
    assert deadline_vi(after.season.closes_at) == "23:59:59 15/10/2024"
    assert {one.first.year for one in after.season.milestones} == {2024}
    window = next(rule for rule in after.rules if rule.key is RuleKey.PUBLICATION_WINDOW)
    assert window.value == {"from": "2024-04-01", "until": "2024-10-15"}
    assert (after.categories, after.prizes, after.places) == (before.categories, before.prizes, before.places)
    assert replace(after.rounds[0], marks_due_at=None) == replace(before.rounds[0], marks_due_at=None)


@pytest.mark.parametrize("key", KEYS)
def test_a_season_of_another_year_shows_the_years_of_the_template_nowhere(session: Session, key: str) -> None:
    """Only places keep their years, which are history, and the national window is the year before by its rule."""
    old = year_of(read_document(template_text(key)))
    season_id = services.create_from_template(session, key=key, slug="m", year=2031, actor_id=None, now=utc_now())
    after = document_of(session, season_id)
    assert year_of(after) == 2031
    assert str(old) not in write_document(replace(after, places=()))
    assert "2031" in after.season.name


@pytest.mark.parametrize("year", [-1, 0, 1999, 2101, 10**9])
def test_a_year_nobody_means_is_refused(session: Session, year: int) -> None:
    with pytest.raises(services.InvalidYear):
        services.create_from_template(session, key=BAC_GIANG, slug="m", year=year, actor_id=None, now=utc_now())


def test_two_seasons_of_one_province_share_its_places(session: Session) -> None:
    first, second = create(session), create(session, slug="mua-2024")
    assert queries.places(session, first) == queries.places(session, second)


@pytest.mark.parametrize("slug", ["", "Có Dấu", "a b", "../x", "x" * 61, "a\x00b"])
def test_an_address_with_strange_signs_is_refused(session: Session, slug: str) -> None:
    with pytest.raises(services.InvalidSlug):
        create(session, slug=slug)


def test_an_address_already_used_is_refused(session: Session) -> None:
    create(session)
    with pytest.raises(services.SlugTaken):
        create(session)


def test_a_template_that_is_not_shipped_is_not_there(session: Session) -> None:
    with pytest.raises(NotVisible):
        create(session, key="../../../etc/passwd")
