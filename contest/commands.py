"""Commands of the house: database and first administrator."""

from __future__ import annotations

import os

import click

from contest import create_app
from contest.accounts.passwords import MIN_LENGTH, hash_password, is_guessable
from contest.accounts.services import create_person
from contest.db import db, utc_now
from contest.errors import ContestError
from contest.migrate import migrate, write_migration
from contest.settings import Settings, write_secret


def settings_here() -> Settings:
    """The settings of this installation, making its secret on the first start."""
    fresh = Settings.from_env({"SECRET_KEY": "unused", **os.environ})
    write_secret(fresh.instance)
    return Settings.from_env(os.environ)


@click.command(help="Đưa cơ sở dữ liệu về cấu trúc mới nhất.")
def migrate_command() -> None:
    """Migrate the database."""
    migrate(settings_here().database)
    click.echo("Cơ sở dữ liệu đã ở cấu trúc mới nhất.")


@click.command(help="Viết một bước chuyển cấu trúc từ thay đổi của các bảng (dành cho người phát triển).")
@click.argument("number")
@click.argument("message")
def migration_command(number: str, message: str) -> None:
    """Write migration NUMBER (0003, …) from the models' changes."""
    url = settings_here().database
    migrate(url)
    write_migration(url, number, message)


@click.command(help="Tạo người quản trị đầu tiên; mật khẩu được hỏi, không ghi trên dòng lệnh.")
@click.argument("email")
@click.argument("full_name")
@click.password_option(prompt="Mật khẩu", confirmation_prompt="Gõ lại mật khẩu")
def administrator_command(email: str, full_name: str, password: str) -> None:
    """Add an administrator, the one person that no page can make."""
    if len(password) < MIN_LENGTH or is_guessable(password, email, full_name):
        raise click.UsageError(f"Mật khẩu cần ít nhất {MIN_LENGTH} ký tự và không quá dễ đoán.")
    password_hash = hash_password(password)
    settings = settings_here()
    migrate(settings.database)
    with create_app(settings).app_context():
        try:
            create_person(
                db.session,
                email=email,
                full_name=full_name,
                now=utc_now(),
                password_hash=password_hash,
                is_admin=True,
            )
        except ContestError as error:
            raise click.UsageError(str(error)) from error
        db.session.commit()
    click.echo(f"Đã tạo người quản trị {email}. Đăng nhập tại {settings.base_url}/dang-nhap")
