"""From rows of a spreadsheet to drafts: each cell checked, each problem told by line and column."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from contest.accounts.addresses import clean_email
from contest.seasons.types import SeasonHead
from contest.submissions import limits
from contest.submissions.dossier import Text
from contest.submissions.errors import SheetNotRead
from contest.submissions.fields import EARLIEST, LATEST, check_text, read_day
from contest.submissions.import_lists import Lists, nearest
from contest.submissions.services import create_draft
from contest.submissions.sheets import COLUMNS, MAX_ROWS, REQUIRED, SheetRow
from contest.submissions.types import AuthorContent, Channel, DraftContent, PartContent
from contest.text.folding import clean_line, fold

_MOST: Mapping[str, int] = {
    "title": limits.TITLE,
    "category": 100,
    "genre": 120,
    "topic": 220,
    "place": 120,
    "authors": limits.AUTHORS * limits.FULL_NAME,
    "phone": limits.PHONE,
    "email": limits.EMAIL,
    "outlet": limits.OUTLET,
    "published_on": 20,
    "issue": limits.ISSUE,
    "url": limits.URL,
    "summary": limits.SUMMARY,
    "other_awards": limits.OTHER_AWARDS,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class CellProblem:
    """What is wrong with one cell, under the head it has in the file."""

    column: str
    message: Text


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportRow:
    """A row, checked: a draft to be, or what is wrong with it."""

    line: int
    cells: Mapping[str, str]
    problems: tuple[CellProblem, ...]
    category_id: int | None = None
    content: DraftContent | None = None

    @property
    def is_good(self) -> bool:
        """Whether the row becomes a draft."""
        return not self.problems and self.content is not None


def check_rows(rows: Iterable[SheetRow], lists: Lists, *, unit: str) -> Sequence[ImportRow]:
    """Every row with its problems; a work named twice in the file, or entered before, is told too."""
    seen = set(lists.known)
    found: list[ImportRow] = []
    for row in rows:
        checked = _check(row, lists, unit)
        if checked.content is not None and checked.category_id is not None:
            mark = (checked.category_id, fold(checked.content.title))
            if mark in seen:
                again = CellProblem(
                    column=COLUMNS["title"], message=_l("Tác phẩm này đã có trong danh sách của đơn vị.")
                )
                checked = replace(checked, problems=(*checked.problems, again))
            seen.add(mark)
        found.append(checked)
    return found


def import_rows(
    session: Session,
    *,
    season: SeasonHead,
    organisation_id: int,
    owner_id: int,
    rows: Iterable[ImportRow],
    now: datetime,
) -> int:
    """Make a draft of every good row, all in the caller's transaction; return how many. Errors: EntriesClosed."""
    made = 0
    for row in rows:
        if not row.is_good or row.content is None or row.category_id is None:
            continue
        create_draft(
            session,
            season=season,
            category_id=row.category_id,
            owner_id=owner_id,
            channel=Channel.UNIT,
            organisation_id=organisation_id,
            content=row.content,
            now=now,
        )
        made += 1
    return made


def as_parcel(rows: Iterable[ImportRow]) -> str:
    """The rows as the preview page sends them back."""
    return json.dumps([{"line": row.line, "cells": dict(row.cells)} for row in rows], ensure_ascii=False)


def from_parcel(text: str) -> Sequence[SheetRow]:
    """Rows that came back from a preview; they are checked again like the file's own. Errors: SheetNotRead."""
    try:
        said: Any = json.loads(text)
    except (ValueError, RecursionError):
        raise SheetNotRead from None
    if not isinstance(said, list) or not 0 < len(said) <= MAX_ROWS:
        raise SheetNotRead
    return [_parcel_row(one) for one in said]


def _parcel_row(said: object) -> SheetRow:
    if not isinstance(said, dict) or not isinstance(said.get("line"), int) or not isinstance(said.get("cells"), dict):
        raise SheetNotRead
    cells = {key: value for key, value in said["cells"].items() if key in COLUMNS and isinstance(value, str)}
    formulas = frozenset(key for key, value in cells.items() if value.startswith("=") and key != "summary")
    return SheetRow(line=said["line"], cells=cells, formulas=formulas)


