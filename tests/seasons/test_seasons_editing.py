"""Changing the rules: what is written, what is recorded, what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.db import utc_now
from contest.errors import NotVisible
from contest.ledger.models import LedgerEntry
from contest.seasons import editing, editing_categories, editing_lists, editing_rounds, queries, round_queries, services
from contest.seasons.documents import CategoryText, CriterionText, RoundText, RuleText, SeasonDocument, TopicText
from contest.seasons.editing import Editor, ReasonNeeded, RowInUse
from contest.seasons.editing_rounds import RoundClosed, RubricMarked
from contest.seasons.models import Category, Round, RuleChange, Season
from contest.seasons.snapshot import document_of
from contest.seasons.tables import InvalidDocument
from contest.seasons.types import PressType, RoundKind, RuleKey, SeasonId
from tests import factories as make

REASON = "Ban Tổ chức họp ngày 02/5 thống nhất"


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def season_id(session: Session) -> SeasonId:
    return services.create_from_template(
        session, key="vi-nguoi-ngheo-bac-giang-2023", slug="mua", actor_id=None, now=utc_now()
    )


@pytest.fixture
def organizer(session: Session) -> Person:
    return make.person(session)


@pytest.fixture
def editor(season_id: SeasonId, organizer: Person) -> Editor:
    return Editor(season_id=season_id, actor_id=organizer.id, now=utc_now())


def with_rule(document: SeasonDocument, key: RuleKey, value: object) -> tuple[RuleText, ...]:
    return tuple(replace(rule, value=value) if rule.key is key else rule for rule in document.rules)


def start_entries(session: Session, season_id: int) -> None:
    session.get_one(Season, season_id).stage = "entry"
    session.flush()


def changes(session: Session) -> list[RuleChange]:
    return list(session.scalars(select(RuleChange).order_by(RuleChange.id)))


def test_a_changed_limit_is_written_and_recorded_with_what_it_was(session: Session, editor: Editor) -> None:
    rules = with_rule(document_of(session, editor.season_id), RuleKey.MAX_PARTS, 3)
    assert editing.save_rules(session, editor=editor, rules=rules)
    assert queries.rules_of(session, editor.season_id).value(RuleKey.MAX_PARTS) == 3
    (change,) = changes(session)
    assert (change.subject, change.before, change.after) == (
        "rules",
        {"max_parts": {"key": "max_parts", "value": 5, "clause": "Điều 4.3"}},
        {"max_parts": {"key": "max_parts", "value": 3, "clause": "Điều 4.3"}},
    )
    entry = session.scalars(select(LedgerEntry).where(LedgerEntry.action == "rule.change")).one()
    assert (entry.season_id, entry.actor_id) == (editor.season_id, editor.actor_id)


def test_saving_without_a_change_records_nothing(session: Session, editor: Editor) -> None:
    rules = document_of(session, editor.season_id).rules
    assert not editing.save_rules(session, editor=editor, rules=rules)
    assert changes(session) == []


def test_a_rule_in_use_is_not_changed_without_a_reason(session: Session, editor: Editor) -> None:
    start_entries(session, editor.season_id)
    rules = with_rule(document_of(session, editor.season_id), RuleKey.MAX_PARTS, 3)
    with pytest.raises(ReasonNeeded):
        editing.save_rules(session, editor=editor, rules=rules)
    assert queries.rules_of(session, editor.season_id).value(RuleKey.MAX_PARTS) == 5
    assert editing.save_rules(session, editor=replace(editor, reason=REASON), rules=rules)
    assert [change.reason for change in changes(session)] == [REASON]


def test_rules_are_in_use_in_set_up_too_once_an_entry_exists(
    session: Session, editor: Editor, organizer: Person
) -> None:
    season = session.get_one(Season, editor.season_id)
    category = session.scalars(select(Category).where(Category.season_id == season.id)).first()
    assert category is not None
    make.entry(session, season, category, organizer)
    rules = with_rule(document_of(session, season.id), RuleKey.MAX_PARTS, 3)
    with pytest.raises(ReasonNeeded):
        editing.save_rules(session, editor=editor, rules=rules)


def test_a_category_is_added_with_genres_and_rules_and_taken_out_again(session: Session, editor: Editor) -> None:
    before = document_of(session, editor.season_id)
    added = CategoryText(
        code="podcast",
        press_type=PressType.MULTIMEDIA,
        name="Podcast",
        clause="Điều 3.8",
        genres=("Kể chuyện", "Đối thoại"),
        rules=(RuleText(key=RuleKey.MAX_MINUTES, value=20, clause="Điều 4.4"),),
    )
    assert editing_categories.save_category(session, editor=editor, code=None, text=added)
    assert document_of(session, editor.season_id).categories == (*before.categories, added)
    assert editing_categories.remove_category(session, editor=editor, code="podcast")
    assert document_of(session, editor.season_id) == before


def test_a_genre_renamed_in_its_place_keeps_its_entries(session: Session, editor: Editor, organizer: Person) -> None:
    season = session.get_one(Season, editor.season_id)
    genre = queries.genres(session, season.id)[0]
    category = session.get_one(Category, genre.category_id)
    entry = make.entry(session, season, category, organizer, genre_id=genre.id)
    text = document_of(session, season.id).categories[0]
    renamed = replace(text, genres=("Tin, phản ánh", *text.genres[1:]))
    edited = replace(editor, reason=REASON)
    assert editing_categories.save_category(session, editor=edited, code=text.code, text=renamed)
    named = {one.id: one.name for one in queries.genres(session, season.id)}
    assert entry.genre_id is not None
    assert named[entry.genre_id] == "Tin, phản ánh"  # type: ignore[index]  # an id is an id
    with pytest.raises(RowInUse):
        editing_categories.save_category(
            session, editor=edited, code=text.code, text=replace(text, genres=text.genres[1:])
        )


def test_a_category_with_entries_stays(session: Session, editor: Editor, organizer: Person) -> None:
    season = session.get_one(Season, editor.season_id)
    category = session.scalars(select(Category).where(Category.season_id == season.id)).first()
    assert category is not None
    make.entry(session, season, category, organizer)
    with pytest.raises(RowInUse):
        editing_categories.remove_category(session, editor=replace(editor, reason=REASON), code=category.code)


def test_the_last_category_stays(session: Session, organizer: Person) -> None:
    season = make.season(session, stage="setup")
    category = make.category(session, season)
    lone = Editor(season_id=season.id, actor_id=organizer.id, now=utc_now())
    with pytest.raises(InvalidDocument):
        editing_categories.remove_category(session, editor=lone, code=category.code)


def test_topics_and_questions_and_prizes_change_by_their_keys(session: Session, editor: Editor) -> None:
    document = document_of(session, editor.season_id)
    topics = (TopicText(code="T12", name="Nước sạch"), *document.topics[1:])
    questions = document.screening[:3]
    prizes = (replace(document.prizes[0], name="Giải Đặc biệt", money=20_000_000), *document.prizes[1:])
    assert editing_lists.save_topics(session, editor=editor, topics=topics)
    assert editing_lists.save_screening(session, editor=editor, questions=questions)
    first = round_queries.prizes(session, editor.season_id)[0].id
    assert editing_lists.save_prizes(session, editor=editor, prizes=prizes)
    assert round_queries.prizes(session, editor.season_id)[0].id == first
    after = document_of(session, editor.season_id)
    assert (after.topics, after.screening, after.prizes) == (topics, questions, prizes)
    assert [change.subject for change in changes(session)] == ["topics", "screening", "prizes"]


def test_a_topic_that_demands_evidence_cannot_vanish(session: Session, editor: Editor) -> None:
    document = document_of(session, editor.season_id)
    with pytest.raises(InvalidDocument):
        editing_lists.save_topics(session, editor=editor, topics=[t for t in document.topics if t.code != "T09"])


def test_a_rubric_changes_until_the_first_mark_and_never_after(
    session: Session, editor: Editor, organizer: Person
) -> None:
    season = session.get_one(Season, editor.season_id)
    category = session.scalars(select(Category).where(Category.code == "bao-in")).one()
    round_ = session.scalars(select(Round).where(Round.ordinal == 1)).one()
    rubric = tuple(
        CriterionText(key=key, title=key, max_points=Decimal(points), step=Decimal(1))
        for key, points in (("phat-hien", 60), ("hieu-qua", 40))
    )
    assert editing_rounds.save_rubric(session, editor=editor, ordinal=1, category="bao-in", rubric=rubric)
    assert document_of(session, season.id).rounds[0].rubrics["bao-in"] == rubric
    entry = make.entry(session, season, category, organizer)
    sheet = make.sheet(session, make.assignment(session, make.code(session, entry, round_), organizer))
    criterion = round_queries.rubric(session, round_.id, category.id)[0]
    make.mark(session, sheet, criterion.id, Decimal(10))
    with pytest.raises(RubricMarked):
        editing_rounds.save_rubric(
            session, editor=replace(editor, reason=REASON), ordinal=1, category="bao-in", rubric=rubric[:1]
        )


def test_a_changed_rubric_takes_no_mark_that_was_typed_for_the_one_before(session: Session, editor: Editor) -> None:
    """A judge's page that is still open names criteria by number: under the old numbers nothing may be found."""
    category = session.scalars(select(Category).order_by(Category.id.desc())).first()
    round_ = session.scalars(select(Round).order_by(Round.ordinal.desc())).first()
    assert category
    assert round_
    before = {one.id for one in round_queries.rubric(session, round_.id, category.id)}
    rubric = document_of(session, editor.season_id).rounds[-1].rubrics[category.code]
    turned = tuple(reversed(rubric))
    assert editing_rounds.save_rubric(
        session, editor=editor, ordinal=round_.ordinal, category=category.code, rubric=turned
    )
    assert document_of(session, editor.season_id).rounds[-1].rubrics[category.code] == turned
    assert before.isdisjoint(one.id for one in round_queries.rubric(session, round_.id, category.id))


