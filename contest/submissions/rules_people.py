"""Rules about the people behind a work: authors, their representative, works per author and unit."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from contest.seasons.types import RuleKey
from contest.submissions.dossier import Check, Dossier, Rules, Text, checked
from contest.web.figures import number


def people_checks(dossier: Dossier, rules: Rules) -> Iterator[Check]:
    """Checks of the people, in the order of the form."""
    yield _authors(dossier)
    yield _representative(dossier)
    for key, check in _RULES.items():
        if key in rules:
            yield check(dossier, int(rules[key].value), rules[key].clause)


def _authors(dossier: Dossier) -> Check:
    demand = _l("Có tên tác giả")
    if not dossier.authors:
        return checked("authors", demand, "authors", _l("Chưa có tác giả. Hãy thêm ít nhất một người."))
    problems = [
        _l("Tác giả thứ %(place)s chưa có họ tên. Hãy nhập họ tên, hoặc bỏ dòng này.", place=place)
        for place, author in enumerate(dossier.authors, 1)
        if not author.full_name
    ]
    return checked("authors", demand, "authors", *problems)


def _representative(dossier: Dossier) -> Check:
    chosen = [author for author in dossier.authors if author.is_representative]
    problem: Text | None = None
    if not chosen:
        problem = _l("Chưa chọn người đại diện. Hãy chọn một tác giả để Ban Tổ chức liên lạc.")
    elif len(chosen) > 1:
        problem = _l("Có %(count)s người đại diện. Hãy chỉ giữ một người.", count=len(chosen))
    elif not chosen[0].can_be_reached:
        problem = _l("Người đại diện chưa có điện thoại hoặc thư điện tử. Hãy nhập một trong hai.")
    return checked("representative", _l("Có một người đại diện liên lạc được"), "authors", problem)


def _max_authors(dossier: Dossier, limit: int, clause: str) -> Check:
    count = len(dossier.authors)
    problem = (
        _l(
            "Nhóm có %(count)s tác giả, quá %(over)s người so với %(clause)s. "
            "Hãy chỉ ghi những người trực tiếp làm tác phẩm.",
            count=number(count),
            over=number(count - limit),
            clause=clause,
        )
        if count > limit
        else None
    )
    return checked(
        RuleKey.MAX_AUTHORS, _l("Không quá %(limit)s tác giả", limit=number(limit)), "authors", problem, clause=clause
    )


def _works_per_author(dossier: Dossier, limit: int, clause: str) -> Check:
    problems = [
        _l(
            "%(name)s đã có %(count)s tác phẩm dự thi, đủ số %(clause)s cho phép. "
            "Hãy rút một tác phẩm khác trước khi nộp.",
            name=author.full_name,
            count=number(author.others_entered),
            clause=clause,
        )
        for author in dossier.authors
        if author.others_entered >= limit
    ]
    demand = _l("Mỗi tác giả không quá %(limit)s tác phẩm", limit=number(limit))
    return checked(RuleKey.WORKS_PER_AUTHOR, demand, "authors", *problems, clause=clause)


def _works_per_unit(dossier: Dossier, limit: int, clause: str) -> Check:
    full = dossier.unit is not None and dossier.others_of_unit >= limit
    problem = (
        _l(
            "%(unit)s đã nộp %(count)s tác phẩm, đủ số %(clause)s cho phép. Hãy rút một tác phẩm khác trước khi nộp.",
            unit=str(dossier.unit),
            count=number(dossier.others_of_unit),
            clause=clause,
        )
        if full
        else None
    )
    demand = _l("Mỗi đơn vị không quá %(limit)s tác phẩm", limit=number(limit))
    return checked(RuleKey.WORKS_PER_UNIT, demand, "authors", problem, clause=clause)


_RULES = {
    RuleKey.MAX_AUTHORS: _max_authors,
    RuleKey.WORKS_PER_AUTHOR: _works_per_author,
    RuleKey.WORKS_PER_UNIT: _works_per_unit,
}
