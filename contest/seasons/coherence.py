"""Whether the parts of a season agree with one another: codes that exist, sums that fit, days in order. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from flask_babel import gettext as _

from contest.seasons.documents import CriterionText, RoundText, SeasonDocument
from contest.seasons.policy_reader import TIE_BREAK_WORDS
from contest.seasons.tables import Problem
from contest.seasons.types import RuleKey


def document_problems(document: SeasonDocument) -> Iterator[Problem]:
    """Everything in a document that contradicts another part of it."""
    yield from _season_problems(document)
    yield from _twice("categories", "code", [one.code for one in document.categories])
    yield from _twice("topics", "code", [one.code for one in document.topics])
    yield from _twice("screening", "key", [one.key for one in document.screening])
    yield from _evidence_problems(document)
    codes = {one.code for one in document.categories}
    for place, one in enumerate(document.rounds, start=1):
        yield from round_problems(one, codes, f"rounds[{place}]")
    for place, prize in enumerate(document.prizes, start=1):
        if prize.category and prize.category not in codes:
            yield Problem(path=f"prizes[{place}].category", message=_no_category(prize.category))


def round_problems(one: RoundText, codes: set[str], path: str) -> Iterator[Problem]:
    """What in a round does not fit the categories or itself."""
    for part, named in (("quotas", one.quotas), ("rubrics", one.rubrics)):
        for code in named:
            if code not in codes:
                yield Problem(path=f"{path}.{part}.{code}", message=_no_category(code))
    for code, rubric in one.rubrics.items():
        yield from rubric_problems(rubric, f"{path}.rubrics.{code}")
    keys = {criterion.key for rubric in one.rubrics.values() for criterion in rubric}
    for step in one.tie_break:
        if step not in keys and step not in TIE_BREAK_WORDS:
            message = _("“%(step)s” không phải là tiêu chí của vòng này.", step=step)
            yield Problem(path=f"{path}.tie_break", message=message)
    if one.judges_per_entry < one.policy.get("min_judges", 1):
        message = _("Số giám khảo tối thiểu lớn hơn số giám khảo mỗi tác phẩm.")
        yield Problem(path=f"{path}.policy.min_judges", message=message)


def rubric_problems(rubric: Iterable[CriterionText], path: str) -> Iterator[Problem]:
    """What in a rubric cannot be marked."""
    criteria = list(rubric)
    if not criteria:
        yield Problem(path=path, message=_("Bảng tiêu chí chưa có dòng nào."))
    yield from _twice(path, "key", [one.key for one in criteria])
    for place, one in enumerate(criteria, start=1):
        if one.max_points % one.step:
            message = _("Điểm tối đa của “%(title)s” phải chia hết cho bước điểm.", title=one.title)
            yield Problem(path=f"{path}[{place}].step", message=message)


def _season_problems(document: SeasonDocument) -> Iterator[Problem]:
    season = document.season
    if season.opens_at >= season.closes_at:
        yield Problem(path="season.last_second", message=_("Hạn nhận bài phải sau ngày mở."))
    if not document.categories:
        yield Problem(path="categories", message=_("Mùa giải cần ít nhất một loại hình."))
    if document.places and not season.place_root:
        yield Problem(path="season.place_root", message=_("Hãy ghi tên tỉnh hoặc nước mà các địa bàn thuộc về."))


def _evidence_problems(document: SeasonDocument) -> Iterator[Problem]:
    codes = {topic.code for topic in document.topics}
    for rule in document.rules:
        if rule.key is RuleKey.EVIDENCE_TOPICS and not set(rule.value) <= codes:
            yield Problem(path="rules.evidence_topics.value", message=_("Có mã chủ đề không tồn tại."))


def _twice(path: str, field: str, values: list[str]) -> Iterator[Problem]:
    for value, count in Counter(values).items():
        if count > 1:
            place = values.index(value, values.index(value) + 1) + 1
            yield Problem(path=f"{path}[{place}].{field}", message=_("“%(value)s” bị trùng.", value=value))


def _no_category(code: str) -> str:
    return _("Không có loại hình “%(code)s”.", code=code[:60])
