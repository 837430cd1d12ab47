"""A season as a document: through TOML and back, whatever it says; and garbage that never gets in."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import tomli_w
from flask import Flask
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import Form

from contest.seasons.coherence import document_problems
from contest.seasons.documents import (
    ArticleText,
    CategoryText,
    ClauseKey,
    CriterionText,
    MilestoneText,
    OrganizerText,
    PlaceText,
    PrizeText,
    QuestionText,
    RoundText,
    RuleText,
    SeasonDocument,
    SeasonText,
    TopicText,
)
from contest.seasons.fields import DayField, InstantField, PointsField, WholeField
from contest.seasons.lines import key_lines, line_of
from contest.seasons.policy import Method, OnDeviation, Rounding, policy_from_json
from contest.seasons.reader import read_document
from contest.seasons.rows import align
from contest.seasons.rulebook import RULEBOOK, sentence
from contest.seasons.rules_text import articles_of
from contest.seasons.shifting import shifted
from contest.seasons.shipped import template_text
from contest.seasons.tables import InvalidDocument
from contest.seasons.types import BlindMode, NamingScheme, PressType, PrizeKind, RoundKind, RuleKey
from contest.seasons.writer import write_document

BAC_GIANG = template_text("vi-nguoi-ngheo-bac-giang-2023")
LINES = st.sampled_from(
    ["Điều 4.2", "Điều 12", 'nói "có" \\ không', "# ghi chú", "= 1", "[[x]]", "Đặc biệt ẵ ự", "'''", "0"]
)
CODES = st.sampled_from(["bao-in", "a", "x_y", "0", "anh-2", "t10"])
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001 - made UTC on the next line
    lambda one: one.replace(microsecond=0, tzinfo=UTC)
)
POINTS = st.integers(1, 20_000).map(lambda units: Decimal(units) / 100)
VALUES: dict[RuleKey, st.SearchStrategy[Any]] = {
    RuleKey.MAX_PARTS: st.integers(1, 100),
    RuleKey.MAX_WORDS: st.integers(1, 100_000),
    RuleKey.OTHER_AWARDS: st.sampled_from(["forbidden", "declare", "free"]),
    RuleKey.NEEDS_URL: st.booleans(),
    RuleKey.FILE_TYPES: st.just(["pdf", "image"]),
    RuleKey.PUBLICATION_WINDOW: DAYS.map(lambda day: {"from": day.isoformat(), "until": day.isoformat()}),
    RuleKey.COMMITMENTS: st.lists(
        st.fixed_dictionaries({"key": CODES, "text": LINES}), max_size=3, unique_by=lambda item: item["key"]
    ),
}


@st.composite
def rules(draw: st.DrawFn) -> tuple[RuleText, ...]:
    keys = draw(st.sets(st.sampled_from(list(VALUES))))
    ordered = [key for key in RuleKey if key in keys]
    return tuple(RuleText(key=key, value=draw(VALUES[key]), clause=draw(LINES)) for key in ordered)


CRITERIA = st.lists(
    st.builds(CriterionText, key=CODES, title=LINES, max_points=POINTS, step=POINTS), min_size=1, max_size=4
).map(lambda rows: tuple(replace(one, max_points=one.step * 2) for one in rows if one.step <= 500))


@st.composite
def rounds(draw: st.DrawFn, codes: list[str]) -> RoundText:
    limits = {key: str(draw(st.integers(1, 100))) for key in draw(st.sets(st.sampled_from(["max_spread"])))}
    policy = {
        "method": str(draw(st.sampled_from(Method))),
        "trim_from": draw(st.integers(3, 99)),
        "places": draw(st.integers(0, 4)),
        "rounding": str(draw(st.sampled_from(Rounding))),
        "min_judges": 1,
        "on_deviation": str(draw(st.sampled_from(OnDeviation))),
    }
    return RoundText(
        kind=draw(st.sampled_from(RoundKind)),
        name=draw(LINES),
        judges_per_entry=draw(st.integers(1, 99)),
        clause=draw(LINES),
        marks_due_at=draw(st.none() | INSTANTS),
        policy=policy | limits,
        tie_break=tuple(draw(st.lists(st.sampled_from(["median", "highest", "chair"]), max_size=3))),
        quotas=draw(st.dictionaries(st.sampled_from(codes), st.integers(0, 999))),
        rubrics=draw(st.dictionaries(st.sampled_from(codes), CRITERIA)),
    )


@st.composite
def documents(draw: st.DrawFn) -> SeasonDocument:
    codes = draw(st.lists(CODES, min_size=1, max_size=3, unique=True))
    opens = draw(INSTANTS)
    season = SeasonText(
        name=draw(LINES),
        slogan=draw(st.just("") | LINES),
        naming_scheme=draw(st.sampled_from(NamingScheme)),
        opens_at=opens,
        closes_at=opens + timedelta(seconds=draw(st.integers(1, 10**8))),
        notice_days=draw(st.integers(0, 365)),
        place_root="Tỉnh Thử",
        organizers=tuple(draw(st.lists(st.builds(OrganizerText, role=LINES, name=LINES), max_size=3))),
        clauses=draw(st.dictionaries(st.sampled_from([key.value for key in ClauseKey]), LINES)),
        articles=tuple(draw(st.lists(st.builds(ArticleText, clause=LINES, title=st.just(""), text=LINES), max_size=3))),
        milestones=tuple(
            MilestoneText(name=draw(LINES), first=day, last=day) for day in draw(st.lists(DAYS, max_size=3))
        ),
    )
    categories = tuple(
        CategoryText(
            code=code,
            press_type=draw(st.sampled_from(PressType)),
            name=draw(LINES),
            blind_mode=draw(st.sampled_from(BlindMode)),
            clause=draw(LINES),
            genres=tuple(draw(st.lists(LINES, max_size=3))),
            rules=draw(rules()),
        )
        for code in codes
    )
    return SeasonDocument(
        season=season,
        categories=categories,
        topics=tuple(
            draw(st.lists(st.builds(TopicText, code=st.sampled_from(["T01", "T02", "N7"]), name=LINES), max_size=3))
        ),
        places=tuple(draw(st.lists(st.builds(PlaceText, name=LINES, valid_to=st.none() | DAYS), max_size=3))),
        rules=draw(rules()),
        screening=tuple(draw(st.lists(st.builds(QuestionText, key=CODES, text=LINES, clause=LINES), max_size=3))),
        rounds=tuple(draw(st.lists(rounds(codes), max_size=2))),
        prizes=tuple(
            draw(
                st.lists(
                    st.builds(
                        PrizeText,
                        name=LINES,
                        level=st.integers(0, 99),
                        count=st.integers(0, 1000),
                        money=st.integers(0, 10**12),
                        kind=st.sampled_from(PrizeKind),
                        category=st.just("") | st.sampled_from(codes),
                        floor=st.none() | POINTS,
                        clause=LINES,
                    ),
                    max_size=4,
                )
            )
        ),
    )


@settings(max_examples=25, deadline=None)
@given(documents())
def test_a_document_comes_back_from_toml_as_it_was(document: SeasonDocument) -> None:
    assume(not list(document_problems(document)))
    assert read_document(write_document(document)) == document


@settings(max_examples=25, deadline=None)
@given(documents())
def test_the_rules_text_says_every_clause_once_and_in_order(document: SeasonDocument) -> None:
    articles = articles_of(document)
    said = [line for article in articles for line in article.lines]
    assert sum(line.text == one.text for one in document.season.articles for line in said) >= len(
        {one.text for one in document.season.articles}
    )
    assert [article.clause for article in articles] == list(dict.fromkeys(article.clause for article in articles))


JUNK = st.recursive(
    st.none().map(lambda _none: False)
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.text(max_size=50)
    | st.text(min_size=1, max_size=3).map(lambda text: text * 9000)
    | st.dates()
    | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=20), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from([field.name for field in fields(SeasonDocument)] + ["format", "rubrics", "x", ""])


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(KEYS, JUNK, max_size=6))
def test_junk_of_any_shape_is_refused_with_its_places(tables: dict[str, Any]) -> None:
    try:
        text = tomli_w.dumps(tables)
    except (ValueError, UnicodeEncodeError):
        assume(False)  # noqa: FBT003 - Hypothesis's own way
    with pytest.raises(InvalidDocument) as refused:
        read_document(text)
    assert refused.value.problems


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=300))
def test_text_that_is_no_toml_is_refused(text: str) -> None:
    with pytest.raises(InvalidDocument):
        read_document(text)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, len(BAC_GIANG) - 1), JUNK)
def test_a_value_replaced_by_junk_is_refused_or_read(place: int, junk: object) -> None:
    """Whatever one value of a good file becomes, the answer is a document or a list of problems."""
    line_start = BAC_GIANG.rfind("\n", 0, place) + 1
    line_end = BAC_GIANG.find("\n", place)
    key, equals, _value = BAC_GIANG[line_start:line_end].partition("=")
    assume(equals)
    try:
        value = tomli_w.dumps({"v": junk}).removeprefix("v =").strip()
    except (ValueError, UnicodeEncodeError):
        assume(False)  # noqa: FBT003 - Hypothesis's own way
    try:
        read_document(f"{BAC_GIANG[:line_start]}{key}= {value}{BAC_GIANG[line_end:]}")
    except InvalidDocument:
        return


@pytest.mark.parametrize(
    ("wrong", "right", "path"),
    [
        ('method = "meen"', 'method = "mean"', "rounds[1].policy.method"),
        ("money = -1", "money = 12_000_000", "prizes[1].money"),
        ('max_parts = { value = "năm", clause', "max_parts = { value = 5, clause", "rules.max_parts.value"),
        ('key = "Phát hiện"', 'key = "phat-hien"', "rubrics.R7.criteria[2].key"),
        ('code = "T01"\nten = "x"', 'code = "T01"', "topics[1].ten"),
    ],
)
def test_a_fault_names_its_key_and_its_line(wrong: str, right: str, path: str) -> None:
    text = BAC_GIANG.replace(right, wrong, 1)
    with pytest.raises(InvalidDocument) as refused:
        read_document(text)
    fault = next(one for one in refused.value.problems if one.path == path)
    assert fault.line is not None
    assert wrong.splitlines()[-1] in "\n".join(text.splitlines()[fault.line - 1 : fault.line + 1])


def test_a_line_is_found_by_its_path() -> None:
    text = 'a = 1\n[t]\nb = """\nc = 2\n"""\n[[r]]\nd = 1\n[r.s]\ne = 2\n[[r]]\n[r.s]\ne = 3\n'
    places = key_lines(text)
    lines = {
        path: line_of(places, path) for path in ("a", "t.b", "t.c", "r[1].d", "r[1].s.e", "r[2].s.e", "r[2].z", "q")
    }
    assert lines == {"a": 1, "t.b": 3, "t.c": 2, "r[1].d": 7, "r[1].s.e": 9, "r[2].s.e": 12, "r[2].z": 10, "q": None}


@pytest.mark.parametrize("path", ["x[", "]", "[[", "a.b]", "..", "x" * 20_000 + "]"])
def test_a_key_with_strange_signs_is_looked_for_and_not_found(path: str) -> None:
    assert line_of({"a.c": 1}, path) is None


def test_a_dotted_key_without_end_is_refused_before_it_is_read() -> None:
    for text in ("a." * 60_000 + "a = 1", "[" + "a." * 60_000 + "a]"):
        with pytest.raises(InvalidDocument) as refused:
            read_document(text)
        assert [one.line for one in refused.value.problems] == [1]


def test_every_rule_key_has_words_and_every_policy_is_read() -> None:
    assert set(RULEBOOK) == set(RuleKey)
    document = read_document(BAC_GIANG)
    assert [policy_from_json(one.policy).method for one in document.rounds] == [Method.MEAN, Method.TRIMMED_MEAN]
    assert sentence(RuleKey.NEEDS_URL, value=False) == ""


def test_the_29th_of_february_moves_to_the_28th() -> None:
    document = read_document(BAC_GIANG)
    leap = (MilestoneText(name="x", first=date(2024, 2, 29), last=date(2024, 2, 29)),)
    moved = shifted(replace(document, season=replace(document.season, milestones=leap)), 1)
    assert moved.season.milestones[0].first == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("old", "new", "rename", "kept", "dropped"),
    [
        ("ab", "ba", False, (2, 1), ()),
        ("ab", "ac", False, (1, None), (2,)),
        ("ab", "ac", True, (1, 2), ()),
        ("abc", "bc", True, (2, 3), (1,)),
        ("ab", "xab", True, (None, 1, 2), ()),
        ("", "a", True, (None,), ()),
    ],
)
def test_edited_lines_find_their_rows(
    old: str, new: str, *, rename: bool, kept: tuple[int | None, ...], dropped: tuple[int, ...]
) -> None:
    found = align(list(enumerate(old, start=1)), new, rename=rename)
    assert (found.kept, found.dropped) == (kept, dropped)


class Typed(Form):
    day = DayField()
    instant = InstantField()
    points = PointsField()
    whole = WholeField()


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("day", "1/4/2023", date(2023, 4, 1)),
        ("day", "31/02/2023", "31/02/2023"),
        ("day", "04-2023", "04-2023"),
        ("day", "", None),
        ("instant", "23:59:59 15/10/2023", datetime(2023, 10, 15, 23, 59, 59)),  # noqa: DTZ001 - local by its nature
        ("instant", "9:30, 15/10/2023", datetime(2023, 10, 15, 9, 30)),  # noqa: DTZ001 - local by its nature
        ("instant", "25:00:00 15/10/2023", "25:00:00 15/10/2023"),
        ("instant", "15/10/2023", "15/10/2023"),
        ("points", "0,5", Decimal("0.5")),
        ("points", "0.5", Decimal("0.5")),
        ("points", "1,000", "1,000"),
        ("points", "NaN?", "NaN?"),
        ("points", " ", None),
        ("whole", "12.000.000", 12_000_000),
        ("whole", "12,000,000", 12_000_000),
        ("whole", "12 000 000", 12_000_000),
        ("whole", "12.000,000", "12.000,000"),
        ("whole", "1,5", "1,5"),
        ("whole", "1.50", "1.50"),
        ("whole", "١٢", "١٢"),
        ("whole", "9" * 50, "9" * 50),
        ("whole", "", None),
    ],
)
def test_what_is_typed_is_read_or_handed_on(name: str, typed: str, value: object) -> None:
    assert Typed(MultiDict({name: typed}))[name].table_value() == value  # type: ignore[attr-defined]  # a TableField


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("name", "value"), [("points", Decimal(1000)), ("points", Decimal("0.5")), ("whole", 12_000_000), ("whole", 7)]
)
def test_what_a_field_shows_is_read_back_as_it_was(app: Flask, language: str, name: str, value: object) -> None:
    with app.test_request_context(headers={"Cookie": f"lang={language}"}):
        shown = Typed(data={name: value})[name].data
    assert Typed(MultiDict({name: shown}))[name].table_value() == value  # type: ignore[attr-defined]  # a TableField
