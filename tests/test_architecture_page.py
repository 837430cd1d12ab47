"""docs/architecture.md points at code that is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
TOLD = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def named(told: str) -> list[tuple[str, str]]:
    """File and function of every place that is named; a file may stand alone."""
    return re.findall(r"`(contest/[\w/]+\.py)(?:: (\w+))?`", told)


def missing(told: str) -> list[tuple[str, str]]:
    """Those that are not there."""
    return [(file, name) for file, name in named(told) if not _is_there(ROOT / file, name)]


def _is_there(file: Path, name: str) -> bool:
    if not file.is_file():
        return False
    tree = ast.parse(file.read_text(encoding="utf-8"))
    defined = {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.ClassDef)}
    return not name or name in defined


def test_every_place_that_is_named_is_there() -> None:
    assert len(named(TOLD)) > 25
    assert missing(TOLD) == []


def test_a_place_that_is_not_there_is_noticed() -> None:
    told = "`contest/access.py: allow`, `contest/access.py: allow_all`, `contest/no_room.py`"
    assert missing(told) == [("contest/access.py", "allow_all"), ("contest/no_room.py", "")]
