"""The only reader of the environment: everything an installation may choose, frozen at start."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from contest.errors import SettingMissing

ROOT = Path(__file__).resolve().parent.parent
SECRET_FILE = "secret.key"  # noqa: S105 - a file name
GIB = 1024**3


@dataclass(frozen=True, kw_only=True, slots=True)
class S3Settings:
    """Where an S3-compatible store is and how to speak to it."""

    bucket: str
    endpoint: str | None = None
    region: str = "us-east-1"
    access_key: str | None = None
    secret_key: str | None = field(default=None, repr=False)
    path_style: bool = True
    ca_bundle: str | None = None
    encryption: str | None = None
    encryption_key: str | None = None
    public_endpoint: str | None = None
    """The address browsers reach the store at, when it is not the one this server uses."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UploadLimits:
    """How much may be uploaded, bytes; the season's own limit of one file comes on top."""

    file: int = 5 * GIB
    entry: int = 20 * GIB
    person: int = 60 * GIB
    season: int = 2048 * GIB
    files_per_entry: int = 60
    open_per_person: int = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """One installation. ``secret_key`` has no default: a missing one stops start-up by name."""

    secret_key: str = field(repr=False)
    instance: Path = ROOT / "instance"
    database_url: str = ""
    base_url: str = "http://127.0.0.1:8000"
    trusted_hosts: tuple[str, ...] = ("127.0.0.1", "localhost")
    trusted_proxies: int = 0
    secure_cookies: bool = False
    s3: S3Settings | None = None
    uploads: UploadLimits = UploadLimits()
    smtp_url: str | None = field(default=None, repr=False)
    mail_from: str = "Tổ thư ký cuộc thi <khong-tra-loi@localhost>"
    testing: bool = False
    rate_limits: bool = True
    session_lifetime: timedelta = timedelta(days=14)

    @property
    def database(self) -> str:
        """The SQLAlchemy address; SQLite inside the instance folder unless one is given."""
        if not self.database_url:
            return f"sqlite:///{self.instance / 'contest.db'}"
        scheme, _, rest = self.database_url.partition("://")
        if scheme in {"postgres", "postgresql"}:
            return f"postgresql+psycopg://{rest}"
        return self.database_url

    @property
    def objects(self) -> Path:
        """Folder of the embedded object store."""
        return self.instance / "objects"

    @property
    def outbox(self) -> Path:
        """Folder that keeps mails when no mail server is configured."""
        return self.instance / "outbox"

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Settings:
        """Read an installation from ``env``.

        Errors: SettingMissing when neither ``SECRET_KEY`` nor the instance's secret file exists.
        """
        instance = Path(env.get("CONTEST_INSTANCE", str(ROOT / "instance")))
        port = env.get("PORT", "8000")
        hosts = env.get("CONTEST_TRUSTED_HOSTS", "127.0.0.1,localhost")
        return cls(
            secret_key=_secret(env, instance),
            instance=instance,
            database_url=env.get("DATABASE_URL", ""),
            base_url=env.get("CONTEST_BASE_URL", f"http://127.0.0.1:{port}"),
            trusted_hosts=tuple(host.strip() for host in hosts.split(",") if host.strip()),
            trusted_proxies=int(env.get("CONTEST_TRUSTED_PROXIES", "0")),
            secure_cookies=env.get("CONTEST_BASE_URL", "").startswith("https://"),
            s3=_s3(env),
            uploads=_upload_limits(env),
            smtp_url=env.get("SMTP_URL") or None,
            mail_from=env.get("MAIL_FROM", "Tổ thư ký cuộc thi <khong-tra-loi@localhost>"),
            rate_limits=env.get("CONTEST_RATE_LIMITS", "1") != "0",
        )


def write_secret(instance: Path) -> None:
    """Make the instance folder and, on the first start only, its secret; both are the owner's alone."""
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = instance / SECRET_FILE
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")


def _secret(env: Mapping[str, str], instance: Path) -> str:
    given = env.get("SECRET_KEY", "")
    if given:
        return given
    path = instance / SECRET_FILE
    if not path.is_file():
        raise SettingMissing("SECRET_KEY")
    return path.read_text(encoding="ascii").strip()


def _s3(env: Mapping[str, str]) -> S3Settings | None:
    bucket = env.get("S3_BUCKET", "")
    if not bucket:
        return None
    return S3Settings(
        bucket=bucket,
        endpoint=env.get("S3_ENDPOINT") or None,
        region=env.get("S3_REGION", "us-east-1"),
        access_key=env.get("S3_ACCESS_KEY") or None,
        secret_key=env.get("S3_SECRET_KEY") or None,
        path_style=env.get("S3_PATH_STYLE", "1") != "0",
        ca_bundle=env.get("S3_CA_BUNDLE") or None,
        encryption=env.get("S3_ENCRYPTION") or None,
        encryption_key=env.get("S3_ENCRYPTION_KEY") or None,
        public_endpoint=env.get("S3_PUBLIC_ENDPOINT") or None,
    )


def _upload_limits(env: Mapping[str, str]) -> UploadLimits:
    usual = UploadLimits()
    return UploadLimits(
        file=_gib(env, "UPLOAD_FILE_GIB", usual.file),
        entry=_gib(env, "UPLOAD_ENTRY_GIB", usual.entry),
        person=_gib(env, "UPLOAD_PERSON_GIB", usual.person),
        season=_gib(env, "UPLOAD_SEASON_GIB", usual.season),
        files_per_entry=int(env.get("UPLOAD_FILES_PER_ENTRY", usual.files_per_entry)),
        open_per_person=int(env.get("UPLOAD_OPEN_PER_PERSON", usual.open_per_person)),
    )


def _gib(env: Mapping[str, str], name: str, usual: int) -> int:
    given = env.get(name)
    return usual if given is None else int(float(given) * GIB)
