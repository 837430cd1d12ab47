"""From TOML to a season's document: every field checked, every problem named with its line and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from flask_babel import gettext as _

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
from contest.seasons.lines import key_lines, line_of
from contest.seasons.policy_reader import read_policy
from contest.seasons.rule_values import WORD, InvalidRule, checked_clause, checked_value
from contest.seasons.tables import InvalidDocument, Problem, Table
from contest.seasons.types import BlindMode, NamingScheme, PressType, PrizeKind, RoundKind, RuleKey
from contest.text.dates import closing_after

LARGEST_FILE: Final = 256 * 1024
"""Bytes of a season's file; the shipped ones are about 20 KiB."""
LONGEST_LINE: Final = 20_000
MOST_MONEY: Final = 1_000_000_000_000
TOPIC_CODE = re.compile(r"[A-Za-z0-9]{1,10}")
CATEGORY_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,19}")
_SYNTAX_PLACE = re.compile(r"at line (\d+), column (\d+)")
_NO_DAY: Final = date(2000, 1, 1)
_NO_INSTANT: Final = datetime(2000, 1, 1, tzinfo=UTC)


def read_document(text: str) -> SeasonDocument:
    """Read a season from TOML text. Errors: InvalidDocument with every problem found."""
    problems: list[Problem] = []
    root = Table(_parsed(text), "", problems)
    document = _document(root)
    problems.extend(document_problems(document) if not problems else ())
    if problems:
        places = key_lines(text)
        raise InvalidDocument(tuple(replace(one, line=line_of(places, one.path)) for one in problems))
    return document


