"""``contest demo`` as typed: it runs once, never beside a real season, and says why not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, create_engine, func, select, update
from sqlalchemy.orm import Session

from contest.demo import command
from contest.demo.bulk import Sizes
from contest.demo.command import demo
from contest.migrate import migrate
from contest.seasons.models import Season
from contest.submissions.models import Entry

pytestmark = pytest.mark.any_database  # its installations have an SQLite of their own

SMALL = ["--entries", "4", "--judges", "3", "--per-entry", "2"]


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation of its own, empty and migrated."""
    monkeypatch.setenv("CONTEST_INSTANCE", str(tmp_path))
    monkeypatch.setenv("SECRET_KEY", "a-secret-for-tests-only")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    migrate(f"sqlite:///{tmp_path / 'contest.db'}")
    return tmp_path


@pytest.fixture
def database(instance: Path) -> Iterator[Engine]:
    """A look into the installation from outside."""
    engine = create_engine(f"sqlite:///{instance / 'contest.db'}")
    yield engine
    engine.dispose()


def typed(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(demo, list(arguments), catch_exceptions=False)


def test_a_second_run_changes_nothing(database: Engine) -> None:
    first, second, at_start = typed(*SMALL), typed(), typed("--if-empty")
    assert (first.exit_code, second.exit_code, at_start.exit_code) == (0, 0, 0)
    assert "quantri@demo.test" in at_start.output
    assert "giamkhao7@demo.test" in first.output
    assert "/mua/vi-nguoi-ngheo-bac-giang-2023/" in first.output
    assert "Đã có mùa giải mẫu" in second.output
    assert "giữa chừng" not in at_start.output
    with Session(database) as session:
        assert session.scalar(select(func.count()).select_from(Entry)) == 4


def test_a_build_that_was_killed_is_told_at_the_next_start(database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        """What no handler of ours catches, like the end of the process."""

    whole = command.load_large

    def cut_short(sizes: Sizes, password: str) -> None:
        whole(sizes, password)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(command, "load_large", cut_short)
        with pytest.raises(Killed):
            typed(*SMALL)
    assert "bị ngắt giữa chừng" in typed("--if-empty").output
    with Session(database) as session:
        assert session.scalar(select(func.count()).select_from(Entry)) == 4


def test_a_database_with_a_real_season_is_refused(database: Engine) -> None:
    typed(*SMALL)
    with Session(database) as session:
        session.execute(update(Season).values(is_demo=False))
        session.commit()
    refused, left_alone = typed(*SMALL), typed("--if-empty")
    assert refused.exit_code == 1
    assert "mùa giải thật" in refused.output
    assert (left_alone.exit_code, left_alone.output) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--password", "ngan"], "ít nhất 10 ký tự"),
        (["--entries", "5", "--judges", "2", "--per-entry", "3"], "không vượt số giám khảo"),
    ],
)
def test_what_cannot_be_built_is_refused_in_words(instance: Path, arguments: list[str], sentence: str) -> None:
    result = typed(*arguments)
    assert result.exit_code == 1
    assert sentence in result.output


def test_a_file_that_is_no_article_is_refused_before_anything_is_written(database: Engine, tmp_path: Path) -> None:
    path = tmp_path / "khong-phai-bai.txt"
    path.write_text("Chỉ một dòng.", encoding="utf-8")
    result = typed("--article", str(path))
    assert result.exit_code == 1
    assert "dòng đầu là tên bài" in result.output
    with Session(database) as session:
        assert session.scalar(select(func.count()).select_from(Season)) == 0