def _check(row: SheetRow, lists: Lists, unit: str) -> ImportRow:
    problems = list(_shape_problems(row))
    bad = {problem.column for problem in problems}
    category = _known(row, "category", lists, bad, problems)
    genre = None
    if category is not None and row.cells.get("genre") and COLUMNS["genre"] not in bad:
        genre = lists.genres.get((category, fold(row.cells["genre"])))
        if genre is None:
            problems.append(_unknown("genre", row.cells["genre"], lists.names.get(f"genre {category}", ())))
    topic = _known(row, "topic", lists, bad, problems)
    place = _known(row, "place", lists, bad, problems)
    day = _day(row, bad, problems)
    authors = _authors(row, unit, bad, problems)
    content = DraftContent(
        title=row.cells.get("title", ""),
        genre_id=genre,
        primary_topic_id=topic,
        place_id=place,
        summary=row.cells.get("summary", ""),
        other_awards=row.cells.get("other_awards", ""),
        authors=authors,
        parts=(
            PartContent(
                outlet=row.cells.get("outlet", ""),
                published_on=day,
                issue=row.cells.get("issue", ""),
                url=row.cells.get("url", ""),
            ),
        ),
    )
    return ImportRow(line=row.line, cells=row.cells, problems=tuple(problems), category_id=category, content=content)


def _shape_problems(row: SheetRow) -> Iterable[CellProblem]:
    for key in REQUIRED:
        if not row.cells.get(key):
            yield CellProblem(column=COLUMNS[key], message=_l("Ô này còn trống. Hãy điền."))
    for key, text in row.cells.items():
        if key in row.formulas:
            yield CellProblem(
                column=COLUMNS[key], message=_l("Ô này là công thức. Hãy dán giá trị thay cho công thức.")
            )
        elif (wrong := check_text(text, _MOST[key], is_line=key != "url")) is not None:
            yield CellProblem(column=COLUMNS[key], message=wrong)


def _known(row: SheetRow, key: str, lists: Lists, bad: set[str], problems: list[CellProblem]) -> int | None:
    known = {"category": lists.categories, "topic": lists.topics, "place": lists.places}[key]
    text = row.cells.get(key, "")
    if not text or COLUMNS[key] in bad:
        return None
    # “T02. Giảm nghèo …”, as the form writes it, says the same as its code.
    found = known.get(fold(text)) or known.get(fold(text.partition(".")[0]))
    if found is None:
        problems.append(_unknown(key, text, lists.names.get(key, ())))
    return found


def _unknown(key: str, text: str, names: Sequence[str]) -> CellProblem:
    near = nearest(text, names)
    message = (
        _l(
            "“%(text)s” không có trong danh mục của cuộc thi. Tên gần giống: %(near)s. Hãy chép đúng tên.",
            text=text[:80],
            near=", ".join(f"“{name}”" for name in near),
        )
        if near
        else _l("“%(text)s” không có trong danh mục của cuộc thi. Hãy chép đúng tên ở trang nhập.", text=text[:80])
    )
    return CellProblem(column=COLUMNS[key], message=message)


def _day(row: SheetRow, bad: set[str], problems: list[CellProblem]) -> date | None:
    text = row.cells.get("published_on", "")
    if not text or COLUMNS["published_on"] in bad:
        return None
    day = read_day(text)
    if day is None or not EARLIEST <= day <= LATEST:
        message = _l("Ngày này không có trong lịch. Hãy ghi ngày/tháng/năm, ví dụ 31/12/2023.")
        problems.append(CellProblem(column=COLUMNS["published_on"], message=message))
        return None
    return day


def _authors(row: SheetRow, unit: str, bad: set[str], problems: list[CellProblem]) -> tuple[AuthorContent, ...]:
    """Names between semicolons or line ends; the first one is the representative."""
    email = row.cells.get("email", "")
    if email and COLUMNS["email"] not in bad and clean_email(email) is None:
        problems.append(
            CellProblem(column=COLUMNS["email"], message=_l("Địa chỉ này chưa đúng, ví dụ ten@toasoan.vn."))
        )
    if COLUMNS["authors"] in bad:
        return ()
    names = [clean_line(name) for name in row.cells.get("authors", "").replace("\n", ";").split(";")]
    names = [name for name in names if name]
    if len(names) > limits.AUTHORS or any(len(name) > limits.FULL_NAME for name in names):
        message = _l("Quá nhiều tên, hoặc tên quá dài. Hãy ngăn các tên bằng dấu chấm phẩy.")
        problems.append(CellProblem(column=COLUMNS["authors"], message=message))
        return ()
    return tuple(
        AuthorContent(
            full_name=name,
            organisation_name=unit,
            phone=row.cells.get("phone", "") if place == 0 else "",
            email=email if place == 0 else "",
            is_representative=place == 0,
        )
        for place, name in enumerate(names)
    )
