"""Whether a rule's value has the shape of its key, and how it is stored.

Pure: the same checks stand behind the template files, the editor and the services.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _

from contest.errors import Refused
from contest.seasons.rulebook import FILE_KINDS, OTHER_AWARD_WORDS, RULEBOOK, RuleWords, Shape
from contest.seasons.types import RuleKey
from contest.text.folding import clean_line
from contest.web.figures import number

LONGEST_CLAUSE: Final = 60
LONGEST_ITEM: Final = 400
MOST_ITEMS: Final = 20
WORD = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class InvalidRule(Refused):
    """A rule's value does not have the shape of its key."""


def checked_value(key: RuleKey, raw: object) -> Any:  # noqa: ANN401 - the shape is the key's
    """The value as it is stored (JSON). Errors: InvalidRule, in words for the person who typed it."""
    return _CHECKS[RULEBOOK[key].shape](raw, RULEBOOK[key])


def checked_clause(raw: object) -> str:
    """A clause number, required: a rule that cites nothing cannot be argued with. Errors: InvalidRule."""
    clause = clean_line(raw) if isinstance(raw, str) else ""
    if not clause:
        raise InvalidRule(_("Hãy ghi điều khoản của thể lệ, ví dụ “Điều 4.2”."))
    if len(clause) > LONGEST_CLAUSE:
        raise InvalidRule(_("Điều khoản dài quá %(limit)s ký tự.", limit=LONGEST_CLAUSE))
    return clause


def _whole(raw: object, words: RuleWords) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise InvalidRule(_("Hãy ghi một số nguyên."))
    if not 1 <= raw <= words.high:
        raise InvalidRule(_("Hãy ghi một số từ 1 đến %(high)s.", high=number(words.high)))
    return raw


def _flag(raw: object, _words: RuleWords) -> bool:
    if not isinstance(raw, bool):
        raise InvalidRule(_("Hãy ghi true hoặc false."))
    return raw


def _choice(raw: object, _words: RuleWords) -> str:
    if not isinstance(raw, str) or raw not in OTHER_AWARD_WORDS:
        raise InvalidRule(_("Hãy chọn một trong: %(choices)s.", choices=", ".join(OTHER_AWARD_WORDS)))
    return raw


def _kinds(raw: object, _words: RuleWords) -> list[str]:
    if not isinstance(raw, list) or not raw or not all(isinstance(one, str) and one in FILE_KINDS for one in raw):
        raise InvalidRule(_("Hãy chọn ít nhất một loại tệp trong: %(choices)s.", choices=", ".join(FILE_KINDS)))
    return [kind for kind in FILE_KINDS if kind in raw]


def _window(raw: object, _words: RuleWords) -> dict[str, str]:
    days = [_day(raw.get(end)) for end in ("from", "until")] if isinstance(raw, dict) and len(raw) == len("fu") else []
    if not days:
        raise InvalidRule(_("Hãy ghi ngày đầu (from) và ngày cuối (until)."))
    if days[0] > days[1]:
        raise InvalidRule(_("Ngày cuối phải từ ngày đầu trở đi."))
    return {"from": days[0].isoformat(), "until": days[1].isoformat()}


def _day(raw: object) -> date:
    try:
        day = raw if type(raw) is date else date.fromisoformat(raw) if isinstance(raw, str) else None
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= 2200:  # noqa: PLR2004 - the years of the press
        raise InvalidRule(_("Hãy ghi ngày như 15/10/2023 (trong tệp TOML: 2023-10-15)."))
    return day


def _named(field: str) -> Callable[[object, RuleWords], list[dict[str, str]]]:
    def check(raw: object, _words: RuleWords) -> list[dict[str, str]]:
        if not isinstance(raw, list) or len(raw) > MOST_ITEMS or not all(isinstance(one, dict) for one in raw):
            raise InvalidRule(_("Hãy ghi một danh sách không quá %(limit)s dòng.", limit=MOST_ITEMS))
        items = [{"key": one.get("key"), field: one.get(field)} for one in raw]
        for item in items:
            _check_item(item["key"], item[field])
        if len({item["key"] for item in items}) < len(items):
            raise InvalidRule(_("Hai dòng có cùng một mã."))
        return [{"key": str(item["key"]), field: clean_line(str(item[field]))} for item in items]

    return check


def _check_item(key: object, said: object) -> None:
    if not isinstance(key, str) or not WORD.fullmatch(key):
        raise InvalidRule(_("Mã chỉ gồm chữ thường không dấu, số, gạch nối, không quá 40 ký tự."))
    if not isinstance(said, str) or not 1 <= len(clean_line(said)) <= LONGEST_ITEM:
        raise InvalidRule(_("Mỗi dòng có từ 1 đến %(limit)s ký tự.", limit=LONGEST_ITEM))


def _topic_codes(raw: object, _words: RuleWords) -> list[str]:
    if not isinstance(raw, list) or len(raw) > MOST_ITEMS or not all(isinstance(one, str) for one in raw):
        raise InvalidRule(_("Hãy ghi danh sách mã chủ đề, ví dụ T09."))
    return list(dict.fromkeys(clean_line(one)[:10] for one in raw))


_CHECKS: Final[Mapping[Shape, Callable[[object, RuleWords], Any]]] = {
    Shape.NUMBER: _whole,
    Shape.FLAG: _flag,
    Shape.CHOICE: _choice,
    Shape.KINDS: _kinds,
    Shape.WINDOW: _window,
    Shape.DOCUMENTS: _named("title"),
    Shape.COMMITMENTS: _named("text"),
    Shape.TOPICS: _topic_codes,
}
