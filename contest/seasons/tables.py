"""Reading untrusted TOML tables field by field, collecting every problem with the key it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeVar

from flask_babel import gettext as _

from contest.errors import Refused
from contest.text.dates import HANOI
from contest.text.folding import clean_line, clean_text
from contest.web.figures import number

Choice = TypeVar("Choice", bound=StrEnum)
MOST_ROWS: Final = 300
FIRST_YEAR, LAST_YEAR = 1990, 2200
_MOST_DIGITS: Final = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """What is wrong, where: ``path`` is the key («rounds[2].policy.method»), ``line`` counts from 1."""

    path: str
    message: str
    line: int | None = None


class InvalidDocument(Refused):
    """A season's document cannot be read; ``problems`` says where and why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(_told(problem) for problem in problems))


def _told(problem: Problem) -> str:
    where = problem.path or _("Tệp")
    if problem.line is not None:
        where = _("Dòng %(line)s, %(key)s", line=problem.line, key=where)
    return f"{where}: {problem.message}"


class Table:
    """One TOML table. Each reader takes a key, notes what is wrong, and goes on with a harmless value."""

    def __init__(self, raw: object, path: str, problems: list[Problem]) -> None:
        self.path = path
        self.problems = problems
        self.raw: Mapping[str, Any] = raw if isinstance(raw, dict) else {}
        self.unread = set(self.raw)
        if not isinstance(raw, dict):
            self.fault("", _("Ở đây phải là một bảng."))

    def fault(self, key: str, message: str) -> None:
        """Note a problem of a key of this table."""
        path = f"{self.path}.{key}" if self.path and key else self.path or key
        self.problems.append(Problem(path=path, message=message))

    def take(self, key: str) -> object:
        """The raw value, or None."""
        self.unread.discard(key)
        return self.raw.get(key)

    def close(self) -> None:
        """Complain of every key that nobody asked for: a misspelt rule must not vanish silently."""
        for key in sorted(self.unread):
            self.fault(clean_line(key)[:60], _("Không có mục nào tên như vậy."))

    def line(self, key: str, longest: int, *, required: bool = True) -> str:
        """One line of text."""
        return clean_line(self._text(key, longest, required=required))

    def prose(self, key: str, longest: int) -> str:
        """Text of many lines; may be absent."""
        return clean_text(self._text(key, longest, required=False)).strip()

    def _text(self, key: str, longest: int, *, required: bool) -> str:
        raw = self.take(key)
        if raw is None or raw == "":
            if required:
                self.fault(key, _("Thiếu mục này."))
            return ""
        if not isinstance(raw, str):
            self.fault(key, _("Hãy ghi chữ trong dấu ngoặc kép."))
            return ""
        if len(raw) > longest:
            self.fault(key, _("Dài quá %(limit)s ký tự.", limit=number(longest)))
            return ""
        return raw

    def word(self, key: str, pattern: re.Pattern[str], hint: str) -> str:
        """A code or key. ``hint`` says what it may look like."""
        raw = self.take(key)
        if isinstance(raw, str) and pattern.fullmatch(raw):
            return raw
        self.fault(key, hint)
        return ""

    def whole(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number within bounds; required unless there is a default."""
        raw = self.take(key)
        if raw is None and default is not None:
            return default
        if isinstance(raw, bool) or not isinstance(raw, int) or not low <= raw <= high:
            self.fault(key, _("Hãy ghi một số nguyên từ %(low)s đến %(high)s.", low=number(low), high=number(high)))
            return low
        return raw

    def decimal(self, key: str, high: int, *, default: Decimal | None = None, zero: bool = False) -> Decimal | None:
        """A number with at most two decimals, above zero (or from it), to ``high``."""
        raw = self.take(key)
        if raw is None:
            return default
        exact = exact_decimal(raw)
        if exact is None or not (exact > 0 or (zero and exact == 0)) or exact > high:
            message = _("Hãy ghi một số lớn hơn 0, không quá %(high)s, nhiều nhất hai chữ số thập phân.", high=high)
            self.fault(key, message)
            return default
        return exact

    def choice(self, key: str, choices: type[Choice], default: Choice | None = None) -> Choice:
        """One of the words of an enumeration."""
        raw = self.take(key)
        first = default or next(iter(choices))
        if raw is None and default is not None:
            return default
        if not isinstance(raw, str) or raw not in set(choices):
            self.fault(key, _("Hãy ghi một trong: %(choices)s.", choices=", ".join(choices)))
            return first
        return choices(raw)

    def day(self, key: str, *, required: bool = False) -> date | None:
        """A TOML date without a time."""
        raw = self.take(key)
        if type(raw) is date and FIRST_YEAR - 90 <= raw.year <= LAST_YEAR:
            return raw
        if raw is not None or required:
            self.fault(key, _("Hãy ghi ngày như 15/10/2023 (trong tệp TOML: 2023-10-15)."))
        return None

    def instant(self, key: str, *, required: bool = False) -> datetime | None:
        """A TOML date and time; without a zone it is Vietnamese time."""
        raw = self.take(key)
        if isinstance(raw, datetime) and FIRST_YEAR <= raw.year <= LAST_YEAR:
            local = raw if raw.tzinfo else raw.replace(tzinfo=HANOI)
            return local.astimezone(UTC)
        if raw is not None or required:
            self.fault(key, _("Hãy ghi giờ và ngày như 23:59:59 15/10/2023 (trong tệp TOML: 2023-10-15T23:59:59)."))
        return None

    def texts(self, key: str, longest: int) -> tuple[str, ...]:
        """A list of lines."""
        raw = self.take(key)
        if raw is None:
            return ()
        fits = isinstance(raw, list) and len(raw) <= MOST_ROWS
        if (
            not isinstance(raw, list)
            or not fits
            or not all(isinstance(one, str) and len(one) <= longest for one in raw)
        ):
            message = _("Hãy ghi danh sách các dòng chữ, mỗi dòng không quá %(limit)s ký tự.", limit=longest)
            self.fault(key, message)
            return ()
        return tuple(line for line in map(clean_line, raw) if line)

    def table(self, key: str) -> Table:
        """A table inside this one; empty when absent."""
        raw = self.take(key)
        return Table({} if raw is None else raw, f"{self.path}.{key}" if self.path else key, self.problems)

    def rows(self, key: str) -> Iterator[Table]:
        """An array of tables; paths count from 1, as people do."""
        raw = self.take(key)
        if raw is None:
            return
        if not isinstance(raw, list) or len(raw) > MOST_ROWS:
            self.fault(key, _("Hãy ghi một danh sách không quá %(limit)s mục.", limit=MOST_ROWS))
            return
        stem = f"{self.path}.{key}" if self.path else key
        for place, one in enumerate(raw, start=1):
            row = Table(one, f"{stem}[{place}]", self.problems)
            yield row
            row.close()


def exact_decimal(raw: object) -> Decimal | None:
    """A finite decimal of sane size with at most two places, or None; never builds a huge integer."""
    if isinstance(raw, bool) or not isinstance(raw, int | Decimal):
        return None
    if isinstance(raw, int):
        return Decimal(raw) if abs(raw) < 10**_MOST_DIGITS else None
    if not raw.is_finite() or raw.adjusted() > _MOST_DIGITS:
        return None
    exponent = raw.normalize().as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -2:  # noqa: PLR2004 - the places of a mark
        return None
    return Decimal(raw)
