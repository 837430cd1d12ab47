"""The subjects of the rules editor that are asked for by key: one category, one round, one rubric."""

from __future__ import annotations

import re
from dataclasses import replace

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from contest.seasons import forms
from contest.seasons.documents import CriterionText, SeasonDocument
from contest.seasons.editing import Editor
from contest.seasons.editing_categories import find_category, save_category
from contest.seasons.editing_rounds import add_round, find_round, save_round, save_rubric
from contest.seasons.fields import with_blanks
from contest.seasons.keyed import keyed_rules, listed_rules
from contest.seasons.reader import (
    read_category,
    read_criteria,
    read_round,
)
from contest.seasons.rules_text import rubric_items
from contest.seasons.subjects import Subject
from contest.seasons.tables import Table
from contest.seasons.writer import category_table, round_table, row_table


def category(document: SeasonDocument, code: str | None) -> Subject:
    """One category with genres and rules, or a new one. Errors: NotVisible."""
    now = find_category(document, code) if code else None
    filled = category_table(now) if now else {}
    before = now.rules if now else ()

    def read(table: Table) -> SeasonDocument:
        rules = keyed_rules(table.raw.get("rules", {}), before)
        typed = {**table.raw, "rules": rules} | ({"code": code} if code else {})
        text = read_category(Table(typed, "category", table.problems))
        if now is None:
            return replace(document, categories=(*document.categories, text))
        return replace(document, categories=tuple(text if one is now else one for one in document.categories))

    def save(session: Session, editor: Editor, edited: SeasonDocument) -> bool:
        text = find_category(edited, code) if code else edited.categories[-1]
        return save_category(session, editor=editor, code=code, text=text)

    return Subject(
        key="category",
        title=now.name if now else _l("Loại hình mới"),
        lead=_l("Quy định riêng của loại hình thắng quy định chung. Để trống là theo quy định chung."),
        template="seasons/edit_category.html",
        form=forms.category_form(now),
        filled={**filled, "rules": listed_rules(filled.get("rules", {}))},
        read=read,
        save=save,
        inside=re.compile(r"^(category|categories\[\d+\])"),
    )


def round_(document: SeasonDocument, ordinal: int | None) -> Subject:
    """One round of judging, or a new one at the end. Errors: NotVisible."""
    now = find_round(document, ordinal) if ordinal else None
    filled = round_table(now, dict.fromkeys(now.rubrics.values(), "")) if now else {}

    def read(table: Table) -> SeasonDocument:
        text = read_round(Table({**table.raw, "rubrics": {}}, "round", table.problems), {})
        if ordinal is None or now is None:
            return replace(document, rounds=(*document.rounds, text))
        text = replace(text, rubrics=now.rubrics)
        return replace(document, rounds=(*document.rounds[: ordinal - 1], text, *document.rounds[ordinal:]))

    def save(session: Session, editor: Editor, edited: SeasonDocument) -> bool:
        if ordinal is None:
            return add_round(session, editor=editor, text=edited.rounds[-1])
        return save_round(session, editor=editor, ordinal=ordinal, text=edited.rounds[ordinal - 1])

    return Subject(
        key="round",
        title=now.name if now else _l("Vòng chấm mới"),
        lead=_l("Ai chấm, cách tính kết quả, bao nhiêu tác phẩm đi tiếp. Mở và khóa vòng ở trang chấm giải."),
        template="seasons/edit_round.html",
        form=forms.round_form(document),
        filled=filled,
        read=read,
        save=save,
        inside=re.compile(r"^(rounds\[\d+\]|round\b)"),
    )


def rubric(document: SeasonDocument, ordinal: int, code: str) -> Subject:
    """The rubric of one category in one round. Errors: NotVisible."""
    now, of = find_round(document, ordinal), find_category(document, code)
    rows = [row_table(one) for one in now.rubrics.get(code, ())]

    def read(table: Table) -> SeasonDocument:
        criteria: tuple[CriterionText, ...] = read_criteria(table.rows("criteria"))
        edited = replace(now, rubrics={**now.rubrics, code: criteria})
        return replace(document, rounds=(*document.rounds[: ordinal - 1], edited, *document.rounds[ordinal:]))

    def save(session: Session, editor: Editor, edited: SeasonDocument) -> bool:
        criteria = edited.rounds[ordinal - 1].rubrics[code]
        return save_rubric(session, editor=editor, ordinal=ordinal, category=code, rubric=criteria)

    return Subject(
        key="rubric",
        title=f"{now.name} – {of.name}",
        lead=_l("Bảng tiêu chí khóa lại khi giám khảo đầu tiên cho điểm. Tổng điểm hiện ở cuối bảng."),
        template="seasons/edit_rubric.html",
        is_wide=True,
        form=forms.RubricForm,
        items=rubric_items(now.rubrics.get(code, ())),
        filled={"criteria": with_blanks(rows, blanks=2 if rows else 5)},
        read=read,
        save=save,
        inside=re.compile(r"^rounds\[\d+\]\.rubrics\.[a-z0-9_-]+"),
        into="criteria",
    )
