"""The marks beside a sheet are the marks of the sheet, whatever happened to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.judging.models import Mark, ScoreSheet
from contest.judging.tallies import rebuild_tallies, stale_tallies
from contest.judging.tally import (
    BETWEEN_SHEETS,
    OF_REGULAR,
    OF_THIRD,
    counted_marks,
    sheets_of_code,
    tallied_means,
    tally_text,
)
from tests.judging.scene import arrange, content, save

MARKS = st.decimals(min_value=0, max_value=100, places=2)
SHEETS = st.lists(st.dictionaries(st.integers(1, 9), MARKS, max_size=6), max_size=7)


@given(sheets=SHEETS)
def test_means_of_tallies_are_means_of_marks(sheets: list[dict[int, Decimal]]) -> None:
    given_marks: dict[int, list[Decimal]] = {}
    for sheet in sheets:
        for criterion, mark in sheet.items():
            given_marks.setdefault(criterion, []).append(mark)
    plain = {criterion: sum(marks, Decimal(0)) / len(marks) for criterion, marks in given_marks.items()}
    assert tallied_means(map(tally_text, sheets)) == plain


@given(sheets=SHEETS)
def test_counts_of_tallies_are_counts_of_marks(sheets: list[dict[int, Decimal]]) -> None:
    plain = Counter((criterion, int(mark * 100)) for sheet in sheets for criterion, mark in sheet.items())
    counted = counted_marks(map(tally_text, sheets))
    assert {(key, mark): count for key, marks in counted.items() for mark, count in marks} == plain


@given(
    totals=st.lists(st.integers(-10_000, 10_000_000), max_size=5),
    third=st.none() | st.integers(0, 1_000_000),
    tallies=st.lists(st.dictionaries(st.integers(1, 9), MARKS, min_size=1, max_size=6), min_size=6, max_size=6),
    order=st.randoms(use_true_random=False),
)
def test_sheets_of_a_work_are_read_from_one_text_in_any_order(
    totals: list[int], third: int | None, tallies: list[dict[int, Decimal]], order: Random
) -> None:
    given_sheets = [(OF_REGULAR, total) for total in totals] + ([] if third is None else [(OF_THIRD, third)])
    texts = list(map(tally_text, tallies))[: len(given_sheets)]
    written = [f"{total}{mark}{text}" for (mark, total), text in zip(given_sheets, texts, strict=True)]
    order.shuffle(written)
    if not written:
        return
    read = sheets_of_code(BETWEEN_SHEETS.join(written))
    assert list(read.regular) == sorted(totals, reverse=True)
    assert read.third == third
    assert read.means == tallied_means(texts)


@pytest.mark.parametrize("read", [tallied_means, counted_marks])
def test_a_tally_cut_short_is_refused(read: Callable[[list[str]], object]) -> None:
    with pytest.raises(ValueError, match="zip"):
        read(["12,850,13"])


def test_every_way_of_a_sheet_keeps_its_tally(session: Session) -> None:
    scene = arrange(session)
    judge, code = scene.judges[0], scene.codes[0]
    first, second = (criterion.id for criterion in scene.criteria)
    save(session, scene, judge, code, content("48", None))
    assert session.execute(select(ScoreSheet.tally)).scalar_one() == f"{first},4800"
    save(session, scene, judge, code, content(None, "30.5"), version=1)
    assert session.execute(select(ScoreSheet.tally)).scalar_one() == f"{second},3050"
    sent = save(session, scene, judge, code, content("50", "30"), version=2, submit=True)
    assert session.execute(select(ScoreSheet.tally)).scalar_one() == f"{first},5000,{second},3000"
    assert stale_tallies(session) == {}
    assert sent.version == 3


def test_a_mark_written_past_the_tally_is_found_and_mended(session: Session) -> None:
    scene = arrange(session)
    save(session, scene, scene.judges[0], scene.codes[0], content("50", "30"), submit=True)
    session.execute(update(Mark).where(Mark.criterion_id == scene.criteria[0].id).values(points=Decimal(49)))
    wrong = stale_tallies(session)
    assert list(wrong.values()) == [f"{scene.criteria[0].id},4900,{scene.criteria[1].id},3000"]
    rebuild_tallies(session, wrong)
    assert stale_tallies(session) == {}
