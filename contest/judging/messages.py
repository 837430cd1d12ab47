"""The sentences of judging that are built from numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from flask_babel import gettext as _

from contest.judging.totals import MarkFault, MarkProblem
from contest.judging.types import Desk, RubricRow, SheetContent
from contest.text import numbers
from contest.web.figures import number, page_language

COMMENT_LENGTH = 4000
"""Characters of each comment of a sheet."""


def mark_text(value: Decimal) -> str:
    """A mark or a total without needless zeros: 82, 78,5."""
    return number(value.normalize())


def mark_writer() -> Callable[[Decimal], str]:
    """``mark_text`` for a whole page: called for every row of a queue, it asks for the language once."""
    language = page_language()
    return lambda value: numbers.number(value.normalize(), language)


def mark_field(criterion_id: int) -> str:
    """The name of the field that holds the mark of a criterion."""
    return f"mark_{criterion_id}"


def sheet_fields(content: SheetContent, rubric: Sequence[RubricRow]) -> Mapping[str, str]:
    """A sheet as the fields of its form, the way a judge types them."""
    language = page_language()
    written = {key: numbers.in_field(mark, language) for key, mark in content.marks.items()}
    marks = {mark_field(row.id): written.get(row.rule.key, "") for row in rubric}
    return marks | {"comment_jury": content.comment_jury, "comment_author": content.comment_author}


def desk_fields(desk: Desk) -> dict[str, str]:
    """The sheet on a desk as the fields of its form."""
    marks = {row.rule.key: row.mark for row in desk.rubric if row.mark is not None}
    content = SheetContent(marks=marks, comment_jury=desk.comment_jury, comment_author=desk.comment_author)
    return dict(sheet_fields(content, desk.rubric))


def fault_messages(problems: Iterable[MarkProblem], rubric: Sequence[RubricRow]) -> Mapping[str, str]:
    """One sentence per field; a mark for a criterion that is not in the rubric has the empty name."""
    rows = {row.rule.key: row for row in rubric}
    return {
        mark_field(rows[problem.key].id) if problem.key in rows else "": fault_message(
            problem.fault, rows.get(problem.key)
        )
        for problem in problems
    }


def comment_faults(content: SheetContent) -> Mapping[str, str]:
    """A sentence for each comment that is too long; nothing is ever cut off."""
    comments = {"comment_jury": content.comment_jury, "comment_author": content.comment_author}
    return {
        name: _(
            "Nhận xét dài %(count)s ký tự, nhiều nhất %(max)s.", count=number(len(text)), max=number(COMMENT_LENGTH)
        )
        for name, text in comments.items()
        if len(text) > COMMENT_LENGTH
    }


def fault_message(fault: MarkFault, row: RubricRow | None) -> str:
    """What is wrong with one mark, and what would be right."""
    if row is None:
        return _("Phiếu có một tiêu chí không thuộc bảng điểm của loại hình này. Hãy tải lại trang.")
    top, step = mark_text(row.rule.max_points), mark_text(row.rule.step)
    if fault is MarkFault.MISSING:
        return _("Chưa cho điểm tiêu chí này.")
    if fault is MarkFault.OFF_STEP:
        return _("Điểm phải là bội của %(step)s.", step=step)
    return _("Điểm phải từ 0 đến %(top)s.", top=top)
