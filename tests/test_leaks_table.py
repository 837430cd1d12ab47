"""docs/leaks.md names tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
TOLD = (HERE.parent / "docs" / "leaks.md").read_text(encoding="utf-8")


def named(told: str) -> list[tuple[str, str]]:
    """File and function of every test that is named; `::name` alone is of the file before it."""
    found, file = [], ""
    for path, function in re.findall(r"`((?:[\w/]+/)?test_\w+\.py)?(?:::(test_\w+))?`", told):
        file = path or file
        if path or function:
            found.append((file, function))
    return found


def missing(told: str) -> list[tuple[str, str]]:
    """Those that are not there."""
    return [
        (file, function)
        for file, function in named(told)
        if not (HERE / file).is_file()
        or (function and f"def {function}(" not in (HERE / file).read_text(encoding="utf-8"))
    ]


def test_every_test_that_is_named_is_there() -> None:
    assert len(named(TOLD)) > 40
    assert missing(TOLD) == []


def test_a_name_that_is_not_there_is_noticed() -> None:
    assert missing("`proofs/test_works.py::test_nothing_of_the_kind`, `::test_neither`, `web/test_no.py`") == [
        ("proofs/test_works.py", "test_nothing_of_the_kind"),
        ("proofs/test_works.py", "test_neither"),
        ("web/test_no.py", ""),
    ]
