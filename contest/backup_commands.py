"""``contest backup`` and ``contest restore``: a whole copy while the site is in use, and the way back."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from contest import create_app
from contest.backup import take_backup
from contest.backup_database import BackupProblem
from contest.commands import settings_here
from contest.db import db, reading, utc_now
from contest.errors import ContestError
from contest.ledger.services import verify
from contest.migrate import migrate
from contest.restore import restore_backup
from contest.storage.probe import explain
from contest.storage.stores import current_store
from contest.storage_commands import audit

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command(help="Sao lưu cơ sở dữ liệu và mọi tệp vào một THƯ MỤC mới, trong khi trang vẫn chạy.")
@click.argument("folder", metavar="THƯ_MỤC", type=FOLDER)
@click.option("--previous", type=FOLDER, help="Bản sao lưu trước trên cùng ổ đĩa: tệp đã có ở đó không chép lại.")
def backup_command(folder: Path, previous: Path | None) -> None:
    """Take a backup; exit 1 when the site itself lacks something."""
    settings = settings_here()
    with create_app(settings).app_context():
        try:
            about = take_backup(settings, current_store(), folder, previous=previous, now=utc_now())
        except BackupProblem as problem:
            raise click.ClickException(str(problem)) from problem
        except ContestError as error:
            raise click.ClickException(explain(error)) from error
    click.echo(f"Đã sao lưu vào {folder}: {about.objects} tệp, {about.size / 2**20:.1f} MiB.")
    click.echo(f"Sổ ghi nguyên vẹn: {about.ledger_entries} dòng, đầu chuỗi {about.ledger_head}.")
    for found in about.problems:
        click.echo(f"Có từ trước khi sao lưu: {found}", err=True)
    sys.exit(1 if about.problems else 0)


@click.command(help="Khôi phục một bản sao lưu vào nơi trống; không bao giờ ghi đè.")
@click.argument("folder", metavar="THƯ_MỤC", type=FOLDER)
def restore_command(folder: Path) -> None:
    """Restore, bring to the present tables, and prove the result; exit 1 when something is not right."""
    settings = settings_here()
    app = create_app(settings)
    with app.app_context():
        try:
            about = restore_backup(settings, current_store(), folder)
        except BackupProblem as problem:
            raise click.ClickException(str(problem)) from problem
        except ContestError as error:
            raise click.ClickException(explain(error)) from error
        migrate(settings.database)
        with reading():
            record, differences = verify(db.session), list(audit(db.session, current_store(), hashes=True))
    same = record.holds and (record.entries, record.head) == (about.ledger_entries, about.ledger_head)
    for difference in differences:
        click.echo(difference, err=True)
    click.echo(f"Đã khôi phục bản sao lưu lúc {about.made_at}: {about.objects} tệp, {len(differences)} chỗ lệch.")
    click.echo(f"Sổ ghi {'nguyên vẹn' if same else 'KHÔNG KHỚP'}: {record.entries} dòng, đầu chuỗi {record.head}.")
    sys.exit(0 if same and not differences else 1)
