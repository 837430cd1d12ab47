"""The delegate's pages: works from a spreadsheet, their order, the list to be signed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from contest.access import allow, current_season
from contest.accounts.types import Role
from contest.db import db
from contest.errors import NotVisible
from contest.seasons.queries import categories, genres, topics
from contest.submissions.errors import SheetNotRead
from contest.submissions.fields import number_or_none
from contest.submissions.import_lists import lists_of
from contest.submissions.importing import ImportRow, as_parcel, check_rows, from_parcel, import_rows
from contest.submissions.lists import own_entries, unit_entries
from contest.submissions.official import ListedWork, official_list
from contest.submissions.queries import organisation_name
from contest.submissions.services import order_unit_works
from contest.submissions.sheets import COLUMNS, MAX_BYTES, MAX_ROWS, REQUIRED, SheetRow, read_sheet
from contest.submissions.types import Channel
from contest.submissions.views.blueprint import bp, this_entrant
from contest.web.figures import number
from contest.web.shell import received_at
from contest.web.tables import Cell, xlsx_response

LAST_PLACE = 9_999
LIST_HEADER = (
    _l("TT"),
    _l("Tên tác phẩm"),
    _l("Loại hình"),
    _l("Thể loại"),
    _l("Tác giả"),
    _l("Nơi đăng, phát"),
    _l("Ngày đăng, phát"),
    _l("Số kỳ"),
    _l("Số hồ sơ"),
)


@bp.route("/don-vi/nhap-bang", methods=["GET", "POST"])
@allow(Role.UNIT)
def import_sheet() -> ResponseReturnValue:
    """Choose a file; see every row, good and bad, before anything is kept."""
    if request.method == "GET":
        return _choose_page()
    sent = request.files.get("sheet")
    if sent is None or not sent.filename:
        return _choose_page(_("Chưa chọn tệp. Hãy chọn bảng .xlsx hoặc .csv."), 422)
    try:
        rows = read_sheet(sent.filename, sent.stream.read(MAX_BYTES + 1))
    except SheetNotRead as refused:
        return _choose_page(str(refused), 422)
    return _preview_page(_checked(rows))


@bp.post("/don-vi/nhap-bang/xac-nhan")
@allow(Role.UNIT)
def confirm_import() -> ResponseReturnValue:
    """Make drafts of the good rows, all at once; pressed twice, the second finds them there already."""
    try:
        rows = _checked(from_parcel(request.form.get("rows", "")))
    except SheetNotRead as refused:
        return _choose_page(str(refused), 422)
    made = import_rows(
        db.session,
        season=current_season(),
        organisation_id=_unit_id(),
        owner_id=current_user.id,
        rows=rows,
        now=received_at(),
    )
    db.session.commit()
    left = len(rows) - made
    flash(_("Đã tạo %(count)s bản nháp.", count=number(made)), "good" if made else "info")
    if left:
        flash(_("%(count)s dòng không tạo được vì có lỗi hoặc đã có; sửa trong bảng rồi nhập lại.", count=left), "warn")
    return redirect(url_for("submissions.mine"))


@bp.get("/don-vi/mau.xlsx")
@allow(Role.UNIT)
def import_template() -> ResponseReturnValue:
    """An empty list with the right heads."""
    return xlsx_response("mau-danh-sach-tac-pham", list(COLUMNS.values()), [])


@bp.post("/don-vi/thu-tu")
@allow(Role.UNIT)
def order() -> ResponseReturnValue:
    """Keep the order the delegate typed; equal or empty places keep the order they had."""
    unit = _unit_id()
    works = unit_entries(db.session, season_id=current_season().id, organisation_id=unit)
    typed = {one.public_id: number_or_none(request.form.get(f"place-{one.public_id}")) for one in works}
    ids = [one.public_id for one in works]
    ids.sort(key=lambda public_id: _place(typed[public_id]))
    order_unit_works(db.session, season_id=current_season().id, organisation_id=unit, public_ids=ids, now=received_at())
    db.session.commit()
    flash(_("Đã lưu thứ tự."), "good")
    return redirect(url_for("submissions.mine"))


@bp.get("/don-vi/danh-sach")
@allow(Role.UNIT)
def unit_list() -> ResponseReturnValue:
    """“Danh sách tác phẩm dự thi”, to print and sign."""
    return render_template(
        "submissions/unit_list.html",
        unit=organisation_name(db.session, _unit_id()),
        works=_works(),
        today=received_at(),
    )


@bp.get("/don-vi/danh-sach.xlsx")
@allow(Role.UNIT)
def unit_list_xlsx() -> ResponseReturnValue:
    """The same list for a spreadsheet."""
    return xlsx_response("danh-sach-tac-pham-du-thi", [str(word) for word in LIST_HEADER], _list_rows(_works()))


def _list_rows(works: Sequence[ListedWork]) -> Iterator[Sequence[Cell]]:
    for place, one in enumerate(works, 1):
        yield (
            place,
            one.title,
            one.category,
            one.genre,
            one.authors,
            one.outlets,
            one.published,
            one.parts,
            one.number,
        )


def _works() -> Sequence[ListedWork]:
    return official_list(db.session, season_id=current_season().id, organisation_id=_unit_id())


def _place(typed: int | None) -> int:
    return typed if typed is not None and 0 < typed <= LAST_PLACE else LAST_PLACE + 1


def _unit_id() -> int:
    """The unit the signed-in delegate speaks for. Errors: NotVisible."""
    unit = this_entrant().organisation_id
    if unit is None:
        raise NotVisible
    return unit


def _checked(rows: Sequence[SheetRow]) -> Sequence[ImportRow]:
    unit = _unit_id()
    lists = lists_of(db.session, season_id=current_season().id, organisation_id=unit)
    return check_rows(rows, lists, unit=organisation_name(db.session, unit) or "")


def _choose_page(refusal: str = "", status: int = 200) -> ResponseReturnValue:
    season_id = current_season().id
    named = {one.id: one.name for one in categories(db.session, season_id)}
    page = render_template(
        "submissions/import.html",
        refusal=refusal,
        columns=COLUMNS,
        required=REQUIRED,
        most_rows=MAX_ROWS,
        categories=list(named.values()),
        genres=[(named[one.category_id], one.name) for one in genres(db.session, season_id)],
        topics=topics(db.session, season_id),
        has_works=any(
            one.channel is Channel.UNIT for one in own_entries(db.session, season_id=season_id, entrant=this_entrant())
        ),
    )
    return page, status


def _preview_page(rows: Sequence[ImportRow]) -> ResponseReturnValue:
    good = sum(row.is_good for row in rows)
    page = render_template(
        "submissions/import_preview.html",
        rows=rows,
        good=good,
        bad=len(rows) - good,
        parcel=as_parcel(rows),
        columns=COLUMNS,
    )
    # Nothing is kept yet, and what cannot be kept is shown: the page is fine when one row is.
    return page, 200 if good else 422
