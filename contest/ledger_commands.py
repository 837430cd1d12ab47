"""``contest ledger verify``: the chain, what every table says against it, and heads that were kept elsewhere."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest import create_app
from contest.commands import settings_here
from contest.db import db, reading
from contest.judging.proof import gaps_against_record, sheets_against_record, versions_against_record
from contest.ledger.comparing import Comparison, Difference
from contest.ledger.models import LedgerEntry
from contest.ledger.services import verify
from contest.results.proof import results_against_record
from contest.submissions.proof import files_against_record, receipts_against_record

NOUNS = {
    "receipt": "biên nhận",
    "stored_file": "tệp đã kiểm tra",
    "code": "mã phách",
    "score_sheet": "phiếu chấm",
    "sheet_version": "bản lưu phiếu đã gửi",
    "gap_case": "xử lý chênh lệch",
    "round": "vòng chấm và niêm phong",
    "tie_decision": "thứ tự khi bằng điểm",
    "round_result": "điểm và thứ hạng chính thức",
    "award": "giải thưởng",
    "release": "xác nhận và công bố",
    "published_work": "trang công bố",
    "revocation": "thu hồi giải",
}
"""The word for each table's rows."""
NAMED = 20
"""Differences of one table that are written out; the count says how many there are."""
_HEAD = re.compile(r"[0-9a-f]{64}")


@click.group(help="Sổ ghi: kiểm tra chuỗi băm và đối chiếu các bảng với sổ.")
def ledger_command() -> None:
    """Hold the record's commands."""


@ledger_command.command(
    "verify", help="Kiểm tra toàn bộ chuỗi và đối chiếu phiếu, điểm, giải, trang công bố với sổ; thoát 1 nếu có khác."
)
@click.option(
    "--head", "heads", multiple=True, help="Đầu chuỗi đã giữ ở nơi khác (ví dụ trong biên bản): phải còn trong sổ."
)
def verify_command(heads: Sequence[str]) -> None:
    """Verify the chain, the tables against it, and that the kept heads are still in it."""
    if wrong := [head for head in heads if not _HEAD.fullmatch(head.strip().lower())]:
        raise click.UsageError(f"Đầu chuỗi gồm 64 chữ số thập lục phân: {wrong[0]}")
    app = create_app(settings_here())
    with app.app_context(), reading():
        _one_moment(db.session)
        holds = _chain_holds(db.session)
        # Of a broken record the tables cannot be told anything.
        fits = holds and [_fits(one) for one in comparisons(db.session)]
        kept = [head_is_there(db.session, head.strip().lower()) for head in heads]
    sys.exit(0 if fits and all(fits) and all(kept) else 1)


def comparisons(session: Session) -> Iterator[Comparison]:
    """Every table that the record speaks of."""
    yield receipts_against_record(session)
    yield files_against_record(session)
    yield sheets_against_record(session)
    yield versions_against_record(session)
    yield gaps_against_record(session)
    yield from results_against_record(session)


def _one_moment(session: Session) -> None:
    """Judges go on marking meanwhile: all is read as it was when this began. SQLite does so by itself."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def _chain_holds(session: Session) -> bool:
    outcome = verify(session)
    if outcome.holds:
        click.echo(f"Chuỗi nguyên vẹn: {outcome.entries} dòng, đầu chuỗi {outcome.head}.")
    else:
        click.echo(f"Chuỗi bị đứt tại dòng {outcome.broken_at}.", err=True)
    return outcome.holds


def _fits(one: Comparison) -> bool:
    """Say how one table stands to the record."""
    noun = NOUNS[one.noun]
    if not one.differences:
        click.echo(f"  {one.noun}: {one.rows} {noun} khớp sổ ghi.")
        return True
    click.echo(f"  {one.noun}: {len(one.differences)} {noun} KHÁC sổ ghi.", err=True)
    for each in one.differences[:NAMED]:
        click.echo(f"    {_told(each)}", err=True)
    return False


def _told(one: Difference) -> str:
    if one.seq is None:
        return f"{one.row}: sổ không ghi việc nào như vậy."
    if one.fields == ["–"]:
        return f"{one.row}: sổ có ghi (dòng {one.seq}) nhưng trong bảng không còn."
    return f"{one.row}: khác sổ (dòng {one.seq}) ở {', '.join(one.fields)}."


def head_is_there(session: Session, head: str) -> bool:
    """Whether a head that was kept elsewhere is a line of this record; it is not after a cut, or a new-made chain."""
    seq = session.scalar(select(LedgerEntry.seq).where(LedgerEntry.hash == head))
    if seq is None:
        click.echo(f"Đầu chuỗi {head} KHÔNG còn trong sổ: sổ đã bị cắt, viết lại hoặc đưa về bản cũ.", err=True)
        return False
    click.echo(f"Đầu chuỗi {head} là dòng {seq} của sổ.")
    return True
