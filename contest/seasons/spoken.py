"""A recorded change in words: which rule, and each value before and after. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from contest.seasons.rulebook import RULEBOOK, sentence
from contest.seasons.types import RuleKey

_LONGEST: Final = 400
_SUBJECTS: Final[Mapping[str, LazyString]] = {
    "general": _l("Tên giải và đơn vị tổ chức"),
    "season": _l("Tên giải và đơn vị tổ chức"),
    "dates": _l("Thời gian"),
    "articles": _l("Điều khoản bằng lời"),
    "topics": _l("Chủ đề"),
    "rules": _l("Quy định chung"),
    "screening": _l("Sơ loại"),
    "prizes": _l("Cơ cấu giải thưởng"),
    "rounds": _l("Danh sách vòng chấm"),
    "category": _l("Loại hình %(what)s"),
    "round": _l("Vòng chấm %(what)s"),
    "rubric": _l("Bảng tiêu chí %(what)s"),
}
_FIELDS: Final[Mapping[str, LazyString]] = {
    "name": _l("Tên"),
    "slogan": _l("Khẩu hiệu"),
    "summary": _l("Giới thiệu"),
    "naming_scheme": _l("Cách gọi giải"),
    "opens_at": _l("Mở nhận bài"),
    "closes_at": _l("Hết nhận bài"),
    "notice_days": _l("Số ngày công khai"),
    "contact": _l("Nơi nhận"),
    "organizers": _l("Đơn vị tổ chức"),
    "clauses": _l("Điều khoản"),
    "articles": _l("Điều khoản bằng lời"),
    "milestones": _l("Lịch mùa giải"),
    "genres": _l("Thể loại"),
    "rules": _l("Quy định"),
    "description": _l("Diễn giải"),
    "blind_mode": _l("Chấm kín"),
    "press_type": _l("Nhóm loại hình"),
    "clause": _l("Điều khoản"),
    "policy": _l("Cách tính kết quả"),
    "quotas": _l("Số tác phẩm đi tiếp"),
    "tie_break": _l("Phân định bằng điểm"),
    "judges_per_entry": _l("Số giám khảo mỗi tác phẩm"),
    "marks_due_at": _l("Hạn gửi phiếu"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class SpokenChange:
    """One value that changed; empty text where there was, or is, nothing."""

    what: str
    before: str
    after: str


def subject_words(subject: str) -> str:
    """What a change is about: «Loại hình bao-in»."""
    kind, _colon, what = subject.partition(":")
    words = _SUBJECTS.get(kind)
    return str(words) % {"what": what} if words is not None and what else str(words or subject)


def spoken_changes(before: Any, after: Any) -> list[SpokenChange]:  # noqa: ANN401 - recorded JSON
    """Each key that differs, in words."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return [SpokenChange(what="", before=_spoken("", before), after=_spoken("", after))]
    return list(_each(before, after))


def _each(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[SpokenChange]:
    for key in dict.fromkeys([*before, *after]):
        was, is_now = before.get(key), after.get(key)
        yield SpokenChange(what=_key_words(key), before=_spoken(key, was), after=_spoken(key, is_now))


def _key_words(key: str) -> str:
    if key in set(RuleKey):
        return str(RULEBOOK[RuleKey(key)].label)
    return str(_FIELDS.get(key, key))


def _spoken(key: str, value: Any) -> str:  # noqa: ANN401 - recorded JSON
    if key in set(RuleKey) and isinstance(value, dict) and "value" in value:
        said = sentence(RuleKey(key), value["value"]) or _("không yêu cầu")
        return f"{said} ({value.get('clause', '')})"
    return _plain(value)[:_LONGEST]


def _plain(value: Any) -> str:  # noqa: ANN401 - recorded JSON
    if value is None or value in ({}, []):
        return ""
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, dict):
        return "; ".join(f"{_key_words(key)}: {_plain(one)}" for key, one in value.items() if _plain(one))
    if isinstance(value, list):
        return " · ".join(_plain(one) for one in value)
    return str(value)
