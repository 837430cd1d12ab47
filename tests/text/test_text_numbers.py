from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.text.numbers import fixed, in_field, in_words, money, money_in_words, number

DIGITS = {word: value for value, word in enumerate("không một hai ba bốn năm sáu bảy tám chín".split())}
VALUES = {**DIGITS, "mốt": 1, "tư": 4, "lăm": 5}


def parse_words(text: str) -> int:
    """Read an amount back: the independent twin of ``in_words``."""
    total = block = group = 0
    for word in text.lower().split():
        if word in VALUES:
            group += VALUES[word]
        elif word == "mười":
            group += 10
        elif word == "mươi":
            group = group - group % 10 + group % 10 * 10
        elif word == "trăm":
            group *= 100
        elif word in {"nghìn", "triệu"}:
            block += group * {"nghìn": 1000, "triệu": 1_000_000}[word]
            group = 0
        elif word == "tỷ":
            total = (total + block + group) * 1_000_000_000
            block = group = 0
    return total + block + group


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "Không"),
        (4, "Bốn"),
        (10, "Mười"),
        (11, "Mười một"),
        (14, "Mười bốn"),
        (15, "Mười lăm"),
        (21, "Hai mươi mốt"),
        (24, "Hai mươi tư"),
        (55, "Năm mươi lăm"),
        (100, "Một trăm"),
        (105, "Một trăm linh năm"),
        (111, "Một trăm mười một"),
        (1_005, "Một nghìn không trăm linh năm"),
        (12_050, "Mười hai nghìn không trăm năm mươi"),
        (303_000_000, "Ba trăm linh ba triệu"),
        (1_000_001_000, "Một tỷ không trăm linh một nghìn"),
        (12_000_000_000_000, "Mười hai nghìn tỷ"),
        (-7, "Âm bảy"),
    ],
)
def test_in_words_follows_northern_rules(value: int, words: str) -> None:
    assert in_words(value) == words


@given(st.integers(min_value=0, max_value=10**18 - 1))
def test_an_amount_in_words_reads_back_as_itself(value: int) -> None:
    assert parse_words(in_words(value)) == value


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_a_number_with_dots_reads_back_as_itself(value: int) -> None:
    assert int(number(value).replace(".", "")) == value


def test_money_and_marks_are_written_the_vietnamese_way() -> None:
    assert money(12_000_000) == "12.000.000 đồng"
    assert money_in_words(303_000_000) == "Ba trăm linh ba triệu đồng"
    assert number(2140) == "2.140"
    assert number(Decimal("1234.5")) == "1.234,5"
    assert fixed(Decimal("8.5")) == "8,50"
    assert fixed(Decimal("7.165")) == "7,16"
    assert fixed(82, places=0) == "82"


def test_a_number_in_a_field_is_written_as_one_types_it() -> None:
    assert [in_field(Decimal(text)) for text in ("1000", "8.50", "0.5", "100.00")] == ["1000", "8,5", "0,5", "100"]
    assert in_field(Decimal("8.5"), "en") == "8.5"


def test_money_and_marks_are_written_the_english_way_for_who_reads_english() -> None:
    assert money(12_000_000, "en") == "12,000,000 đồng"
    assert number(2140, "en") == "2,140"
    assert number(Decimal("1234.5"), "en") == "1,234.5"
    assert fixed(Decimal("8.5"), language="en") == "8.50"
