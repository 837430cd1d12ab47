"""Tables of results for download: score summary and prize list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from contest.results import queries
from contest.results.queries import find_release
from contest.results.release import winners
from contest.results.revoking import revoked_at_by_code
from contest.results.sheets import sheets_of_round, uncounted_sheets
from contest.results.standings import refuse_early_reader
from contest.results.types import Reader, RoundHead
from contest.web.tables import Cell

Table = tuple[Sequence[str], Iterator[Sequence[Cell]]]


def sheets_table(session: Session, of: RoundHead, *, reader: Reader) -> Table:
    """One line a sheet: category, code, judge's number, total, whether it counts and why not, each criterion.

    Criteria differ by category, so each line names its own beside the mark. Errors: OwnSheetsMissing.
    """
    refuse_early_reader(session, of, viewer_id=reader.id)
    categories = queries.categories_of_round(session, round_id=of.id, season_id=of.season_id)
    columns = {category.name: category.columns for category in categories}
    width = max((len(found) for found in columns.values()), default=0)
    why = {sheet.sheet_id: sheet.reason for sheet in uncounted_sheets(session, round_id=of.id, reader=reader)}
    header = [_("Loại hình"), _("Mã phách"), _("Phiếu số"), _("Tổng điểm")]
    header += [_("Tính vào kết quả"), _("Lý do không tính")]
    yes, no = _("có"), _("không")
    for number in range(1, width + 1):
        header += [_("Tiêu chí %(number)s", number=number), _("Điểm %(number)s", number=number)]

    def rows() -> Iterator[Sequence[Cell]]:
        sheets = sheets_of_round(session, round_id=of.id)
        for _of_work, group in groupby(sheets, key=lambda one: (one[0].code, one[0].category)):
            for number, (sheet, given) in enumerate(group, start=1):
                counted = yes if sheet.counts else no
                cells: list[Cell] = [sheet.category, sheet.code, number, sheet.total, counted]
                cells.append(why.get(sheet.sheet_id, ""))
                for column in columns[sheet.category]:
                    cells += [column.title, given.get(column.id)]
                yield cells

    return header, rows()


def prize_table(session: Session, *, season_id: int, round_id: int) -> Table:
    """The prize list, best first: by code until unmasking, with names and units after it."""
    state = find_release(session, season_id=season_id)
    if state is not None and state.unmasked_at is not None:
        return _named(session, season_id, round_id)
    prizes = {one.id: one for one in queries.prizes_of(session, season_id=season_id)}
    lines = [line for line in queries.prize_lines(session, round_id=round_id) if line.prize_id is not None]
    lines.sort(key=lambda line: prizes[line.prize_id or 0].level)
    header = [_("Giải"), _("Mã phách"), _("Loại hình"), _("Điểm"), _("Tiền thưởng (đồng)")]
    rows: Iterator[Sequence[Cell]] = (
        [
            prizes[line.prize_id or 0].name,
            line.code,
            line.category_name,
            line.total,
            prizes[line.prize_id or 0].money,
        ]
        for line in lines
    )
    return header, rows


def _named(session: Session, season_id: int, round_id: int) -> Table:
    """By name; when each prize was taken back in a last column, once one was."""
    header = [
        _("Giải"),
        _("Tên tác phẩm"),
        _("Số kỳ"),
        _("Tác giả"),
        _("Đơn vị"),
        _("Loại hình"),
        _("Thể loại"),
        _("Mã phách"),
        _("Điểm"),
        _("Tiền thưởng (đồng)"),
    ]
    revoked = revoked_at_by_code(session, season_id=season_id)
    if revoked:
        header.append(_("Thu hồi giải"))
    rows: Iterator[Sequence[Cell]] = (
        [
            prize.name,
            work.title,
            work.parts,
            ", ".join(work.authors),
            work.organisation or work.outlet,
            work.category_name,
            work.genre_name,
            work.code,
            line.total,
            prize.money,
            *([revoked.get(work.code)] if revoked else []),
        ]
        for prize, line, work in winners(session, season_id=season_id, round_id=round_id)
    )
    return header, rows
