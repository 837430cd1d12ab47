"""What the organizers and the secretariat see of all entries: the list, one dossier, the exports."""

from __future__ import annotations

from collections.abc import Iterator

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from contest.access import allow, current_season
from contest.accounts.types import Role
from contest.db import db
from contest.submissions.dossiers import open_dossier
from contest.submissions.exporting import export_entries
from contest.submissions.fields import number_or_none
from contest.submissions.overview import Filters, filter_choices, list_entries
from contest.submissions.people import owner_of
from contest.submissions.receipts import covers, receipts_of
from contest.submissions.screening_log import decisions_of
from contest.submissions.types import CHANNEL_NAMES, STATUS_NAMES, STATUS_TONES, Channel, EntryStatus
from contest.submissions.views.blueprint import bp, category_of, rule_items
from contest.submissions.views.chosen import chosen_words
from contest.submissions.views.officer_access import received_entry
from contest.text.folding import clean_line
from contest.web.tables import Cell, csv_response, xlsx_response

READERS = (Role.SECRETARY, Role.ORGANIZER)
LAST_PAGE = 10_000
HEADER = (
    _l("Số hồ sơ"),
    _l("Tác phẩm"),
    _l("Loại hình"),
    _l("Thể loại"),
    _l("Chủ đề chính"),
    _l("Địa bàn phản ánh"),
    _l("Tác giả"),
    _l("Đơn vị công tác"),
    _l("Đơn vị gửi"),
    _l("Báo, đài đã đăng hoặc phát"),
    _l("Ngày đăng, phát"),
    _l("Số kỳ"),
    _l("Số chữ"),
    _l("Cách gửi"),
    _l("Trạng thái"),
    _l("Ngày dấu bưu điện"),
    _l("Nhận lúc"),
)


@bp.get("/ho-so/")
@allow(*READERS)
def entries() -> ResponseReturnValue:
    """Every received entry, narrowed and searched."""
    season_id = current_season().id
    filters = _filters()
    number = min(max(number_or_none(request.args.get("trang")) or 1, 1), LAST_PAGE)
    page = list_entries(db.session, season_id, filters, page=number)
    return render_template(
        "submissions/entries.html",
        page=page,
        filters=filters,
        base=url_for("submissions.entries"),
        choices=filter_choices(db.session, season_id),
        statuses=[(str(status), str(words)) for status, words in STATUS_NAMES.items() if status != EntryStatus.DRAFT],
        words={str(status): str(words) for status, words in STATUS_NAMES.items()},
        tones={str(status): tone for status, tone in STATUS_TONES.items()},
        previous=_page_url(number - 1) if number > 1 else "",
        following=_page_url(number + 1) if number < page.pages else "",
        query={key: value for key, value in request.args.items() if key != "trang" and value},
    )


@bp.get("/ho-so/<public_id>")
@allow(*READERS)
def full(public_id: str) -> ResponseReturnValue:
    """One dossier, whole."""
    head = received_entry(public_id)
    dossier = open_dossier(db.session, head)
    receipts = receipts_of(db.session, head.id)
    return render_template(
        "submissions/full.html",
        head=head,
        dossier=dossier,
        category=category_of(head.category_id),
        chosen=chosen_words(dossier.content),
        owner=owner_of(db.session, head),
        rule_items=rule_items(dossier.checks),
        decisions=decisions_of(db.session, head.id),
        receipts=receipts,
        has_newer=bool(receipts) and not covers(receipts[0], head, dossier.files),
    )


@bp.get("/ho-so/danh-sach.xlsx")
@allow(*READERS)
def export_xlsx() -> ResponseReturnValue:
    """The list as it is narrowed, for a spreadsheet."""
    return xlsx_response(f"ho-so-{current_season().slug}", [str(word) for word in HEADER], _rows())


@bp.get("/ho-so/danh-sach.csv")
@allow(*READERS)
def export_csv() -> ResponseReturnValue:
    """The same as plain lines."""
    return csv_response(f"ho-so-{current_season().slug}", [str(word) for word in HEADER], _rows())


def _rows() -> Iterator[list[Cell]]:
    channels = {str(channel): str(words) for channel, words in CHANNEL_NAMES.items()}
    statuses = {str(status): str(words) for status, words in STATUS_NAMES.items()}
    for row in export_entries(db.session, current_season().id, _filters()):
        yield [
            row.number,
            row.title,
            row.category,
            row.genre,
            row.topic,
            row.place,
            row.authors,
            row.organisations,
            row.unit if row.channel != Channel.AUTHOR else "",
            row.outlets,
            row.published,
            row.parts,
            row.words,
            channels[row.channel],
            statuses[row.status],
            row.postmarked_on,
            row.submitted_at,
        ]


def _filters() -> Filters:
    given = request.args.get("trang-thai", "")
    return Filters(
        status=EntryStatus(given) if given in set(EntryStatus) else None,
        category_id=number_or_none(request.args.get("loai-hinh")),
        topic_id=number_or_none(request.args.get("chu-de")),
        place_id=number_or_none(request.args.get("dia-ban")),
        search=clean_line(request.args.get("tim", ""))[:200],
    )


def _page_url(number: int) -> str:
    kept = {key: value for key, value in request.args.items() if key != "trang" and value}
    return url_for("submissions.entries", trang=number, **kept)  # type: ignore[arg-type]  # the query's own words
