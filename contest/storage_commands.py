"""``contest storage …``: prove a configuration, move between stores, compare store and database."""

from __future__ import annotations

import http.client
import sys
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

import click
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest import create_app
from contest.blinding.models import BlindAsset, BlindCopy
from contest.blinding.types import keys_of_sides
from contest.commands import settings_here
from contest.db import db, reading
from contest.errors import ContestError
from contest.needed import is_key, needed_keys
from contest.seasons.models import Season
from contest.storage.errors import ObjectMissing
from contest.storage.house import unreferenced
from contest.storage.probe import Http, HttpAnswer, check_store, explain
from contest.storage.stores import current_store, store_named
from contest.storage.transfer import HashDiffers, Journal, copy_objects
from contest.storage.types import FileStore, ObjectKey, sha256_of
from contest.submissions.models import Entry, StoredFile
from contest.submissions.types import FileState

STORES = click.Choice(["folder", "s3"])


@click.group(help="Kho tệp: kiểm tra cấu hình, chuyển kho, đối chiếu với cơ sở dữ liệu.")
def storage_command() -> None:
    """Hold the store's commands."""


@storage_command.command("check", help="Thử thật mọi việc của kho: ghi, đọc khoảng, nhiều phần, CORS, xóa.")
def check_command() -> None:
    """Prove the configured store; exit 1 at the first thing that fails."""
    settings = settings_here()
    app = create_app(settings)
    with app.app_context(), force_locale("vi"):
        store = current_store()
        click.echo(f"Kho: {store.name} {store.origin or settings.objects}")
        for step in check_store(store, _http(app, store), page_origin=settings.base_url):
            click.echo(f"{'hỏng' if step.problem else 'được'}  {step.name}")
            if step.problem:
                click.echo(f"      {step.problem}", err=True)
                sys.exit(1)
    click.echo("Kho dùng được.")


@storage_command.command("copy", help="Chuyển tệp giữa hai kho; chạy lại thì làm tiếp, mỗi tệp được đối chiếu SHA-256.")
@click.option("--from", "source_name", type=STORES, required=True, help="Kho đang giữ tệp.")
@click.option("--to", "target_name", type=STORES, required=True, help="Kho nhận tệp.")
@click.option("--season", "slug", default="", help="Chỉ một mùa giải; bỏ trống là tất cả.")
def copy_command(source_name: str, target_name: str, slug: str) -> None:
    """Copy every object that a row refers to."""
    if source_name == target_name:
        raise click.UsageError("--from và --to phải khác nhau")
    settings = settings_here()
    app = create_app(settings)
    with app.app_context(), reading(), force_locale("vi"):
        source, target = store_named(source_name, settings), store_named(target_name, settings)
        objects, sizes = _present(source, _objects(db.session, slug))
        journal = Journal(settings.instance / f"copy-{source_name}-{target_name}.journal")
        with click.progressbar(length=max(sum(sizes), 1), label=f"{len(objects)} tệp") as bar:
            try:
                done = copy_objects(source, target, objects, journal=journal, on_bytes=bar.update)
            except HashDiffers as error:
                raise click.ClickException(f"Tệp {error} đến kho đích thì khác bản gốc; bản sao đã bị xóa.") from None
            except ContestError as error:
                raise click.ClickException(f"{explain(error)}. Chạy lại lệnh để làm tiếp.") from error
    click.echo(f"Đã chuyển {done.copied} tệp, {done.already_there} tệp đã có từ lần trước.")


@storage_command.command("audit", help="Tìm dòng thiếu tệp, tệp không có dòng, mã băm khác; không sửa gì.")
@click.option("--hashes/--no-hashes", default=True, help="Đọc lại từng tệp để tính SHA-256 (lâu).")
def audit_command(*, hashes: bool) -> None:
    """Compare the store with the database; exit 1 when they differ."""
    app = create_app(settings_here())
    with app.app_context(), reading():
        problems = list(audit(db.session, current_store(), hashes=hashes))
    for problem in problems:
        click.echo(problem)
    click.echo(f"{len(problems)} chỗ lệch." if problems else "Kho và cơ sở dữ liệu khớp nhau.")
    sys.exit(1 if problems else 0)


