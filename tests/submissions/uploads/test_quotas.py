"""How much fits, in whole values and words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contest.settings import GIB, UploadLimits
from contest.submissions.uploads.errors import NoRoom, TooManyOpen
from contest.submissions.uploads.quotas import MIB, check_room, check_size, size_text
from contest.submissions.uploads.types import FileRules, Usage, plan_for

NOTHING = Usage(entry_bytes=0, entry_files=0, person_bytes=0, person_open=0, season_bytes=0)
FREE = FileRules(kinds=(), kinds_clause="", megabytes=None, megabytes_clause="")
LIMITS = UploadLimits(file=5 * GIB, entry=10, person=20, season=30, files_per_entry=3, open_per_person=2)


@pytest.mark.parametrize(
    "taken",
    [
        replace(NOTHING, entry_bytes=6),
        replace(NOTHING, person_bytes=16),
        replace(NOTHING, season_bytes=26),
        replace(NOTHING, entry_files=3),
    ],
)
def test_what_no_longer_fits_is_refused(taken: Usage) -> None:
    with pytest.raises(NoRoom):
        check_room(5, taken, LIMITS)


@pytest.mark.parametrize(
    "taken",
    [
        NOTHING,
        replace(NOTHING, entry_bytes=5),
        replace(NOTHING, person_bytes=15),
        replace(NOTHING, season_bytes=25),
        replace(NOTHING, entry_files=2),
        replace(NOTHING, person_open=1),
    ],
)
def test_what_just_fits_is_taken(taken: Usage) -> None:
    check_room(5, taken, LIMITS)


def test_too_many_at_once_is_another_answer() -> None:
    with pytest.raises(TooManyOpen):
        check_room(1, replace(NOTHING, person_open=2), LIMITS)


def test_the_category_limit_is_held_to_the_byte() -> None:
    rules = FileRules(kinds=(), kinds_clause="", megabytes=3, megabytes_clause="Điều 6")
    check_size(3 * MIB, rules, LIMITS)
    with pytest.raises(NoRoom):
        check_size(3 * MIB + 1, rules, LIMITS)
    with pytest.raises(NoRoom):
        check_size(5 * GIB + 1, FREE, LIMITS)


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 KB"), (1, "1 KB"), (1024, "1 KB"), (MIB, "1 MB"), (3 * MIB // 2, "1,5 MB"), (5 * GIB, "5 GB")],
)
def test_sizes_are_said_as_people_say_them(size: int, words: str) -> None:
    assert size_text(size) == words


@pytest.mark.parametrize("size", [1, 8 * MIB, 8 * MIB + 1, GIB - 1, GIB, 5 * GIB])
def test_parts_cover_the_file_exactly(size: int) -> None:
    plan = plan_for(size)
    assert sum(plan.size_of(number) for number in range(1, plan.count + 1)) == size
    assert plan.size_of(0) == plan.size_of(plan.count + 1) == 0
    assert plan.count <= 320 if size > GIB else plan.count <= 128