def test_a_round_changes_its_policy_and_quotas_until_it_is_closed(session: Session, editor: Editor) -> None:
    now = document_of(session, editor.season_id).rounds[0]
    text = replace(now, policy={**now.policy, "method": "median"}, quotas={"bao-in": 3})
    assert editing_rounds.save_round(session, editor=editor, ordinal=1, text=text)
    assert document_of(session, editor.season_id).rounds[0] == text
    session.scalars(select(Round).where(Round.ordinal == 1)).one().state = "closed"
    session.flush()
    with pytest.raises(RoundClosed):
        editing_rounds.save_round(session, editor=editor, ordinal=1, text=now)
    with pytest.raises(NotVisible):
        editing_rounds.save_round(session, editor=editor, ordinal=9, text=now)


def test_a_round_is_added_at_the_end_and_taken_out(session: Session, editor: Editor) -> None:
    before = document_of(session, editor.season_id)
    text = RoundText(kind=RoundKind.FINAL, name="Phúc khảo", judges_per_entry=3, clause="Điều 7.5")
    assert editing_rounds.add_round(session, editor=editor, text=text)
    assert [one.name for one in document_of(session, editor.season_id).rounds] == ["Sơ khảo", "Chung khảo", "Phúc khảo"]
    assert editing_rounds.remove_round(session, editor=editor)
    assert document_of(session, editor.season_id) == before


def test_no_round_is_added_after_the_last_one_is_confirmed(session: Session, editor: Editor) -> None:
    """Nothing would ever come into it, and prizes are given from the last round: the result could not come out."""
    text = RoundText(kind=RoundKind.FINAL, name="Phúc khảo", judges_per_entry=3, clause="Điều 7.5")
    last = session.scalars(select(Round).order_by(Round.ordinal.desc())).first()
    assert last
    last.state, last.confirmed_at = "closed", utc_now()
    session.flush()
    with pytest.raises(editing_rounds.RoundsDone):
        editing_rounds.add_round(session, editor=editor, text=text)


def test_the_deadline_is_kept_as_the_first_late_instant(session: Session, editor: Editor) -> None:
    document = document_of(session, editor.season_id)
    backwards = replace(document.season, closes_at=document.season.opens_at)
    with pytest.raises(InvalidDocument):
        editing.save_season(session, editor=editor, text=backwards)
    assert editing.save_season(session, editor=editor, text=replace(document.season, notice_days=7))
    assert document_of(session, editor.season_id).season == replace(document.season, notice_days=7)
    assert [(c.before, c.after) for c in changes(session)] == [({"notice_days": 15}, {"notice_days": 7})]
