"""``contest blind FILE``: a clean copy of one file and what still names somebody in it.

For anyone, without a database. Exit 0: clean; 3: findings remain; 4: the file was refused.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import NoReturn

import click

from contest.blinding.identities import Known
from contest.blinding.standalone import TEXT, Blinded, Found, blind, deliver
from contest.media.errors import CannotProcess
from contest.media.sandbox import scratch

CLEAN, FINDINGS, REFUSED = 0, 3, 4


@click.command(
    help="Tạo bản sạch của một tệp và liệt kê những chỗ còn lộ tên. Thoát 0: sạch; 3: còn lộ; 4: bị từ chối."
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Thư mục nhận bản sạch.")
@click.option("--name", "names", multiple=True, help="Họ tên hoặc bút danh cần tìm; lặp lại được.")
@click.option("--outlet", "outlets", multiple=True, help="Cơ quan báo chí cần tìm; lặp lại được.")
@click.option("--replace", is_flag=True, help="Thay chữ và che hình ở mọi chỗ tìm thấy, rồi tìm lại.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def blind_command(
    file: Path, out: Path, names: tuple[str, ...], outlets: tuple[str, ...], *, replace: bool, as_json: bool
) -> None:
    """Clean FILE into OUT and print the findings."""
    known = Known(names=names, pen_names=names, outlets=outlets)
    try:
        with scratch() as folder:
            blinded = blind(file, folder, known, replace=replace)
            written = deliver(blinded.files, out)
    except CannotProcess as refusal:
        _refuse(file, str(refusal.message))
    except OSError as error:
        _refuse(file, f"không ghi được bản sạch vào {out} ({error.strerror}).")
    if as_json:
        found = [asdict(each) for each in blinded.found]
        click.echo(json.dumps({"files": written, "findings": found, "unread": blinded.unread}, ensure_ascii=False))
    else:
        _print(written, blinded)
    sys.exit(FINDINGS if blinded.found else CLEAN)


def _refuse(file: Path, why: str) -> NoReturn:
    click.echo(f"{file.name}: {' '.join(why.split())}", err=True)
    sys.exit(REFUSED)


def _print(written: list[str], blinded: Blinded) -> None:
    for name in written:
        click.echo(f"✓ {name}")
    for each in blinded.found:
        click.echo(f"! {_place(each)}{each.matched} → {each.proposal}: {each.excerpt}")
    if blinded.unread:
        click.echo(f"Chưa đọc hết chữ trong hình: {', '.join(blinded.unread)}. Hãy tự xem các tệp này.")
    click.echo(f"{len(blinded.found)} chỗ cần xử lý." if blinded.found else "Không tìm thấy chỗ nào lộ tên.")


def _place(found: Found) -> str:
    if found.page is not None:
        return f"trang {found.page}, "
    if found.moment is not None:
        return f"phút {found.moment // 60}:{found.moment % 60:02d}, "
    return "" if found.file == TEXT else f"{found.file}, "
