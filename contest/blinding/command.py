"""``contest blind FILE``: a clean copy of one file and what still names somebody in it.

For anyone, without a database. Exit 0: clean; 3: findings remain; 4: the file was refused.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from contest.blinding.identities import Known
from contest.blinding.matching import Match, scan
from contest.blinding.scanning import excerpt
from contest.media.clean import CleanResult, clean
from contest.media.errors import CannotProcess
from contest.media.sandbox import scratch

CLEAN, FINDINGS, REFUSED = 0, 3, 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One finding as it is printed. ``page`` counts from 1, None for running text."""

    page: int | None
    start: int
    end: int
    kind: str
    matched: str
    proposal: str
    excerpt: str


@click.command(
    help="Tạo bản sạch của một tệp và liệt kê những chỗ còn lộ tên. Thoát 0: sạch; 3: còn lộ; 4: bị từ chối."
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="Thư mục nhận bản sạch.")
@click.option("--name", "names", multiple=True, help="Họ tên hoặc bút danh cần tìm; lặp lại được.")
@click.option("--outlet", "outlets", multiple=True, help="Cơ quan báo chí cần tìm; lặp lại được.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
def blind_command(file: Path, out: Path, names: tuple[str, ...], outlets: tuple[str, ...], *, as_json: bool) -> None:
    """Clean FILE into OUT and print the findings."""
    try:
        result = clean(file, out, name=file.name)
    except CannotProcess as refusal:
        click.echo(f"{file.name}: {refusal.message}", err=True)
        sys.exit(REFUSED)
    if result.text and not result.page_texts:
        _write_text(out, result.text)
    known = Known(names=names, pen_names=names, outlets=outlets)
    found = _findings(result, known)
    written = [path.path.name for path in result.files] + (["text.txt"] if _has_text_file(result) else [])
    if as_json:
        click.echo(json.dumps({"files": written, "findings": [asdict(each) for each in found]}, ensure_ascii=False))
    else:
        _print(written, found)
    sys.exit(FINDINGS if found else CLEAN)


def _has_text_file(result: CleanResult) -> bool:
    return bool(result.text) and not result.page_texts


def _write_text(out: Path, text: str) -> None:
    """Write the words whole, by rename, as every other file of the derivative."""
    with scratch(out) as folder:
        path = folder / "text.txt"
        with path.open("w", encoding="utf-8") as stream:
            stream.write(text + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        path.replace(out / "text.txt")


def _findings(result: CleanResult, known: Known) -> list[Found]:
    """Scan each page of a PDF as it stands on the page, or the running text of anything else."""
    if result.page_texts:
        return [
            _found(text, match, page)
            for page, text in enumerate(result.page_texts, start=1)
            for match in scan(text, known)
        ]
    return [_found(result.text, match, None) for match in scan(result.text, known)]


def _found(text: str, match: Match, page: int | None) -> Found:
    return Found(
        page=page,
        start=match.start,
        end=match.end,
        kind=match.sort,
        matched=match.matched,
        proposal=match.proposal,
        excerpt=excerpt(text, match.start, match.end),
    )


def _print(written: list[str], found: list[Found]) -> None:
    for name in written:
        click.echo(f"✓ {name}")
    for each in found:
        place = "" if each.page is None else f"trang {each.page}, "
        click.echo(f"! {place}{each.matched} → {each.proposal}: {each.excerpt}")
    click.echo(f"{len(found)} chỗ cần xử lý." if found else "Không tìm thấy chỗ nào lộ tên trong phần chữ.")
