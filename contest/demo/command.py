"""``contest demo``: a season of invented works in any phase, or a large one for measuring."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path

import click
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest import create_app
from contest.accounts.models import Person
from contest.accounts.passwords import MIN_LENGTH, hash_password
from contest.commands import settings_here
from contest.db import begin_writing, db, utc_now
from contest.demo.article import article_work, parse_article
from contest.demo.build import Order, build
from contest.demo.bulk import Sizes, build_large
from contest.demo.calendar import Phase
from contest.demo.cast import ACCOUNTS, PASSWORD
from contest.demo.content import SampleWork
from contest.demo.season import SLUG
from contest.errors import ContestError
from contest.migrate import migrate
from contest.seasons.models import Season
from contest.settings import Settings

CACHE = "demo-files"
"""Folder of the made files inside the instance folder; it may be deleted at any time."""
UNFINISHED = "demo-unfinished"
"""A mark in the instance folder while the season is built, in steps; a killed build leaves half of it and the mark."""
_CUT_SHORT = (
    "Lần nạp mùa giải mẫu trước bị ngắt giữa chừng nên dữ liệu mẫu còn thiếu."
    " Hãy dừng chương trình, xóa thư mục instance/ rồi chạy lại."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What a database holds already."""

    has_real: bool
    has_demo: bool
    has_people: bool

    @property
    def is_empty(self) -> bool:
        """Whether nobody has begun to use it."""
        return not (self.has_real or self.has_demo or self.has_people)


def look(session: Session) -> Found:
    """See whether a demonstration may be put here."""
    seasons = set(session.scalars(select(Season.is_demo).distinct()))
    people = session.scalar(select(Person.id).limit(1))
    return Found(has_real=False in seasons, has_demo=True in seasons, has_people=people is not None)


@click.command(help="Nạp mùa giải mẫu: 52 tác phẩm, 7 giám khảo, đủ tệp, ở giai đoạn chọn trước.")
@click.option(
    "--phase",
    type=click.Choice([str(phase) for phase in Phase]),
    default=str(Phase.FINAL),
    show_default=True,
    help="Giai đoạn của mùa giải mẫu.",
)
@click.option("--password", default=PASSWORD, show_default=True, help="Mật khẩu chung của các tài khoản mẫu.")
@click.option(
    "--article",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Một bài báo thật (tệp chữ) làm tác phẩm đầu tiên của báo điện tử.",
)
@click.option("--entries", type=int, help="Tạo mùa giải lớn để đo: số tác phẩm (không có tệp).")
@click.option("--judges", type=int, default=30, show_default=True, help="Số giám khảo của mùa giải lớn.")
@click.option("--per-entry", type=int, default=5, show_default=True, help="Số phiếu mỗi tác phẩm của mùa giải lớn.")
@click.option("--if-empty", is_flag=True, help="Không làm gì khi cơ sở dữ liệu đã có người dùng hoặc mùa giải.")
def demo(
    *,
    phase: str,
    password: str,
    article: Path | None,
    entries: int | None,
    judges: int,
    per_entry: int,
    if_empty: bool,
) -> None:
    """Load the demonstration once; a second run changes nothing."""
    settings = settings_here()
    migrate(settings.database)
    app = create_app(settings)
    with app.app_context(), force_locale("vi"):
        if _is_here(settings, password, if_empty=if_empty):
            return
        started = time.monotonic()
        unfinished = settings.instance / UNFINISHED
        unfinished.touch()
        try:
            if entries is None:
                cache, extra = settings.instance / CACHE, _article(article)
                order = Order(phase=Phase(phase), password=password, cache=cache, now=utc_now(), extra=extra)
                build(app, db.session, order, click.echo)
            else:
                load_large(Sizes(entries=entries, judges=judges, per_entry=per_entry), password)
        except ContestError as error:
            unfinished.unlink()
            _stop(str(error.message))
        unfinished.unlink()
    _tell(settings, password, time.monotonic() - started)


def _is_here(settings: Settings, password: str, *, if_empty: bool) -> bool:
    """Whether there is nothing to load, said in words; a database or password that cannot be taken ends it."""
    begin_writing()
    found = look(db.session)
    db.session.rollback()
    if found.has_demo and (settings.instance / UNFINISHED).exists():
        click.echo(_CUT_SHORT)
    if if_empty and not found.is_empty:
        if found.has_demo:
            _name_accounts(f"Tài khoản mẫu (mật khẩu đặt khi nạp, mặc định {PASSWORD}):")
        return True
    if found.has_demo:
        click.echo(f"Đã có mùa giải mẫu ({settings.base_url}/mua/{SLUG}/). Muốn nạp lại, hãy dùng cơ sở dữ liệu mới.")
        return True
    _refuse(found, password)
    return False


def load_large(sizes: Sizes, password: str) -> None:
    """Build a season for measuring."""
    hashed = hash_password(password)
    build_large(db.session, sizes=sizes, password_hash=hashed, now=utc_now(), say=click.echo)
    db.session.commit()


def _refuse(found: Found, password: str) -> None:
    if found.has_real:
        _stop("Cơ sở dữ liệu đang có mùa giải thật. Dữ liệu mẫu chỉ nạp vào cơ sở dữ liệu trống.")
    if found.has_people:
        _stop("Cơ sở dữ liệu đã có tài khoản người dùng. Dữ liệu mẫu chỉ nạp vào cơ sở dữ liệu trống.")
    if len(password) < MIN_LENGTH:
        _stop(f"Mật khẩu cần ít nhất {MIN_LENGTH} ký tự.")


def _article(path: Path | None) -> tuple[SampleWork, ...]:
    if path is None:
        return ()
    return (article_work(parse_article(path.read_text(encoding="utf-8", errors="replace"))),)


def _stop(sentence: str) -> None:
    click.echo(sentence, err=True)
    sys.exit(1)


def _tell(settings: Settings, password: str, seconds: float) -> None:
    click.echo(f"\nXong sau {seconds:.0f} giây. Mùa giải mẫu: {settings.base_url}/mua/{SLUG}/")
    _name_accounts(f"Đăng nhập bằng một trong các tài khoản sau, mật khẩu {password}:")


def _name_accounts(heading: str) -> None:
    click.echo(heading)
    for address in ACCOUNTS:
        click.echo(f"  {address}")
