"""A season's rules as they apply: the category's own before the season's, and no rule, no limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contest.seasons.types import CategoryId, RuleKey


@dataclass(frozen=True, kw_only=True, slots=True)
class AppliedRule:
    """A rule as it applies: its value (shape by ``RuleKey``) and the clause it comes from."""

    key: RuleKey
    value: Any
    clause: str
    category_id: CategoryId | None
    """None when the rule holds for the whole season."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SeasonRules:
    """Every rule of a season; ask with ``get``."""

    by_key: Mapping[tuple[RuleKey, int | None], AppliedRule]

    def get(self, key: RuleKey, category_id: int | None = None) -> AppliedRule | None:
        """The category's own rule, else the season's, else None: no rule, no limit."""
        return self.by_key.get((key, category_id)) or self.by_key.get((key, None))

    def value(self, key: RuleKey, category_id: int | None = None, default: Any = None) -> Any:  # noqa: ANN401 - the shape is the key's
        """The value of ``get``, or ``default`` where the season says nothing."""
        rule = self.get(key, category_id)
        return default if rule is None else rule.value
