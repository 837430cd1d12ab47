"""From a season's document to TOML: what ``reader.read_document`` reads back as the same value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import tomli_w

from contest.seasons.documents import (
    CategoryText,
    CriterionText,
    RoundText,
    RuleText,
    SeasonDocument,
    SeasonText,
)
from contest.seasons.types import RuleKey
from contest.text.dates import HANOI, last_valid_second

_LIMITS = ("max_spread", "max_dev_from_mean")


def write_document(document: SeasonDocument) -> str:
    """The document as TOML; equal rubrics are written once and shared by name."""
    rubrics = _rubric_names(document)
    tables = {
        "format": 1,
        "season": season_table(document.season),
        "rules": rules_table(document.rules),
        "categories": [category_table(one) for one in document.categories],
        "topics": [row_table(one) for one in document.topics],
        "places": [row_table(one) for one in document.places],
        "screening": [row_table(one) for one in document.screening],
        "rubrics": {name: {"criteria": [row_table(one) for one in rubric]} for rubric, name in rubrics.items()},
        "rounds": [round_table(one, rubrics) for one in document.rounds],
        "prizes": [row_table(one) for one in document.prizes],
    }
    return tomli_w.dumps({key: value for key, value in tables.items() if value}, multiline_strings=False)


def row_table(row: object, *, without: Iterable[str] = ()) -> dict[str, Any]:
    """A flat dataclass as a table, without what is empty: absent and empty read alike."""
    fields: Iterable[str] = row.__dataclass_fields__  # type: ignore[attr-defined]  # only documents' rows come here
    values = {name: getattr(row, name) for name in fields if name not in without}
    return {name: _written(value) for name, value in values.items() if value not in ("", None, ())}


def _written(value: object) -> Any:  # noqa: ANN401 - a TOML value
    if isinstance(value, datetime):
        return value.astimezone(HANOI).replace(tzinfo=None)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value.normalize()
    if isinstance(value, str):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def season_table(season: SeasonText) -> dict[str, Any]:
    """The season itself as a table."""
    listed = ("closes_at", "clauses", "organizers", "articles", "milestones", "opens_at", "notice_days")
    return {
        **row_table(season, without=listed),
        "opens_at": _written(season.opens_at),
        "last_second": _written(last_valid_second(season.closes_at)),
        "notice_days": season.notice_days,
        "clauses": dict(season.clauses),
        "organizers": [row_table(one) for one in season.organizers],
        "milestones": [row_table(one) for one in season.milestones],
        "articles": [row_table(one) for one in season.articles],
    }


def rules_table(rules: Iterable[RuleText]) -> dict[str, Any]:
    """Rules as a table by key."""
    return {str(rule.key): {"value": _rule_value(rule), "clause": rule.clause} for rule in rules}


def _rule_value(rule: RuleText) -> Any:  # noqa: ANN401 - the shape is the key's
    if rule.key is RuleKey.PUBLICATION_WINDOW:
        return {end: date.fromisoformat(day) for end, day in rule.value.items()}
    return rule.value


def category_table(one: CategoryText) -> dict[str, Any]:
    """A category as a table."""
    table = row_table(one, without=("rules",))
    return table | {"rules": rules_table(one.rules)} if one.rules else table


def round_table(one: RoundText, rubrics: Mapping[tuple[CriterionText, ...], str]) -> dict[str, Any]:
    """A round as a table; ``rubrics`` gives each rubric the name it is written under."""
    table = row_table(one, without=("marks_due_at", "policy", "quotas", "rubrics"))
    if one.marks_due_at:
        table["last_second"] = _written(last_valid_second(one.marks_due_at))
    policy = {key: Decimal(value) if key in _LIMITS else value for key, value in one.policy.items()}
    table["policy"] = {key: _written(value) if isinstance(value, Decimal) else value for key, value in policy.items()}
    table["quotas"] = dict(one.quotas)
    table["rubrics"] = {code: rubrics[rubric] for code, rubric in one.rubrics.items()}
    return table


def _rubric_names(document: SeasonDocument) -> dict[tuple[CriterionText, ...], str]:
    names: dict[tuple[CriterionText, ...], str] = {}
    for ordinal, one in enumerate(document.rounds, start=1):
        for code, rubric in one.rubrics.items():
            names.setdefault(rubric, f"{code}-{ordinal}")
    return names