def decoded(raw: bytes) -> str:
    """The text of an uploaded file. Errors: InvalidDocument."""
    if len(raw) > LARGEST_FILE:
        raise _one_problem(_("Tệp lớn quá %(limit)s KB.", limit=LARGEST_FILE // 1024))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _one_problem(_("Tệp không phải là văn bản UTF-8.")) from None


def _parsed(text: str) -> dict[str, Any]:
    # The parser's work grows with the square of a dotted key: no honest line is as long as this.
    for line_number, written in enumerate(text.splitlines(), start=1):
        if len(written) > LONGEST_LINE:
            raise _one_problem(_("Dài quá %(limit)s ký tự.", limit=LONGEST_LINE), line_number)
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        place = _SYNTAX_PLACE.search(str(error))
        line = int(place.group(1)) if place else None
        raise _one_problem(_("Không đúng cú pháp TOML."), line) from None
    except (ValueError, ArithmeticError, RecursionError):
        # A number of thousands of digits, or brackets nested beyond reason.
        raise _one_problem(_("Tệp có con số hoặc cấu trúc vượt mức đọc được.")) from None


def _one_problem(message: str, line: int | None = None) -> InvalidDocument:
    return InvalidDocument((Problem(path="", message=message, line=line),))


def _document(root: Table) -> SeasonDocument:
    root.whole("format", 1, 1)
    shared = _shared_rubrics(root.table("rubrics"))
    document = SeasonDocument(
        season=read_season(root.table("season")),
        categories=tuple(read_category(row) for row in root.rows("categories")),
        topics=tuple(read_topic(row) for row in root.rows("topics")),
        places=tuple(_place(row) for row in root.rows("places")),
        rules=read_rules(root.table("rules")),
        screening=tuple(read_question(row) for row in root.rows("screening")),
        rounds=tuple(read_round(row, shared) for row in root.rows("rounds")),
        prizes=tuple(read_prize(row) for row in root.rows("prizes")),
    )
    root.close()
    return document


def _shared_rubrics(tables: Table) -> dict[str, tuple[CriterionText, ...]]:
    shared = {}
    for name in tables.raw:
        one = tables.table(name)
        shared[name] = read_criteria(one.rows("criteria"))
        one.close()
    return shared


def read_season(table: Table) -> SeasonText:
    """The season itself."""
    last_second = table.instant("last_second", required=True)
    clauses = table.table("clauses")
    season = SeasonText(
        name=table.line("name", 200),
        slogan=table.line("slogan", 200, required=False),
        summary=table.prose("summary", 4000),
        naming_scheme=table.choice("naming_scheme", NamingScheme, NamingScheme.NHAT),
        opens_at=table.instant("opens_at", required=True) or _NO_INSTANT,
        closes_at=closing_after(last_second) if last_second else _NO_INSTANT,
        notice_days=table.whole("notice_days", 0, 365, 15),
        contact=table.prose("contact", 2000),
        place_root=table.line("place_root", 120, required=False),
        organizers=tuple(
            OrganizerText(role=row.line("role", 100), name=row.line("name", 200)) for row in table.rows("organizers")
        ),
        clauses={key.value: _clause(clauses, key) for key in ClauseKey if key in clauses.raw},
        articles=tuple(_article(row) for row in table.rows("articles")),
        milestones=tuple(_milestone(row) for row in table.rows("milestones")),
    )
    clauses.close()
    table.close()
    return season


def _article(row: Table) -> ArticleText:
    return ArticleText(
        clause=_clause(row, "clause"),
        title=row.line("title", 200, required=False),
        text=row.prose("text", 8000),
    )


def _milestone(row: Table) -> MilestoneText:
    first = row.day("first", required=True) or _NO_DAY
    last = row.day("last", required=True) or _NO_DAY
    if first > last:
        row.fault("last", _("Ngày cuối phải từ ngày đầu trở đi."))
    return MilestoneText(name=row.line("name", 160), first=first, last=last)


def read_category(row: Table) -> CategoryText:
    """A category with its genres and rules."""
    hint = _("Mã chỉ gồm chữ thường không dấu, số, gạch nối, không quá 20 ký tự.")
    return CategoryText(
        code=row.word("code", CATEGORY_CODE, hint),
        press_type=row.choice("press_type", PressType),
        name=row.line("name", 100),
        description=row.prose("description", 2000),
        blind_mode=row.choice("blind_mode", BlindMode, BlindMode.FULL),
        clause=_clause(row, "clause"),
        genres=row.texts("genres", 120),
        rules=read_rules(row.table("rules")),
    )


def read_topic(row: Table) -> TopicText:
    """A topic."""
    return TopicText(
        code=row.word("code", TOPIC_CODE, _("Mã gồm chữ không dấu và số, không quá 10 ký tự.")),
        name=row.line("name", 200),
        description=row.prose("description", 2000),
    )


def _place(row: Table) -> PlaceText:
    return PlaceText(
        name=row.line("name", 120),
        kind=row.line("kind", 30, required=False) or "district",
        valid_from=row.day("valid_from"),
        valid_to=row.day("valid_to"),
        successor=row.line("successor", 120, required=False),
    )


def read_question(row: Table) -> QuestionText:
    """A question of the eligibility check."""
    return QuestionText(key=_word(row), text=row.line("text", 300), clause=_clause(row, "clause"))


def read_rules(table: Table) -> tuple[RuleText, ...]:
    """Rules by their keys."""
    return tuple(_rule_lines(table))


def _rule_lines(table: Table) -> Iterator[RuleText]:
    for key in RuleKey:
        if key not in table.raw:
            continue
        line = table.table(key)
        clause = _clause(line, "clause")
        try:
            yield RuleText(key=key, value=checked_value(key, line.take("value")), clause=clause)
        except InvalidRule as fault:
            line.fault("value", str(fault))
        line.close()
    table.close()


def read_round(row: Table, shared: Mapping[str, tuple[CriterionText, ...]]) -> RoundText:
    """A round; ``shared`` holds the rubrics that its tables name."""
    last_second = row.instant("last_second")
    quotas, rubrics = row.table("quotas"), row.table("rubrics")
    return RoundText(
        kind=row.choice("kind", RoundKind),
        name=row.line("name", 60),
        judges_per_entry=row.whole("judges_per_entry", 1, 99),
        clause=_clause(row, "clause"),
        marks_due_at=closing_after(last_second) if last_second else None,
        policy=read_policy(row.table("policy")),
        tie_break=row.texts("tie_break", 40),
        quotas={code: quotas.whole(code, 0, 100_000) for code in quotas.raw},
        rubrics={code: _shared(rubrics, code, shared) for code in rubrics.raw},
    )


def _shared(table: Table, code: str, shared: Mapping[str, tuple[CriterionText, ...]]) -> tuple[CriterionText, ...]:
    name = table.take(code)
    if isinstance(name, str) and name in shared:
        return shared[name]
    table.fault(code, _("Không có bảng tiêu chí nào tên như vậy trong [rubrics]."))
    return ()


def read_criteria(rows: Iterator[Table]) -> tuple[CriterionText, ...]:
    """The lines of a rubric."""
    return tuple(
        CriterionText(
            key=_word(row),
            title=row.line("title", 160),
            description=row.prose("description", 1000),
            max_points=_required(row, "max_points"),
            step=row.decimal("step", 1000, default=Decimal(1)) or Decimal(1),
        )
        for row in rows
    )


def _required(row: Table, key: str) -> Decimal:
    if key not in row.raw:
        row.fault(key, _("Thiếu mục này."))
    return row.decimal(key, 1000) or Decimal(1)


def read_prize(row: Table) -> PrizeText:
    """A line of the prize table."""
    return PrizeText(
        name=row.line("name", 80),
        level=row.whole("level", 0, 99),
        count=row.whole("count", 0, 1000),
        money=row.whole("money", 0, MOST_MONEY),
        kind=row.choice("kind", PrizeKind, PrizeKind.INDIVIDUAL),
        category=row.line("category", 20, required=False),
        floor=row.decimal("floor", 1000),
        clause=_clause(row, "clause"),
    )


def _word(row: Table) -> str:
    return row.word("key", WORD, _("Mã chỉ gồm chữ thường không dấu, số, gạch nối, không quá 40 ký tự."))


def _clause(table: Table, key: str) -> str:
    try:
        return checked_clause(table.take(key))
    except InvalidRule as fault:
        table.fault(key, str(fault))
        return ""