def audit(session: Session, store: FileStore, *, hashes: bool) -> Iterator[str]:
    """Every difference, a line each. Changes nothing."""
    for column, key in needed_keys(session):
        if not store.exists(key):
            yield f"thiếu tệp: {column.table.name}.{column.name} {key}"
    for found in unreferenced(session, store.list_objects()):
        yield f"tệp không có dòng: {found.key} ({found.size} byte)"
    if hashes:
        yield from _changed(session, store)


def _changed(session: Session, store: FileStore) -> Iterator[str]:
    rows = session.execute(
        select(StoredFile.key, StoredFile.sha256, StoredFile.public_id).where(StoredFile.state == FileState.VERIFIED)
    ).all()
    for row in rows:
        try:
            with store.open(ObjectKey(row.key)) as stream:
                now = sha256_of(stream)
        except ObjectMissing:
            continue  # said already
        if now != row.sha256:
            yield f"mã băm khác: tệp {row.public_id} {row.key}"


def _objects(session: Session, slug: str) -> list[tuple[ObjectKey, str]]:
    """Every key with its content type, of one season or of all."""
    files = select(StoredFile.key, StoredFile.content_type).join(Entry, Entry.id == StoredFile.entry_id)
    assets = (
        select(
            BlindAsset.key,
            BlindAsset.base_key,
            BlindAsset.upload_key,
            BlindAsset.poster_key,
            BlindAsset.base_poster_key,
            BlindAsset.sides,
            BlindAsset.content_type,
        )
        .join(BlindCopy, BlindCopy.id == BlindAsset.blind_copy_id)
        .join(Entry, Entry.id == BlindCopy.entry_id)
    )
    if slug:
        season_id = session.scalar(select(Season.id).where(Season.slug == slug))
        if season_id is None:
            raise click.ClickException(f"Không có mùa giải {slug}.")
        files, assets = files.where(Entry.season_id == season_id), assets.where(Entry.season_id == season_id)
    found = {row.key: row.content_type for row in session.execute(files)}
    for row in session.execute(assets):
        clean = ((key, row.content_type) for key in (row.key, row.base_key))
        posters = ((key, "image/jpeg") for key in (row.poster_key, row.base_poster_key))
        found |= dict.fromkeys(keys_of_sides(row.sides), "")
        found |= {key: kind for key, kind in (*clean, *posters, (row.upload_key, "")) if key}
    return [(ObjectKey(key), kind or "application/octet-stream") for key, kind in found.items() if is_key(key)]


def _present(
    store: FileStore, objects: Sequence[tuple[ObjectKey, str]]
) -> tuple[list[tuple[ObjectKey, str]], list[int]]:
    """Those the source holds, with their sizes; uploads on their way are none yet."""
    there, sizes = [], []
    for key, kind in objects:
        try:
            sizes.append(store.size(key))
        except ObjectMissing:
            continue
        there.append((key, kind))
    return there, sizes


def _http(app: Flask, store: FileStore) -> Http:
    """For S3 the network; for the folder the application itself, whether or not it is running."""

    def ask_ourselves(method: str, address: str, *, body: bytes | None, headers: Mapping[str, str]) -> HttpAnswer:
        with app.test_client().open(address, method=method, data=body, headers=dict(headers)) as answer:
            named = {name.lower(): value for name, value in answer.headers}
            return HttpAnswer(status=answer.status_code, headers=named, body=answer.data)

    return _over_the_network if store.origin else ask_ourselves


def _over_the_network(method: str, address: str, *, body: bytes | None, headers: Mapping[str, str]) -> HttpAnswer:
    parts = urlsplit(address)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.netloc, timeout=30)
    try:
        connection.request(method, f"{parts.path}?{parts.query}", body=body, headers=dict(headers))
        answer = connection.getresponse()
        named = {name.lower(): value for name, value in answer.getheaders()}
        return HttpAnswer(status=answer.status, headers=named, body=answer.read())
    finally:
        connection.close()
