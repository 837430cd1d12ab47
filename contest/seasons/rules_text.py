"""The thể lệ out of data: articles by clause, in the words an entrant reads. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from contest.seasons.documents import ClauseKey, CriterionText, PrizeText, RoundText, SeasonDocument
from contest.seasons.policy import Method, OnDeviation, policy_from_json
from contest.seasons.rulebook import sentence
from contest.text.dates import date_vi, datetime_vi, deadline_vi
from contest.text.numbers import money_in_words
from contest.web.figures import money, number

_NUMBERS = re.compile(r"\d+")
_LAST: Final = 10_000


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleLine:
    """A clause: its number, what it says, and the lines of a list below it."""

    clause: str
    text: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleArticle:
    """An article (điều) with its clauses in order."""

    clause: str
    title: str
    lines: tuple[RuleLine, ...]


METHOD_WORDS: Final[Mapping[Method, LazyString]] = {
    Method.MEAN: _l("trung bình cộng điểm của các giám khảo"),
    Method.TRIMMED_MEAN: _l("trung bình cộng sau khi bỏ một điểm cao nhất và một điểm thấp nhất"),
    Method.MEDIAN: _l("trung vị điểm của các giám khảo"),
    Method.SUM: _l("tổng điểm của các giám khảo"),
}
DEVIATION_WORDS: Final[Mapping[OnDeviation, LazyString]] = {
    OnDeviation.FLAG: _l("chủ tịch hội đồng xem xét"),
    OnDeviation.THIRD_JUDGE_OFFICIAL: _l("giám khảo thứ ba chấm lại và điểm đó là điểm chính thức"),
    OnDeviation.THIRD_JUDGE_MEAN: _l("giám khảo thứ ba chấm thêm và lấy trung bình cả ba"),
    OnDeviation.PANEL_RECONCILE: _l("tiểu ban hội ý để thống nhất điểm"),
}


def articles_of(document: SeasonDocument) -> tuple[RuleArticle, ...]:
    """The whole thể lệ, articles and clauses in the order of their numbers."""
    titles = {article_number(one.clause): one for one in document.season.articles if one.title}
    lines: dict[int, list[RuleLine]] = {}
    for line in rule_lines(document):
        lines.setdefault(article_number(line.clause), []).append(line)
    return tuple(
        RuleArticle(
            clause=_("Điều %(number)s", number=place) if place < _LAST else "",
            title=titles[place].title if place in titles else _("Quy định khác"),
            lines=tuple(sorted(lines.get(place, ()), key=lambda line: clause_key(line.clause))),
        )
        for place in sorted({*titles, *lines})
    )


def article_number(clause: str) -> int:
    """The article a clause stands in: 4 for «Điều 4.2»; the last one when it has no number."""
    return clause_key(clause)[0]


def clause_key(clause: str) -> tuple[int, ...]:
    """A key that puts clauses in order by their numbers: Điều 4.2 before Điều 4.10."""
    return tuple(min(int(found[:6]), _LAST) for found in _NUMBERS.findall(clause)) or (_LAST,)


def rule_lines(document: SeasonDocument) -> Iterator[RuleLine]:
    """Every clause of a season, unordered."""
    yield from _prose(document)
    yield from _season_lines(document)
    yield from _category_lines(document)
    yield from _limits(document)
    for one in document.rounds:
        yield _round_line(one)
    yield from _rubric_lines(document)
    yield from _prize_lines(document)


def _prose(document: SeasonDocument) -> Iterator[RuleLine]:
    for article in document.season.articles:
        if article.text:
            yield RuleLine(clause=article.clause, text=article.text)


def _season_lines(document: SeasonDocument) -> Iterator[RuleLine]:
    season = document.season
    clauses = season.clauses

    def line(key: ClauseKey, text: str, *items: str) -> RuleLine:
        return RuleLine(clause=clauses.get(key, ""), text=text, items=items)

    if document.topics:
        yield line(ClauseKey.TOPICS, _("Chủ đề:"), *(f"{one.code}. {one.name}" for one in document.topics))
    opens, closes = datetime_vi(season.opens_at), deadline_vi(season.closes_at)
    yield line(ClauseKey.DATES, _("Nhận tác phẩm từ %(opens)s đến hết %(closes)s.", opens=opens, closes=closes))
    if season.milestones:
        days = (f"{one.name}: {date_vi(one.first)} – {date_vi(one.last)}" for one in season.milestones)
        yield line(ClauseKey.MILESTONES, _("Lịch của mùa giải:"), *days)
    if season.contact:
        yield line(ClauseKey.CONTACT, season.contact)
    if season.notice_days:
        days_text = number(season.notice_days)
        notice = _("Kết quả dự kiến được công khai lấy ý kiến %(days)s ngày trước khi quyết định.", days=days_text)
        yield line(ClauseKey.NOTICE, notice)
    if season.organizers:
        names = (f"{one.role}: {one.name}" for one in season.organizers)
        yield line(ClauseKey.ORGANIZERS, _("Đơn vị tổ chức:"), *names)


def _category_lines(document: SeasonDocument) -> Iterator[RuleLine]:
    for one in document.categories:
        said = _("%(name)s. %(description)s", name=one.name, description=one.description).strip()
        yield RuleLine(clause=one.clause, text=said, items=one.genres)


def _limits(document: SeasonDocument) -> Iterator[RuleLine]:
    for rule in document.rules:
        if text := sentence(rule.key, rule.value):
            yield RuleLine(clause=rule.clause, text=text)
    grouped: dict[tuple[str, str], list[str]] = {}
    for category in document.categories:
        for rule in category.rules:
            if text := sentence(rule.key, rule.value):
                grouped.setdefault((rule.clause, text), []).append(category.name)
    for (clause, text), names in grouped.items():
        yield RuleLine(clause=clause, text=_("%(categories)s: %(rule)s", categories=", ".join(names), rule=text))


def _round_line(one: RoundText) -> RuleLine:
    said = _("%(name)s: mỗi tác phẩm do %(judges)s giám khảo chấm độc lập; kết quả là %(method)s.", **_round_words(one))
    return RuleLine(clause=one.clause, text=said, items=tuple(_round_items(one)))


def _round_words(one: RoundText) -> dict[str, Any]:
    policy = policy_from_json(one.policy)
    return {"name": one.name, "judges": number(one.judges_per_entry), "method": METHOD_WORDS[policy.method]}


def _round_items(one: RoundText) -> Iterator[str]:
    policy = policy_from_json(one.policy)
    then = DEVIATION_WORDS[policy.on_deviation]
    if policy.max_spread is not None:
        limit = points(policy.max_spread)
        yield _("Điểm giữa hai giám khảo chênh quá %(limit)s điểm thì %(then)s.", limit=limit, then=then)
    if policy.max_dev_from_mean is not None:
        limit = points(policy.max_dev_from_mean)
        yield _("Điểm của một giám khảo cách trung bình quá %(limit)s điểm thì %(then)s.", limit=limit, then=then)
    if one.marks_due_at:
        yield _("Hạn gửi phiếu: %(due)s.", due=deadline_vi(one.marks_due_at))
    if total := sum(one.quotas.values()):
        yield _("Chọn không quá %(total)s tác phẩm vào vòng sau.", total=number(total))


def _rubric_lines(document: SeasonDocument) -> Iterator[RuleLine]:
    """Equal rubrics are said once, with the rounds and the categories they are for."""
    names = {category.code: category.name for category in document.categories}
    said: dict[tuple[tuple[CriterionText, ...], tuple[str, ...]], list[RoundText]] = {}
    for one in document.rounds:
        shared: dict[tuple[CriterionText, ...], list[str]] = {}
        for code, rubric in one.rubrics.items():
            shared.setdefault(rubric, []).append(names.get(code, code))
        for rubric, categories in shared.items():
            said.setdefault((rubric, tuple(categories)), []).append(one)
    for (rubric, held), rounds in said.items():
        who = _("mọi loại hình") if len(held) == len(names) else ", ".join(held)
        total = points(sum((criterion.max_points for criterion in rubric), Decimal(0)))
        where = ", ".join(one.name for one in rounds)
        text = _("Tiêu chí chấm %(who)s (%(round)s, %(total)s điểm):", round=where, who=who, total=total)
        yield RuleLine(clause=rounds[0].clause, text=text, items=rubric_items(rubric))


def rubric_items(rubric: Sequence[CriterionText]) -> tuple[str, ...]:
    """The lines of a rubric as the thể lệ prints them."""
    return tuple(f"{criterion.title}: {points(criterion.max_points)}" for criterion in rubric)


def _prize_lines(document: SeasonDocument) -> Iterator[RuleLine]:
    names = {category.code: category.name for category in document.categories}
    grouped: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    by_category: dict[tuple[str, str], list[PrizeText]] = {}
    for prize in document.prizes:
        by_category.setdefault((prize.clause, prize.category), []).append(prize)
    for (clause, category), prizes in by_category.items():
        items = tuple(_prize_item(prize) for prize in prizes)
        grouped.setdefault((clause, items), []).append(names.get(category, ""))
    for (clause, items), categories in grouped.items():
        who = ", ".join(name for name in categories if name)
        said = _("Cơ cấu giải cho mỗi loại hình (%(who)s):", who=who) if who else _("Cơ cấu giải chung:")
        yield RuleLine(clause=clause, text=said, items=items)


def _prize_item(prize: PrizeText) -> str:
    return _(
        "%(count)s %(name)s, mỗi giải %(money)s (%(words)s)",
        count=number(prize.count),
        name=prize.name,
        money=money(prize.money),
        words=money_in_words(prize.money).lower(),
    )


def points(value: Decimal) -> str:
    """Points without needless zeros: 20, 0,5."""
    return number(value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize())
